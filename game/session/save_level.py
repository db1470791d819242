"""A level as it was tuned, as a new file in the user's own folder."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from itertools import count
from math import ceil, log10
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tomlkit

from game.levels import library
from game.levels.format import new_level
from game.levels.importing.writing import level_text
from game.levels.model import Level, LevelError
from game.levels.toml.positions import Location
from game.levels.toml.source import read_toml
from game.simulation.free_places import free_places
from game.simulation.parameters import Overrides, gravity, spins
from game.simulation.simulation import Simulation
from game.simulation.spawn import default_ball, next_number
from game.simulation.view_rect import level_rect
from systems.material_overrides import PROPERTIES

LONGEST_TITLE = 100


class Change(NamedTuple):
    """A value of a level's data that is to be another; None is to be taken out. An item past the end is added."""

    where: Location
    value: Any


class Saved(NamedTuple):
    """A new file, and how many balls there was no room for when its level begins."""

    path: Path
    lacking: int

    @property
    def told(self) -> str:
        """Where it is, and what is wrong with it."""
        return f"{self.path}{f', without {self.lacking} balls that it has no room for' if self.lacking else ''}"


def save(level: Level, tuned: Overrides) -> Saved:
    """Write a level with what was tuned to a new file. What was there before stays as it is.

    It keeps the comments of the level's own file, if there is one that says the same still. Raises ``OSError`` if
    it cannot be written; nothing is left behind then.
    """
    data, changes = tuned_data(level, tuned)
    folder = next(folder.path for folder in library.level_folders() if folder.origin == "user")
    text = _commented(level, changes, data) or level_text(data, "Written by the panel of the game.")
    folder.mkdir(parents=True, exist_ok=True)
    taken = {entry.name for entry in library.list_levels()}
    stem = level.name.removesuffix("-tuned")
    for number in count(1):
        name = f"{stem}-tuned" if number == 1 else f"{stem}-tuned-{number}"
        if name not in taken:
            with suppress(FileExistsError):
                return Saved(new_level.write_level_file(folder / f"{name}.toml", text), _lacking(data, tuned))
    raise AssertionError


def tuned_data(level: Level, tuned: Overrides) -> tuple[dict[str, Any], list[Change]]:
    """Return the data of a level with what was tuned, and in which values they differ from the level's own."""
    changes = [Change(("title",), f"{level.title.removesuffix(' (tuned)')[: LONGEST_TITLE - 8]} (tuned)")]
    if tuned.gravity is not None or tuned.direction is not None:
        changes.append(Change(("world", "gravity"), list(gravity(level, tuned))))
    if tuned.substeps is not None:
        changes.append(Change(("world", "substeps"), tuned.substeps))
    if tuned.spin is not None:
        changes += [Change(("walls", k, "spin"), spin) for k, spin in spins(level, tuned.spin).items()]
    changes += _surfaces(level, tuned)
    before = changed(level.model_dump(mode="json", exclude_defaults=True) | {"format": level.format}, changes)
    if tuned.balls is None:
        return before, changes
    for balls in _counts(level, tuned.balls, before):
        data = changed(before, balls)
        with suppress(ValueError):  # more than there is room for in the pattern
            Level.model_validate(data)
            return data, changes + balls
    return before, changes


def changed(data: Any, changes: list[Change]) -> Any:
    """Return a copy of data, or of a TOML document, with changes."""
    data = deepcopy(data)
    for (*way, last), value in changes:
        table = data
        for key in way:
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


def _surfaces(level: Level, tuned: Overrides) -> Iterator[Change]:
    """Yield what makes all materials alike; what has none gets one."""
    values = {name: value for name in PROPERTIES if (value := getattr(tuned, name)) is not None}
    if not values:
        return
    plain = next(name for k in count(1) if (name := f"tuned-{k}" if k > 1 else "tuned") not in level.materials)
    bare = [
        (array, k, "material")
        for array in ("walls", "balls", "emitters")
        for k, part in enumerate(getattr(level, array))
        if part.material is None
    ]
    for material in (*level.materials, *([plain] if bare else [])):
        for name, value in values.items():
            yield Change(("materials", material, name), value)
    for where in bare:
        yield Change(where, plain)


def _counts(level: Level, wanted: int, data: dict[str, Any]) -> Iterator[list[Change]]:
    """Yield ways to have so many balls in all, the plainest first."""
    more = wanted - level.count
    if more <= 0:
        yield list(_fewer(level, -more))
    elif level.emitters:
        yield [Change(("emitters", 0, "count"), level.emitters[0].count + more)]
    else:
        for k, group in enumerate(level.balls):
            if group.spawn is not None:
                yield [Change(("balls", k, "count"), group.count + more)]
                break
        extra = _group(Level.model_validate(data), more)
        if extra["count"]:
            yield [Change(("balls", len(level.balls)), extra)]


def _fewer(level: Level, less: int) -> Iterator[Change]:
    """Yield what takes the youngest out: the last of the emitters, then the last of the groups."""
    for array in ("emitters", "balls"):
        parts = getattr(level, array)
        for k in reversed(range(len(parts))):
            out = min(less, parts[k].count)
            less -= out
            if out == parts[k].count:
                yield Change((array, k), None)
            elif out:
                yield Change((array, k, "count"), parts[k].count - out)


def _group(level: Level, wanted: int) -> dict[str, Any]:
    """Return a group of so many more balls where there is room for them when a level begins, or of fewer."""
    simulation = Simulation(level)
    try:
        radius = default_ball(level).radius
        chance = np.random.default_rng((simulation.seed, wanted))
        with simulation.world.active():
            balls, walls = simulation.balls, simulation.walls_table
            view = level_rect(level, balls, walls, simulation.time)
            places = free_places(balls, walls, view, radius, wanted, chance)
            number = next_number(level, balls)
        points = np.round(places, max(ceil(-log10(radius)), 0) + 4).tolist()
        group: dict[str, Any] = {"count": len(points), "radius": radius, "first_number": number}
        if level.first_balls and level.first_balls.material is not None:
            group["material"] = level.first_balls.material
        return group | {"spawn": {"pattern": "points", "points": points}}
    finally:
        simulation.close()


def _lacking(data: dict[str, Any], tuned: Overrides) -> int:
    parts = (*data.get("balls", ()), *data.get("emitters", ()))
    return 0 if tuned.balls is None else tuned.balls - sum(part.get("count", 1) for part in parts)


def _commented(level: Level, changes: list[Change], data: dict[str, Any]) -> str | None:
    """Return the text of the level's own file with changes; None if it does not say the same."""
    if level.path is None:
        return None
    try:
        whole: Any = {}
        for path in reversed(level.source_files):
            document = tomlkit.parse(read_toml(path).text)
            document.pop("extends", None)
            whole = _filled(document, whole)
        text = str(tomlkit.dumps(changed(whole, changes)))
        return text if _says(text, data) else None
    except (LevelError, ValueError, KeyError, TypeError, IndexError):  # it was changed since, or is beyond tomlkit
        return None


def _filled(table: Any, source: Any) -> Any:
    """Fill a table of a document up with what it lacks from another, and tables within it likewise."""
    for key, value in source.items():
        if key not in table:
            table[key] = value
        elif isinstance(value, dict) and isinstance(table[key], dict):
            _filled(table[key], value)
    return table


def _says(text: str, data: dict[str, Any]) -> bool:
    """Whether a text is the level of some data."""
    return Level.model_validate(tomlkit.parse(text).unwrap()).model_dump() == Level.model_validate(data).model_dump()
