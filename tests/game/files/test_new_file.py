"""Tests of `game.files.new_file`."""

import errno
import os
import sys
from pathlib import Path

import pytest

from game.files import new_file
from game.files.atomic_write import error_text


def write(text):
    return lambda path: path.write_text(text)


def test_files_are_numbered_and_written_to_the_pictures_folder(pictures):
    paths = [new_file.write_new_file("a-1.00s", ".png", write(text)) for text in ("first", "second")]
    assert paths == [pictures / "Heptagon" / f"a-1.00s-{k}.png" for k in (1, 2)]
    assert [path.read_text() for path in paths] == ["first", "second"]
    assert len([*paths[0].parent.iterdir()]) == 2


def test_fallbacks_are_the_current_folder_and_the_temporary_folder(pictures, tmp_path, monkeypatch):
    pictures.parent.write_text("a file instead of a folder")
    assert new_file.write_new_file("a", ".png", write("")) == Path.cwd() / "a-1.png"
    Path("a-1.png").unlink()
    other = tmp_path / "temporary"
    monkeypatch.setattr(new_file, "gettempdir", lambda: str(other))
    Path.cwd().rmdir()
    assert new_file.write_new_file("a", ".png", write("")) == other / "a-1.png"


def test_no_file_is_left_when_the_disk_is_full(pictures):
    def fail(path):
        path.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left") as caught:
        new_file.write_new_file("a", ".png", fail)
    assert error_text(caught.value) == "No space left on device"
    assert [*(pictures / "Heptagon").iterdir()] == []


def test_capture_name_has_level_and_time_and_is_limited_in_length():
    assert new_file.capture_name("heptagon", 12.345) == "heptagon-12.35s"
    assert len(new_file.capture_name("a" * 300, 0.0)) < 120


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such locks")
def test_name_that_a_killed_process_reserved_is_used_again(tmp_path):
    folders = [tmp_path]
    with new_file.reserve_file("a", ".png", lambda: iter(folders)).lock:  # closed without commit, as by a kill
        pass
    (tmp_path / ".a-1.part.png").write_text("half")
    (tmp_path / "a-2.png").touch()  # an empty file of the user
    first = new_file.reserve_file("a", ".png", lambda: iter(folders))
    second = new_file.reserve_file("a", ".png", lambda: iter(folders))
    assert (first.path.name, first.part.exists(), second.path.name) == ("a-1.png", False, "a-3.png")
    first.part.write_text("whole")
    first.commit()
    second.discard()
    assert {path.name for path in tmp_path.iterdir()} == {"a-1.png", "a-2.png"}


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such locks")
def test_name_that_a_running_process_reserved_is_not_taken(tmp_path):
    first = new_file.reserve_file("a", ".png", lambda: iter([tmp_path]))
    first.part.write_text("half")
    second = new_file.reserve_file("a", ".png", lambda: iter([tmp_path]))
    assert second.path.name == "a-2.png"
    first.discard()
    second.discard()
    assert [*tmp_path.iterdir()] == []
