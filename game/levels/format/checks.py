"""Checks across the parts of a level: names of materials, numbers of balls, and overlaps at the start."""

import math
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails

from components.portable_arrays import lengths
from components.random_stream import RandomStream
from game.levels import placement
from game.levels.format import clearance
from game.levels.format.balls import MAX_BALLS, Balls, Emitter
from game.levels.format.strict_model import error_details
from game.levels.format.walls import MAX_DECAY, MAX_SUBSTEPS, MAX_TURN, Wall
from game.levels.format.zones import Force
from game.levels.toml.problems import suggest


def find_conflicts(data: Any) -> Iterator[InitErrorDetails]:
    """Yield the contradictions between the parts of a level, given as raw data or as its fields."""
    parts = _ValidParts.from_data(data)
    for check in (
        _unknown_materials,
        _too_many_balls,
        _repeated_numbers,
        _overfull_patterns,
        _fast_walls,
        _strong_gravity,
        _stiff_forces,
        _strong_drags,
        _outside_walls,
        _overlapping_groups,
    ):
        yield from check(parts)


STEP_RATE = 60
"""Default number of steps a second, Hz."""

TOLERANCE = 1e-6
"""Depth, in radii, by which a ball may stick into a wall."""

DETERMINISTIC_PATTERNS = ("line", "points", "ring")
"""Patterns whose positions are not random."""


class _ValidParts(NamedTuple):
    """The valid parts of a level, by index. Invalid parts have errors of their own and are left out."""

    materials: Collection[str]
    walls: dict[int, Wall]
    balls: dict[int, Balls]
    emitters: dict[int, Emitter]
    forces: dict[int, Force]
    has_all_balls: bool  # no group or emitter is left out
    seed: int
    step_rate: int
    gravity: float  # m/s²

    @classmethod
    def from_data(cls, data: Any) -> "_ValidParts":
        """Select the valid parts of raw data."""
        tables = data if isinstance(data, dict) else {}
        materials = tables.get("materials", {})
        walls, _ = _valid_items(tables.get("walls", ()), Wall)
        balls, has_all_balls = _valid_items(tables.get("balls", ()), Balls)
        emitters, has_all_emitters = _valid_items(tables.get("emitters", ()), Emitter)
        forces, _ = _valid_items(tables.get("forces", ()), Force)
        known = materials if isinstance(materials, dict) else {}
        seed = tables.get("seed")
        seed = seed if isinstance(seed, int) and seed >= 0 else 0
        world = tables.get("world")
        fields = (
            world if isinstance(world, dict) else {key: getattr(world, key, None) for key in ("step_rate", "gravity")}
        )
        step_rate = fields.get("step_rate")
        step_rate = step_rate if isinstance(step_rate, int) and step_rate > 0 else STEP_RATE
        gravity = _length_of(fields.get("gravity"))
        return cls(known, walls, balls, emitters, forces, has_all_balls and has_all_emitters, seed, step_rate, gravity)

    def ball_sources(self) -> Iterator[tuple[str, int, Balls | Emitter]]:
        """Yield array name, index and table of every group and emitter, in the order of ball numbers."""
        for array, tables in (("balls", self.balls), ("emitters", self.emitters)):
            for index, part in tables.items():
                yield array, index, part


def _valid_items(items: Any, kind: Any) -> tuple[dict[int, Any], bool]:
    """Return the valid items by index, and whether all items are valid."""
    if not isinstance(items, list | tuple):
        return {}, False
    valid = {}
    adapter = TypeAdapter(kind)
    for index, item in enumerate(items):
        with suppress(ValidationError):
            valid[index] = adapter.validate_python(item)
    return valid, len(valid) == len(items)


def _length_of(vector: Any) -> float:
    """Return the length of a vector in raw data; 0 if it is invalid."""
    with suppress(TypeError, ValueError, OverflowError):
        x, y = vector
        length = math.sqrt(x * x + y * y)
        return length if math.isfinite(length) else 0.0
    return 0.0


def _unknown_materials(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    known = ", ".join(parts.materials) or "none, because the level has no [materials.NAME]"
    for array, tables in (("walls", parts.walls), ("balls", parts.balls), ("emitters", parts.emitters)):
        for index, part in tables.items():
            name = part.material
            if name is not None and name not in parts.materials:
                hint = suggest(name, parts.materials)
                yield error_details(f'there is no material "{name}"; {hint}allowed: {known}', array, index, "material")


def _too_many_balls(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    total = sum(part.count for _, _, part in parts.ball_sources())
    if total > MAX_BALLS:
        yield error_details(f"too many balls (got {total} in total); allowed: up to {MAX_BALLS} in a level", "balls")


def _repeated_numbers(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    if not parts.has_all_balls:
        return
    spans, following = [], 1
    for array, index, part in parts.ball_sources():
        first = following if part.first_number is None else part.first_number
        following = first + part.count
        spans.append((first, following, (array, index)))
    end, holder = 0, ("", 0)
    for first, following, source in sorted(spans):
        if first < end:
            (array, index), later = sorted((holder, source))
            message = f"number {first} is also in {array}[{index}]; allowed: every number once"
            yield error_details(message, *later, "first_number")
        end, holder = max((end, holder), (following, source))


def _overfull_patterns(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    for index, group in parts.balls.items():
        limit = group.count if group.spawn is None else placement.capacity(group.spawn, group.radius)
        if group.count > limit:
            message = f"too many (got {group.count}); allowed: up to {limit} of this radius in this pattern"
            yield error_details(message, "balls", index, "count")


def _fast_walls(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    most = MAX_TURN * MAX_SUBSTEPS * parts.step_rate
    for index, wall in parts.walls.items():
        if wall.largest_spin > most:
            field = "keys" if wall.keys else "swing" if wall.swing else "spin"
            yield error_details(
                f"turns too fast for steps of 1/{parts.step_rate} s (got {wall.largest_spin:g}); "
                f"allowed: up to {most:g} deg/s, or a higher world.step_rate",
                "walls", index, field,
            )  # fmt: skip


def _strong_gravity(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    rate = parts.step_rate * MAX_SUBSTEPS
    least = 0.5 * parts.gravity / (rate * rate)
    for array, index, part in parts.ball_sources():
        if part.radius < least:
            yield error_details(
                f"is too small for gravity of {parts.gravity:g} m/s2 in steps of 1/{parts.step_rate} s "
                f"(got {part.radius:g}); allowed: at least {least:.3g} m, or a higher world.step_rate",
                array, index, "radius",
            )  # fmt: skip


def _stiff_forces(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    rate = parts.step_rate * MAX_SUBSTEPS
    stiffness = {index: force.stiffness for index, force in parts.forces.items()}
    total = sum(stiffness.values())
    if total > rate * rate:
        yield error_details(
            f"is too small: forces with falloff below 0 are too stiff for steps of 1/{parts.step_rate} s "
            f"(got {total:.6g} 1/s2 of pull and swirl per scale); allowed: up to {rate * rate} 1/s2, "
            "or a higher world.step_rate",
            "forces", max(stiffness, key=stiffness.__getitem__), "scale",
        )  # fmt: skip


def _strong_drags(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    most = MAX_DECAY * MAX_SUBSTEPS * parts.step_rate
    drags = {index: force.drag for index, force in parts.forces.items()}
    total = sum(drags.values())
    if total > most:
        yield error_details(
            f"is too strong for steps of 1/{parts.step_rate} s (got {total:.6g} in all forces); "
            f"allowed: up to {most:g} 1/s, or a higher world.step_rate",
            "forces", max(drags, key=drags.__getitem__), "drag",
        )  # fmt: skip


def _outside_walls(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    sources = list(parts.ball_sources())
    if not parts.walls or not sources:
        return
    indices, walls = list(parts.walls), list(parts.walls.values())
    ball_limits = {
        clearance.max_ball_radius(wall.outline()): index for index, wall in parts.walls.items() if wall.container
    }
    largest = min(ball_limits, default=math.inf)
    depths = clearance.intrusion_depths(
        [part.bounding_ball if isinstance(part, Emitter) else part for _, _, part in sources], walls
    )
    worst = depths.argmax(axis=0)
    for (array, index, part), nth, depth in zip(sources, worst.tolist(), depths.max(axis=0), strict=True):
        if part.radius > largest * (1.0 + 1e-9):
            message = f"too large for walls[{ball_limits[largest]}] (got {part.radius:g}); allowed: up to {largest:g} m"
            yield error_details(message, array, index, "radius")
        elif depth > TOLERANCE * part.radius:
            subject, field = "the ball", "position"
            if isinstance(part, Emitter):
                subject = "the area"
            elif part.spawn is not None:
                subject, field = "the pattern", "spawn"
            wall, name = walls[nth], f"walls[{indices[nth]}]"
            into, hint, allowed = "into", "", "a place outside every obstacle"
            if wall.container:
                into, allowed = "out of", "a place inside every container"
            elif _encloses(wall, part):
                hint = f"did you mean container = true in {name}? "
            message = f"{subject} sticks {into} {name} by {depth:.3g} m; {hint}allowed: {allowed}"
            yield error_details(message, array, index, field)


def _encloses(obstacle: Wall, part: Balls | Emitter) -> bool:
    """Whether the balls would lie inside an obstacle if it were a container."""
    if not obstacle.outline().closed:
        return False
    container = obstacle.model_copy(update={"container": True})
    group = part.bounding_ball if isinstance(part, Emitter) else part
    return bool(clearance.intrusion_depths([group], [container])[0, 0] <= TOLERANCE * part.radius)


def _overlapping_groups(parts: _ValidParts) -> Iterator[InitErrorDetails]:
    for first, second, depth in find_overlapping_groups(parts.balls, parts.seed):
        message = f"overlaps balls[{first}] by {depth:.3g} m; allowed: balls that do not overlap"
        yield error_details(message, "balls", second, "position" if parts.balls[second].spawn is None else "spawn")


def find_overlapping_groups(balls: Mapping[int, Balls], seed: int) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of groups that overlap at the start of a level with this seed, and the depth in m; each pair once.

    At least one pair is found for every group that overlaps another, but not always every pair.
    """
    groups = {index: group for index, group in balls.items() if _fits(group)}
    random = {
        index for index, group in groups.items() if group.spawn and group.spawn.pattern not in DETERMINISTIC_PATTERNS
    }
    if sum(group.count for group in groups.values()) > MAX_BALLS or not _may_overlap(groups, random):
        groups = {index: group for index, group in groups.items() if index not in random}
    rng = RandomStream(seed)  # the same positions as at the start of the level
    starts = [placement.initial_states(group, rng).position for group in groups.values()]
    owners = np.repeat(np.array(list(groups), np.int64), [len(start) for start in starts]).tolist()
    centers = np.concatenate([np.empty((0, 2)), *starts])
    radii = np.array([groups[index].radius for index in owners])
    reported = set[tuple[int, int]]()
    for i, j in placement.find_overlapping_pairs(centers, radii):
        pair = owners[i], owners[j]
        if pair not in reported:
            reported.add(pair)
            yield *pair, float(radii[i] + radii[j] - lengths(*(centers[i] - centers[j])))


def _fits(group: Balls) -> bool:
    return group.spawn is None or group.count <= placement.capacity(group.spawn, group.radius)


def _may_overlap(groups: dict[int, Balls], random: set[int]) -> bool:
    """Whether the bounding box of a random pattern intersects that of any other group."""
    if not random:
        return False
    boxes = np.array([clearance.bounding_box(group) for group in groups.values()])
    low, high = boxes[:, :2], boxes[:, 2:]
    for k in (k for k, index in enumerate(groups) if index in random):
        if np.count_nonzero(((low < high[k]) & (low[k] < high)).all(axis=1)) > 1:
            return True
    return False
