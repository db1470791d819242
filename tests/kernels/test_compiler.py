"""Compilation of kernels, their cache, and invalid arguments."""

import os
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest

from game import Simulation, load_level
from game.levels.library import find_level
from systems.kernels.columns import VX
from systems.kernels.compiler import Floats, Rows, kernel, struct, subroutine
from systems.kernels.gravity import gravity
from systems.kernels.warm_start import warm_start
from tests.kernels.blocks import random_balls, random_pairs, random_wall_contacts

needs_jit = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="kernels are not compiled")

G = np.array([3.0, -10.0])
RNG = np.random.default_rng(1)


def unaligned(array):
    memory = np.zeros(array.nbytes + 8, np.uint8)
    view = memory[1 : 1 + array.nbytes].view(array.dtype).reshape(array.shape)
    view[:] = array
    return view


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


# -- arguments ------------------------------------------------

FAULTS = [
    (lambda block: block[:, ::2], "is not contiguous"),
    (np.asfortranarray, "is not contiguous"),
    (
        lambda block: np.ones_like(block, np.int64),
        "is a 2-dimensional array of int64; allowed: 2-dimensional, of float64",
    ),
    (lambda block: block.astype(np.float32), "is a 2-dimensional array of float32; allowed: 2-dimensional, of float64"),
    (lambda block: block[0], "is a 1-dimensional array of float64; allowed: 2-dimensional, of float64"),
    (lambda block: block.tolist(), "is no array, but a list"),
    (read_only, "is read-only"),
    (unaligned, "is not aligned"),
]
"""Changes of a block, and what is wrong with it then."""


@needs_jit
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        *FAULTS,
        (lambda block: block[:-1], "is too short: it has the shape (31, 6), but needs 32 rows and 3 columns"),
        (lambda block: block[:, :2].copy(), "is too short: it has the shape (32, 2), but needs 32 rows and 3 columns"),
    ],
)
def test_an_invalid_block_is_an_error_that_names_the_kernel_and_the_argument(change, fault):
    block = random_balls(RNG, 3)
    before = block.tobytes()
    with pytest.raises(TypeError) as caught:
        gravity(change(block), 3, G, 0.01)
    assert str(caught.value) == f"cannot call gravity: argument 1 (balls) {fault}"
    assert block.tobytes() == before


@needs_jit
@pytest.mark.parametrize(("change", "fault"), [fault for fault in FAULTS if fault[0] is not unaligned])
def test_an_invalid_array_in_a_named_tuple_is_named(change, fault):
    pairs = random_pairs(RNG, 3)
    changed = pairs._replace(contacts=change(pairs.contacts))
    with pytest.raises(TypeError) as caught:
        warm_start(random_balls(RNG, 3), 3, changed, random_wall_contacts(RNG, 3), 0.01)
    assert str(caught.value) == f"cannot call warm_start: argument 3 (pairs.contacts) {fault}"


@needs_jit
@pytest.mark.parametrize(
    ("arguments", "named", "fault"),
    [
        ((3,), {}, "missing a required argument: 'g'"),
        ((3, G, 0.01, 1.0), {}, "too many positional arguments"),
        ((3, G), {"dt": 0.01}, "missing a required argument: 'h'"),
        (("three", G, 0.01), {}, "argument 2 (ball_count) is no int, but a str"),
        ((3, G, "long"), {}, "argument 4 (h) is no float, but a str"),
    ],
)
def test_invalid_numbers_are_named(arguments, named, fault):
    with pytest.raises(TypeError) as caught:
        gravity(random_balls(RNG, 3), *arguments, **named)
    assert str(caught.value).startswith(f"cannot call gravity: {fault}")


@needs_jit
def test_another_tuple_than_the_declared_one_is_named():
    with pytest.raises(TypeError, match=r"cannot call warm_start: argument 3 \(pairs\) is no Pairs"):
        warm_start(random_balls(RNG, 3), 3, (1, 2), random_wall_contacts(RNG, 3), 0.01)


def test_arguments_can_be_named():
    block = np.zeros((32, 1))
    gravity(block, 1, h=0.5, g=G)
    assert block[VX, 0] == 1.5


# -- calls of kernels -----------------------------------------


class Mixed(NamedTuple):
    """Arrays of two types, and a number."""

    floats: Floats
    rows: Rows
    number: int


class Alike(NamedTuple):
    """Numbers of one type."""

    one: float
    other: float


@subroutine
def double(x: float) -> float:
    return 2.0 * x


@kernel
def inner(values: Floats, factor: float) -> float:
    """Multiply the first value, and return it twice as large."""
    values[0] *= factor
    return double(values[0])


@kernel
def outer(values: Floats, factor: float) -> Alike:
    """Call another kernel."""
    return Alike(inner(values, factor), values[0])


def test_a_kernel_calls_another_one_and_returns_a_named_tuple():
    values = np.array([2.0, 9.0])
    assert outer(values, 3.0) == (12.0, 6.0)
    assert isinstance(outer(values, 1.0), Alike)
    assert values.tolist() == [6.0, 9.0]


if os.environ.get("NUMBA_DISABLE_JIT") != "1":
    SIZE, load, store = struct(Mixed)

    @kernel
    def keep(memory: Rows, mixed: Mixed) -> None:
        """Store a named tuple in memory."""
        store(memory, mixed)

    @kernel
    def total(memory: Rows) -> float:
        """Load the named tuple that `keep` has stored, and sum it up."""
        mixed = load(memory)
        return mixed.floats[1] + mixed.rows[0] + mixed.number


@needs_jit
def test_a_named_tuple_can_be_kept_in_memory():
    memory, mixed = np.zeros(SIZE, np.int64), Mixed(np.array([1.0, 0.5]), np.array([20]), 300)
    keep(memory, mixed)
    assert total(memory) == 320.5
    mixed.rows[0] = 40
    assert total(memory) == 340.5


def test_kernels_give_the_same_bits_uncompiled():
    code = (
        "from game import Simulation, load_level; from game.levels.library import find_level\n"
        "s = Simulation(load_level(find_level('heptagon')), seed=3); s.step(120); print(s.hash())"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    plain = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    here = Simulation(load_level(find_level("heptagon")), seed=3)
    here.step(120)
    assert plain.stdout.strip() == here.hash()


def test_the_settings_of_numba_are_not_changed():
    code = (
        "import os, numba; before = dict(os.environ), numba.config.OPT, numba.config.CACHE_DIR\n"
        "import systems.kernels.step; assert before == (dict(os.environ), numba.config.OPT, numba.config.CACHE_DIR)"
    )
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, check=True)
