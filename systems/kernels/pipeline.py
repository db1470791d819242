"""A short compiler pipeline: kernels use a small part of Python, so they need few of numba's passes.

A subroutine is translated to LLVM code only. A kernel is linked with the subroutines that it calls, optimised once, and
compiled to machine code without being loaded. So the kernels that it calls need not exist yet.
"""

import operator
from collections.abc import Callable, Hashable
from itertools import count
from typing import Any, ClassVar

import llvmlite.binding
from numba.core import cgutils, ir, itanium_mangler, ssa, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, Flags, _LowerResult, compile_extra
from numba.core.compiler_lock import global_compiler_lock
from numba.core.funcdesc import PythonFunctionDescriptor
from numba.core.imputils import user_function
from numba.core.ir_utils import build_definitions
from numba.core.lowering import Lower
from numba.core.registry import cpu_target
from numba.core.targetconfig import ConfigStack
from numba.core.typed_passes import IRLegalization, NoPythonBackend, NopythonTypeInference, PreLowerStripPhis
from numba.core.typing.templates import AbstractTemplate, Signature
from numba.core.untyped_passes import FixupArgs, GenericRewrites, IRProcessing, TranslateByteCode
from numba.cpython.builtins import do_minmax

from systems.garbage_collection import paused_garbage_collection
from systems.kernels.cache import MachineCode
from systems.kernels.structs import UNBOX, declare_read_only

FLAGS: dict[str, Any] = {
    "nopython": True,
    "error_model": "numpy",  # a division by zero gives inf, as numpy's does, and costs no branch
    "fastmath": False,  # reassociated sums would not give the same bits everywhere
    "nogil": True,
    "no_cfunc_wrapper": True,  # kernels are not called from C
    "_nrt": False,  # kernels allocate nothing, so arrays need no reference counts
}

CALLED_BY_PYTHON = ("_ZN7cpython", UNBOX)
"""First parts of the names of functions that convert what Python passes."""

OPTIMIZATION = 3
"""Level of optimisation by LLVM, whatever NUMBA_OPT says: the level is no part of the names of stored files."""


# -- LLVM code ------------------------------------------------


class PartLibrary(JITCodeLibrary):
    """The code of a subroutine, which is only optimised as a part of kernels.

    modules : the code
    parts : libraries of the functions that it calls, in their order
    """

    def __init__(self, codegen: Any, name: str) -> None:
        super().__init__(codegen, name)  # type: ignore[no-untyped-call]
        self.modules: list[Any] = []
        self.parts: dict[Any, None] = {}

    def add_linking_library(self, library: Any) -> None:
        """Add the library of a function that is called, except numba's runtime, which kernels do not need."""
        if library.name != "nrt":
            self.parts[library] = None

    def add_ir_module(self, ir_module: Any) -> None:
        """Add code."""
        parsed = llvmlite.binding.parse_assembly(cgutils.normalize_ir_text(str(ir_module)))
        parsed.name, parsed.data_layout = ir_module.name, self._codegen._data_layout
        self.modules.append(parsed)

    def finalize(self) -> None:
        """Do not optimise the code."""
        self._finalized = True

    def link(self) -> None:
        """Link the code with that of all functions that it calls."""
        for module in self.modules:
            self._final_module.link_in(module, preserve=True)
        own = {function.name for function in self._final_module.functions if not function.is_declaration}
        for library in self._all_parts():
            modules = library.modules if isinstance(library, PartLibrary) else [library._get_module_for_linking()]
            for module in modules:
                self._final_module.link_in(module, preserve=True)
        for function in self._final_module.functions:
            if not function.is_declaration and function.name not in own:
                function.linkage = "internal"

    def _all_parts(self) -> dict[Any, None]:
        """List the libraries of all functions that it calls, and of those that they call, and so on."""
        found: dict[Any, None] = {}
        waiting = list(self.parts)
        while waiting:
            library = waiting.pop()
            if library not in found:
                found[library] = None
                waiting.extend(getattr(library, "parts", ()))
        return found

    def _get_module_for_linking(self) -> Any:
        """Return the code for a function that numba compiles as usual."""
        if self._shared_module is None:
            self.link()
        return super()._get_module_for_linking()  # type: ignore[no-untyped-call]


class KernelLibrary(PartLibrary):
    """The code of a kernel.

    machine_code : an object file
    symbols : names of functions that the code calls
    """

    machine_code: bytes
    symbols: list[str]

    def finalize(self) -> None:
        """Link, optimise and compile the code, without loading it."""
        self.link()
        self._final_module.verify()
        for function in self._final_module.functions:
            if function.name.startswith(CALLED_BY_PYTHON) and not function.is_declaration:
                function.add_function_attribute("noinline")
                function.add_function_attribute("optnone")  # to optimise it takes longer than it gains
        passes = self._codegen._module_pass_manager(opt=OPTIMIZATION)
        if isinstance(passes, tuple):  # numba 0.62 and later
            manager, builder = passes
            manager.run(self._final_module, builder)
        else:
            passes.run(self._final_module)
        self.symbols = [function.name for function in self._final_module.functions if function.is_declaration]
        self.machine_code = self._codegen._tm.emit_object(self._final_module)
        self._finalized = True


class PartLowering(Lower):
    """Lowers a subroutine."""

    def emit_environment_object(self) -> None:
        """Do nothing: subroutines use no Python objects."""

    def delvar(self, name: str) -> None:
        """Do nothing at the end of the life of a variable: there is nothing to free."""


class KernelLowering(PartLowering):
    """Lowers a kernel."""

    def emit_environment_object(self) -> None:
        """Emit what the function needs that Python calls."""
        Lower.emit_environment_object(self)

    def setup_function(self, descriptor: Any) -> None:
        """Begin the function."""
        super().setup_function(descriptor)  # type: ignore[no-untyped-call]
        declare_read_only(self.function)


_numbers = count()


def _name_part(name: str, *_: Any, **__: Any) -> str:
    """Return a name for a subroutine that is unique in this process. That of numba would hold all types."""
    return f"{name}.{next(_numbers)}"


def _name_kernel(name: str, *_: Any, **__: Any) -> str:
    """Return a name for a kernel, which is only compiled for one set of types."""
    return str(itanium_mangler.mangle(name, ()))


# -- builtin functions ----------------------------------------


class Builtin:
    """Replaces a builtin function of numbers in kernels; numba compiles its own for each combination of types.

    find_type : returns the type of the result for those of the arguments
    generate : generates the code, as numba's intrinsics
    """

    def __init__(self, find_type: Callable[[tuple[Any, ...]], Any], generate: Callable[..., Any]) -> None:
        class Template(AbstractTemplate):
            key = self

            def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
                arguments = tuple(map(types.unliteral, args))
                return Signature(find_type(arguments), arguments, None)

        cpu_target.typing_context.insert_global(self, types.Function(Template))
        cpu_target.target_context.insert_func_defn([(generate, self, (types.VarArg(types.Any),))])


def _unified(arguments: tuple[Any, ...]) -> Any:
    return cpu_target.typing_context.unify_types(*arguments)


def _integer(arguments: tuple[Any, ...]) -> Any:
    return arguments[0] if isinstance(arguments[0], types.Integer) else types.int64


def _max(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return do_minmax(context, builder, signature.args, arguments, operator.gt)


def _min(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return do_minmax(context, builder, signature.args, arguments, operator.lt)


def _int(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return context.cast(builder, arguments[0], signature.args[0], signature.return_type)


BUILTINS: dict[Any, Any] = {max: Builtin(_unified, _max), min: Builtin(_unified, _min), int: Builtin(_integer, _int)}


# -- passes ---------------------------------------------------


def replace_builtins(state: Any) -> None:
    """Replace builtin functions by those of `BUILTINS`."""
    for block in state.func_ir.blocks.values():
        for assign in block.find_insts(ir.Assign):
            if isinstance(assign.value, ir.Global) and isinstance(assign.value.value, Hashable):
                assign.value.value = BUILTINS.get(assign.value.value, assign.value.value)


def reconstruct_ssa(state: Any) -> None:
    """Give each variable one definition, as numba's ReconstructSSA, but do not analyse the result again."""
    state.func_ir = ssa.reconstruct_ssa(state.func_ir)
    state.func_ir._definitions = build_definitions(state.func_ir.blocks)


def strip_phis(state: Any) -> None:
    """Remove phi nodes, as numba's PreLowerStripPhis, but do not analyse the result again."""
    state.func_ir = PreLowerStripPhis()._strip_phi_nodes(state.func_ir)
    state.func_ir._definitions = build_definitions(state.func_ir.blocks)


class TypingMemory:
    """numba's typing context, which remembers what it has found: it tries many ways for each call of an operator."""

    memory: ClassVar[dict[Any, Any]] = {}

    def __init__(self, context: Any) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def resolve_function_type(self, function: Any, arguments: Any, named: Any) -> Any:
        """Return the types of a call."""
        if named:
            return self._context.resolve_function_type(function, arguments, named)
        key = id(function), arguments  # not its value: the types of a call are also kept in the object
        if key not in self.memory:
            self.memory[key] = self._context.resolve_function_type(function, arguments, named), function
        return self.memory[key][0]

    def resolve_getattr(self, kind: Any, name: str) -> Any:
        """Return the type of an attribute."""
        if (kind, name) not in self.memory:
            self.memory[kind, name] = self._context.resolve_getattr(kind, name)
        return self.memory[kind, name]


class PartCompiler(CompilerBase):
    """Compiles subroutines."""

    passes: ClassVar[tuple[Callable[[Any], Any], ...]] = (
        TranslateByteCode().run_pass,
        FixupArgs().run_pass,
        IRProcessing().run_pass,
        replace_builtins,
        GenericRewrites().run_pass,
        reconstruct_ssa,
        NopythonTypeInference().run_pass,
        strip_phis,
        IRLegalization().run_pass,
    )

    def __init__(self, typing: Any, *others: Any) -> None:
        super().__init__(typing, *others)  # type: ignore[no-untyped-call]
        self.state.typingctx = TypingMemory(typing)

    def _compile_core(self) -> Any:
        """Run the passes."""
        with ConfigStack().enter(self.state.flags.copy()):
            for run_pass in self.passes:
                run_pass(self.state)
            self.lower()
            NoPythonBackend().run_pass(self.state)
        return self.state.cr

    def lower(self) -> None:
        """Translate the typed code to LLVM code."""
        self._lower(PartLibrary, PartLowering, _name_part)

    def _lower(self, kind: type[PartLibrary], lowering: type[Lower], mangler: Callable[..., str]) -> None:
        state, context = self.state, self.state.targetctx
        state.library = kind(context.codegen(), state.func_id.func_qualname)
        descriptor = PythonFunctionDescriptor.from_specialized_function(
            state.func_ir, state.typemap, state.return_type, state.calltypes, mangler=mangler,
            inline=state.flags.forceinline, noalias=False, abi_tags=(),
        )  # fmt: skip
        with context.push_code_library(state.library):
            lower = lowering(context, state.library, descriptor, state.func_ir, metadata=state.metadata)
            lower.lower()
            if not state.flags.no_cpython_wrapper:
                lower.create_cpython_wrapper(state.flags.release_gil)
        state.cr = _LowerResult(descriptor, lower.call_helper, cfunc=None, env=lower.env)


class KernelCompiler(PartCompiler):
    """Compiles kernels."""

    def lower(self) -> None:
        """Translate the typed code to machine code."""
        self._lower(KernelLibrary, KernelLowering, _name_kernel)
        self.state.library.finalize()


# -- results --------------------------------------------------


def _compile(
    function: Any, arguments: Any, returned: Any, compiler: type[PartCompiler], options: dict[str, Any]
) -> Any:
    """Compile a function for types of its arguments; ``returned`` is None if the type of the result is to be found."""
    flags = Flags()
    cpu_target.options.parse_as_flags(flags, {**FLAGS, **options})
    typing, target = cpu_target.typing_context, cpu_target.target_context
    with global_compiler_lock, paused_garbage_collection():
        return compile_extra(typing, target, function, arguments, returned, flags, {}, pipeline_class=compiler)


def compile_part(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Signature, Callable[..., Any]]:
    """Compile a subroutine; return the types of the call, and a function that generates it."""
    result = _compile(function, arguments, None, PartCompiler, {"forceinline": True, "no_cpython_wrapper": True})
    return result.signature, user_function(result.fndesc, [result.library])


def compile_kernel(function: Callable[..., Any], signature: Signature) -> MachineCode:
    """Compile a kernel, and list all symbols that it uses."""
    result = _compile(function, signature.args, signature.return_type, KernelCompiler, {})
    library, names = result.library, result.fndesc
    return MachineCode(
        library.machine_code,
        names.llvm_func_name,
        names.llvm_cpython_wrapper_name,
        names.env_name,
        list(result.environment.consts),
        library.symbols,
    )
