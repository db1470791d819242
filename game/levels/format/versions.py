"""Levels of earlier versions of the format, brought up to date.

A migration takes the data of one version and returns that of the next; it changes nothing that it is given. A file
that says an earlier `format` passes through all that follow, so that each needs to know its two neighbours only.
"""

from collections.abc import Callable
from typing import Any

LATEST = 1

Data = dict[str, Any]


def migrate(data: Data) -> Data:
    """Return the data of a level in the latest version; ValueError if they are of a newer one.

    What does not say its version, or none there ever was, is returned as it is.
    """
    version = data.get("format")
    if type(version) is not int or version < min(MIGRATIONS):
        return data
    if version > LATEST:
        shown = version if version < 2**64 else "a very large number"
        raise ValueError(f"is of a newer version (got {shown}); this program knows up to {LATEST}: update it")
    while version < LATEST:
        data, version = MIGRATIONS[version](data), version + 1
    return {**data, "format": version}


def _settled(data: Data) -> Data:
    """0 to 1: `fps` and `air_drag` of the world became `step_rate` and `linear_damping`, beside the other damping."""
    if not isinstance(data.get("world"), dict):
        return data
    return {**data, "world": _renamed(data["world"], {"fps": "step_rate", "air_drag": "linear_damping"})}


def _renamed(table: Data, names: dict[str, str]) -> Data:
    """Return a table with other names, in the same order; a name whose successor is there as well is left to fail."""
    return {key if names.get(key, key) in table else names[key]: value for key, value in table.items()}


MIGRATIONS: dict[int, Callable[[Data], Data]] = {0: _settled}
"""From each version to the next."""
