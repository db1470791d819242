"""What the parts of a level must agree on: names, numbers, and that nothing starts inside of something else."""

import math
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails

from game.levels import placement
from game.levels.format import clearance
from game.levels.format.balls import MAX_BALLS, Balls, Emitter
from game.levels.format.strict_model import error_details
from game.levels.format.walls import Wall
from game.levels.toml.problems import suggest


def find_conflicts(data: Any) -> Iterator[InitErrorDetails]:
    """Yield everything that does not agree in the raw data of a level, or in its fields."""
    draft = _Draft.of(data)
    for check in (_unknown_materials, _too_many, _repeated_numbers, _crowded, _misfits, _overlaps):
        yield from check(draft)


DETERMINISTIC_PATTERNS = ("line", "points", "ring")
"""Patterns in which nothing is left to chance."""


class _Draft(NamedTuple):
    """The parts of a level that are right by themselves, by their place in the file."""

    materials: Collection[str]
    walls: dict[int, Wall]
    balls: dict[int, Balls]
    emitters: dict[int, Emitter]
    all_balls: bool  # no group or emitter is left out
    seed: int

    @classmethod
    def of(cls, data: Any) -> "_Draft":
        """Keep the right parts of raw data."""
        tables = data if isinstance(data, dict) else {}
        materials = tables.get("materials", {})
        walls, _ = _right(tables.get("walls", ()), Wall)
        balls, all_balls = _right(tables.get("balls", ()), Balls)
        emitters, all_emitters = _right(tables.get("emitters", ()), Emitter)
        known = materials if isinstance(materials, dict) else {}
        seed = tables.get("seed")
        seed = seed if isinstance(seed, int) and seed >= 0 else 0
        return cls(known, walls, balls, emitters, all_balls and all_emitters, seed)

    def sources(self) -> Iterator[tuple[str, int, Balls | Emitter]]:
        """Yield all that makes balls, in the order of their numbers: which array, which of it, and itself."""
        for array, parts in (("balls", self.balls), ("emitters", self.emitters)):
            for index, part in parts.items():
                yield array, index, part


def _right(items: Any, kind: Any) -> tuple[dict[int, Any], bool]:
    """Return the items that are of this kind, by index, and whether all of them are."""
    if not isinstance(items, list | tuple):
        return {}, False
    right = {}
    adapter = TypeAdapter(kind)
    for index, item in enumerate(items):
        with suppress(ValidationError):
            right[index] = adapter.validate_python(item)
    return right, len(right) == len(items)


def _unknown_materials(draft: _Draft) -> Iterator[InitErrorDetails]:
    known = ", ".join(draft.materials) or "none, for there is no [materials.NAME]"
    for array, parts in (("walls", draft.walls), ("balls", draft.balls), ("emitters", draft.emitters)):
        for index, part in parts.items():
            name = part.material
            if name is not None and name not in draft.materials:
                hint = suggest(name, draft.materials)
                yield error_details(f'there is no material "{name}"; {hint}allowed: {known}', array, index, "material")


def _too_many(draft: _Draft) -> Iterator[InitErrorDetails]:
    total = sum(part.count for _, _, part in draft.sources())
    if total > MAX_BALLS:
        yield error_details(f"too many balls (got {total} in all); allowed: up to {MAX_BALLS} in a level", "balls")


def _repeated_numbers(draft: _Draft) -> Iterator[InitErrorDetails]:
    if not draft.all_balls:
        return
    spans, following = [], 1
    for array, index, part in draft.sources():
        first = following if part.first_number is None else part.first_number
        following = first + part.count
        spans.append((first, following, (array, index)))
    end, holder = 0, ("", 0)
    for first, following, place in sorted(spans):
        if first < end:
            (array, index), later = sorted((holder, place))
            why = f"number {first} is also in {array}[{index}]; allowed: every number once"
            yield error_details(why, *later, "first_number")
        end, holder = max((end, holder), (following, place))


def _crowded(draft: _Draft) -> Iterator[InitErrorDetails]:
    for index, group in draft.balls.items():
        room = group.count if group.spawn is None else placement.capacity(group.spawn, group.radius)
        if group.count > room:
            why = f"too many (got {group.count}); allowed: up to {room} of this radius in this pattern"
            yield error_details(why, "balls", index, "count")


def _misfits(draft: _Draft) -> Iterator[InitErrorDetails]:
    sources = list(draft.sources())
    if not draft.walls or not sources:
        return
    places, walls = list(draft.walls), list(draft.walls.values())
    rooms = {clearance.max_ball_radius(wall.outline()): place for place, wall in draft.walls.items() if wall.container}
    largest = min(rooms, default=math.inf)
    depths = clearance.intrusion_depths(
        [part.bounding_ball if isinstance(part, Emitter) else part for _, _, part in sources], walls
    )
    worst = depths.argmax(axis=0)
    for (array, index, part), nth, depth in zip(sources, worst.tolist(), depths.max(axis=0), strict=True):
        if part.radius > largest * (1.0 + 1e-9):
            why = f"larger than walls[{rooms[largest]}] can hold (got {part.radius:g}); allowed: up to {largest:g} m"
            yield error_details(why, array, index, "radius")
        elif depth > 1e-6 * part.radius:
            what, field = "the ball", "position"
            if isinstance(part, Emitter):
                what = "the area"
            elif part.spawn is not None:
                what, field = "the pattern", "spawn"
            if walls[nth].container:
                into, allowed = "out of", "wholly inside every container"
            else:
                into, allowed = "into", "wholly outside every obstacle"
            why = f"{what} sticks {into} walls[{places[nth]}] by {depth:.3g} m; allowed: {allowed}"
            yield error_details(why, array, index, field)


def _overlaps(draft: _Draft) -> Iterator[InitErrorDetails]:
    for first, second, depth in find_overlapping_groups(draft.balls, draft.seed):
        why = f"overlaps balls[{first}] by {depth:.3g} m; allowed: balls that touch at most"
        yield error_details(why, "balls", second, "position" if draft.balls[second].spawn is None else "spawn")


def find_overlapping_groups(balls: Mapping[int, Balls], seed: int) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of groups that overlap at the start of a level of this seed, and how deep, m; each pair once.

    A group may be named by others that it overlaps, and not by all of them.
    """
    groups = {index: group for index, group in balls.items() if _fits(group)}
    random = {
        index for index, group in groups.items() if group.spawn and group.spawn.pattern not in DETERMINISTIC_PATTERNS
    }
    if sum(group.count for group in groups.values()) > MAX_BALLS or not _may_overlap(groups, random):
        groups = {index: group for index, group in groups.items() if index not in random}
    chance = np.random.default_rng(seed)  # as at the start of the level, so that they lie as they will
    starts = [placement.initial_states(group, chance).position for group in groups.values()]
    places = np.repeat(np.array(list(groups), np.int64), [len(start) for start in starts]).tolist()
    centers = np.concatenate([np.empty((0, 2)), *starts])
    radii = np.array([groups[index].radius for index in places])
    told = set[tuple[int, int]]()
    for i, j in placement.find_overlapping_pairs(centers, radii):
        pair = places[i], places[j]
        if pair not in told:
            told.add(pair)
            yield *pair, float(radii[i] + radii[j] - math.dist(centers[i], centers[j]))


def _fits(group: Balls) -> bool:
    return group.spawn is None or group.count <= placement.capacity(group.spawn, group.radius)


def _may_overlap(groups: dict[int, Balls], random: set[int]) -> bool:
    """Whether the boxes about a random pattern and about anything else have a point in common."""
    if not random:
        return False
    boxes = np.array([clearance.bounding_box(group) for group in groups.values()])
    low, high = boxes[:, :2], boxes[:, 2:]
    for k in (k for k, index in enumerate(groups) if index in random):
        if ((low < high[k]) & (low[k] < high)).all(axis=1).sum() > 1:
            return True
    return False
