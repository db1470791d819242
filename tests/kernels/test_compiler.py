"""Compilation of kernels, their cache, and invalid arguments."""

import os
import stat
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest

from game import Simulation, load_level
from game.levels.library import find_level
from systems.kernels import cache, compiler
from systems.kernels.columns import BALL_COLUMNS, VX, Balls
from systems.kernels.compiler import Floats, Kernel, Rows
from systems.kernels.gravity import gravity
from tests.kernels.blocks import random_balls

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="kernels are not compiled")

G = np.array([3.0, -10.0])


def balls(count=3):
    return random_balls(np.random.default_rng(count), count)


def unaligned(array):
    memory = np.zeros(array.nbytes + 8, np.uint8)
    view = memory[1 : 1 + array.nbytes].view(array.dtype).reshape(array.shape)
    view[:] = array
    return view


def read_only(array):
    array.flags.writeable = False
    return array


# -- arguments ------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda block: block[:, ::2], "argument 1 \\(balls\\).* not contiguous"),
        (np.asfortranarray, "argument 1 \\(balls\\).* not contiguous"),
        (lambda block: block.astype(np.int64), "argument 1 \\(balls\\)"),
        (lambda block: block.astype(np.float32), "argument 1 \\(balls\\)"),
        (lambda block: block[VX], "argument 1 \\(balls\\)"),
        (lambda block: block.tolist(), "argument 1 \\(balls\\)"),
        (read_only, "argument 1 \\(balls\\).* read-only"),
        (unaligned, "argument 1 \\(balls\\).* not aligned"),
        (lambda block: block[:-1], "argument 1 \\(balls\\).* short"),
        (lambda block: block[:, :2].copy(), "argument 1 \\(balls\\).* short"),
    ],
)
def test_an_invalid_block_is_an_error_that_names_the_kernel_and_the_argument(change, reason):
    block = balls()
    with pytest.raises(TypeError, match=f"gravity: {reason}"):
        gravity(change(block), 3, G, 0.01)
