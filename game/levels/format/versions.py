"""Migrations of level data from earlier versions of the format to the latest.

A migration converts the data of one version into data of the next, and leaves its argument unchanged. Data of an
earlier `format` pass through all later migrations in order.
"""

from collections.abc import Callable
from typing import Any

LATEST = 1

Data = dict[str, Any]


def migrate(data: Data) -> Data:
    """Return the data of a level in the latest version; ValueError if their version is newer.

    Data without a version, or of an unknown version, are returned unchanged.
    """
    version = data.get("format")
    if type(version) is not int or version < min(MIGRATIONS):
        return data
    if version > LATEST:
        number = version if version < 2**64 else "a very large number"
        raise ValueError(f"is newer than this program (got {number}); allowed: up to {LATEST}; update the program")
    while version < LATEST:
        data, version = MIGRATIONS[version](data), version + 1
    return {**data, "format": version}


def _migrate_0_to_1(data: Data) -> Data:
    """Rename `fps` and `air_drag` of the world to `step_rate` and `linear_damping`."""
    if not isinstance(data.get("world"), dict):
        return data
    return {**data, "world": _renamed(data["world"], {"fps": "step_rate", "air_drag": "linear_damping"})}


def _renamed(table: Data, names: dict[str, str]) -> Data:
    """Return a table with renamed keys in the same order; a key stays if its new name is in the table too."""
    return {key if names.get(key, key) in table else names[key]: value for key, value in table.items()}


MIGRATIONS: dict[int, Callable[[Data], Data]] = {0: _migrate_0_to_1}
"""The migration from each version to the next."""
