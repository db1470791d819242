"""Balls that a player has placed and removed, and a changed number of balls, as edits of a level."""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil, log10
from typing import Any, NamedTuple

import numpy as np

from components.random_stream import RandomStream
from game.levels.editing.level_document import Item, LevelDocument
from game.levels.editing.operations import add_item, remove_items, set_fields
from game.levels.model import Balls, Emitter, Level
from game.simulation.commands import AddBall, BallEdit
from game.simulation.free_positions import find_free_positions
from game.simulation.simulation import Simulation
from game.simulation.spawn import added_color, default_collider, next_ball_number
from game.simulation.view_rect import level_rect

DECIMALS = 4
"""Decimals of positions of placed balls: 0.1 mm. A finer position could not be told from it."""


class Changed(NamedTuple):
    """An edited document, and what could not be done, one sentence each."""

    document: LevelDocument
    notes: tuple[str, ...] = ()


class _Part(NamedTuple):
    """A group or an emitter, and the number of its first ball."""

    item: Item
    first: int
    part: Balls | Emitter

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + self.part.count)


def with_ball_edits(document: LevelDocument, level: Level, edits: list[BallEdit]) -> Changed:
    """Return a document with the balls that were placed, and without those that were removed.

    Placed balls start where they were placed, with the velocity they got. One that has no room there at the start of
    the level is left out, with a note.

    level : the level of the document
    edits : of the running simulation, in the order of time
    """
    placed, removed = _outcome(edits)
    parts = _parts(level)
    removed_of = {part.item: [number for number in part.numbers if number in removed] for part in parts}
    if placed or any(removed_of.values()):
        document = _with_fixed_numbers(document, parts, removed_of, has_placed=bool(placed))
    notes = []
    for part in parts:
        if numbers := removed_of[part.item]:
            document, note = _with_fewer(document, part, numbers)
            notes += [note] if note else []
    gone = [part.item for part in parts if len(removed_of[part.item]) == part.part.count]
    document = remove_items(document, gone).document if gone else document
    added = _with_placed(document, level, placed)
    return Changed(added.document, (*notes, *added.notes))


def with_count(document: LevelDocument, wanted: int) -> Changed:
    """Return a document with another total number of balls, and a note if there is no room for so many."""
    level = document.level
    for candidate in _with_count(document, level, wanted - level.count):
        if not candidate.problems:
            missing = wanted - candidate.level.count
            note = f"The level has no room for {missing} of {wanted} balls." if missing else ""
            return Changed(candidate, (note,) if note else ())
    return Changed(document, (f"The level has no room for {wanted - level.count} of {wanted} balls.",))


def _outcome(edits: list[BallEdit]) -> tuple[dict[int, AddBall], set[int]]:
    """Return the placed balls that are left by number, and the numbers of removed balls of the level."""
    placed, removed = dict[int, AddBall](), set[int]()
    for edit in edits:
        if isinstance(edit.command, AddBall):
            placed[edit.number] = edit.command
        elif edit.number in placed:
            del placed[edit.number]
        else:
            removed.add(edit.number)
    return placed, removed


def _parts(level: Level) -> list[_Part]:
    parts, following = list[_Part](), 1
    for item, part in _sources(level):
        first = following if part.first_number is None else part.first_number
        parts.append(_Part(item, first, part))
        following = first + part.count
    return parts


def _sources(level: Level) -> Iterator[tuple[Item, Balls | Emitter]]:
    """Yield the groups and the emitters of a level in the order of the numbers of their balls."""
    yield from ((Item("balls", k), group) for k, group in enumerate(level.balls))
    yield from ((Item("emitters", k), emitter) for k, emitter in enumerate(level.emitters))


def _with_fixed_numbers(
    document: LevelDocument, parts: list[_Part], removed_of: dict[Item, list[int]], *, has_placed: bool
) -> LevelDocument:
    """Return a document in which balls keep their numbers, although others before them come or go."""
    for before, part in pairwise(parts):
        is_first_emitter = part.item.array == "emitters" and before.item.array == "balls"
        shifts = bool(removed_of[before.item]) or (is_first_emitter and has_placed)
        if shifts and part.part.first_number is None:
            document = set_fields(document, part.item, {"first_number": part.first}).document
    return document


def _with_fewer(document: LevelDocument, part: _Part, numbers: list[int]) -> tuple[LevelDocument, str]:
    """Return a document with fewer balls in a group or an emitter, and a note on what this changes besides."""
    item, table, left = part.item, part.part, part.part.count - len(numbers)
    if not left:
        return document, ""  # the whole item is removed later
    if isinstance(table, Balls) and table.spawn is not None and table.spawn.pattern == "points":
        points = document.fields(item)["spawn"]["points"][: table.count]
        kept = [point for number, point in zip(part.numbers, points, strict=True) if number not in numbers]
        return set_fields(document, item, {"count": left, "spawn.points": kept}).document, ""
    document = set_fields(document, item, {"count": left}).document
    some = f"{len(numbers)} of its {table.count} balls"
    if isinstance(table, Emitter):
        return document, f"{item} emits {some} less; which ones were removed cannot be said in a level."
    return document, f"{item} has {some} less, and the others start in a new arrangement of its pattern."


def _with_placed(document: LevelDocument, level: Level, placed: dict[int, AddBall]) -> Changed:
    if not placed:
        return Changed(document)
    first = level.first_balls
    radius = default_collider(level).radius
    material = {} if first is None or first.material is None else {"material": first.material}
    valid_before, numbers = not document.problems, dict[Item, int]()
    following = next_number(document)
    for number, (x, y, vx, vy) in sorted(placed.items()):
        fields: dict[str, Any] = {"radius": radius, **material}
        if number != following:
            fields["first_number"] = number
        fields |= {"colors": [added_color(number)], "position": _rounded(x, y)}
        fields |= {"velocity": _rounded(vx, vy)} if (vx, vy) != (0.0, 0.0) else {}
        edit = add_item(document, "balls", fields)
        document, following = edit.document, number + 1
        numbers[edit.selection[0]] = number
    notes = list[str]()
    while valid_before and (blocked := [item for item in numbers if document.item_problems(item)]):
        for item in blocked:
            why = document.item_problems(item)[0].message.partition(";")[0]
            notes.append(f"Ball {numbers[item]} is left out, because at the start it {_without_subject(why)}.")
        kept = [numbers[item] for item in numbers if item not in blocked]
        document = remove_items(document, blocked).document
        numbers = dict(zip((Item("balls", min(numbers).index + k) for k in range(len(kept))), kept, strict=True))
    return Changed(document, tuple(notes))


def _without_subject(problem: str) -> str:
    return problem.removeprefix("the ball ")


def next_number(document: LevelDocument) -> int:
    """Return the number that a ball at the end of the groups gets by itself."""
    following = 1
    for fields in (document.fields(item) for item in document.items if item.array == "balls"):
        following = fields.get("first_number", following) + fields.get("count", 1)
    return following


def _rounded(x: float, y: float) -> list[float]:
    return [round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0]


def _with_count(document: LevelDocument, level: Level, more: int) -> Iterator[LevelDocument]:
    """Yield alternative documents with more or fewer balls, the simplest first."""
    if more <= 0:
        yield _with_removals(document, level, -more)
    elif level.emitters:
        count = level.emitters[0].count + more
        yield set_fields(document, Item("emitters", 0), {"count": count}).document
    else:
        for k, group in enumerate(level.balls):
            if group.spawn is not None and group.spawn.pattern != "points":
                yield set_fields(document, Item("balls", k), {"count": group.count + more}).document
                break
        extra = _extra_group(level, more)
        if extra["count"]:
            yield add_item(document, "balls", extra).document


def _with_removals(document: LevelDocument, level: Level, count: int) -> LevelDocument:
    """Return a document without some balls: without those of the last emitters, then of the last groups."""
    gone = []
    for item, part in reversed(list(_sources(level))):
        removed = min(count, part.count)
        count -= removed
        if removed == part.count:
            gone.append(item)
        elif removed:
            document = set_fields(document, item, {"count": part.count - removed}).document
    return remove_items(document, gone).document if gone else document


def _extra_group(level: Level, count: int) -> dict[str, Any]:
    """Return a group of up to ``count`` more balls at free positions at the start of a level."""
    simulation = Simulation(level)
    try:
        radius = default_collider(level).radius
        random = RandomStream(simulation.seed, count)
        with simulation.world.active():
            balls, walls = simulation.balls, simulation.walls_table
            view = level_rect(level, balls, walls, simulation.time)
            centers = find_free_positions(balls, walls, view, radius, count, random)
            number = next_ball_number(level, balls)
        points = (np.round(centers, max(ceil(-log10(radius)), 0) + DECIMALS) + 0.0).tolist()
        group: dict[str, Any] = {"count": len(points), "radius": radius}
        if level.first_balls and level.first_balls.material is not None:
            group["material"] = level.first_balls.material
        return group | {"first_number": number, "spawn": {"pattern": "points", "points": points}}
    finally:
        simulation.close()
