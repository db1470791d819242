"""Parsing of ``--seeds`` and ``--set``, and setting of values in level data."""

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

SEED_LIMIT, MAX_SEEDS = 2**63, 10_000_000
"""Exclusive upper bound of a seed, and largest number of seeds."""

MAX_VALUES = 100_000
"""Largest number of values of a setting."""

RANGE = re.compile(r"([^\s:,\[\]\"']+):([^\s:,\[\]\"']+):([^\s:,\[\]\"']+)")
WORD = re.compile(r"[A-Za-z_][\w-]*")


class SweepError(Exception):
    """The sweep is invalid or cannot continue; the message gives the reason."""


class Setting(NamedTuple):
    """A field of the level data and the values to run it with.

    path : the path as the user wrote it
    keys : the keys of the path, with indices of lists as decimal texts
    """

    path: str
    keys: tuple[str, ...]
    values: tuple[Any, ...]


def parse_seeds(text: str) -> Sequence[int]:
    """Return the seeds of a half-open range ``A:B`` or a list ``1,2,5``, ascending. Raises ``SweepError``."""

    def invalid(reason: str) -> SweepError:
        return SweepError(
            f"cannot use --seeds {text}: {reason}; allowed: a range such as 0:1000, or a list such as 1,2,5"
        )

    numbers = [int(part) if re.fullmatch("[0-9]{1,19}", part) else -1 for part in re.split("[:,]", text)]
    if not all(0 <= number < SEED_LIMIT for number in numbers):
        raise invalid("seeds must be whole numbers from 0 to 2^63 - 1")
    if ":" not in text:
        seeds = sorted(numbers)
        if repeated := [a for a, b in pairwise(seeds) if a == b]:
            raise invalid(f"{repeated[0]} is given twice")
        return range(seeds[0], seeds[-1] + 1) if seeds[-1] - seeds[0] == len(seeds) - 1 else seeds
    if "," in text or len(numbers) != 2:
        raise invalid("it is not a range")
    if numbers[0] >= numbers[1]:
        raise invalid("it is empty, because the range excludes its second number")
    if numbers[1] - numbers[0] > MAX_SEEDS:
        raise invalid(f"it has more than {MAX_SEEDS} seeds")
    return range(*numbers)


def parse_setting(text: str) -> Setting:
    """Return the setting ``PATH=VALUE``, ``PATH=a,b,c`` or ``PATH=start:stop:count``. Raises ``SweepError``."""
    path, equals, values_text = (part.strip() for part in text.partition("="))
    keys = _parse_path(path)
    if not (equals and keys):
        raise SweepError(
            f"cannot use --set {text}: it lacks a path or values; "
            "allowed: PATH=VALUES, such as walls.0.spin=36,72 or world.gravity.1=-9:-1:5"
        )
    if keys == ("seed",):
        raise SweepError(f"cannot use --set {text}: the seed differs in every run; allowed: --seeds")
    match = RANGE.fullmatch(values_text)
    values = _range_values(text, *match.groups()) if match else _list_values(text, values_text)
    if len(values) > MAX_VALUES:
        raise SweepError(f"cannot use --set {text}: too many values (got {len(values)}); allowed: up to {MAX_VALUES}")
    if len(set(map(repr, values))) < len(values):
        raise SweepError(f"cannot use --set {text}: a value is given twice; allowed: different values")
    return Setting(path, keys, values)


def _parse_path(path: str) -> tuple[str, ...]:
    """Return the keys of a dotted path in TOML syntax; () if it is invalid."""
    try:
        table: Any = tomllib.loads(f"{path} = 0")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    keys = []
    while isinstance(table, dict):
        ((key, table),) = table.items()
        keys.append(key)
    return tuple(keys)


def _range_values(text: str, start: str, stop: str, count: str) -> tuple[Any, ...]:
    """Return ``count`` evenly spaced values from start to stop, both included; integers if all values are integral."""

    def invalid(reason: str) -> SweepError:
        return SweepError(
            f"cannot use --set {text}: {reason}; allowed: start:stop:count, such as 36:108:5 for 36, 54, 72, 90, 108"
        )

    try:
        if not (math.isfinite(float(start)) and math.isfinite(float(stop))):
            raise ValueError
        first, last = Decimal(start), Decimal(stop)
    except (ValueError, ArithmeticError):
        raise invalid("start and stop must be finite numbers") from None
    if not (re.fullmatch("[0-9]{1,9}", count) and 2 <= int(count) <= MAX_VALUES):
        raise invalid(f"count must be a whole number from 2 to {MAX_VALUES} (got {count})")
    if first == last:
        raise invalid("start and stop are the same")
    parts = int(count) - 1
    with localcontext(prec=60):  # decimal arithmetic: the third value of 0.1:0.5:5 is 0.3, not 0.30000000000000004
        numbers = [first + (last - first) * k / parts for k in range(parts)] + [last]
    is_integral = not re.search("[.eE]", start + stop) and all(number == int(number) for number in numbers)
    return tuple(map(int if is_integral else float, numbers))


def _list_values(text: str, values_text: str) -> tuple[Any, ...]:
    """Return the values of a comma-separated list in TOML syntax. Single words need no quotes."""
    words = [word.strip() for word in values_text.split(",")]
    if all(WORD.fullmatch(word) and word not in {"true", "false", "inf", "nan"} for word in words):
        return tuple(words)
    try:
        tables = tomllib.loads(f"values = [{values_text}]")
    except (tomllib.TOMLDecodeError, RecursionError):
        tables = {}
    if "\n" in values_text or list(tables) != ["values"] or not tables["values"]:
        raise SweepError(
            f"cannot use --set {text}: its values cannot be read; allowed: start:stop:count, or a comma-separated list "
            "in TOML syntax, such as 1.5,2 or true or [0, -9.81]"
        )
    return tuple(tables["values"])


def with_value(data: Any, keys: Sequence[str], value: Any, model: Any, location: tuple[str | int, ...] = ()) -> Any:
    """Return a copy of level data with a field set. The given data is not changed.

    Missing tables are created. A missing list starts as the default of its field.

    keys : path of the field in ``data``
    model : the level of the unchanged data, for the defaults
    location : path of ``data`` in the level, for messages

    Raises ``SweepError`` if the path leads through a value that is not a table or list, or to a missing item.
    """
    if not keys:
        return value
    key, *rest = keys
    if isinstance(data, dict):
        inner = _member(model, key)
        old = data.get(key, list(inner) if isinstance(inner, tuple) and rest else {})
        return {**data, key: with_value(old, rest, value, inner, (*location, key))}
    if not isinstance(data, list):
        raise SweepError(f"{format_location(location)}: it is {format_value(data)} and has no {format_value(key)}")
    if not (re.fullmatch("[0-9]{1,9}", key) and int(key) < len(data)):
        allowed = f"0 to {len(data) - 1}" if data else "none; the list is empty"
        raise SweepError(f"{format_location(location)}: it has no item {key}; allowed: {allowed}")
    index = int(key)
    item = with_value(data[index], rest, value, _member(model, index), (*location, index))
    return [*data[:index], item, *data[index + 1 :]]


def _member(model: Any, key: str | int) -> Any:
    """Return a field of a model or an item of a tuple; None if it does not exist."""
    if isinstance(model, BaseModel):
        return getattr(model, str(key), None) if key in type(model).model_fields else None
    try:
        return model[key]
    except (LookupError, TypeError):
        return None


def toml_text(value: Any) -> str:
    """Return a value in a syntax close to that of TOML: 36, 0.1, true, "minimum", [0, -9.81]."""
    return json.dumps(value, ensure_ascii=False, default=str)
