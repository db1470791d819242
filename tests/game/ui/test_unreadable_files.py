"""Files that become unreadable while they are in use, in the real window: told, and the game goes on."""

import pytest

pytestmark = pytest.mark.slow  # a window

SCENARIO = """
import os
from game.ui import preferences

def directory(path):
    path.mkdir()

def bytes_of_another_kind(path):
    path.write_bytes(bytes(range(256)))

def empty(path):
    path.write_bytes(b"")

def pipe(path):
    os.mkfifo(path)

def loop(path):
    path.symlink_to(path)

def nowhere(path):
    path.symlink_to(path.with_name("nothing-here"))

def huge(path):
    with path.open("wb") as file:
        file.truncate(10**10)

WAYS = directory, bytes_of_another_kind, empty, pipe, loop, nowhere, huge

def remove(path):
    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)

def scenario(window, view):
    path = folder / "a.toml"
    text = path.read_text()
    seen["level"], seen["goes on"], seen["healed"] = {}, [], []
    for way in WAYS:
        old = view.simulation
        remove(path)
        way(path)
        yield from until(lambda: view.problem_panel.is_level_broken)
        seen["level"][way.__name__] = str(view.problem_panel.error.problems[0])
        steps = view.simulation.steps
        yield from press(window, key.L, "l")
        yield from frames(30)
        yield from press(window, key.ESCAPE)
        seen["goes on"].append(view.simulation is old and view.simulation.steps >= steps)
        yield from press(window, key.F4)
        if window.current_view is not view:
            view.show_screen()
        remove(path)
        path.write_text(text)
        yield from until(lambda: not view.problem_panel.is_level_broken)
        seen["healed"].append(window.caption)

    path = preferences.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    seen["preferences"], themes = {}, []
    for way in WAYS:
        remove(path)
        way(path)
        yield from press(window, key.T, "t")
        seen["preferences"][way.__name__] = view.message
    remove(path)
    yield from press(window, key.T, "t")
    seen["kept again"] = "theme" in path.read_text()

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def test_a_level_that_becomes_unreadable_is_told_and_goes_on(seen):
    assert all(": " in reason and "\n" not in reason for reason in seen["level"].values())
    assert seen["goes on"] == [True] * 7


def test_a_level_that_is_readable_again_is_loaded(seen):
    assert seen["healed"] == ["Level a"] * 7


def test_preferences_that_become_unreadable_are_told(seen):
    assert {way for way, message in seen["preferences"].items() if "not saved" not in message} <= {"empty", "nowhere"}
    assert seen["kept again"]
