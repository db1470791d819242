"""A kernel and the arrays that it works on."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from numpy.typing import NDArray

from systems.kernels.compiler import Kernel

T = TypeVar("T")
MOST_KEPT = 4  # sets of arrays that take turns
Arrays = tuple[NDArray[Any], ...]


class Source(Protocol):
    """Whatever has arrays: the same tuple as long as they are the same ones. A choice of columns, `Table.bind`, has."""

    @property
    def arrays(self) -> Arrays:
        """The arrays of now."""


class Holder:
    """Has arrays that a system replaces by others when it needs to."""

    def __init__(self, *arrays: NDArray[Any]) -> None:
        self.arrays: Arrays = arrays


class Bound(Generic[T]):
    """Calls a kernel on arrays that mostly stay where they are, and binds them again when they do not.

    sources : have the arrays of the kernel, in its order
    """

    def __init__(self, kernel: Kernel[T], *sources: Source) -> None:
        self._kernel = kernel
        self._sources = sources
        self._seen: list[tuple[Source, Arrays | None]] = [(source, None) for source in sources]
        self._kept: dict[tuple[int, ...], tuple[Callable[..., T], list[Arrays]]] = {}
        self._run: Callable[..., T]

    def __call__(self, *numbers: float) -> T:
        """Run the kernel on the arrays of now."""
        for source, seen in self._seen:
            if source.arrays is not seen:
                self._bind()
                break
        return self._run(*numbers)

    def _bind(self) -> None:
        now = [source.arrays for source in self._sources]
        key = tuple(map(id, now))
        if key not in self._kept:
            if len(self._kept) == MOST_KEPT:
                self._kept.clear()
            run = self._kernel.on(*(array for arrays in now for array in arrays))
            self._kept[key] = run, now  # which live on, so that no others have their ids
        self._run = self._kept[key][0]
        self._seen = list(zip(self._sources, now, strict=True))
