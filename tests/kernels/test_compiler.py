"""Compilation of kernels, their cache, and invalid arguments."""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from game import Simulation, load_level
from game.levels.library import find_level
from systems.kernels import cache
from systems.kernels.columns import VX
from systems.kernels.compiler import Floats, Kernel, Rows, kernel, struct, subroutine
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
        warm_start(random_balls(RNG, 3), 3, changed, random_wall_contacts(RNG, 3))
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
        warm_start(random_balls(RNG, 3), 3, (1, 2), random_wall_contacts(RNG, 3))


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


# -- the cache ------------------------------------------------


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """An empty folder of compiled kernels."""
    monkeypatch.setattr(cache, "CACHE_FOLDER", tmp_path / "kernels")
    return tmp_path / "kernels"


def triple(values: Floats) -> float:
    """Multiply the first value."""
    return 3.0 * values[0]


def compiled_and_stored():
    """Make a kernel; return whether it was compiled, and not loaded."""
    made = Kernel(triple)
    assert made(np.array([2.0])) == 6.0
    return made.was_compiled


@needs_jit
def test_a_kernel_is_compiled_once(folder):
    assert compiled_and_stored()
    assert [path.suffix for path in folder.iterdir()] == [cache.SUFFIX]
    assert not compiled_and_stored()


@needs_jit
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: bytes(16) + data[16:],
        lambda data: data + b" ",
    ],
)
def test_a_damaged_file_is_compiled_again(folder, damage):
    compiled_and_stored()
    (path,) = folder.iterdir()
    data = path.read_bytes()
    path.write_bytes(damage(data))
    assert compiled_and_stored()
    assert not compiled_and_stored()
    assert path.read_bytes()[: cache.DIGEST_SIZE] != damage(data)[: cache.DIGEST_SIZE] or path.read_bytes() == data


def replace_by_pipe(path):
    path.unlink()
    os.mkfifo(path)


def replace_by_folder(path):
    path.unlink()
    path.mkdir()


def replace_by_huge_file(path):
    with path.open("wb") as file:
        file.truncate(1 << 40)


def replace_by_link_to_itself(path):
    path.unlink()
    path.symlink_to(path.name)


def replace_content(content):
    return lambda path: path.write_bytes(cache._checksum(path, content) + content)


@needs_jit
@pytest.mark.skipif(sys.platform == "win32", reason="it has no pipes among files")
@pytest.mark.parametrize(
    "replace",
    [
        replace_by_pipe,
        replace_by_folder,
        replace_by_huge_file,
        replace_by_link_to_itself,
        replace_content(b"no pickle"),
        replace_content(pickle.dumps([1, 2])),
        replace_content(pickle.dumps(None)[:1]),
    ],
)
def test_what_is_no_file_of_a_kernel_is_compiled_again(folder, replace):
    compiled_and_stored()
    (path,) = folder.iterdir()
    replace(path)
    assert compiled_and_stored()


@needs_jit
def test_the_file_of_another_kernel_is_not_loaded(folder):
    """Its checksum is right, but it belongs to another name."""
    compiled_and_stored()
    (path,) = folder.iterdir()
    data = path.read_bytes()
    path.unlink()
    assert Kernel(triple)._file.read() is None
    path.with_name(f"a{path.name}").write_bytes(data)
    assert cache.read_file(path.with_name(f"a{path.name}")) is None
    path.write_bytes(data)
    assert cache.read_file(path) is not None


@needs_jit
def test_parts_of_killed_processes_are_removed_by_the_next_one_that_writes(folder):
    compiled_and_stored()
    (path,) = folder.iterdir()
    left = path.with_name(f"{path.name}.0123")
    left.write_bytes(b"part")
    assert [*cache.damaged_files()] == [left]
    path.unlink()
    compiled_and_stored()
    assert [*folder.iterdir()] == [path]


@needs_jit
def test_a_kernel_that_cannot_be_stored_is_compiled_once(folder, monkeypatch):
    folder.write_text("a file")
    made = Kernel(triple)
    made.compile()
    monkeypatch.setattr(made, "compile", lambda: pytest.fail("it compiles again"))
    assert made(np.array([2.0])) == 6.0


@pytest.mark.parametrize("place", ["file/cache", "file", "link/cache", "folder/cache"])
def test_folder_that_cannot_be_used_is_replaced_by_that_of_the_user(monkeypatch, tmp_path, place):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("link")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / place))
    monkeypatch.setattr(cache, "user_cache_path", lambda *_, **__: tmp_path / "user")
    expected = tmp_path / ("folder/cache" if place == "folder/cache" else "user")
    assert cache.cache_folder().parent == expected


@needs_jit
def test_a_folder_that_cannot_be_written_does_no_harm(folder):
    folder.write_text("a file")
    assert compiled_and_stored()
    assert compiled_and_stored()
    assert folder.read_text() == "a file"


@needs_jit
def test_a_full_disk_leaves_no_part_of_a_file(folder, monkeypatch):
    def fail(path, data):
        path.touch()
        raise OSError("No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", fail)
        assert compiled_and_stored()
    assert list(folder.iterdir()) == []
    assert compiled_and_stored()


def test_a_change_of_any_kernel_changes_the_cache_folder(monkeypatch, tmp_path):
    (tmp_path / "a.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(cache, "KERNEL_FOLDER", tmp_path)
    before = cache.cache_folder()
    assert cache.cache_folder() == before
    (tmp_path / "a.py").write_text("2", encoding="utf-8")
    assert cache.cache_folder() != before


def test_the_cache_of_numba_is_used_if_one_is_set(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    assert cache.cache_folder().parent == tmp_path / "numba"


def test_every_other_file_whose_functions_kernels_compile_is_in_the_hash():
    kernels = [path.read_text("utf-8") for path in cache.KERNEL_FOLDER.glob("*.py")]
    assert {path.stem for path in cache.IMPORTED} == {
        path.stem
        for path in (cache.KERNEL_FOLDER.parents[1] / "components").glob("*.py")
        if any(f"from components.{path.stem} import" in text for text in kernels)
    }


@needs_jit
def test_a_change_of_the_file_of_another_kernel_compiles_it_again(folder, monkeypatch, tmp_path):
    assert compiled_and_stored()
    (tmp_path / "a.py").write_text(Path(__file__).read_text("utf-8") + "\n", "utf-8")
    monkeypatch.setattr(triple, "__code__", triple.__code__.replace(co_filename=str(tmp_path / "a.py")))
    assert compiled_and_stored()
    assert not compiled_and_stored()


@needs_jit
def test_kernels_use_one_cache_folder_even_if_numba_was_imported_before(tmp_path):
    code = (
        "import numba; from systems.kernels.gravity import gravity; gravity.load()\n"
        "from systems.kernels.broad_phase import broad_phase; broad_phase.load()"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    (folder,) = tmp_path.iterdir()
    assert folder.name == cache.CACHE_FOLDER.name
    names = {path.name.split(f".{cache.VERSION}.")[0] for path in folder.iterdir()}
    assert {"gravity.gravity", "broad_phase.broad_phase", "broad_phase.find_pairs"} <= names < cache.KERNEL_NAMES


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
