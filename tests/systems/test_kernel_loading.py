"""The first start: two processes compile the kernels, while others may do the same."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

import systems
from systems import kernel_loading
from systems.kernels import cache
from systems.kernels.compiler import KERNELS, Floats, kernel, subroutine

needs_jit = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="kernels are not compiled")

RUN = (
    "import systems; systems.load_kernels({arguments})\n"
    "from game import Simulation, load_level; from game.levels.library import find_level\n"
    "s = Simulation(load_level(find_level('heptagon')), seed=3); s.step(120); print(s.hash())"
)


def start(folder, code, **environment):
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process):
    out, err = process.communicate(timeout=240)
    assert (process.returncode, err) == (0, "")
    return out.strip()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The hash of a run with the kernels that are stored."""
    return result(start(cache.CACHE_FOLDER.parent, RUN.format(arguments="")))


# -- progress -------------------------------------------------


def test_every_kernel_is_known_before_it_is_imported():
    for module in kernel_loading.KERNEL_MODULES:
        __import__(f"systems.kernels.{module}")
    kernels = {name for symbol in KERNELS if (name := symbol.removeprefix("heptagon.systems.kernels.")) != symbol}
    assert kernels == cache.KERNEL_NAMES or os.environ.get("NUMBA_DISABLE_JIT") == "1"
    assert {name.split(".")[0] for name in cache.KERNEL_NAMES} == set(kernel_loading.KERNEL_MODULES)


def store(path):
    """Write an intact file of a kernel."""
    path.write_bytes(cache._checksum(path, b"code") + b"code")


@needs_jit
def test_the_progress_counts_the_kernels_that_are_stored(monkeypatch, tmp_path):
    monkeypatch.setattr(cache, "CACHE_FOLDER", tmp_path)
    assert systems.compiled_fraction() == 0.0
    names = sorted(cache.KERNEL_NAMES)
    for count, name in enumerate(names, 1):
        store(tmp_path / f"{name}.{cache.VERSION}.{count}.kernel")
        store(tmp_path / f"{names[-1]}.{cache.VERSION}.{count}.kernel.part")
        store(tmp_path / f"{names[-1]}.1234.{count}.kernel")
        assert systems.compiled_fraction() == count / len(names)
    store(tmp_path / f"test_compiler.inner.{cache.VERSION}.1.kernel")
    assert systems.compiled_fraction() == 1.0
    (tmp_path / f"{names[0]}.{cache.VERSION}.1.kernel").write_bytes(b"damaged")
    assert systems.compiled_fraction() == (len(names) - 1) / len(names)


def test_the_progress_needs_no_compiler():
    code = "import sys, systems; systems.compiled_fraction(); print('numba' in sys.modules, 'llvmlite' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_without_compilation_nothing_is_left_to_compile(tmp_path):
    code = "import systems; systems.load_kernels(); print(systems.compiled_fraction())"
    assert result(start(tmp_path, code, NUMBA_DISABLE_JIT="1")) == "1.0"
    assert list(tmp_path.iterdir()) == []


@needs_jit
def test_an_import_compiles_nothing(tmp_path):
    code = "import systems.kernels.batch; from systems.kernels.gravity import gravity; assert not gravity.was_compiled"
    assert result(start(tmp_path, code)) == ""
    assert list(tmp_path.iterdir()) == []


# -- first starts ---------------------------------------------


@needs_jit
@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["", "in_background=True"])
def test_a_first_start_compiles_every_kernel_once(tmp_path, expected, arguments):
    assert result(start(tmp_path, RUN.format(arguments=arguments))) == expected
    (folder,) = tmp_path.iterdir()
    assert sorted(path.name.split(f".{cache.VERSION}.")[0] for path in folder.iterdir()) == sorted(cache.KERNEL_NAMES)
    times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert result(start(tmp_path, RUN.format(arguments=""))) == expected
    assert times == {path: path.stat().st_mtime_ns for path in folder.iterdir()}


@needs_jit
@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the size of files is limited as on Linux")
def test_on_a_full_disk_the_kernels_run_from_memory_and_the_reason_is_returned(tmp_path, expected):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
    told = "import systems; print(systems.load_kernels(in_background=True))\n"
    message, run = result(start(tmp_path, limit + told + RUN.format(arguments=""))).splitlines()
    assert message.startswith(f"cannot store the compiled kernels in {tmp_path}")
    assert message.endswith(": File too large; they are compiled at every start")
    assert run == expected
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@needs_jit
@pytest.mark.slow
def test_two_first_starts_at_once_do_no_harm(tmp_path, expected):
    processes = [start(tmp_path, RUN.format(arguments="")) for _ in range(2)]
    assert [result(process) for process in processes] == [expected, expected]
    (folder,) = tmp_path.iterdir()
    assert {path.suffix for path in folder.iterdir()} == {cache.SUFFIX}
    assert result(start(tmp_path, RUN.format(arguments=""))) == expected


@needs_jit
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("false"), reason="false is missing")
def test_what_other_processes_cannot_compile_is_compiled(tmp_path, expected):
    code = "from systems import kernel_loading; kernel_loading.sys.executable = 'false'\n"
    assert result(start(tmp_path, code + RUN.format(arguments="in_background=True"))) == expected


@needs_jit
@pytest.mark.slow
def test_a_first_start_that_is_killed_does_no_harm(tmp_path, tmp_path_factory, expected):
    killed = start(tmp_path, RUN.format(arguments=""), TMPDIR=str(tmp_path_factory.mktemp("killed")))
    with pytest.raises(subprocess.TimeoutExpired):
        killed.communicate(timeout=3.0)
    killed.kill()
    killed.communicate()
    assert result(start(tmp_path, RUN.format(arguments=""))) == expected


@needs_jit
@pytest.mark.slow
def test_without_temporary_files_one_process_compiles(tmp_path, expected):
    code = (
        "from systems import kernel_loading\n"
        "def fail(**_): raise FileNotFoundError(2, 'No usable temporary directory found')\n"
        "kernel_loading.mkdtemp = fail\n"
    )
    assert result(start(tmp_path, code + RUN.format(arguments=""))) == expected


def test_claims_of_killed_processes_are_removed_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel_loading, "gettempdir", lambda: str(tmp_path))
    old, young = (tmp_path / f"{kernel_loading.CLAIMS}{name}" for name in ("old", "young"))
    for folder in (old, young):
        folder.mkdir()
        (folder / "heptagon.kernel").touch()
    os.utime(old, (0.0, 0.0))
    kernel_loading._remove_old_claims()
    assert [*tmp_path.iterdir()] == [young]


# -- compilation ----------------------------------------------


@subroutine
def larger(x: float, y: float) -> float:
    return max(x, y)


@kernel
def extremes(values: Floats) -> tuple[float, float, int]:
    """Call builtin functions, with numbers of one type and of two, and not a number."""
    low = min(values[0], values[1], 3)
    return low, larger(values[0], values[1]), int(values[2])


@pytest.mark.parametrize(
    "values", [(1.0, 2.0, -2.7), (2.0, 1.0, 2.7), (9.0, 8.0, 0.0), (np.nan, 1.0, 1.0), (1.0, np.nan, 1.0)]
)
def test_builtin_functions_are_those_of_python(values):
    a, b, c = values
    np.testing.assert_array_equal(extremes(np.array(values)), (min(a, b, 3), max(a, b), int(c)))


def test_python_calls_a_subroutine_as_a_function():
    assert larger(1, 2) == 2


@needs_jit
def test_other_compiled_functions_call_kernels_and_subroutines():
    import numba  # noqa: PLC0415

    @numba.njit
    def both(values):
        return extremes(values)[1] + larger(values[0], 10.0)

    assert both(np.array([1.0, 2.0, 3.0])) == 12.0
