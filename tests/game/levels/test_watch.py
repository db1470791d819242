"""Noticing that files change: every way of saving, and none that is not finished."""

import os

import pytest

from game.levels import library
from game.levels.watch import FILE_PERIOD, LIST_PERIOD, Changes, Debounced, LevelWatch, file_stamp


@pytest.fixture
def place(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text("format = 1")
    return tmp_path


@pytest.fixture
def watch(place):
    watching = LevelWatch(lambda: library.list_levels([library.LevelFolder("project", place)]))
    watching.set_files([place / "a.toml"])
    return watching


def looks(watch, count=2):
    """Return what some looks in a row tell together."""
    seen = [watch.poll(LIST_PERIOD) for _ in range(count)]
    return Changes(any(one.level for one in seen), any(one.folders for one in seen))


def in_place(path, text):
    path.write_text(text)


def renamed(path, text):
    path.with_name(".new").write_text(text)
    path.with_name(".new").replace(path)


def recreated(path, text):
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("save", [in_place, renamed, recreated])
def test_a_save_is_noticed_once(place, watch, save):
    assert looks(watch) == (False, False)
    save(place / "a.toml", "format = 1  # new")
    assert looks(watch) == (True, True)
    assert looks(watch, 4) == (False, False)


def test_a_file_of_the_same_size_and_time_is_another_one(place, watch):
    old = (place / "a.toml").stat()
    (place / "new").write_text("format = 2")
    os.utime(place / "new", ns=(old.st_atime_ns, old.st_mtime_ns))
    (place / "new").replace(place / "a.toml")
    assert looks(watch).level


def test_what_is_still_being_written_does_not_count(place, watch):
    for k in range(5):
        (place / "a.toml").write_text("format = 1" + "#" * k)
        assert looks(watch, 1) == (False, False) or k == 0
    assert looks(watch, 1) == (True, True)


def test_a_file_that_is_gone_for_one_look_was_not_deleted(place, watch):
    text = (place / "a.toml").read_text()
    (place / "a.toml").unlink()
    assert looks(watch, 1) == (False, False)
    (place / "a.toml").write_text(text)
    assert looks(watch, 3) == (True, True)
    (place / "a.toml").unlink()
    assert looks(watch) == (True, True)


def test_other_levels_change_the_list_alone(place, watch):
    (place / "b.toml").write_text("format = 1\n")
    assert looks(watch) == (False, True)
    (place / "c.toml").write_text("format = 1\n")
    assert looks(watch) == (False, True)
    assert [entry.name for entry in watch.entries] == ["a", "b", "c"]
    (place / "b.toml").unlink()
    assert looks(watch) == (False, True)
    assert [entry.name for entry in watch.entries] == ["a", "c"]


def test_a_parent_is_a_file_of_the_level(place, watch):
    base = place / "base.part"
    base.touch()
    watch.set_files([*watch.paths, base])
    base.write_text("title")
    assert looks(watch) == (True, False)


def test_what_is_followed_already_keeps_its_history(place, watch):
    (place / "a.toml").write_text("format = 1  # new")
    watch.set_files([place / "a.toml", place / "b.toml"])
    assert looks(watch).level


def test_nobody_looks_more_often_than_needed(place, watch):
    (place / "a.toml").write_text("new")
    assert [watch.poll(0.4 * FILE_PERIOD) for _ in range(5)] == [Changes()] * 5
    assert watch.poll(0.4 * FILE_PERIOD) == (True, False)
    assert looks(watch) == (False, True)


def test_readings_count_when_they_settle():
    readings = iter("abccdcc")
    settled = Debounced(lambda: next(readings))
    assert [settled.refresh() for _ in range(6)] == [False, False, True, False, False, False]
    assert settled.reading == "c"


def test_a_stamp_of_nothing_is_none(tmp_path):
    assert file_stamp(tmp_path / "nothing") is None
    assert file_stamp(tmp_path / "a\0b") is None
