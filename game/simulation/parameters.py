"""Parameters of a level that can be changed while it runs, by the command `SetParameter`."""

from math import atan2, cos, degrees, hypot, inf, isfinite, pi, radians, sin
from typing import NamedTuple

import numpy as np

from components import KinematicMotion, Outline
from game.levels.format.balls import MAX_BALLS
from game.levels.model import Level
from game.simulation.free_places import free_places
from game.simulation.pipeline import Pipeline
from game.simulation.spawn import add_ball, default_ball, next_number
from game.simulation.view_rect import level_rect
from game.simulation.world import World
from systems.material_overrides import PROPERTIES


class Overrides(NamedTuple):
    """Values that hold in place of the level's; None where the level's value holds.

    gravity, direction : m/s², and rad counter-clockwise from the right
    restitution, friction, rolling_resistance : of all balls and walls
    spin : rad/s, of the wall that leads, see `leader`; the others that turn keep their ratio to it
    balls : number of balls, those included that emitters have still to spawn
    substeps : sub-steps of each step
    """

    gravity: float | None = None
    direction: float | None = None
    restitution: float | None = None
    friction: float | None = None
    rolling_resistance: float | None = None
    spin: float | None = None
    balls: int | None = None
    substeps: int | None = None


NAMES = Overrides._fields

MAX_SUBSTEPS = 32
LIMITS = Overrides(1000.0, inf, 1.0, 10.0, 1.0, radians(36_000.0), MAX_BALLS, MAX_SUBSTEPS)
"""The largest values. The smallest is 0; but 1 of sub-steps, and minus the largest of `SIGNED`."""

SIGNED = ("direction", "spin")
WHOLE = ("balls", "substeps")


class Parameters:
    """The values of a running level that may be changed, by name.

    overrides : those that differ from the level's; never changed in place
    names : of those that the level has something for: without walls there is no spin
    """

    def __init__(self, level: Level, pipeline: Pipeline, world: World) -> None:
        self.overrides = Overrides()
        self._level, self._pipeline, self._world = level, pipeline, world
        lead = leader(level)
        self.names = tuple(name for name in NAMES if name != "spin" or lead is not None)
        entities = pipeline.walls.entities.tolist()
        self._turning = {entities[k]: radians(spin) for k, spin in spins(level, None).items()}
        self._leader = None if lead is None else entities[lead]

    def level_value(self, name: str) -> float:
        """Return the value of the level; where it has several materials, that of the first balls."""
        level = self._level
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
        model = level.first_balls or next(iter(level.walls), None)
        value: float = getattr(level.material(model.material if model else None), name)
        return value

    def value(self, name: str) -> float:
        """Return the value of now."""
        systems = self._pipeline
        if name == "gravity":
            return float(hypot(*systems.gravity.g))
        if name == "direction":
            gx, gy = systems.gravity.g
            return self._wanted(name) if gx == gy == 0.0 else float(atan2(gy, gx))
        if name == "spin":
            row = self._row(self._leader or 0)
            return 0.0 if row < 0 else float(systems.walls[KinematicMotion].rate[row])
        if name == "balls":
            with self._world.active():
                return len(systems.balls) + systems.emission.pending
        if name == "substeps":
            return systems.substeps
        return self._wanted(name)

    def is_mixed(self, name: str) -> bool:
        """Whether the level gives balls and walls different values of a parameter."""
        if name not in PROPERTIES:
            return False
        level = self._level
        parts = (*level.walls, *level.balls, *level.emitters)
        return len({getattr(level.material(part.material), name) for part in parts}) > 1

    def set(self, name: str, value: float | None) -> None:
        """Set a value from the next step on; None restores that of the level.

        Raises ``ValueError`` for an unknown name, or a value beyond its limits; nothing is changed then.
        """
        value = validate_parameter(name, value)
        systems = self._pipeline
        self.overrides = Overrides(**self.overrides._asdict() | {name: value})
        if name in {"gravity", "direction"}:
            systems.gravity.g = gravity(self._level, self.overrides)
        elif name == "spin":
            self._set_spin()
        elif name == "balls":
            self._set_count()
        elif name == "substeps":
            systems.set_substeps(int(self._wanted(name)))
        else:
            systems.material_overrides.set(name, value)

    @property
    def assigned_gravity(self) -> tuple[float, float] | None:
        """The gravity that was assigned to the system directly, m/s²; None while it is that of the parameters."""
        gx, gy = self._pipeline.gravity.g
        return None if (gx, gy) == gravity(self._level, self.overrides) else (float(gx), float(gy))

    def restore(self, overrides: Overrides, assigned_gravity: tuple[float, float] | None) -> None:
        """Put overrides of a snapshot back, and gravity; what else they act on has a state of its own."""
        self.overrides = overrides
        self._pipeline.gravity.g = assigned_gravity or gravity(self._level, overrides)

    def _wanted(self, name: str) -> float:
        value: float | None = getattr(self.overrides, name)
        return self.level_value(name) if value is None else value

    def _row(self, entity: int) -> int:
        return int(self._pipeline.walls.rows_of(np.array([entity]))[0])

    def _set_spin(self) -> None:
        """Turn walls at another rate from where they are: their pose stays a function of time."""
        systems, drive = self._pipeline, self._pipeline.walls[KinematicMotion]
        now = systems.wall_motion.substep_count * systems.h
        wanted = self.overrides.spin
        for entity, own in self._turning.items():
            row = self._row(entity)
            if row < 0:
                continue
            rate = own if wanted is None else ratio(own, self.level_value("spin")) * wanted
            drive.angle[row] += (drive.rate[row] - rate) * now
            drive.rate[row] = rate

    def _set_count(self) -> None:
        """Add balls until there are so many, where there is room, or remove the youngest."""
        systems = self._pipeline
        balls, emission = systems.balls, systems.emission
        more = int(self._wanted("balls")) - len(balls) - emission.pending
        more -= emission.change_total(more)
        for entity in balls.entities[len(balls) + min(more, 0) :].tolist():
            balls.despawn(entity)
        if more > 0:
            ball = default_ball(self._level)
            chance = np.random.default_rng((emission.seed, systems.steps, more))
            first = next_number(self._level, balls)
            view = level_rect(self._level, balls, systems.walls, systems.time)
            for k, place in enumerate(free_places(balls, systems.walls, view, ball.radius, more, chance)):
                add_ball(balls, default_ball(self._level), (float(place[0]), float(place[1])), (0.0, 0.0), first + k)
        if self.overrides.balls is not None:
            self.overrides = self.overrides._replace(balls=len(balls) + emission.pending)


def gravity(level: Level, overrides: Overrides) -> tuple[float, float]:
    """Return the gravity of a level with overrides, m/s²."""
    gx, gy = level.world.gravity
    own = hypot(gx, gy)
    size = own if overrides.gravity is None else overrides.gravity
    if overrides.direction is None:
        return (gx * (size / own), gy * (size / own)) if own else (0.0, -size)
    along = cos(overrides.direction), sin(overrides.direction)
    x, y = (0.0 if abs(part) < 1e-15 else part for part in along)  # right angles are right
    return size * x, size * y


def leader(level: Level) -> int | None:
    """Return the index of the wall that leads: the first that turns, or else the largest container."""
    turning = [k for k, wall in enumerate(level.walls) if wall.spin]
    containers = [k for k, wall in enumerate(level.walls) if wall.container]
    return next(iter(turning), max(containers, key=lambda k: _size(level.walls[k].outline()), default=None))


def spins(level: Level, wanted: float | None) -> dict[int, float]:
    """Return the spins in deg/s of the walls that turn with the leading one, which turns at ``wanted`` rad/s."""
    lead = leader(level)
    if lead is None:
        return {}
    own = {k: wall.spin for k, wall in enumerate(level.walls) if wall.spin or k == lead}
    if wanted is None:
        return own
    return {k: _degrees(ratio(radians(spin), radians(own[lead])) * wanted) for k, spin in own.items()}


def ratio(own: float, leading: float) -> float:
    """Return how fast a wall turns beside the one that leads."""
    return own / leading if leading else 1.0


def _degrees(angle: float) -> float:
    """Return the shortest number of degrees that is an angle in rad to the last bit, if there is one."""
    exact = degrees(angle)
    return next((short for k in range(16) if radians(short := round(exact, k)) == angle), exact)


def _size(outline: Outline) -> float:
    return float(np.hypot(*outline.points.T).max()) + outline.radius


def validate_parameter(name: str, value: float | None) -> float | None:
    """Return a value as it may be set; ``ValueError`` for an unknown name, or a value beyond its limits."""
    if name not in NAMES:
        raise ValueError(f"there is no parameter {name!r}; allowed: {', '.join(NAMES)}")
    if value is None:
        return None
    most: float = getattr(LIMITS, name)
    least = -most if name in SIGNED else 1.0 if name == "substeps" else 0.0
    if not (isfinite(value) and least <= value <= most):
        raise ValueError(f"{name} must be a finite number from {least:g} to {most:g}, got {value}")
    if name in WHOLE and value != int(value):
        raise ValueError(f"{name} must be a whole number, got {value}")
    return int(value) if name in WHOLE else float(value)
