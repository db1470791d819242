"""The folder of compiled kernels: nothing that lies there is trusted, and it need not be writable."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from systems.kernels import cache
from systems.kernels.compiler import Floats, Kernel

needs_jit = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="kernels are not compiled")


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
