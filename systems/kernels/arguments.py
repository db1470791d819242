"""The types of the arguments of kernels, and what is wrong with those of a call."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np


class ArrayType(NamedTuple):
    """The type of an array of a kernel, which must be contiguous, aligned and writable.

    rows : smallest length of the first axis
    counted_by : name of the parameter that the length of the last axis must reach, or None
    """

    dtype: type
    dimensions: int
    rows: int = 0
    counted_by: str | None = None


def array_type(hint: Any) -> ArrayType | None:
    """Return the type of an array from its annotation, or None for anything else."""
    found = get_args(hint)[1] if get_origin(hint) is Annotated else None
    return found if isinstance(found, ArrayType) else None


def find_fault(hints: Mapping[str, Any], arguments: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the arguments of a call, or None; hints are the annotations of the parameters."""
    counts = {name: int(value) for name, value in arguments.items() if isinstance(value, int | np.integer)}
    for number, (name, argument) in enumerate(arguments.items(), 1):
        for path, value, hint in _parts(name, argument, hints[name]):
            fault = _fault(value, hint, counts)
            if fault:
                return f"argument {number} ({path}) {fault}"
    return None


def _parts(path: str, value: Any, hint: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the path, the value and the annotation of an argument, or of all parts of a named tuple."""
    if isinstance(hint, type) and issubclass(hint, tuple) and isinstance(value, hint):
        for name, part in get_type_hints(hint, include_extras=True).items():
            yield from _parts(f"{path}.{name}", getattr(value, name), part)
    else:
        yield path, value, hint


def _fault(value: Any, hint: Any, counts: Mapping[str, int]) -> str | None:
    kind = array_type(hint)
    if kind is None:
        wants_tuple = isinstance(hint, type) and issubclass(hint, tuple)
        return f"is no {hint.__name__}" if wants_tuple else _number_fault(value, hint)
    if not isinstance(value, np.ndarray):
        return f"is no array, but a {type(value).__name__}"
    if value.dtype != kind.dtype or value.ndim != kind.dimensions:
        allowed = f"{kind.dimensions}-dimensional, of {np.dtype(kind.dtype)}"
        return f"is a {value.ndim}-dimensional array of {value.dtype}; allowed: {allowed}"
    if not value.flags.c_contiguous:
        return "is not contiguous"
    if not value.flags.aligned:
        return "is not aligned"
    if not value.flags.writeable:
        return "is read-only"
    count = counts.get(kind.counted_by or "", 0)
    if value.shape[0] < kind.rows or value.shape[-1] < count:
        return f"is too short: it has the shape {value.shape}, but needs {kind.rows} rows and {count} columns"
    return None


def _number_fault(value: Any, hint: Any) -> str | None:
    try:
        hint(value)
    except (TypeError, ValueError):
        return f"is no {hint.__name__}, but a {type(value).__name__}"
    return None
