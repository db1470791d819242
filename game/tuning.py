"""What of a level can be changed while it runs, by hands or by a program: the input `Tune` does it."""

from math import atan2, cos, degrees, hypot, inf, isfinite, pi, radians, sin
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from components import KinematicMotion, Outline
from game.free_places import free_places
from game.level import Level
from game.level_format.balls import MAX_BALLS
from game.spawn import another, put
from systems.surfaces import PROPERTIES

if TYPE_CHECKING:
    from game.simulation import Simulation


class Tuned(NamedTuple):
    """What holds instead of what the level says; None where the level holds.

    gravity, direction : m/s², and rad counter-clockwise from the right
    restitution, friction, rolling_resistance : of all balls and walls
    spin : rad/s, of the wall that leads, see `leader`; the others that turn keep their ratio to it
    balls : how many there are in all, those included that are yet to come
    substeps : parts of each step
    """

    gravity: float | None = None
    direction: float | None = None
    restitution: float | None = None
    friction: float | None = None
    rolling_resistance: float | None = None
    spin: float | None = None
    balls: int | None = None
    substeps: int | None = None


NAMES = Tuned._fields

MOST_SUBSTEPS = 32
LIMITS = Tuned(1000.0, inf, 1.0, 10.0, 1.0, radians(36_000.0), MAX_BALLS, MOST_SUBSTEPS)
"""The largest values, and but for 1 sub-step and what may be negative, 0 is the smallest."""

SIGNED = ("direction", "spin")
WHOLE = ("balls", "substeps")


class Tuning:
    """The values of a simulation that may be changed, by name.

    tuned : those that differ from the level's; never changed in place
    names : of those that there is something for: a level without walls has no spin
    """

    def __init__(self, simulation: "Simulation") -> None:
        self.tuned = Tuned()
        self._simulation = simulation
        level = simulation.level
        lead = leader(level)
        self.names = tuple(name for name in NAMES if name != "spin" or lead is not None)
        entities = simulation.walls_table.entities.tolist()
        self._turning = {entities[k]: radians(spin) for k, spin in spins(level, None).items()}
        self._leader = None if lead is None else entities[lead]

    def own(self, name: str) -> float:
        """What the level says; of several materials, that of the first balls."""
        level = self._simulation.level
        gx, gy = level.world.gravity
        if name == "gravity":
            return hypot(gx, gy)
        if name == "direction":
            return atan2(gy, gx) if gx or gy else -0.5 * pi
        if name == "spin":
            return self._turning.get(self._leader or 0, 0.0)
        if name == "balls":
            return level.count
        if name == "substeps":
            return level.world.substeps
        model = level.model or next(iter(level.walls), None)
        value: float = getattr(level.material(model.material if model else None), name)
        return value

    def value(self, name: str) -> float:
        """What holds now."""
        simulation = self._simulation
        systems = simulation.pipeline
        if name == "gravity":
            return float(hypot(*systems.gravity.g))
        if name == "direction":
            gx, gy = systems.gravity.g
            return self._or_own(name) if gx == gy == 0.0 else float(atan2(gy, gx))
        if name == "spin":
            row = self._row(self._leader or 0)
            return 0.0 if row < 0 else float(simulation.walls_table[KinematicMotion].rate[row])
        if name == "balls":
            return simulation.count + simulation.pending
        if name == "substeps":
            return systems.substeps
        return self._or_own(name)

    def differs(self, name: str) -> bool:
        """Whether the level gives balls and walls different values of it."""
        if name not in PROPERTIES:
            return False
        level = self._simulation.level
        parts = (*level.walls, *level.balls, *level.emitters)
        return len({getattr(level.material(part.material), name) for part in parts}) > 1

    def set(self, name: str, value: float | None) -> None:
        """Let a value hold from the next step on; None is what the level says. The input `Tune` calls it.

        Raises ``ValueError`` for an unknown name, or a value beyond its limits; nothing is changed then.
        """
        value = checked(name, value)
        systems = self._simulation.pipeline
        self.tuned = Tuned(**self.tuned._asdict() | {name: value})
        if name in {"gravity", "direction"}:
            systems.gravity.g = gravity(self._simulation.level, self.tuned)
        elif name == "spin":
            self._spin()
        elif name == "balls":
            self._count()
        elif name == "substeps":
            systems.cut(int(self._or_own(name)))
        else:
            systems.surfaces.set(name, value)

    def _or_own(self, name: str) -> float:
        value: float | None = getattr(self.tuned, name)
        return self.own(name) if value is None else value

    def _row(self, entity: int) -> int:
        return int(self._simulation.walls_table.rows_of(np.array([entity]))[0])

    def _spin(self) -> None:
        """Let walls go on at another rate from where they are: their pose stays a function of time."""
        systems, drive = self._simulation.pipeline, self._simulation.walls_table[KinematicMotion]
        now = systems.wall_motion.ticks * systems.h
        wanted = self.tuned.spin
        for entity, own in self._turning.items():
            row = self._row(entity)
            if row < 0:
                continue
            rate = own if wanted is None else ratio(own, self.own("spin")) * wanted
            drive.angle[row] += (drive.rate[row] - rate) * now
            drive.rate[row] = rate

    def _count(self) -> None:
        """Let balls come until there are so many, where there is room, or let the youngest go."""
        simulation = self._simulation
        balls, emission = simulation.balls, simulation.pipeline.emission
        more = int(self._or_own("balls")) - len(balls) - emission.pending
        more -= emission.change(more)
        for entity in balls.entities[len(balls) + min(more, 0) :].tolist():
            balls.despawn(entity)
        if more > 0:
            ball = another(simulation.level)
            chance = np.random.default_rng((simulation.seed, simulation.steps, more))
            first = simulation.next_number()
            for k, place in enumerate(free_places(simulation, ball.radius, more, chance)):
                put(balls, another(simulation.level), (float(place[0]), float(place[1])), (0.0, 0.0), first + k)
        if self.tuned.balls is not None:
            self.tuned = self.tuned._replace(balls=len(balls) + emission.pending)


def gravity(level: Level, tuned: Tuned) -> tuple[float, float]:
    """Return the gravity of a level as tuned, m/s²."""
    gx, gy = level.world.gravity
    own = hypot(gx, gy)
    size = own if tuned.gravity is None else tuned.gravity
    if tuned.direction is None:
        return (gx * (size / own), gy * (size / own)) if own else (0.0, -size)
    along = cos(tuned.direction), sin(tuned.direction)
    x, y = (0.0 if abs(part) < 1e-15 else part for part in along)  # right angles are right
    return size * x, size * y


def leader(level: Level) -> int | None:
    """Return which wall has the spin that is tuned: the first that turns, or else the largest container."""
    turning = [k for k, wall in enumerate(level.walls) if wall.spin]
    containers = [k for k, wall in enumerate(level.walls) if wall.container]
    return next(iter(turning), max(containers, key=lambda k: _size(level.walls[k].outline()), default=None))


def spins(level: Level, tuned: float | None) -> dict[int, float]:
    """Return the spins in deg/s of the walls that are tuned with the one that leads, which turns at so many rad/s."""
    lead = leader(level)
    if lead is None:
        return {}
    own = {k: wall.spin for k, wall in enumerate(level.walls) if wall.spin or k == lead}
    if tuned is None:
        return own
    return {k: _degrees(ratio(radians(spin), radians(own[lead])) * tuned) for k, spin in own.items()}


def ratio(own: float, leading: float) -> float:
    """Return how fast a wall turns beside the one that leads."""
    return own / leading if leading else 1.0


def _degrees(angle: float) -> float:
    """Return the shortest number of degrees that is an angle in rad to the last bit, if there is one."""
    exact = degrees(angle)
    return next((short for k in range(16) if radians(short := round(exact, k)) == angle), exact)


def _size(outline: Outline) -> float:
    return float(np.hypot(*outline.points.T).max()) + outline.radius


def checked(name: str, value: float | None) -> float | None:
    """Return a value as it may be set; ``ValueError`` for an unknown name, or a value beyond its limits."""
    if name not in NAMES:
        raise ValueError(f"nothing is called {name!r}; allowed: {', '.join(NAMES)}")
    if value is None:
        return None
    most: float = getattr(LIMITS, name)
    least = -most if name in SIGNED else 1.0 if name == "substeps" else 0.0
    if not (isfinite(value) and least <= value <= most):
        raise ValueError(f"{name} must be a finite number from {least:g} to {most:g}, got {value}")
    if name in WHOLE and value != int(value):
        raise ValueError(f"{name} must be a whole number, got {value}")
    return int(value) if name in WHOLE else float(value)
