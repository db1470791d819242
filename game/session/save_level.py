"""Saving a level with changed parameters as a new level file in the user's folder."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from itertools import count
from math import ceil, log10
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tomlkit

from components.random_stream import RandomStream
from game.levels import library
from game.levels.format import new_level
from game.levels.importing.writing import level_text
from game.levels.model import Level, LevelError
from game.levels.toml.positions import Location
from game.levels.toml.source import read_toml
from game.simulation.free_positions import find_free_positions
from game.simulation.parameters import Overrides, effective_gravity, material_groups, wall_spins
from game.simulation.simulation import Simulation
from game.simulation.spawn import default_collider, next_ball_number
from game.simulation.view_rect import level_rect
from systems.material_overrides import PROPERTIES

MAX_TITLE_LENGTH = 100
"""Characters of a title at most."""


class Change(NamedTuple):
    """A new value for a location in the data of a level. None removes the item; an index past the end appends it."""

    location: Location
    value: Any


class SavedLevel(NamedTuple):
    """A new level file.

    path : of the file
    missing_balls : number of balls that the level has no room for
    """

    path: Path
    missing_balls: int

    @property
    def message(self) -> str:
        """The path, and the number of missing balls if there are any."""
        missing = f", without {self.missing_balls} balls that the level has no room for" if self.missing_balls else ""
        return f"{self.path}{missing}"


def save_level(level: Level, overrides: Overrides) -> SavedLevel:
    """Write a level with changed parameters to a new file; no existing file is changed.

    The new file keeps the comments of the level's own file, unless that has changed since it was read.

    Raises ``OSError`` if the file cannot be written; nothing is left then.
    """
    data, changes = changed_data(level, overrides)
    folder = next(folder.path for folder in library.level_folders() if folder.origin == "user")
    text = _text_with_comments(level, changes, data) or level_text(data, "Saved with changed parameters.")
    folder.mkdir(parents=True, exist_ok=True)
    taken = {entry.name for entry in library.list_levels()}
    stem = level.name.removesuffix("-tuned")
    for number in count(1):
        name = f"{stem}-tuned" if number == 1 else f"{stem}-tuned-{number}"
        if name not in taken:
            with suppress(FileExistsError):
                path = new_level.write_level_file(folder / f"{name}.toml", text)
                return SavedLevel(path, _missing_balls(data, overrides))
    raise AssertionError


def changed_data(level: Level, overrides: Overrides) -> tuple[dict[str, Any], list[Change]]:
    """Return the data of a level with changed parameters, and the changes from the level's own data."""
    changes = [Change(("title",), f"{level.title.removesuffix(' (tuned)')[: MAX_TITLE_LENGTH - 8]} (tuned)")]
    if overrides.gravity is not None or overrides.direction is not None:
        changes.append(Change(("world", "gravity"), list(effective_gravity(level, overrides))))
    if overrides.substeps is not None:
        changes.append(Change(("world", "substeps"), overrides.substeps))
    if overrides.spin is not None:
        changes += [Change(("walls", k, "spin"), spin) for k, spin in wall_spins(level, overrides.spin).items()]
    changes += _material_changes(level, overrides)
    before = apply_changes(level.model_dump(mode="json", exclude_defaults=True) | {"format": level.format}, changes)
    if overrides.balls is None:
        return before, changes
    for balls in _count_changes(level, overrides.balls, before):
        data = apply_changes(before, balls)
        with suppress(ValueError):  # the pattern has no room for so many balls
            Level.model_validate(data)
            return data, changes + balls
    return before, changes


def apply_changes(data: Any, changes: list[Change]) -> Any:
    """Return a copy of data or of a TOML document with changes."""
    data = deepcopy(data)
    for (*parents, last), value in changes:
        table = data
        for key in parents:
            if isinstance(key, str) and key not in table:
                table[key] = [] if isinstance(last, int) else {}
            table = table[key]
        if value is None:
            del table[last]
        elif isinstance(last, int) and last == len(table):
            table.append(value)
        else:
            table[last] = value
    return data


def _material_changes(level: Level, overrides: Overrides) -> Iterator[Change]:
    """Yield changes that give all materials the same values, and a material to all parts without one."""
    values = {name: value for name in PROPERTIES if (value := getattr(overrides, name)) is not None}
    if not values:
        yield from _single_material_changes(level, overrides)
        return
    new = next(name for k in count(1) if (name := f"tuned-{k}" if k > 1 else "tuned") not in level.materials)
    bare = [
        (array, k, "material")
        for array in ("walls", "balls", "emitters")
        for k, part in enumerate(getattr(level, array))
        if part.material is None
    ]
    for material in (*level.materials, *([new] if bare else [])):
        for name, value in values.items():
            yield Change(("materials", material, name), value)
    for location in bare:
        yield Change(location, new)
    yield from _single_material_changes(level, overrides)


def _single_material_changes(level: Level, overrides: Overrides) -> Iterator[Change]:
    """Yield changes of single materials, and of those that are equal to them."""
    for material, name, value in overrides.materials:
        for group in material_groups(level).values():
            if material in group:
                yield from (Change(("materials", one, name), value) for one in group)


def _count_changes(level: Level, count: int, data: dict[str, Any]) -> Iterator[list[Change]]:
    """Yield alternative changes for a number of balls, the simplest first."""
    more = count - level.count
    if more <= 0:
        yield list(_removals(level, -more))
    elif level.emitters:
        yield [Change(("emitters", 0, "count"), level.emitters[0].count + more)]
    else:
        for k, group in enumerate(level.balls):
            if group.spawn is not None:
                yield [Change(("balls", k, "count"), group.count + more)]
                break
        extra = _extra_group(Level.model_validate(data), more)
        if extra["count"]:
            yield [Change(("balls", len(level.balls)), extra)]


def _removals(level: Level, count: int) -> Iterator[Change]:
    """Yield changes that remove balls: from the last emitters, then from the last groups."""
    for array in ("emitters", "balls"):
        parts = getattr(level, array)
        for k in reversed(range(len(parts))):
            removed = min(count, parts[k].count)
            count -= removed
            if removed == parts[k].count:
                yield Change((array, k), None)
            elif removed:
                yield Change((array, k, "count"), parts[k].count - removed)


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
        points = np.round(centers, max(ceil(-log10(radius)), 0) + 4).tolist()
        group: dict[str, Any] = {"count": len(points), "radius": radius, "first_number": number}
        if level.first_balls and level.first_balls.material is not None:
            group["material"] = level.first_balls.material
        return group | {"spawn": {"pattern": "points", "points": points}}
    finally:
        simulation.close()


def _missing_balls(data: dict[str, Any], overrides: Overrides) -> int:
    parts = (*data.get("balls", ()), *data.get("emitters", ()))
    return 0 if overrides.balls is None else overrides.balls - sum(part.get("count", 1) for part in parts)


def _text_with_comments(level: Level, changes: list[Change], data: dict[str, Any]) -> str | None:
    """Return the text of the level's own file with changes; None if it does not describe the data."""
    if level.path is None:
        return None
    try:
        merged: Any = {}
        for path in reversed(level.source_files):
            document = tomlkit.parse(read_toml(path).text)
            document.pop("extends", None)
            merged = _merge_missing(document, merged)
        text = str(tomlkit.dumps(apply_changes(merged, changes)))
        return text if _describes(text, data) else None
    except (LevelError, ValueError, KeyError, TypeError, IndexError):  # the file has changed, or tomlkit cannot read it
        return None


def _merge_missing(table: Any, source: Any) -> Any:
    """Add the keys of another table that a table lacks, and likewise in nested tables; return the table."""
    for key, value in source.items():
        if key not in table:
            table[key] = value
        elif isinstance(value, dict) and isinstance(table[key], dict):
            _merge_missing(table[key], value)
    return table


def _describes(text: str, data: dict[str, Any]) -> bool:
    """Return whether the level of a text equals the level of data."""
    return Level.model_validate(tomlkit.parse(text).unwrap()).model_dump() == Level.model_validate(data).model_dump()
