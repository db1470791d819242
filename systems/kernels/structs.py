"""Named tuples of arrays in kernels: a struct in memory, passed by its address.

numba passes a named tuple of arrays as dozens of numbers, which takes long to compile and to call.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel.models import PrimitiveModel
from numba.core.datamodel.registry import register_default
from numba.core.extending import intrinsic
from numba.core.imputils import lower_getattr_generic
from numba.core.pythonapi import NativeValue, _UnboxContext, unbox
from numba.core.registry import cpu_target
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.core.typing.typeof import typeof_impl

UNBOX = "heptagon.unbox."
"""First part of the names of functions that read fields of named tuples of Python."""


class StructType(types.Type):
    """The type of a named tuple of arrays, numbers and other structs."""

    def __init__(self, kind: type, fields: tuple[types.Type, ...]) -> None:
        self.kind, self.fields = kind, fields
        self.names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
        super().__init__(f"{kind.__module__}.{kind.__qualname__}({', '.join(map(str, fields))})")

    @property
    def key(self) -> Any:
        """What tells two types apart."""
        return self.kind, self.name  # strings remember their hashes


def struct_type(kind: type, fields: tuple[types.Type, ...]) -> StructType:
    """Return the type of a class of named tuples."""
    typeof_impl.register(kind)(_type_of_value)
    return StructType(kind, fields)


def _type_of_value(value: Any, context: Any) -> StructType:
    """Return the type of a named tuple that Python code passes."""
    return StructType(type(value), tuple(typeof_impl(field, context) for field in value))


@register_default(StructType)
class StructModel(PrimitiveModel):
    """The value of a struct is its address."""

    def __init__(self, manager: Any, kind: StructType) -> None:
        models = [manager.lookup(field) for field in kind.fields]
        members = [getattr(model, "memory", model.get_value_type()) for model in models]
        self.memory = ir.LiteralStructType(members)
        super().__init__(manager, kind, self.memory.as_pointer())  # type: ignore[no-untyped-call]


@infer_getattr
class StructAttributes(AttributeTemplate):
    """Types of fields."""

    key = StructType

    def generic_resolve(self, kind: StructType, name: str) -> Any:  # type: ignore[override]
        """Return the type of a field."""
        return kind.fields[kind.names.index(name)] if name in kind.names else None


@lower_getattr_generic(StructType)  # type: ignore[untyped-decorator]
def _get_field(_: Any, builder: Any, kind: StructType, address: Any, name: str) -> Any:
    """Load a field; a struct in a struct stays where it is."""
    return _load(builder, kind, address, kind.names.index(name))


def _load(builder: Any, kind: StructType, address: Any, place: int) -> Any:
    field = cgutils.gep_inbounds(builder, address, 0, place)
    return field if isinstance(kind.fields[place], StructType) else builder.load(field)


# -- from Python ----------------------------------------------


@unbox(StructType)  # type: ignore[untyped-decorator]
def _unbox_struct(kind: StructType, obj: Any, c: Any) -> NativeValue:
    """Write the fields of a named tuple to memory on the stack."""
    memory = cgutils.alloca_once(c.builder, c.context.get_value_type(kind).pointee)
    failed = _unbox_fields(kind, obj, memory, c)
    return NativeValue(memory, is_error=failed)


def _unbox_fields(kind: StructType, obj: Any, memory: Any, c: Any) -> Any:
    """Write the fields of a named tuple to memory; return whether one has failed."""
    failed = cgutils.false_bit
    for place, field in enumerate(kind.fields):
        item, target = c.pyapi.tuple_getitem(obj, place), cgutils.gep_inbounds(c.builder, memory, 0, place)
        if isinstance(field, StructType):
            is_error = _unbox_fields(field, item, target, c)
        else:
            is_error = c.builder.call(_unbox_function(field, c), (item, target))
        failed = c.builder.or_(failed, is_error)
    return failed


def _unbox_function(kind: types.Type, c: Any) -> Any:
    """Return a function that writes a value of a type to memory; there is one for all fields of this type."""
    module, pointer = c.builder.module, c.context.get_value_type(kind).as_pointer()
    name = f"{UNBOX}{kind}"
    function = module.globals.get(name)
    if function is None:
        function_type = ir.FunctionType(ir.IntType(1), (c.pyapi.pyobj, pointer))
        function = ir.Function(module, function_type, name)
        function.linkage = "internal"
        function.attributes.add("noinline")
        builder = ir.IRBuilder(function.append_basic_block())
        context = _UnboxContext(c.context, builder, c.context.get_python_api(builder))
        native = context.unbox(kind, function.args[0])
        builder.store(native.value, function.args[1])
        builder.ret(native.is_error)
    return function


# -- in memory ------------------------------------------------


def declare_read_only(function: Any) -> None:
    """Promise that a kernel changes no struct that it gets, so that its fields are loaded once and not in each turn."""
    for argument in function.args[2:]:  # the first two are for the result and for errors
        kind = argument.type
        if isinstance(kind, ir.PointerType) and isinstance(kind.pointee, ir.LiteralStructType):
            attributes = argument.attributes
            captures = "captures(none)" if "captures(none)" in attributes._known else "nocapture"
            for name in ("noalias", captures, "readonly"):
                set.add(attributes, name)  # its own method knows not all names
            attributes.dereferenceable = cpu_target.target_context.get_abi_sizeof(kind.pointee)
            attributes.align = 8


def memory_functions(stored: StructType) -> tuple[int, Any, Any]:
    """Return the size of a struct in int64, and the functions that load it from memory and store it there."""
    context = cpu_target.target_context
    memory_type = context.get_value_type(stored).pointee
    size = -(-context.get_abi_sizeof(memory_type) // 8)

    def pointer(builder: Any, call_signature: Any, memory: Any) -> Any:
        data = context.make_array(call_signature.args[0])(context, builder, memory).data
        return builder.bitcast(data, memory_type.as_pointer())

    @intrinsic
    def load(_: Any, memory: Any) -> Any:
        def generate(_: Any, builder: Any, call_signature: Any, arguments: Any) -> Any:
            return pointer(builder, call_signature, arguments[0])

        return stored(memory), generate

    @intrinsic
    def store(_: Any, memory: Any, value: Any) -> Any:  # noqa: ARG001  (its type is known)
        def generate(context: Any, builder: Any, call_signature: Any, arguments: Any) -> Any:
            target, count = pointer(builder, call_signature, arguments[0]), context.get_constant(types.intp, size)
            cgutils.raw_memcpy(builder, target, arguments[1], count, 8)
            return context.get_dummy_value()

        return types.void(memory, stored), generate

    return size, load, store
