"""The memory of arrays."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def memory_of(*parts: Any) -> int:
    """Return the bytes of all arrays in containers, states and systems, each array once; of a view, the whole array."""
    return sum(array.nbytes for array in _arrays(parts, set()))


def _arrays(part: Any, seen: set[int]) -> Iterator[NDArray[Any]]:
    while isinstance(part, np.ndarray) and isinstance(part.base, np.ndarray):
        part = part.base
    if id(part) in seen:
        return
    seen.add(id(part))
    if isinstance(part, np.ndarray):
        yield part
    if type(part).__module__.partition(".")[0] == "systems":
        part = getattr(part, "__dict__", part)
    if isinstance(part, dict | list | tuple):
        for item in part.values() if isinstance(part, dict) else part:
            yield from _arrays(item, seen)
