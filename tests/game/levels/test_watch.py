"""Detection of changed files: every way of saving is detected, and incomplete files are not reported."""

import os

import pytest

from game.levels import library
from game.levels.watch import FILE_PERIOD, LIST_PERIOD, Changes, Debounced, LevelWatch, file_stamp


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text("format = 1")
    return tmp_path


@pytest.fixture
def watch(folder):
    watch = LevelWatch(lambda: library.list_levels([library.LevelFolder("project", folder)]))
    watch.set_files([folder / "a.toml"])
    return watch


def poll(watch, count=2):
    """Poll several times; return all changes together."""
    results = [watch.poll(LIST_PERIOD) for _ in range(count)]
    return Changes(any(one.level for one in results), any(one.library for one in results))


def write_in_place(path, text):
    path.write_text(text)


def write_and_rename(path, text):
    path.with_name(".new").write_text(text)
    path.with_name(".new").replace(path)


def delete_and_write(path, text):
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("save", [write_in_place, write_and_rename, delete_and_write])
def test_a_save_is_detected_once(folder, watch, save):
    assert poll(watch) == (False, False)
    save(folder / "a.toml", "format = 1  # new")
    assert poll(watch) == (True, True)
    assert poll(watch, 4) == (False, False)


def test_a_replaced_file_of_equal_size_and_time_is_detected(folder, watch):
    old = (folder / "a.toml").stat()
    (folder / "new").write_text("format = 2")
    os.utime(folder / "new", ns=(old.st_atime_ns, old.st_mtime_ns))
    (folder / "new").replace(folder / "a.toml")
    assert poll(watch).level


def test_a_file_is_not_reported_while_it_is_written(folder, watch):
    for k in range(5):
        (folder / "a.toml").write_text("format = 1" + "#" * k)
        assert poll(watch, 1) == (False, False) or k == 0
    assert poll(watch, 1) == (True, True)


def test_a_file_that_is_missing_in_one_poll_is_not_reported_as_deleted(folder, watch):
    text = (folder / "a.toml").read_text()
    (folder / "a.toml").unlink()
    assert poll(watch, 1) == (False, False)
    (folder / "a.toml").write_text(text)
    assert poll(watch, 3) == (True, True)
    (folder / "a.toml").unlink()
    assert poll(watch) == (True, True)


def test_changes_of_other_levels_change_only_the_list(folder, watch):
    (folder / "b.toml").write_text("format = 1\n")
    assert poll(watch) == (False, True)
    (folder / "c.toml").write_text("format = 1\n")
    assert poll(watch) == (False, True)
    assert [entry.name for entry in watch.entries] == ["a", "b", "c"]
    (folder / "b.toml").unlink()
    assert poll(watch) == (False, True)
    assert [entry.name for entry in watch.entries] == ["a", "c"]


def test_changes_of_a_parent_change_the_level(folder, watch):
    base = folder / "base.part"
    base.touch()
    watch.set_files([*watch.paths, base])
    base.write_text("title")
    assert poll(watch) == (True, False)


def test_files_that_are_already_watched_keep_their_state(folder, watch):
    (folder / "a.toml").write_text("format = 1  # new")
    watch.set_files([folder / "a.toml", folder / "b.toml"])
    assert poll(watch).level


def test_files_are_read_once_per_period(folder, watch):
    (folder / "a.toml").write_text("new")
    assert [watch.poll(0.4 * FILE_PERIOD) for _ in range(5)] == [Changes()] * 5
    assert watch.poll(0.4 * FILE_PERIOD) == (True, False)
    assert poll(watch) == (False, True)


def test_a_value_is_accepted_after_two_equal_readings():
    readings = iter("abccdcc")
    debounced = Debounced(lambda: next(readings))
    assert [debounced.refresh() for _ in range(6)] == [False, False, True, False, False, False]
    assert debounced.reading == "c"


def test_the_stamp_of_a_missing_file_is_none(tmp_path):
    assert file_stamp(tmp_path / "nothing") is None
    assert file_stamp(tmp_path / "a\0b") is None
