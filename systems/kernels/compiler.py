"""Kernels and subroutines: functions that are compiled, their types, and how they call each other."""

import pickle
import sys
from collections.abc import Callable
from functools import update_wrapper
from inspect import signature
from threading import RLock
from types import SimpleNamespace
from typing import Annotated, Any, Generic, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints

import llvmlite.binding
import numba
import numpy as np
from numba import _dynfunc, types  # type: ignore[attr-defined]
from numba.core import cgutils
from numba.core.environment import Environment
from numba.core.registry import cpu_target
from numba.core.serialize import dumps
from numba.core.typing.templates import AbstractTemplate, Signature
from numpy.typing import NDArray

from systems.kernels import structs
from systems.kernels.arguments import ArrayType, array_type, find_fault
from systems.kernels.cache import KernelFile, MachineCode

P = ParamSpec("P")
T = TypeVar("T")


Floats = Annotated[NDArray[np.float64], ArrayType(np.float64, 1)]
Block = Annotated[NDArray[np.float64], ArrayType(np.float64, 2)]
Cube = Annotated[NDArray[np.float64], ArrayType(np.float64, 3)]
Singles = Annotated[NDArray[np.float32], ArrayType(np.float32, 2)]
Rows = Annotated[NDArray[np.int64], ArrayType(np.int64, 1)]
RowBlock = Annotated[NDArray[np.int64], ArrayType(np.int64, 2)]
Indices = Annotated[NDArray[np.uint32], ArrayType(np.uint32, 1)]  # unsigned: no test for negative indices
FlagBlock = Annotated[NDArray[np.uint8], ArrayType(np.uint8, 2)]
Flags = Annotated[NDArray[np.uint8], ArrayType(np.uint8, 1)]

SCALARS = {float: types.float64, int: types.int64, bool: types.boolean, type(None): types.void}


KERNELS: dict[str, "Kernel[Any, Any]"] = {}
"""All kernels that have been defined, by their symbols."""

LOADING = RLock()


def type_of(hint: Any) -> Any:
    """Return the numba type of an annotation: an array, a number, or a named or plain tuple of them."""
    if array := array_type(hint):
        return types.Array(numba.from_dtype(np.dtype(array.dtype)), array.dimensions, "C")
    if get_origin(hint) is tuple:
        return types.BaseTuple.from_types([type_of(part) for part in get_args(hint)])
    if isinstance(hint, type) and issubclass(hint, tuple):
        parts = get_type_hints(hint, include_extras=True).values()
        fields = tuple(type_of(part) for part in parts)
        has_arrays = any(isinstance(field, types.Array | structs.StructType) for field in fields)
        return structs.struct_type(hint, fields) if has_arrays else types.BaseTuple.from_types(fields, hint)
    return SCALARS[hint]


def signature_of(function: Callable[..., Any]) -> Signature:
    """Return the types of the annotations of a function."""
    hints = get_type_hints(function, include_extras=True)
    returned = type_of(hints.pop("return"))
    return Signature(returned, tuple(map(type_of, hints.values())), None)


class Kernel(Generic[P, T]):
    """A compiled function of arrays and numbers, for the types of its annotations.

    It is compiled or loaded when it is called for the first time, or by `load`. Python code and other kernels call it
    like the function itself. A kernel that calls another one calls it by its symbol, so each kernel is compiled and
    stored alone.

    Raises ``TypeError`` with the name of the argument when Python code passes an array that has another type or other
    dimensions, that is shorter than the parameter that counts its columns, that is not aligned and contiguous, or that
    is read-only. Of arrays in a named tuple, neither lengths nor alignments are checked.
    """

    def __init__(self, function: Callable[P, T]) -> None:
        update_wrapper(self, function)
        self.function = function
        self.symbol = f"heptagon.{function.__module__}.{function.__name__}"
        self._hints = get_type_hints(function, include_extras=True)
        self._hints.pop("return")
        self.signature = signature_of(function)
        self._arrays = self._find_arrays()
        self._file = KernelFile(function, str(self.signature))
        self._compiled: bytes | None = None
        self._library: Any = None
        self._dispatcher: Any = None
        self.was_compiled = False
        self._define_calls()
        KERNELS[self.symbol] = self

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> T:
        """Call the compiled function from Python."""
        dispatcher = self._dispatcher or self._make_dispatcher()
        try:
            values: tuple[Any, ...] = signature(self.function).bind(*arguments, **named).args if named else arguments
            for place, rows, count in self._arrays:
                array = values[place]
                is_short = array.shape[0] < rows or (count >= 0 and array.shape[-1] < values[count])
                if is_short or not array.flags.aligned:
                    raise TypeError
            result: T = dispatcher(*values)
        except (TypeError, AttributeError, IndexError) as error:
            fault = self._fault(arguments, named) or error
            raise TypeError(f"cannot call {self.function.__name__}: {fault}") from None
        return result

    @property
    def module(self) -> str:
        """Name of its module, without that of the package."""
        return self.function.__module__.rpartition(".")[2]

    def is_stored(self) -> bool:
        """Whether the compiled code is stored."""
        return self._file.read() is not None

    def load(self) -> None:
        """Load the compiled code, and that of the kernels that it calls; compile what is not stored."""
        with LOADING:
            if self._library is None:
                code = self._stored_code()
                self.was_compiled = code is None
                code = code or pickle.loads(self._compiled or self.compile())
                for symbol in code.calls:
                    KERNELS[symbol].load()
                self._link(code)

    def _stored_code(self) -> MachineCode | None:
        """Return the compiled code that is stored; None if there is none that can be read."""
        try:
            code = pickle.loads(self._file.read() or b"")
        except Exception:  # pickle may raise anything
            return None
        return code if isinstance(code, MachineCode) else None

    def compile(self) -> bytes:
        """Compile the function and store the code; return what is stored. It is kept where nothing can be stored."""
        from systems.kernels import pipeline  # noqa: PLC0415  (imports most of numba)

        code = pipeline.compile_kernel(self.function, self.signature)
        content: bytes = dumps(code._replace(calls=[name for name in code.calls if name in KERNELS]))
        self._file.write(content)
        self._compiled = content
        return content

    def _link(self, code: MachineCode) -> None:
        """Load machine code, and make it known by its symbol."""
        codegen = cpu_target.target_context.codegen()
        library = codegen.create_library(self.symbol)
        library.enable_object_caching()
        library._set_compiled_object(code.code)
        library._finalize_final_module()
        environment = Environment(self.function.__globals__)
        environment.consts.extend(code.constants)
        codegen.set_env(code.environment, environment)
        llvmlite.binding.add_symbol(self.symbol, codegen._engine.get_function_address(code.function))
        self._wrapper = codegen._engine.get_function_address(code.wrapper)
        self._library, self._environment, self._compiled = library, environment, None

    def _make_dispatcher(self) -> Any:
        """Return what calls the compiled code with arguments of Python."""
        self.load()
        module, name = sys.modules[self.function.__module__], self.function.__name__
        call = _dynfunc.make_function(module, name, "", self._wrapper, self._environment, (self._library,))
        dispatcher: Any = numba.njit(self.function)
        dispatcher.add_overload(SimpleNamespace(signature=self.signature, entry_point=call, objectmode=False))
        dispatcher.disable_compile()
        self._dispatcher = dispatcher
        return dispatcher

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

    def _define_calls(self) -> None:
        """Tell numba how other kernels call this one."""

        def call(context: Any, builder: Any, call_signature: Any, arguments: Any) -> Any:
            if not hasattr(context.active_code_library, "parts"):
                self.load()  # what numba compiles as usual is linked at once
            kind, convention = call_signature.return_type, context.call_conv
            function_type = convention.get_function_type(kind, call_signature.args)
            function = cgutils.get_or_insert_function(builder.module, function_type, self.symbol)
            structs.declare_read_only(function)
            _, result = convention.call_function(builder, function, kind, call_signature.args, arguments)
            return result  # kernels raise nothing, so there is no status to check

        define_call(self, self.signature, call)


def define_call(function: Any, types_of_call: Signature, generate: Callable[..., Any]) -> None:
    """Let compiled code call a function of these types by the code that ``generate`` emits."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002  (numba converts the arguments)
            return types_of_call

    cpu_target.typing_context.insert_global(function, types.Function(Template))
    cpu_target.target_context.insert_func_defn([(generate, function, types_of_call.args)])


def generated(generate: Callable[..., Any]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let compiled code call a Python function by the code that ``generate`` emits, as an intrinsic of numba."""

    def define(function: Callable[P, T]) -> Callable[P, T]:
        define_call(function, signature_of(function), generate)
        return function

    return define


def processor_name() -> str:
    """Return the name of the processor of this machine, as the compiler knows it."""
    return str(llvmlite.binding.get_host_cpu_name())


def struct(kind: type[T]) -> tuple[int, Callable[[Any], T], Callable[[Any, T], None]]:
    """Return how to keep a named tuple of arrays in memory, so that a call passes one array instead of them all.

    Returns the number of int64 it takes, and two functions for kernels: ``load(memory)`` and ``store(memory, value)``.
    The memory holds the addresses of the arrays, and does not keep them alive.
    """
    return structs.memory_functions(type_of(kind))


def kernel(function: Callable[P, T]) -> Kernel[P, T]:
    """Compile a function for the types of its annotations, and store the compiled code on disk.

    With NUMBA_DISABLE_JIT=1 it stays a plain function.
    """
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return cast("Kernel[P, T]", function)
    return Kernel(function)


def subroutine(function: Callable[P, T]) -> Callable[P, T]:
    """Let kernels call a function: it is compiled as a part of each of them, for the types of each call.

    It is always inlined: to pass a named tuple of arrays takes longer than most of these functions. In Python it stays
    what it is.
    """
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    signatures: dict[Any, Signature] = {}

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
            if args not in signatures:
                from systems.kernels import pipeline  # noqa: PLC0415  (imports most of numba)

                signatures[args], call = pipeline.compile_part(function, args)
                cpu_target.target_context.insert_func_defn([(call, function, args)])
            return signatures[args]

    cpu_target.typing_context.insert_global(function, types.Function(Template))
    return function
