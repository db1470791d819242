"""What ``--seeds`` and ``--set`` ask for, and how a value is put into the data of a level."""

import json
import math
import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Any, NamedTuple

from pydantic import BaseModel

from game.levels.toml.problems import format_location, format_value

MOST_SEED, MOST_SEEDS = 2**63, 10_000_000
"""Seeds are below the first; and there are as many as the second at most."""

MOST_VALUES = 100_000
"""Values of one setting."""

RANGE = re.compile(r"([^\s:,\[\]\"']+):([^\s:,\[\]\"']+):([^\s:,\[\]\"']+)")
WORD = re.compile(r"[A-Za-z_][\w-]*")


class SweepError(Exception):
    """What cannot be swept, or cannot go on; the message tells why."""


class Setting(NamedTuple):
    """A field of the data of a level and the values that it takes, one after the other."""

    path: str  # as the user wrote it
    keys: tuple[str, ...]
    values: tuple[Any, ...]


def seeds(text: str) -> Sequence[int]:
    """Return the seeds that ``A:B`` (half open) or ``1,2,5`` stands for, ascending; SweepError if it is neither."""

    def refused(why: str) -> SweepError:
        return SweepError(f"--seeds {text}: {why}; allowed: a range such as 0:1000, or a list such as 1,2,5")

    numbers = [int(part) if re.fullmatch("[0-9]{1,19}", part) else -1 for part in re.split("[:,]", text)]
    if not all(0 <= number < MOST_SEED for number in numbers):
        raise refused("a seed is a whole number from 0 to 2^63 - 1")
    if ":" not in text:
        found = sorted(numbers)
        if doubled := [a for a, b in pairwise(found) if a == b]:
            raise refused(f"{doubled[0]} is there twice")
        return range(found[0], found[-1] + 1) if found[-1] - found[0] == len(found) - 1 else found
    if "," in text or len(numbers) != 2:
        raise refused("is no range")
    if numbers[0] >= numbers[1]:
        raise refused("is empty, for the second number is no longer part of it")
    if numbers[1] - numbers[0] > MOST_SEEDS:
        raise refused(f"has too many seeds, more than {MOST_SEEDS}")
    return range(*numbers)


def setting(text: str) -> Setting:
    """Return what ``PATH=VALUE``, ``PATH=a,b,c`` or ``PATH=start:stop:count`` stands for; SweepError if nothing."""
    path, equals, wanted = (part.strip() for part in text.partition("="))
    keys = _keys(path)
    if not (equals and keys):
        raise SweepError(f"--set {text}: must be PATH=VALUES, such as walls.0.spin=36,72 or world.gravity.1=-9:-1:5")
    if keys == ("seed",):
        raise SweepError(f"--set {text}: every run has a seed of its own: use --seeds")
    match = RANGE.fullmatch(wanted)
    values = _spaced(text, *match.groups()) if match else _listed(text, wanted)
    if len(values) > MOST_VALUES:
        raise SweepError(f"--set {text}: has too many values (got {len(values)}); allowed: up to {MOST_VALUES}")
    if len(set(map(repr, values))) < len(values):
        raise SweepError(f"--set {text}: has a value twice")
    return Setting(path, keys, values)


def _keys(path: str) -> tuple[str, ...]:
    """Return the keys of a dotted path, as TOML reads them; none if it cannot."""
    try:
        table: Any = tomllib.loads(f"{path} = 0")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    keys = []
    while isinstance(table, dict):
        ((key, table),) = table.items()
        keys.append(key)
    return tuple(keys)


def _spaced(text: str, start: str, stop: str, count: str) -> tuple[Any, ...]:
    """Return so many values from start to stop, both included; whole ones where all are."""

    def refused(why: str) -> SweepError:
        return SweepError(f"--set {text}: {why}; allowed: start:stop:count, such as 36:108:5 for 36, 54, 72, 90, 108")

    try:
        if not (math.isfinite(float(start)) and math.isfinite(float(stop))):
            raise ValueError
        first, last = Decimal(start), Decimal(stop)
    except (ValueError, ArithmeticError):
        raise refused("start and stop must be finite numbers") from None
    if not (re.fullmatch("[0-9]{1,9}", count) and 2 <= int(count) <= MOST_VALUES):
        raise refused(f"count must be a whole number from 2 to {MOST_VALUES} (got {count})")
    if first == last:
        raise refused("start and stop are the same")
    parts = int(count) - 1
    with localcontext(prec=60):  # decimal, so that the third of 0.1:0.5:5 is 0.3, and not 0.30000000000000004
        numbers = [first + (last - first) * k / parts for k in range(parts)] + [last]
    is_whole = not re.search("[.eE]", start + stop) and all(number == int(number) for number in numbers)
    return tuple(map(int if is_whole else float, numbers))


def _listed(text: str, wanted: str) -> tuple[Any, ...]:
    """Return values as TOML writes them, with a comma between; single words need no quotes."""
    words = [word.strip() for word in wanted.split(",")]
    if all(WORD.fullmatch(word) and word not in {"true", "false", "inf", "nan"} for word in words):
        return tuple(words)
    try:
        tables = tomllib.loads(f"values = [{wanted}]")
    except (tomllib.TOMLDecodeError, RecursionError):
        tables = {}
    if "\n" in wanted or list(tables) != ["values"] or not tables["values"]:
        raise SweepError(
            f"--set {text}: the values must be written as in TOML, with a comma between, such as 1.5,2 or true or "
            "[0, -9.81]; or as start:stop:count"
        )
    return tuple(tables["values"])


def placed(data: Any, keys: Sequence[str], value: Any, model: Any, where: tuple[str | int, ...] = ()) -> Any:
    """Return data with a value in its place; nothing that is given changes.

    Tables that are not there are made. A list that is not there is the default of the field, from ``model``, which is
    the level as it was read. Raises ``SweepError`` where there is no such place.
    """
    if not keys:
        return value
    key, *rest = keys
    if isinstance(data, dict):
        inner = _part(model, key)
        old = data.get(key, list(inner) if isinstance(inner, tuple) and rest else {})
        return {**data, key: placed(old, rest, value, inner, (*where, key))}
    if not isinstance(data, list):
        raise SweepError(f"{format_location(where)}: has no {format_value(key)}, for it is {format_value(data)}")
    if not (re.fullmatch("[0-9]{1,9}", key) and int(key) < len(data)):
        allowed = f"0 to {len(data) - 1}" if data else "none, for it is empty"
        raise SweepError(f"{format_location(where)}: there is no item {key}; allowed: {allowed}")
    at = int(key)
    return [*data[:at], placed(data[at], rest, value, _part(model, at), (*where, at)), *data[at + 1 :]]


def _part(model: Any, key: str | int) -> Any:
    """Return what a level has there, or None."""
    if isinstance(model, BaseModel):
        return getattr(model, str(key), None) if key in type(model).model_fields else None
    try:
        return model[key]
    except (LookupError, TypeError):
        return None


def spelt(value: Any) -> str:
    """Return a value in full, much as TOML writes it: 36, 0.1, true, "minimum", [0, -9.81]."""
    return json.dumps(value, ensure_ascii=False, default=str)
