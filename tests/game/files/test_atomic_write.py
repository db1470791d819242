"""Tests of `game.files.atomic_write`."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from game.files.atomic_write import atomic_write

ROOT = Path(__file__).parents[3]
WRITE = """\
import os, sys
from pathlib import Path
from game.files.atomic_write import atomic_write
with atomic_write(Path(sys.argv[1])) as file:
    file.write_text("half")
    print("writing", flush=True)
    sys.stdin.read()
"""


def start(path):
    """Start a process that writes a file until its input ends."""
    running = subprocess.Popen(
        [sys.executable, "-c", WRITE, path],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert running.stdout.readline() == b"writing\n"
    return running


def end(running):
    for stream in (running.stdin, running.stdout):
        stream.close()
    return running.wait(60)


def test_file_is_replaced_at_the_end(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic_write(path) as file:
        file.write_text("new")
        assert (path.read_text(), file.suffix) == ("old", ".txt")
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_file_is_kept_after_an_error(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(file):
        file.write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), atomic_write(path) as file:
        fail(file)
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_link_stays_a_link(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "b.txt").symlink_to("a.txt")
    with atomic_write(tmp_path / "b.txt") as file:
        file.write_text("new")
    assert (tmp_path / "b.txt").is_symlink()
    assert (tmp_path / "a.txt").read_text() == "new"


class LibraryError(OSError):
    """An error of a library, whose attributes cannot be set."""

    filename = property(lambda self: None)
    filename2 = property(lambda self: None)


def test_link_to_itself_is_refused_and_kept(tmp_path):
    path = tmp_path / "file"
    path.symlink_to(path)
    with pytest.raises(OSError, match="is a link that leads to itself"), atomic_write(path):
        pass
    assert path.is_symlink()


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"),
        (LibraryError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError("encoder error -2"), "encoder error -2"),
        (OSError(), "OSError"),
    ],
)
def test_error_names_the_file(tmp_path, error, text):
    path = tmp_path / "a.txt"
    with pytest.raises(OSError) as caught, atomic_write(path):  # noqa: PT011
        raise error
    assert (caught.value.filename, caught.value.strerror) == (str(path), text)


def test_error_of_another_file_is_not_changed(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, atomic_write(tmp_path / "a.txt"):
        (tmp_path / "other").read_text()
    assert caught.value.filename == str(tmp_path / "other")


def test_existing_file_is_not_replaced_if_it_must_not(tmp_path):
    path = tmp_path / "a.txt"
    with atomic_write(path, replaces=False) as file:
        file.write_text("first")
    with pytest.raises(FileExistsError), atomic_write(path, replaces=False) as file:
        file.write_text("second")
    assert path.read_text() == "first"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
@pytest.mark.parametrize("name", ["a.txt", "[a]*?.tar.gz", ".a"])
def test_next_writer_removes_what_killed_ones_left(tmp_path, name):
    path = tmp_path / name
    for _ in range(3):
        killed = start(path)
        killed.send_signal(signal.SIGKILL)
        end(killed)
    assert len([*tmp_path.iterdir()]) >= 1
    with atomic_write(path) as file:
        file.write_text("new")
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such locks")
def test_two_writers_at_once_do_not_remove_their_files(tmp_path):
    path = tmp_path / "a.txt"
    other = start(path)
    with atomic_write(path) as file:
        file.write_text("ours")
    assert path.read_text() == "ours"
    assert end(other) == 0
    assert path.read_text() == "half"
    assert [*tmp_path.iterdir()] == [path]


def test_files_of_the_user_are_never_left_overs(tmp_path):
    kept = [tmp_path / name for name in (".a-123.txt", ".a.txt", "a-1.txt", ".b.heptagon-1.txt", ".a.heptagon-1.csv")]
    for file in kept:
        file.touch()
    with atomic_write(tmp_path / "a.txt") as file:
        file.touch()
    assert {*tmp_path.iterdir()} == {*kept, tmp_path / "a.txt"}
