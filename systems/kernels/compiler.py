"""How kernels are compiled, and the flags for all of them."""

from collections.abc import Callable
from functools import update_wrapper
from inspect import signature
from typing import Annotated, Any, Generic, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints

import llvmlite.binding
import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.extending import intrinsic
from numba.core.registry import cpu_target
from numba.core.typing.templates import AbstractTemplate, Signature
from numpy.typing import NDArray

from systems.kernels.arguments import ArrayType, array_type, find_fault
from systems.kernels.cache import KernelCache

P = ParamSpec("P")
T = TypeVar("T")


Floats = Annotated[NDArray[np.float64], ArrayType(np.float64, 1)]
Block = Annotated[NDArray[np.float64], ArrayType(np.float64, 2)]
Cube = Annotated[NDArray[np.float64], ArrayType(np.float64, 3)]
Singles = Annotated[NDArray[np.float32], ArrayType(np.float32, 2)]
Rows = Annotated[NDArray[np.int64], ArrayType(np.int64, 1)]
RowBlock = Annotated[NDArray[np.int64], ArrayType(np.int64, 2)]
Indices = Annotated[NDArray[np.uint32], ArrayType(np.uint32, 1)]  # unsigned: no test for negative indices
Flags = Annotated[NDArray[np.uint8], ArrayType(np.uint8, 1)]

SCALARS = {float: types.float64, int: types.int64, bool: types.boolean, type(None): types.void}

FLAGS: dict[str, Any] = {
    "error_model": "numpy",  # a division by zero gives inf, as numpy's does, and costs no branch
    "fastmath": False,  # reassociated sums would not give the same bits everywhere
    "nogil": True,
    "no_cfunc_wrapper": True,  # kernels are not called from C; the wrapper takes a seventh of the time to compile
    "_nrt": False,  # kernels allocate nothing, so arrays need no reference counts
}


def type_of(hint: Any) -> Any:
    """Return the numba type of an annotation: an array, a number, or a named or plain tuple of them."""
    if array := array_type(hint):
        return types.Array(numba.from_dtype(np.dtype(array.dtype)), array.dimensions, "C")
    if get_origin(hint) is tuple:
        return types.BaseTuple.from_types([type_of(part) for part in get_args(hint)])
    if isinstance(hint, type) and issubclass(hint, tuple):
        parts = get_type_hints(hint, include_extras=True).values()
        return types.BaseTuple.from_types([type_of(part) for part in parts], hint)
    return SCALARS[hint]


class Kernel(Generic[P, T]):
    """A compiled function of arrays and numbers, for the types of its annotations.

    Python code and other kernels call it like the function itself. A kernel that calls another one calls it by its
    symbol, so each kernel is compiled and stored alone.

    Raises ``TypeError`` with the name of the argument when Python code passes an array that has another type or other
    dimensions, that is shorter than the parameter that counts its columns, that is not aligned and contiguous, or that
    is read-only. Of arrays in a named tuple, neither lengths nor alignments are checked.
    """

    def __init__(self, function: Callable[P, T]) -> None:
        update_wrapper(self, function)
        self.function = function
        self._hints = get_type_hints(function, include_extras=True)
        returned = type_of(self._hints.pop("return"))
        self._signature = Signature(returned, tuple(map(type_of, self._hints.values())), None)
        self._arrays = self._find_arrays()
        self.dispatcher = numba.njit(**FLAGS)(function)
        self.dispatcher._cache = KernelCache(function)
        self.dispatcher.compile(self._signature)
        self.dispatcher.disable_compile()
        self._define_symbol(f"heptagon.{function.__module__}.{function.__name__}")

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> T:
        """Call the compiled function from Python."""
        try:
            values: tuple[Any, ...] = signature(self.function).bind(*arguments, **named).args if named else arguments
            for place, rows, count in self._arrays:
                array = values[place]
                is_short = array.shape[0] < rows or (count >= 0 and array.shape[-1] < values[count])
                if is_short or not array.flags.aligned:
                    raise TypeError
            result: T = self.dispatcher(*values)
        except (TypeError, AttributeError, IndexError) as error:
            fault = self._fault(arguments, named) or error
            raise TypeError(f"cannot call {self.function.__name__}: {fault}") from None
        return result

    def _find_arrays(self) -> list[tuple[int, int, int]]:
        """List the position and the rows of every array, and the position of the parameter that counts it, or -1."""
        names, arrays = list(self._hints), enumerate(map(array_type, self._hints.values()))
        return [
            (place, array.rows, names.index(array.counted_by) if array.counted_by in names else -1)
            for place, array in arrays
            if array
        ]

    def _fault(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> str | None:
        """Return what is wrong with the arguments of a call, if it is known."""
        try:
            return find_fault(self._hints, signature(self.function).bind(*arguments, **named).arguments)
        except TypeError as error:
            return str(error)

    def _define_symbol(self, symbol: str) -> None:
        """Make the machine code of the kernel known by a symbol, and tell numba how to call it."""
        (compiled,) = self.dispatcher.overloads.values()
        address = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
        llvmlite.binding.add_symbol(symbol, address)
        types_of_call = self._signature

        class Template(AbstractTemplate):
            key = self

            def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002  (numba converts the arguments)
                return types_of_call

        def call(context: Any, builder: Any, call_signature: Any, arguments: Any) -> Any:
            kind, convention = call_signature.return_type, context.call_conv
            function_type = convention.get_function_type(kind, call_signature.args)
            function = cgutils.get_or_insert_function(builder.module, function_type, symbol)
            _, result = convention.call_function(builder, function, kind, call_signature.args, arguments)
            return result  # kernels raise nothing, so there is no status to check

        cpu_target.typing_context.insert_global(self, types.Function(Template))
        cpu_target.target_context.insert_func_defn([(call, self, self._signature.args)])


def struct(kind: type[T]) -> tuple[int, Callable[[Any], T], Callable[[Any, T], None]]:
    """Return how to keep a named tuple of arrays in memory, so that a call passes one array instead of them all.

    Returns the number of int64 it takes, and two functions for kernels: ``load(memory)`` and ``store(memory, value)``.
    The memory holds the addresses of the arrays, and does not keep them alive.
    """
    stored = type_of(kind)
    context = cpu_target.target_context
    value_type = context.get_value_type(stored)
    size = -(-context.get_abi_sizeof(value_type) // 8)

    def pointer(builder: Any, call_signature: Any, memory: Any) -> Any:
        data = context.make_array(call_signature.args[0])(context, builder, memory).data
        return builder.bitcast(data, value_type.as_pointer())

    @intrinsic
    def load(_: Any, memory: Any) -> Any:
        def generate(_: Any, builder: Any, call_signature: Any, arguments: Any) -> Any:
            return builder.load(pointer(builder, call_signature, arguments[0]), align=8)

        return stored(memory), generate

    @intrinsic
    def store(_: Any, memory: Any, value: Any) -> Any:  # noqa: ARG001  (its type is known)
        def generate(context: Any, builder: Any, call_signature: Any, arguments: Any) -> Any:
            builder.store(arguments[1], pointer(builder, call_signature, arguments[0]), align=8)
            return context.get_dummy_value()

        return types.void(memory, stored), generate

    return size, cast("Callable[[Any], T]", load), cast("Callable[[Any, T], None]", store)


def kernel(function: Callable[P, T]) -> Kernel[P, T]:
    """Compile a function for the types of its annotations, and store the compiled code on disk.

    With NUMBA_DISABLE_JIT=1 it stays a plain function.
    """
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return cast("Kernel[P, T]", function)
    return Kernel(function)


def subroutine(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function that kernels call, as a part of each of them, for the types of their calls.

    It is always inlined: to pass a named tuple of arrays takes longer than most of these functions.
    """
    compiled: Callable[P, T] = numba.njit(forceinline=True, **FLAGS)(function)
    return compiled
