"""What hands do to a simulation: each is carried out at the begin of a step, and can be told again."""

from typing import TYPE_CHECKING, NamedTuple

import esper
import numpy as np

from components import Collider, Position
from game.simulation.spawn import another, put
from systems.emission import CLEAR
from systems.grip import Hold

if TYPE_CHECKING:
    from game.simulation.simulation import Simulation


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
        ball = another(simulation.level)
        position, radii = simulation.balls[Position], simulation.balls[Collider].radius
        if np.all(np.hypot(position.x - self.x, position.y - self.y) >= CLEAR * (radii + ball.radius)):
            put(simulation.balls, ball, (self.x, self.y), (self.vx, self.vy), simulation.next_number())


class Remove(NamedTuple):
    """Take a ball out."""

    entity: int

    def apply(self, simulation: "Simulation") -> None:
        """Do it, unless it is no more."""
        if simulation.balls.rows_of(np.array([self.entity]))[0] >= 0 and esper.entity_exists(self.entity):
            simulation.balls.despawn(self.entity)


class Tune(NamedTuple):
    """Let something hold for all of the world: one of `parameters.NAMES`, in SI units; None is as the level says."""

    name: str
    value: float | None = None

    def apply(self, simulation: "Simulation") -> None:
        """Do it. Raises ``ValueError`` for another name, or a value beyond its limits."""
        simulation.tuning.set(self.name, self.value)


Input = Grab | Release | Add | Remove | Tune


class Stamped(NamedTuple):
    """An input, and the number of the step at whose begin it is carried out."""

    step: int
    input: Input
