"""Whatever decides the state of a simulation computes only what is exact on every machine, in an order of its own."""

import ast

import pytest

from tests.test_architecture import SOURCES, is_kernel, name_of, offenders

STATE_ROOMS = ("components/", "systems/", "game/levels/", "game/simulation/")
"""Rooms whose results decide the state. Rendering, sound, windows, sweeps and reports do not."""

NO_STATE = ("game/levels/importing/",)
"""Rooms among them that write level files: the numbers in a file are the same for everyone who reads it."""

LIBRARIES = {"math", "cmath", "np", "numpy"}

IMPRECISE = {
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh",
    "tanh", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "pow", "power", "float_power", "cbrt", "hypot",
    "dist", "fma", "random", "linalg", "fft",
}  # fmt: skip
"""Names in math and numpy whose last digits, or random numbers, depend on the version and on the processor."""

UNORDERED = {
    "sum", "nansum", "mean", "std", "var", "average", "dot", "vdot", "inner", "matmul", "einsum", "convolve", "interp",
    "linspace", "sumprod",
}  # fmt: skip
"""Functions and methods that leave the order of operations to a library. `math.fsum` is exact, so it has none."""


def decides_state(path):
    return name_of(path).startswith(STATE_ROOMS) and not name_of(path).startswith(NO_STATE)


def is_left_to_a_library(node, in_kernel):
    """Return whether a node of a syntax tree has bits that depend on the machine or on a library."""
    match node:
        case ast.Import(names=names):
            return any(alias.name in {"random", "cmath"} for alias in names)
        case ast.ImportFrom(module="random" | "cmath" | "numpy.random" | "numpy.linalg"):
            return True
        case ast.ImportFrom(module="math" | "numpy", names=names):
            return any(alias.name in IMPRECISE | UNORDERED for alias in names)
        case ast.Attribute(value=ast.Name(id=library), attr=attr) if library in LIBRARIES and attr in IMPRECISE:
            return True
        case ast.Call(func=ast.Attribute(attr=attr)):
            return attr in UNORDERED
        case ast.BinOp(op=ast.MatMult()):
            return True
        case ast.BinOp(left=left, op=ast.Pow(), right=right):  # C computes it, but numba compiles squares as products
            is_constant = isinstance(left, ast.Constant) and isinstance(right, ast.Constant)
            return not is_constant and not (in_kernel and isinstance(right, ast.Constant) and right.value == 2)
    return False


def left_to_a_library(text, in_kernel=False):
    """Return the parts of a program whose bits depend on the machine or on a library."""
    nodes = ast.walk(ast.parse(text))
    return [f"line {node.lineno}: {ast.unparse(node)}" for node in nodes if is_left_to_a_library(node, in_kernel)]


def test_nothing_that_decides_the_state_is_left_to_a_library():
    def fault(path):
        return left_to_a_library(path.read_text("utf-8"), is_kernel(path))

    message = "use components.portable_math, portable_arrays or random_stream"
    assert offenders((path for path in SOURCES if decides_state(path)), fault) == {}, message


FOUND = [
    "math.sin(x)", "np.cos(x)", "np.hypot(x, y)", "map(math.exp, x)", "np.random.default_rng(0)", "np.linalg.norm(x)",
    "from math import sqrt, hypot", "import random", "from numpy.random import default_rng", "a @ b", "a.dot(b)",
    "x.sum(axis=0)", "np.mean(x)", "np.linspace(0.0, x, n)", "x ** 0.5", "x ** y", "x ** 2",
]  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_what_is_left_to_a_library_is_found(text):
    assert left_to_a_library(text)


PORTABLE = ["math.sqrt(x)", "2**53", "np.cumsum(n)", "math.fsum(x)", "from math import pi", "sin(x)", "stream.random()"]


@pytest.mark.parametrize("text", PORTABLE)
def test_what_is_exact_is_not_found(text):
    assert left_to_a_library(text) == []


def test_squares_in_kernels_are_products():
    assert left_to_a_library("(a - b) ** 2", in_kernel=True) == []
    assert left_to_a_library("(a - b) ** 3", in_kernel=True)
