"""A kernel and the arrays that it works on."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

from systems.kernels.compiler import Kernel

T = TypeVar("T")
MOST_KEPT = 4  # sets of arrays that take turns
Source = Callable[[], tuple[NDArray[Any], ...]]


class Bound(Generic[T]):
    """Calls a kernel on arrays that mostly stay where they are, and binds them again when they do not.

    sources : each gives the next arrays of the kernel, the same tuple as long as they are the same arrays; a choice
        of columns, `Table.bind`, is one
    """

    def __init__(self, kernel: Kernel[T], *sources: Source) -> None:
        self._kernel = kernel
        self._sources = sources
        self._kept: dict[tuple[int, ...], tuple[Callable[..., T], list[Any]]] = {}

    def __call__(self, *numbers: float) -> T:
        """Run the kernel on the arrays of now."""
        now = [source() for source in self._sources]
        key = tuple(map(id, now))
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) == MOST_KEPT:
                self._kept.clear()
            run = self._kernel.on(*(array for arrays in now for array in arrays))
            kept = self._kept[key] = run, now  # which live on, so that no others have their ids
        return kept[0](*numbers)
