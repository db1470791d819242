"""A kernel and the arrays that it works on."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

from systems.kernels.compiler import Kernel

T = TypeVar("T")
Source = Callable[[], tuple[NDArray[Any], ...]]


class Bound(Generic[T]):
    """Calls a kernel on arrays that mostly stay where they are, and binds them again when they do not.

    sources : each gives the next arrays of the kernel, the same tuple as long as they are the same arrays; a choice
        of columns, `Table.bind`, is one
    """

    def __init__(self, kernel: Kernel[T], *sources: Source) -> None:
        self._kernel = kernel
        self._sources = sources
        self._seen: list[tuple[NDArray[Any], ...]] = []
        self._run: Callable[..., T] | None = None

    def __call__(self, *numbers: float) -> T:
        """Run the kernel on the arrays of now."""
        now = [source() for source in self._sources]
        if self._run is None or any(new is not old for new, old in zip(now, self._seen, strict=True)):
            self._run = self._kernel.on(*(array for arrays in now for array in arrays))
            self._seen = now
        return self._run(*numbers)
