"""How every kernel is compiled: the flags stand here and nowhere else."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

# Measured: the kernels run no faster with more, and compile a fifth slower.
os.environ.setdefault("NUMBA_OPT", "1")

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
    "no_cfunc_wrapper": True,  # nobody calls a kernel from C; a seventh of the time to compile it
}


ROOM = Path(__file__).parent


def cache_folder() -> Path:
    """Where compiled kernels are kept: a folder for this very text of all kernels.

    numba recompiles a function when its own file changes, but not when a file does that it calls into.
    """
    digest = blake2b(digest_size=8)
    for path in sorted(ROOM.glob("*.py")):
        digest.update(path.read_bytes())
    return Path(os.environ.get("NUMBA_CACHE_DIR", ROOM / "__pycache__")) / digest.hexdigest()


CACHE = cache_folder()
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]


def is_cold() -> bool:
    """Whether nothing has been compiled here yet. Where nothing can be written, numba keeps it elsewhere."""
    nearest = next(folder for folder in (CACHE, *CACHE.parents) if folder.exists())
    return os.access(nearest, os.W_OK) and not any(CACHE.rglob("*.nbi"))


def kernel(signature: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Compile a function for one signature, such as ``void(f8[::1], f8)``, and keep the result on disk.

    ``[::1]`` turns away a strided column at the door. Where no folder can be written, the function is compiled
    anew in every process.
    """

    def compile_one(function: Callable[..., T]) -> Callable[..., T]:
        with _no_garbage_collection():
            compiled: Callable[..., T]
            try:
                compiled = numba.njit(signature, cache=True, **FLAGS)(function)
            except RuntimeError as problem:
                if "no locator" not in str(problem):
                    raise
                compiled = numba.njit(signature, **FLAGS)(function)
            return compiled

    return compile_one


def part(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a piece of arithmetic that kernels call; any file of this folder may, see `cache_folder`.

    Hand it numbers: to count one array in and out costs as much as a contact.
    """
    compiled: Callable[P, T] = numba.njit(**FLAGS)(function)
    return compiled


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A compiler makes many small objects and little garbage: looking for it costs a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
