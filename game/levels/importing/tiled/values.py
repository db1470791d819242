"""Reading of untrusted values of a map, which can be texts (XML) or of any type (JSON)."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

Table = Mapping[str, Any]


def number(table: Table, key: str, default: float = 0.0) -> float:
    """Return a number, also an infinite one or nan. Raises ``ValueError`` if the value is not a number."""
    value = table.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{key} must be a number (got {shortened(value)})")
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"{key} must be a number (got {shortened(value)})") from None


def whole(table: Table, key: str, least: int, most: int, default: int | None = None) -> int:
    """Return a whole number. Raises ``ValueError`` if the value is missing, not whole, or out of range."""
    value = number(table, key, math.nan if default is None else default)
    if not (math.isfinite(value) and value == math.floor(value) and least <= value <= most):
        raise ValueError(f"{key} must be a whole number from {least} to {most} (got {shortened(table.get(key))})")
    return int(value)


def flag(table: Table, key: str, default: bool = False) -> bool:
    """Return whether a value is neither "0" nor "false"."""
    value = table.get(key)
    return default if value is None else str(value).strip().lower() not in {"0", "false", "0.0", ""}


def text(table: Table, key: str) -> str:
    """Return a text, or "" if the value has another type."""
    value = table.get(key)
    return value if isinstance(value, str) else ""


def tables(value: object) -> Iterator[Table]:
    """Yield the tables of a list. Anything else is left out."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def table(value: object) -> Table:
    """Return a table, or an empty one if the value has another type."""
    return value if isinstance(value, Mapping) else {}


def shortened(value: object) -> str:
    """Return a value for a message."""
    return repr(str(value)[:40])
