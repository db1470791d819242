"""Compilation of kernels, and invalid arguments."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numba.core import caching

from game import Simulation, load_level
from game.levels.library import find_level
from systems.kernels import compiler
from systems.kernels.gravity import gravity

needs_jit = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="kernels are not compiled")


@needs_jit
def test_a_strided_column_is_an_error():
    column = np.zeros(4)
    with pytest.raises(TypeError):
        gravity(column, np.zeros(8)[::2], column, column, 0.0, 1.0)


@needs_jit
def test_integers_for_floats_are_an_error():
    column = np.zeros(4)
    with pytest.raises(TypeError):
        gravity(column, np.zeros(4, np.int64), column, column, 0.0, 1.0)


@needs_jit
@pytest.mark.filterwarnings("ignore::numba.core.errors.NumbaWarning")
def test_kernels_are_compiled_without_a_writable_cache(monkeypatch):
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    monkeypatch.setattr(caching.CodeLibraryCacheImpl, "_locator_classes", [])

    @compiler.kernel
    def double(x: compiler.Floats, factor: float) -> float:
        return factor * x[0]

    assert double(np.array([2.0]), 2.0) == 4.0


def test_a_change_of_any_kernel_changes_the_cache_folder(monkeypatch, tmp_path):
    (tmp_path / "a.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(compiler, "KERNEL_FOLDER", tmp_path)
    before = compiler.cache_folder()
    assert compiler.cache_folder() == before
    (tmp_path / "a.py").write_text("2", encoding="utf-8")
    assert compiler.cache_folder() != before


@needs_jit
def test_kernels_use_one_cache_folder_even_if_numba_was_imported_before(tmp_path):
    code = "import numba, systems.kernels.gravity, systems.kernels.store_previous_pose"
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    environment.pop("NUMBA_OPT", None)  # the compiler module sets it
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert [folder.name for folder in tmp_path.iterdir()] == [compiler.CACHE_FOLDER.name]


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
