"""Parameters of a level that the command `SetParameter` changes while it runs."""

from collections.abc import Sequence
from itertools import chain
from math import ceil, degrees, inf, isfinite, pi, radians, sqrt
from typing import NamedTuple

import numpy as np

from components import KinematicMotion, Outline
from components.portable_arrays import lengths
from components.portable_math import atan2, sincos
from components.random_stream import RandomStream
from game.levels.format.balls import MAX_BALLS
from game.levels.format.walls import MAX_DECAY, MAX_SUBSTEPS, MAX_TURN
from game.levels.model import Balls, Emitter, Level
from game.simulation.free_positions import find_free_positions
from game.simulation.pipeline import Pipeline
from game.simulation.spawn import add_ball, default_collider, next_ball_number
from game.simulation.view_rect import level_rect
from game.simulation.world import World
from systems.material_overrides import PROPERTIES, Substance
from systems.warm_start import longest_fall


class MaterialValue(NamedTuple):
    """A value of a parameter for one material, see `Parameters.materials`."""

    material: str
    name: str
    value: float


class Overrides(NamedTuple):
    """Values that replace those of the level; None for the value of the level.

    gravity, direction : m/s², and rad counter-clockwise from the x axis
    restitution, friction, rolling_resistance : of all balls and walls
    spin : of the leading wall, see `leading_wall`, rad/s; other turning walls keep their ratio to it
    balls : number of balls, including those that emitters have not spawned yet
    substeps : sub-steps of each step
    materials : values for single materials, sorted, which come before those for all balls and walls
    """

    gravity: float | None = None
    direction: float | None = None
    restitution: float | None = None
    friction: float | None = None
    rolling_resistance: float | None = None
    spin: float | None = None
    balls: int | None = None
    substeps: int | None = None
    materials: tuple[MaterialValue, ...] = ()


PARAMETER_NAMES = Overrides._fields[:-1]

LIMITS = Overrides(1000.0, inf, 1.0, 10.0, 1.0, radians(36_000.0), MAX_BALLS, MAX_SUBSTEPS)
"""Largest values. The smallest values are their negatives for `SIGNED`, 1 for substeps, and 0 for the others."""

SIGNED = ("direction", "spin")
INTEGERS = ("balls", "substeps")


class Parameters:
    """The changeable parameters of a running level, by name.

    overrides : values that replace those of the level; never modified in place
    names : parameters that apply to the level; a level without walls has no spin
    materials : names of the materials that can have own values, see `material_names`
    """

    def __init__(self, level: Level, pipeline: Pipeline, world: World) -> None:
        self.overrides = Overrides()
        self._level, self._pipeline, self._world = level, pipeline, world
        lead = leading_wall(level)
        self.names = tuple(name for name in PARAMETER_NAMES if name != "spin" or lead is not None)
        entities = pipeline.walls.entities.tolist()
        self._turning = {entities[k]: radians(spin) for k, spin in wall_spins(level, None).items()}
        self._leader = None if lead is None else entities[lead]
        swings = [wall.largest_spin - abs(wall.spin) for wall in level.walls]
        self._swings = dict(zip(entities, swings, strict=True))
        self.materials = material_names(level)
        self._substances = dict(zip(self.materials, material_groups(level), strict=True))
        sources: list[Balls | Emitter] = [*level.balls, *level.emitters]
        self._smallest_radius = min((part.radius for part in sources), default=inf)
        self._longest_fall = longest_fall([level.material(part.material).ball(part.radius).mass for part in sources])
        drag = max(level.world.linear_damping, sum(force.drag for force in level.forces))
        self._force_rate = max(drag / MAX_DECAY, sqrt(sum(force.stiffness for force in level.forces)))
        self._set_substeps()

    def level_value(self, name: str, material: str | None = None) -> float:
        """Return the value of the level for a material; of all materials, that of the first balls."""
        level = self._level
        if material is not None:
            own: float = getattr(level.material(material), name)
            return own
        gx, gy = level.world.gravity
        if name == "gravity":
            return sqrt(gx * gx + gy * gy)
        if name == "direction":
            return atan2(gy, gx) if gx or gy else -0.5 * pi
        if name == "spin":
            return self._turning.get(self._leader or 0, 0.0)
        if name == "balls":
            return level.count
        if name == "substeps":
            return level.world.substeps
        first = level.first_balls or next(iter(level.walls), None)
        value: float = getattr(level.material(first.material if first else None), name)
        return value

    def value(self, name: str, material: str | None = None) -> float:
        """Return the present value, for a material if its name is given."""
        systems = self._pipeline
        if material is not None:
            override = self.override(name, material)
            general: float | None = getattr(self.overrides, name)
            own = self.level_value(name, material) if general is None else general
            return own if override is None else override
        if name == "gravity":
            gx, gy = systems.gravity.g
            return sqrt(gx * gx + gy * gy)
        if name == "direction":
            gx, gy = systems.gravity.g
            return self._effective(name) if gx == gy == 0.0 else float(atan2(gy, gx))
        if name == "spin":
            row = self._row(self._leader or 0)
            return 0.0 if row < 0 else float(systems.walls[KinematicMotion].rate[row])
        if name == "balls":
            with self._world.active():
                return len(systems.balls) + systems.emission.pending
        if name == "substeps":
            return systems.substeps
        return self._effective(name)

    def override(self, name: str, material: str | None = None) -> float | None:
        """Return the value that replaces that of the level, for all or for a material only; None if there is none."""
        if material is None:
            general: float | None = getattr(self.overrides, name)
            return general
        return next((one.value for one in self.overrides.materials if one[:2] == (material, name)), None)

    def is_mixed(self, name: str) -> bool:
        """Return whether balls and walls have different values of a parameter, unless one value replaces them all."""
        if name not in PROPERTIES:
            return False
        if any(one.name == name for one in self.overrides.materials):
            return True
        level = self._level
        parts = (*level.walls, *level.balls, *level.emitters)
        return len({getattr(level.material(part.material), name) for part in parts}) > 1

    def set(self, name: str, value: float | None, material: str | None = None) -> None:
        """Set a value for the next steps, for all or for a material only; None restores the value of the level.

        Raises ``ValueError`` for an unknown name, an unknown material or a value beyond its limits; nothing is changed
        then.
        """
        value = validate_parameter(name, value, material, self.materials)
        self.overrides = with_override(self.overrides, name, value, material)
        with self._world.active():
            if material is None:
                self._apply(name, value)
            else:
                self._pipeline.material_overrides.set(name, value, self._substances[material])

    def _apply(self, name: str, value: float | None) -> None:
        """Tell the systems a value that has been set."""
        systems = self._pipeline
        if name in {"gravity", "direction"}:
            systems.gravity.g = effective_gravity(self._level, self.overrides)
            self._set_substeps()
        elif name == "spin":
            self._set_spin()
            self._set_substeps()
        elif name == "balls":
            self._set_count()
        elif name == "substeps":
            self._set_substeps()
        else:
            systems.material_overrides.set(name, value)

    @property
    def assigned_gravity(self) -> tuple[float, float] | None:
        """Gravity that was assigned to the system `Gravity` directly, m/s²; None if it is that of the parameters."""
        gx, gy = self._pipeline.gravity.g
        return None if (gx, gy) == effective_gravity(self._level, self.overrides) else (float(gx), float(gy))

    def restore(self, overrides: Overrides, assigned_gravity: tuple[float, float] | None) -> None:
        """Restore the overrides of a snapshot, and gravity. Other systems restore their own states."""
        self.overrides = overrides
        self._pipeline.gravity.g = assigned_gravity or effective_gravity(self._level, overrides)

    def _effective(self, name: str) -> float:
        value: float | None = getattr(self.overrides, name)
        return self.level_value(name) if value is None else value

    def _row(self, entity: int) -> int:
        return int(self._pipeline.walls.rows_of(np.array([entity]))[0])

    def _set_spin(self) -> None:
        """Change the rates of turning walls, and their angles at time 0 so that their present angles stay."""
        systems, motion = self._pipeline, self._pipeline.walls[KinematicMotion]
        time = systems.wall_motion.substep_count * systems.h
        leading_rate = self.overrides.spin
        for entity, own in self._turning.items():
            row = self._row(entity)
            if row < 0:
                continue
            rate = own if leading_rate is None else spin_ratio(own, self.level_value("spin")) * leading_rate
            most = radians(MAX_TURN * MAX_SUBSTEPS * self._level.world.step_rate - self._swings[entity])
            rate = min(max(rate, -most), most)
            motion.angle[row] += (motion.rate[row] - rate) * time
            motion.rate[row] = rate

    def _set_substeps(self) -> None:
        """Take so many sub-steps as are set, or more.

        In one, no wall turns by more than MAX_TURN, no ball falls by more than its radius from rest, no drag k takes
        longer than MAX_DECAY / k, and no spring turns by more than a radian. Where heavy balls may lie on light ones,
        no ball falls by more than a small part of its radius, see `longest_fall`.
        """
        systems, rates = self._pipeline, self._pipeline.walls[KinematicMotion].rate
        rows = {entity: self._row(entity) for entity in self._swings}
        turns = [degrees(abs(rates[row])) + self._swings[entity] for entity, row in rows.items() if row >= 0]
        fall_rate = sqrt(0.5 * self.value("gravity") / (self._longest_fall * self._smallest_radius))
        rate = max(max(turns, default=0.0) / MAX_TURN, fall_rate, self._force_rate)
        needed = ceil(rate / self._level.world.step_rate - 1e-9)
        systems.set_substeps(min(max(int(self._effective("substeps")), needed), MAX_SUBSTEPS))

    def _set_count(self) -> None:
        """Add balls at free positions, or remove the newest balls, until their number is right."""
        systems = self._pipeline
        balls, emission = systems.balls, systems.emission
        more = int(self._effective("balls")) - len(balls) - emission.pending
        more -= emission.change_total(more)
        for entity in balls.entities[len(balls) + min(more, 0) :].tolist():
            balls.despawn(entity)
        if more > 0:
            collider = default_collider(self._level)
            random = RandomStream(emission.seed, systems.steps, more)
            first = next_ball_number(self._level, balls)
            view = level_rect(self._level, balls, systems.walls, systems.time)
            centers = find_free_positions(balls, systems.walls, view, collider.radius, more, random)
            for k, (x, y) in enumerate(centers.tolist()):
                add_ball(balls, default_collider(self._level), (x, y), (0.0, 0.0), first + k)
        if self.overrides.balls is not None:
            self.overrides = self.overrides._replace(balls=len(balls) + emission.pending)


def with_override(overrides: Overrides, name: str, value: float | None, material: str | None = None) -> Overrides:
    """Return overrides with another value of a parameter, for all or for a material only; None for no override."""
    if material is None:
        return Overrides(**overrides._asdict() | {name: value})
    others = [one for one in overrides.materials if one[:2] != (material, name)]
    more = [] if value is None else [MaterialValue(material, name, value)]
    return overrides._replace(materials=tuple(sorted(others + more)))


def material_names(level: Level) -> tuple[str, ...]:
    """Return the names of the materials that can have own values: those in use, and of equal ones the first."""
    return tuple(names[0] for names in material_groups(level).values())


def material_groups(level: Level) -> dict[tuple[Substance, ...], list[str]]:
    """Return the names of the materials in use by their balls and walls; none if there is only one.

    Materials with equal values, for balls or for walls or for both, form a group.
    """
    groups: dict[tuple[Substance, ...], list[str]] = {}
    parts = [(wall.material, True) for wall in level.walls]
    parts += [(part.material, False) for part in chain[Balls | Emitter](level.balls, level.emitters)]
    names = dict.fromkeys(name for name, _ in parts)
    for name in names:
        own = level.material(name)
        densities = {0.0 if is_wall else own.density for material, is_wall in parts if material == name}
        same = own.restitution, own.friction, own.rolling_resistance
        key = tuple(Substance(density, *same) for density in sorted(densities))
        if name is not None:
            groups.setdefault(key, []).append(name)
    return groups if len(names) > 1 else {}


def effective_gravity(level: Level, overrides: Overrides) -> tuple[float, float]:
    """Return the gravity of a level with overrides, m/s²."""
    gx, gy = level.world.gravity
    own = sqrt(gx * gx + gy * gy)
    size = own if overrides.gravity is None else overrides.gravity
    if overrides.direction is None:
        return (gx * (size / own), gy * (size / own)) if own else (0.0, -size)
    unit = sincos(overrides.direction)
    y, x = (0.0 if abs(part) < 1e-15 else part for part in unit)  # exactly 0 at right angles
    return size * x, size * y


def leading_wall(level: Level) -> int | None:
    """Return the index of the leading wall: the first that turns, or else the largest container, if there is one."""
    turning = [k for k, wall in enumerate(level.walls) if wall.spin]
    containers = [k for k, wall in enumerate(level.walls) if wall.container]
    return next(iter(turning), max(containers, key=lambda k: _size(level.walls[k].outline()), default=None))


def wall_spins(level: Level, leading_rate: float | None) -> dict[int, float]:
    """Return the spins in deg/s of all turning walls by index.

    leading_rate : spin of the leading wall, rad/s; None for the spins of the level
    """
    lead = leading_wall(level)
    if lead is None:
        return {}
    own = {k: wall.spin for k, wall in enumerate(level.walls) if wall.spin or k == lead}
    if leading_rate is None:
        return own
    return {k: _degrees(spin_ratio(radians(spin), radians(own[lead])) * leading_rate) for k, spin in own.items()}


def spin_ratio(own: float, leading: float) -> float:
    """Return the ratio of the spin of a wall to that of the leading wall."""
    return own / leading if leading else 1.0


def _degrees(angle: float) -> float:
    """Return the shortest decimal number of degrees that equals an angle in rad to the last bit, if there is one."""
    exact = degrees(angle)
    return next((short for k in range(16) if radians(short := round(exact, k)) == angle), exact)


def _size(outline: Outline) -> float:
    return float(lengths(*outline.points.T).max()) + outline.radius


def value_limits(name: str) -> tuple[float, float]:
    """Return the smallest and the largest value of a parameter."""
    most: float = getattr(LIMITS, name)
    return -most if name in SIGNED else 1.0 if name == "substeps" else 0.0, most


def validate_parameter(
    name: str, value: float | None, material: str | None = None, materials: Sequence[str] = ()
) -> float | None:
    """Return a value with the type of its parameter.

    material : the material that gets the value, if not all
    materials : those that can have own values

    Raises ``ValueError`` for an unknown name or material, a name that no material has, or a value beyond its limits.
    """
    names = PARAMETER_NAMES if material is None else PROPERTIES
    if name not in names:
        raise ValueError(f"cannot set {name}: there is no such parameter; allowed: {', '.join(names)}")
    if material is not None and material not in materials:
        allowed = ", ".join(materials) or "all materials at once, because the level has one"
        raise ValueError(f"cannot set {name} of {material}: there is no such material; allowed: {allowed}")
    if value is None:
        return None
    least, most = value_limits(name)
    if not (isfinite(value) and least <= value <= most):
        raise ValueError(f"cannot set {name} to {value}: out of range; allowed: {least:g} to {most:g}")
    if name in INTEGERS and value != int(value):
        raise ValueError(f"cannot set {name} to {value}: not a whole number; allowed: whole numbers")
    return int(value) if name in INTEGERS else float(value)
