"""How every kernel is compiled: the flags stand here and nowhere else."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.uint8]

P = ParamSpec("P")
T = TypeVar("T")

FLAGS: dict[str, Any] = {
    "error_model": "numpy",  # a division by zero gives inf, as numpy's does, and costs no branch
    "fastmath": False,  # reassociated sums would break the promise of equal bits
    "nogil": True,
}


def kernel(signature: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Compile a function for one signature, such as ``void(f8[::1], f8)``, and keep the result on disk.

    ``[::1]`` turns away a strided column at the door. Where no folder can be written, the function is compiled
    anew in every process.
    """

    def compile_one(function: Callable[..., T]) -> Callable[..., T]:
        try:
            compiled: Callable[..., T] = numba.njit(signature, cache=True, **FLAGS)(function)
        except RuntimeError as problem:
            if "no locator" not in str(problem):
                raise
            compiled = numba.njit(signature, **FLAGS)(function)
        return compiled

    return compile_one


def part(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a piece of arithmetic that kernels of the same file call.

    It must stay in their file: numba's cache does not see edits in another.
    """
    compiled: Callable[P, T] = numba.njit(**FLAGS)(function)
    return compiled
