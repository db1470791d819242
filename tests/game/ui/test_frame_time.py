"""Frames of any time, in the real window: a machine that slept, and clocks that were set, move nothing by a leap."""

import json

import pytest

pytestmark = pytest.mark.slow  # a window

SCENARIO = """
import time
from game.files import new_file
new_file.output_folders = lambda: iter([folder / "kept"])

# Runs a frame of a time; returns what `look` says before and after, and the number of fixed updates.
def frame(window, seconds, look=lambda: None):
    notes, updates = [], []
    window.on_fixed_update = lambda _: updates.append(1)
    def run(_):
        notes.append(look())
        updates.clear()
        window._dispatch_frame(seconds)
        notes.extend([look(), len(updates)])
    pyglet.clock.schedule_once(run, 0)
    while len(notes) < 3:
        yield
    return notes

def scenario(window, view):
    leaps, zooms, seen["messages"], seen["updates"] = [], [], [], []
    for seconds in TIMES:
        view.notify("still to be read")
        window.dispatch_event("on_key_press", key.I, 0)
        before, after, updates = yield from frame(window, seconds, lambda: (view.simulation.steps, view.subject.height))
        window.dispatch_event("on_key_release", key.I, 0)
        leaps.append(after[0] - before[0])
        zooms.append(before[1] / after[1])
        seen["messages"].append(view.message)
        seen["updates"].append(updates)
        view.look_at(None)
    seen["leaps"], seen["zooms"] = leaps, zooms

    window.dispatch_event("on_key_press", key.BACKSPACE, 0)
    yield from frames(2)
    before, after, _ = yield from frame(window, 3600.0, lambda: view.simulation.steps)
    seen["rewound"] = before - after
    window.dispatch_event("on_key_release", key.BACKSPACE, 0)
    yield from frames(3)

    view.screen_capture.toggle_recording("video")
    yield from frames(5)
    yield from frame(window, 3600.0)
    seen["video"] = view.screen_capture.recording is not None and view.screen_capture.recording.time < 5.0
    view.screen_capture.cancel()

    wall_time = time.time
    for offset in (-1e9, 1e9):
        time.time = lambda: wall_time() + offset
        before = view.simulation.steps
        yield from until(lambda: view.simulation.steps > before + 10)
    time.time = wall_time

play(scenario)
"""
TIMES = [0.0, 1e-9, -1e-3, -5.0, -1e9, 0.5, 3.0, 60.0, 600.0, 8 * 3600.0, 1e9]


@pytest.fixture(scope="module")
def seen(desktop, folder):
    done = desktop.process(f"TIMES = {TIMES}\n{SCENARIO}", folder)
    assert (done.returncode, done.stderr) == (0, "the video was discarded\n"), done.stderr
    return json.loads(done.stdout)


def test_the_simulation_never_leaps(seen):
    assert 0 <= min(seen["leaps"]) <= max(seen["leaps"]) == 8
    assert 0 < seen["rewound"] <= 8


def test_nothing_else_leaps(seen):
    assert set(seen["messages"]) == {"still to be read"}
    assert max(seen["zooms"]) < 8.0
    assert seen["video"]


def test_a_long_frame_is_not_made_up_for(seen):
    assert max(seen["updates"]) <= 61  # of arcade, at 60 Hz
