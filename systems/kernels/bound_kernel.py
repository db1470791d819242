"""A kernel together with the arrays that it works on."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from numpy.typing import NDArray

from systems.kernels.compiler import Kernel

T = TypeVar("T")
MAX_BINDINGS = 4  # sets of arrays whose bindings are kept
Arrays = tuple[NDArray[Any], ...]


class ArraySource(Protocol):
    """An object with arrays. It returns the same tuple as long as the arrays are the same: `Table.bind` does."""

    @property
    def arrays(self) -> Arrays:
        """The current arrays."""


class Buffers:
    """Arrays of a system, which it replaces when their sizes change."""

    def __init__(self, *arrays: NDArray[Any]) -> None:
        self.arrays: Arrays = arrays


class BoundKernel(Generic[T]):
    """Calls a kernel on arrays that rarely change, and binds the kernel again when they do.

    sources : sources of the arrays, in the order of the kernel's parameters
    """

    def __init__(self, kernel: Kernel[T], *sources: ArraySource) -> None:
        self._kernel = kernel
        self._sources = sources
        self._seen: list[tuple[ArraySource, Arrays | None]] = [(source, None) for source in sources]
        self._kept: dict[tuple[int, ...], tuple[Callable[..., T], list[Arrays]]] = {}
        self._run: Callable[..., T]

    def __call__(self, *numbers: float) -> T:
        """Run the kernel on the current arrays."""
        for source, seen in self._seen:
            if source.arrays is not seen:
                self._bind()
                break
        return self._run(*numbers)

    def _bind(self) -> None:
        now = [source.arrays for source in self._sources]
        key = tuple(map(id, now))
        if key not in self._kept:
            if len(self._kept) == MAX_BINDINGS:
                self._kept.clear()
            run = self._kernel.bind_arrays(*(array for arrays in now for array in arrays))
            self._kept[key] = run, now  # references, so that no other arrays get these ids
        self._run = self._kept[key][0]
        self._seen = list(zip(self._sources, now, strict=True))
