"""Contacts between balls and walls."""

import esper
import numpy as np

from components import (
    Collider,
    Contacts,
    KinematicMotion,
    MotionPhase,
    Outline,
    Position,
    Spin,
    SubstepState,
    Table,
    Velocity,
    VelocityChange,
    WakeFlags,
)
from systems.bound import Bound, Holder
from systems.kernels.contact import SLOTS
from systems.kernels.containment import containment
from systems.kernels.wall_impact import wall_impact
from systems.kernels.wall_rest import wall_rest
from systems.mixing import DEFAULT_MIXING, Mixing


class WallCollision(esper.Processor):
    """Makes balls bounce off moving walls, rub, roll and rest on them, and keeps them inside whatever happens.

    rest_speed : m/s; balls that approach a wall more slowly do not bounce
    tally : work that walls have done on balls, J; sum of the normal impulses, N s
    support : how many walls each ball touches, (n,), and the rows of these contacts, (SLOTS n, 5), see `contact`
    unsettled : whether the last call changed the speed of a ball by more than ``rest_speed``, or left one that will
        hit another ball before a wall
    most : features that one ball may touch
    """

    most = SLOTS

    def __init__(self, balls: Table, walls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.balls = balls
        self.walls = walls
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.unsettled = False
        self.tally = np.zeros(2)
        self.support = Holder()
        self._slots, self._touched = Holder(), Holder()
        self._features, self._carriers, self._shapes = Holder(), Holder(), Holder()
        self._make_room(0)
        self._balls = self._walls = np.empty(0, np.int64)
        tally = Holder(self.tally)
        motion = (Position, Spin.angle, Velocity, Spin.rate)
        body = (Collider.radius, Collider.mass, Collider.friction, Collider.rolling_resistance)
        material = (Collider.restitution, Collider.friction, Collider.rolling_resistance)
        marks = (WakeFlags, SubstepState.toi_ball, SubstepState.toi_wall)
        drive = (
            KinematicMotion.sway_x,
            KinematicMotion.sway_y,
            KinematicMotion.sway_rate,
            KinematicMotion.swing,
            KinematicMotion.swing_rate,
            MotionPhase,
        )
        self._hit = Bound(
            wall_impact,
            self._slots,
            self._features,
            walls.bind(*motion, *drive, *material),
            balls.bind(*motion, VelocityChange.x, VelocityChange.y, SubstepState.path_start, Collider, *marks),
            tally,
        )
        self._carry = Bound(
            wall_rest,
            self._slots,
            self._carriers,
            walls.bind(Position, Velocity, Spin.rate, *material[1:]),
            balls.bind(*motion, VelocityChange.x, VelocityChange.y, SubstepState.path_start, *body, *marks),
            tally,
        )
        self._contain = Bound(
            containment,
            self._touched,
            self._shapes,
            walls.bind(Position),
            balls.bind(Position, Collider.radius, WakeFlags.by_balls, SubstepState.toi_wall),
        )

    def foresee(self, h: float) -> None:
        """Look which wall every ball will hit in the last h seconds: `BallCollision` lets earlier hits go first."""
        self.follow()
        self._hit(*self.mixing, self.rest_speed, h, True, False)

    def process(self, h: float, again: bool = False, hurry: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that met a wall in the last h seconds.

        ``again`` goes on after `foresee`, or another call: with balls that other balls have stirred since, or that
        have not yet hit what they will hit. With ``hurry`` a ball does not wait for another that it hits before.
        """
        if not again:
            self.foresee(h)
        self._hit(*self.mixing, self.rest_speed, h, False, hurry)
        self.unsettled = self._carry(self.mixing.friction, self.rest_speed, h)
        self._contain()

    @property
    def feature_count(self) -> int:
        """How many features the walls have in all."""
        self.follow()
        return len(self._carriers.arrays[0])

    @property
    def contacts(self) -> Contacts:
        """A copy of what touched in the last sub-step; ``second`` counts the features of all walls in row order."""
        self.follow()
        return self._gather()

    def restore(self, contacts: Contacts) -> None:
        """Put contacts in place, such as a copy of `contacts`; the rows must be those of the tables now."""
        self.follow()
        self._fill(contacts)

    def follow(self) -> None:
        """Let the contacts go with the rows, when balls or walls have come or gone."""
        if self._walls is not self.walls.entities:
            self._walls = self.walls.entities
            self._measure()
            self._fill(Contacts.allocate(0))  # a feature has another number now
        if self._balls is not self.balls.entities:
            contacts = self._gather().remap(self.balls.rows_of(self._balls), pairs=False)
            self._balls = self.balls.entities
            self._make_room(len(self._balls))
            self._fill(contacts)

    def _make_room(self, balls: int) -> None:
        """Lay out places for the contacts of so many balls."""
        count, unsolved = np.zeros(balls, np.int64), np.zeros(balls, np.uint8)
        room = SLOTS * balls
        side, block, struck = np.zeros(room, np.int64), np.zeros((room, 5)), np.zeros(room, np.uint8)
        self._slots.arrays = (count, side, block, struck, unsolved)
        self.support.arrays = (count, block)
        self._touched.arrays = (count, side, unsolved)

    def _gather(self) -> Contacts:
        count, side, block, _, _ = self._slots.arrays
        first = np.repeat(np.arange(len(count)), count)
        place = SLOTS * first + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
        return Contacts(first, side[place], block[place])

    def _fill(self, contacts: Contacts) -> None:
        count, side, block, _, _ = self._slots.arrays
        count[:] = np.bincount(contacts.first, minlength=len(count))
        place = SLOTS * contacts.first + np.arange(len(contacts.first)) - (np.cumsum(count) - count)[contacts.first]
        side[place], block[place] = contacts.second, contacts.block

    def _measure(self) -> None:
        """Lay the features of all outlines end to end, and what else the kernels ask of them."""
        outlines = [esper.component_for_entity(int(entity), Outline) for entity in self.walls.entities]
        pieces = [outline.features for outline in outlines]
        counts = [piece.shape[1] for piece in pieces]
        start, owner = np.cumsum([0, *counts]), np.repeat(np.arange(len(outlines)), counts)
        features = np.hstack((np.empty((8, 0)), *pieces))
        near, far = (
            column.copy() for column in np.array([outline.contact_range for outline in outlines]).reshape(-1, 2).T
        )
        container = np.array([outline.container for outline in outlines], np.uint8)
        bounded = np.array([not (outline.container and outline.is_convex) for outline in outlines], np.uint8)
        cores = [outline.points[: len(outline.points) if outline.has_wrong_side else 0] for outline in outlines]
        corners = np.ascontiguousarray(np.vstack((np.empty((0, 2)), *cores)).T)
        corner, thickness = np.cumsum([0, *map(len, cores)]), np.array([outline.radius for outline in outlines])
        turned = np.ones(len(outlines)), np.zeros(len(outlines))  # cosines and sines of the angles of walls
        self._features.arrays = (start, owner, features, near, far, bounded, *turned)
        self._carriers.arrays = (owner, features, *turned)
        self._shapes.arrays = (start, features, near, far, corner, corners, thickness, container, *turned)
