"""How every kernel is compiled: the flags stand here and nowhere else."""

import os
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any, Generic, ParamSpec, TypeVar, get_args, get_type_hints

# Measured: the kernels run no faster with more, and compile a fifth slower.
os.environ.setdefault("NUMBA_OPT", "1")

import numba
import numpy as np
from numba import types
from numba.core.extending import intrinsic
from numpy.typing import NDArray

# What kernels work on, by the names that they give it; a second number is that of the dimensions.
Floats = Annotated[NDArray[np.float64], np.float64, 1]
Block = Annotated[NDArray[np.float64], np.float64, 2]
Singles = Annotated[NDArray[np.float32], np.float32, 2]
Rows = Annotated[NDArray[np.int64], np.int64, 1]
Flags = Annotated[NDArray[np.uint8], np.uint8, 1]

NUMBERS = {float: types.float64, int: types.int64, bool: types.boolean}

P = ParamSpec("P")
T = TypeVar("T")

FLAGS: dict[str, Any] = {
    "error_model": "numpy",  # a division by zero gives inf, as numpy's does, and costs no branch
    "fastmath": False,  # reassociated sums would break the promise of equal bits
    "nogil": True,
    "no_cfunc_wrapper": True,  # nobody calls a kernel from C; a seventh of the time to compile it
}


ROOM = Path(__file__).parent

IMPORTED = (ROOM.parents[1] / "components" / "kinematic_motion.py",)
"""Files outside of this folder whose functions kernels compile."""


def cache_folder() -> Path:
    """Return the folder of compiled kernels: it has a name of its own for every version of their sources.

    numba compiles a function again when its own file changes, but not when a file changes that it calls into.
    """
    digest = blake2b(digest_size=8)
    for path in (*sorted(ROOM.glob("*.py")), *IMPORTED):
        digest.update(path.read_bytes())
    return Path(os.environ.get("NUMBA_CACHE_DIR", ROOM / "__pycache__")) / digest.hexdigest()


CACHE = cache_folder()
numba.config.reload_config()  # type: ignore[no-untyped-call]  # or the first compilation would, and forget this:
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]


def is_cold() -> bool:
    """Whether nothing has been compiled here yet. Where nothing can be written, numba keeps it elsewhere."""
    nearest = next(folder for folder in (CACHE, *CACHE.parents) if folder.exists())
    return os.access(nearest, os.W_OK) and not any(CACHE.rglob("*.nbi"))


class Kernel(Generic[T]):
    """A compiled function whose parameters are contiguous arrays first, and then numbers.

    Handing forty arrays from Python to compiled code takes longer than twenty balls need for a step. So they are bound
    once, with `on`, and a call passes one array of addresses. The types are those of the annotations.
    """

    def __init__(self, function: Callable[..., T]) -> None:
        hints = get_type_hints(function, include_extras=True)
        hints.pop("return", None)
        kinds = [get_args(hint)[1:] for hint in hints.values()]
        self.arithmetic = function
        self.names = list(hints)
        self.arrays: list[tuple[Any, int]] = list(takewhile(bool, kinds))
        self._run: Callable[..., T] = self._compile(
            [NUMBERS[hint] for hint in list(hints.values())[len(self.arrays) :]]
        )

    def __call__(self, *arguments: Any) -> T:
        """Run once: the arrays and the numbers of the function, in its order."""
        return self.on(*arguments[: len(self.arrays)])(*arguments[len(self.arrays) :])

    def on(self, *arrays: NDArray[Any]) -> Callable[..., T]:
        """Bind the function to arrays that stay where they are: what is returned takes the numbers.

        Raises ``TypeError`` for an array of another type or shape, or with gaps between its elements.
        """
        pack = []
        for name, array, (dtype, dimensions) in zip(self.names, arrays, self.arrays, strict=False):
            if array.dtype != dtype or array.ndim != dimensions or not array.flags.c_contiguous:
                wanted = f"a contiguous array of {dtype.__name__} with {dimensions} dimensions"
                raise TypeError(f"{name} must be {wanted}, not {array.dtype} {array.shape}, strides {array.strides}")
            pack += [array.__array_interface__["data"][0], *array.shape]
        if len(arrays) != len(self.arrays):
            raise TypeError(f"{len(arrays)} arrays for {len(self.arrays)} parameters")
        if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
            return partial(self.arithmetic, *arrays)
        bound = partial(self._run, np.array(pack, np.int64))
        vars(bound)["arrays"] = arrays  # they live as long as their addresses are in use
        return bound

    def _compile(self, numbers: list[Any]) -> Callable[..., T]:
        """Compile a function that finds the arrays at their addresses, and keep it on disk."""
        names, function = self.names[len(self.arrays) :], self.arithmetic
        places, at = [], 0
        for dtype, dimensions in self.arrays:
            shape = "".join(f"pack[{at + 1 + axis}], " for axis in range(dimensions))
            places.append(f"carray(pointer(pack[{at}], {dtype.__name__}), ({shape}))")
            at += 1 + dimensions
        source = f"def run({', '.join(['pack', *names])}):\n    return arithmetic({', '.join([*places, *names])})\n"
        room = {
            "arithmetic": numba.njit(**FLAGS | {"no_cpython_wrapper": True})(function),
            "carray": numba.carray,  # type: ignore[attr-defined]
            "pointer": _pointer,
            **{dtype.__name__: dtype for dtype, _ in self.arrays},
        }
        exec(compile(source, function.__code__.co_filename, "exec"), room)  # the text above, and nothing else
        run: Any = room["run"]
        run.__module__, run.__qualname__ = function.__module__, f"{function.__qualname__}.run"
        signature = (types.Array(types.int64, 1, "C"), *numbers)
        try:
            compiled: Callable[..., T] = numba.njit(signature, cache=True, **FLAGS)(run)
        except RuntimeError as problem:
            if "no locator" not in str(problem):
                raise
            compiled = numba.njit(signature, **FLAGS)(run)
        return compiled


@intrinsic
def _pointer(_: Any, address: Any, kind: Any) -> Any:
    """What is at an address: a pointer to elements of a kind."""
    to: Any = types.CPointer(kind.dtype)  # type: ignore[no-untyped-call]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return to(address, kind), generate


def kernel(function: Callable[..., T]) -> Kernel[T]:
    """Compile a function for the types of its annotations, and keep the result on disk.

    Where no folder can be written, it is compiled anew in every process.
    """
    return Kernel(function)


def part(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a piece of arithmetic that kernels call; any file of this folder may, see `cache_folder`.

    Hand it numbers: to count one array in and out costs as much as a contact.
    """
    compiled: Callable[P, T] = numba.njit(**FLAGS)(function)
    return compiled


def inlined(function: Callable[P, T]) -> Callable[P, T]:
    """The same of a piece that needs arrays: it is copied into the kernel."""
    compiled: Callable[P, T] = numba.njit(inline="always", **FLAGS)(function)
    return compiled
