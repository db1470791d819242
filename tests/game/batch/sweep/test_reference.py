"""Tests of `game.batch.sweep.reference`."""

import os
import subprocess
import sys

import numpy as np
import pytest

from components import portable_math
from game.batch.sweep import reference
from game.levels.model import Level
from game.simulation.simulation import Simulation

PROGRAM = (
    "import systems; systems.load_kernels()\n"
    "from game.batch.sweep.reference import reference_hash; print(reference_hash())"
)


@pytest.fixture(autouse=True)
def no_cache():
    reference.reference_hash.cache_clear()
    yield
    reference.reference_hash.cache_clear()


def test_reference_run_is_lively():
    simulation = Simulation(Level.model_validate(reference.LEVEL))
    simulation.step(reference.STEPS)
    assert simulation.count == 24
    assert simulation.quarantine == []
    assert np.abs(simulation.velocities).max() > 1.0
    simulation.close()


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F"},
        {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"},
        {"HEPTAGON_THREADS": "3"},
    ],
)
def test_reference_hash_is_the_same_in_every_process(variables):
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    shown = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == reference.reference_hash()


@pytest.mark.parametrize("name", ["sincos", "sine_near_zero"])
def test_reference_hash_shows_an_error_in_the_last_digit(monkeypatch, name):
    """Of a function that a machine computes otherwise, here in Python code."""
    expected = reference.reference_hash()
    reference.reference_hash.cache_clear()
    right = getattr(portable_math, name)

    def wrong(*values):
        result = right(*values)
        return (float(np.nextafter(result[0], 2.0)), result[1]) if name == "sincos" else np.nextafter(result, 2.0)

    monkeypatch.setattr(portable_math, name, wrong)
    assert reference.reference_hash() != expected
