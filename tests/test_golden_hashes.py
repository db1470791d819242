"""Every level moves bit for bit as recorded in the golden hashes, on every machine."""

import json
import os
import subprocess
import sys

import pytest

from tests.golden_hashes import FILE, LEVELS, RENEW, hash_of, hashes

GOLDEN = json.loads(FILE.read_text("utf-8"))


def hashes_with(*arguments, **environment):
    """Return the hashes that another process computes with these variables of the environment."""
    command = [sys.executable, "-m", "tests.golden_hashes", "show", *arguments]
    shown = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
    return json.loads(shown.stdout)


def test_the_levels_with_a_hash_are_those_that_exist():
    message = f"check the levels, then renew the hashes: {RENEW}"
    assert sorted(GOLDEN) == [path.stem for path in LEVELS], message


@pytest.mark.parametrize("path", LEVELS, ids=lambda path: path.stem)
def test_a_level_moves_as_recorded(path):
    if path.stem in GOLDEN:
        message = f"{path.stem} moves differently. If the change is intended, renew the hashes: {RENEW}"
        assert hash_of(path) == GOLDEN[path.stem], message


@pytest.mark.parametrize("threads", ["1", "2", "5"])
@pytest.mark.parametrize("name", ["large", "rain-2000"])
def test_threads_change_no_bit(name, threads, monkeypatch):
    monkeypatch.setenv("HEPTAGON_THREADS", threads)
    (path,) = (path for path in LEVELS if path.stem == name)
    assert hash_of(path) == GOLDEN[name]


@pytest.mark.slow
def test_a_processor_without_special_instructions_computes_the_same_bits(tmp_path):
    generic = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(tmp_path)}
    assert hashes_with(**generic) == GOLDEN


@pytest.mark.slow
def test_uncompiled_kernels_compute_the_same_bits():
    assert hashes_with("2", NUMBA_DISABLE_JIT="1") == hashes(2)
