"""How kernels are compiled, and the flags for all of them."""

import os
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any, Generic, ParamSpec, TypeVar, get_args, get_type_hints

# Measured: with a higher level the kernels run no faster, and compile a fifth slower.
os.environ.setdefault("NUMBA_OPT", "1")

import numba
import numpy as np
from numba import types
from numba.core.extending import intrinsic
from numpy.typing import NDArray

# Types of the arrays of kernels: element type and number of dimensions.
Floats = Annotated[NDArray[np.float64], np.float64, 1]
Block = Annotated[NDArray[np.float64], np.float64, 2]
Singles = Annotated[NDArray[np.float32], np.float32, 2]
Rows = Annotated[NDArray[np.int64], np.int64, 1]
Flags = Annotated[NDArray[np.uint8], np.uint8, 1]

SCALARS = {float: types.float64, int: types.int64, bool: types.boolean}

P = ParamSpec("P")
T = TypeVar("T")

FLAGS: dict[str, Any] = {
    "error_model": "numpy",  # a division by zero gives inf, as numpy's does, and costs no branch
    "fastmath": False,  # reassociated sums would not give the same bits everywhere
    "nogil": True,
    "no_cfunc_wrapper": True,  # kernels are not called from C; the wrapper takes a seventh of the time to compile
}

KERNEL_FOLDER = Path(__file__).parent

IMPORTED = (KERNEL_FOLDER.parents[1] / "components" / "kinematic_motion.py",)
"""Files outside of this folder whose functions kernels compile."""


def cache_folder() -> Path:
    """Return the folder for compiled kernels. Its name is a hash of their sources.

    numba compiles a function again when its own file changes, but not when the file of a function that it calls does.
    """
    digest = blake2b(digest_size=8)
    for path in (*sorted(KERNEL_FOLDER.glob("*.py")), *IMPORTED):
        digest.update(path.read_bytes())
    return Path(os.environ.get("NUMBA_CACHE_DIR", KERNEL_FOLDER / "__pycache__")) / digest.hexdigest()


CACHE_FOLDER = cache_folder()
# numba reloads its configuration at the first compilation. Do that now, so that it keeps the next line.
numba.config.reload_config()  # type: ignore[no-untyped-call]
numba.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]


def needs_compilation() -> bool:
    """Whether no kernel is compiled yet. False if the folder is read-only, because numba uses another folder then."""
    nearest = next(folder for folder in (CACHE_FOLDER, *CACHE_FOLDER.parents) if folder.exists())
    return os.access(nearest, os.W_OK) and not any(CACHE_FOLDER.rglob("*.nbi"))


class Kernel(Generic[T]):
    """A compiled function whose first parameters are contiguous arrays, and whose other parameters are numbers.

    To pass forty arrays from Python to compiled code takes longer than a step of twenty balls. So `bind_arrays` binds
    them once, and a call passes one array of addresses. The types are those of the annotations.
    """

    def __init__(self, function: Callable[..., T]) -> None:
        hints = get_type_hints(function, include_extras=True)
        hints.pop("return", None)
        kinds = [get_args(hint)[1:] for hint in hints.values()]
        self.function = function
        self.names = list(hints)
        self.arrays: list[tuple[Any, int]] = list(takewhile(bool, kinds))
        self._run: Callable[..., T] = self._compile(
            [SCALARS[hint] for hint in list(hints.values())[len(self.arrays) :]]
        )

    def __call__(self, *arguments: Any) -> T:
        """Call the function with its arrays and numbers, in its order."""
        return self.bind_arrays(*arguments[: len(self.arrays)])(*arguments[len(self.arrays) :])

    def bind_arrays(self, *arrays: NDArray[Any]) -> Callable[..., T]:
        """Bind the function to arrays; return a function of the numbers.

        Raises ``TypeError`` for an array that has another type or shape, or that is not contiguous.
        """
        pack = []
        for name, array, (dtype, dimensions) in zip(self.names, arrays, self.arrays, strict=False):
            if array.dtype != dtype or array.ndim != dimensions or not array.flags.c_contiguous:
                allowed = f"a contiguous array of {dtype.__name__} with {dimensions} dimensions"
                got = f"{array.dtype} {array.shape}, strides {array.strides}"
                raise TypeError(f"cannot bind {name}: got {got}; allowed: {allowed}")
            pack += [array.__array_interface__["data"][0], *array.shape]
        if len(arrays) != len(self.arrays):
            raise TypeError(f"cannot bind {len(arrays)} arrays; allowed: {len(self.arrays)}")
        if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
            return partial(self.function, *arrays)
        bound = partial(self._run, np.array(pack, np.int64))
        vars(bound)["arrays"] = arrays  # keeps them alive as long as their addresses are in use
        return bound

    def _compile(self, numbers: list[Any]) -> Callable[..., T]:
        """Compile a function that finds the arrays by their addresses; numba caches it on disk."""
        names, function = self.names[len(self.arrays) :], self.function
        places, at = [], 0
        for dtype, dimensions in self.arrays:
            shape = "".join(f"pack[{at + 1 + axis}], " for axis in range(dimensions))
            places.append(f"carray(pointer(pack[{at}], {dtype.__name__}), ({shape}))")
            at += 1 + dimensions
        source = f"def run({', '.join(['pack', *names])}):\n    return function({', '.join([*places, *names])})\n"
        namespace = {
            "function": numba.njit(**FLAGS | {"no_cpython_wrapper": True})(function),
            "carray": numba.carray,  # type: ignore[attr-defined]
            "pointer": _pointer,
            **{dtype.__name__: dtype for dtype, _ in self.arrays},
        }
        exec(compile(source, function.__code__.co_filename, "exec"), namespace)  # only the text above
        run: Any = namespace["run"]
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
    """Return the pointer to elements of a type at an address."""
    to: Any = types.CPointer(kind.dtype)  # type: ignore[no-untyped-call]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return to(address, kind), generate


def kernel(function: Callable[..., T]) -> Kernel[T]:
    """Compile a function for the types of its annotations, and cache the result on disk.

    If no folder is writable, every process compiles it again.
    """
    return Kernel(function)


def subroutine(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function that the kernels of this folder call, see `cache_folder`.

    Its parameters should be numbers, because the reference count of one array costs as much as a contact.
    """
    compiled: Callable[P, T] = numba.njit(**FLAGS)(function)
    return compiled


def inline(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function with array parameters that is inlined into the kernels."""
    compiled: Callable[P, T] = numba.njit(inline="always", **FLAGS)(function)
    return compiled
