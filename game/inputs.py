"""What hands do to a simulation: each is carried out at the begin of a step, and can be told again."""

from itertools import chain
from math import pi
from typing import TYPE_CHECKING, NamedTuple

import esper
import numpy as np

from components import Collider, Label, Position, Spin, Velocity
from game.level_format.balls import ORANGES, Balls, Emitter
from systems.emission import CLEAR
from systems.grip import Hold

if TYPE_CHECKING:
    from game.simulation import Simulation


class Grab(NamedTuple):
    """Take hold of a ball, or move the hand that holds it, at a place in m."""

    entity: int
    x: float
    y: float

    def apply(self, simulation: "Simulation") -> None:
        """Do it; nothing is held of a ball that is no more."""
        simulation.pipeline.grip.hold = Hold(*self)


class Release(NamedTuple):
    """Let go of what is held."""

    def apply(self, simulation: "Simulation") -> None:
        """Do it."""
        simulation.pipeline.grip.hold = None


class Add(NamedTuple):
    """Put a ball at a place (m), with a velocity (m/s); where another is in the way, nothing happens."""

    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0

    def apply(self, simulation: "Simulation") -> None:
        """Do it, with the radius and the material of the level's first balls, and the next number."""
        level = simulation.level
        model = next(chain[Balls | Emitter](level.balls, level.emitters), None)
        radius = model.radius if model else 0.2
        material = level.material(model.material if model else None)
        position, radii = simulation.balls[Position], simulation.balls[Collider].radius
        if np.any(np.hypot(position.x - self.x, position.y - self.y) < CLEAR * (radii + radius)):
            return
        number = simulation.next_number()
        simulation.balls.spawn(
            Position(self.x, self.y),
            Velocity(self.vx, self.vy),
            Spin(),
            Collider(
                radius,
                material.density * pi * radius**2,
                material.restitution,
                material.friction,
                material.rolling_resistance,
            ),
            Label(number, ORANGES[(number - 1) % len(ORANGES)]),
        )


class Remove(NamedTuple):
    """Take a ball out."""

    entity: int

    def apply(self, simulation: "Simulation") -> None:
        """Do it, unless it is no more."""
        if simulation.balls.rows_of(np.array([self.entity]))[0] >= 0 and esper.entity_exists(self.entity):
            simulation.balls.despawn(self.entity)


Input = Grab | Release | Add | Remove


class Stamped(NamedTuple):
    """An input, and the number of the step at whose begin it is carried out."""

    step: int
    input: Input
