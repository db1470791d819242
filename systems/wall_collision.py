"""Contacts between balls and walls."""

from typing import Any

import esper
import numpy as np
from numpy.typing import NDArray

from components import (
    Collider,
    Contacts,
    Drive,
    Flight,
    Kick,
    Outline,
    Phase,
    Position,
    Spin,
    Stir,
    Table,
    Velocity,
    WallCollider,
)
from systems.kernels.wall_collision import MOST, wall_collision
from systems.mixing import DEFAULT_MIXING, Mixing


class WallCollision(esper.Processor):
    """Makes balls bounce off moving walls, rub, roll and rest on them, and keeps them inside whatever happens.

    rest_speed : m/s; balls that approach a wall more slowly do not bounce
    count : number of contacts
    tally : work that walls have done on balls, J; sum of the normal impulses, N s
    stirred : whether the last call changed the speed of a ball by more than ``rest_speed``
    """

    def __init__(self, balls: Table, walls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.balls = balls
        self.walls = walls
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.count = 0
        self.stirred = False
        self.tally = np.zeros(2)
        self.ball_columns = balls.bind(
            *(Position.x, Position.y, Spin.angle),
            *(Velocity.x, Velocity.y, Spin.rate),
            *(Kick.x, Kick.y, Flight.begin),
            *(Collider.radius, Collider.mass),
            *(Collider.restitution, Collider.friction, Collider.rolling_resistance),
            *(Stir.by_balls, Stir.by_walls),
        )
        self.wall_columns = walls.bind(
            *(Position.x, Position.y, Spin.angle, Velocity.x, Velocity.y, Spin.rate),
            *(Phase.sway, Phase.swing, Drive),
            *(WallCollider.restitution, WallCollider.friction, WallCollider.rolling_resistance),
        )
        self._room = self._spare = Contacts.room(0)
        self._surfaces: tuple[NDArray[Any], ...] = ()
        self._columns: tuple[NDArray[Any], ...] = ()
        self._balls = self._walls = np.empty(0, np.int64)

    def process(self, h: float, again: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that met a wall in the last h seconds.

        ``again`` goes only over balls that other balls have stirred since the last call.
        """
        old, new = self.follow(), self._spare
        self.count, self.stirred = wall_collision(
            *(*old, *new, *self._columns, self.tally, *self.mixing),
            *(self.rest_speed, h, self.count, again),
        )
        self._room, self._spare = new, old

    @property
    def contacts(self) -> Contacts:
        """What touched in the last sub-step; ``second`` counts the surfaces of all walls in row order."""
        return self.follow().head(self.count)

    def restore(self, contacts: Contacts) -> None:
        """Put contacts back, such as a copy of `contacts`; the rows must be those of the tables now."""
        self.follow()
        capacity = MOST * len(self.balls)
        self._room, self._spare = Contacts.room(capacity), Contacts.room(capacity)
        self.count = len(contacts.first)
        kept = self._room.head(self.count)
        kept.first[:], kept.second[:] = contacts.first, contacts.second
        kept.block[:, : self.count] = contacts.block[:, : self.count]

    def follow(self) -> Contacts:
        """Columns whose first ``count`` rows are the contacts, by the rows that the tables have now."""
        if self._walls is not self.walls.entities:
            self._walls = self.walls.entities
            self._surfaces = self._measure()
            self.count = 0  # a surface has another number now
            self._gather()
        if self._balls is not self.balls.entities:
            row = self.balls.rows_of(self._balls)
            self._balls = self.balls.entities
            self._gather()
            self.restore(self._room.head(self.count).follow(row, pairs=False))
        return self._room

    def _gather(self) -> None:
        """Lay out what stays the same for the kernel from step to step, once."""
        self._columns = (*self._surfaces, *self.wall_columns(), *self.ball_columns())

    def _measure(self) -> tuple[NDArray[Any], ...]:
        """Lay the surfaces of all outlines end to end: starts, owners, surfaces, rings, and what is solid."""
        outlines = [esper.component_for_entity(int(entity), Outline) for entity in self.walls.entities]
        surfaces = [outline.surface for outline in outlines]
        counts = [surface.shape[1] for surface in surfaces]
        rings = np.array([outline.ring for outline in outlines]).reshape(-1, 2)
        solid = [
            outline.closed and len(outline.points) > 1 and not (outline.container and outline.is_convex)
            for outline in outlines
        ]
        return (
            *(np.cumsum([0, *counts]), np.repeat(np.arange(len(outlines)), counts)),
            *(np.hstack((np.empty((6, 0)), *surfaces)), rings[:, 0].copy(), rings[:, 1].copy()),
            np.array(solid, np.uint8),
        )
