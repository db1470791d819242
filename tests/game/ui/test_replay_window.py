"""Recording and replay in the real window."""

import signal
import subprocess
import sys

import pytest

from game import save_state
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify
from tests.display import LEVEL
from tests.game.session.recording.scenes import everything
from tests.game.session.recording.test_replay import record
from tests.machine import skip_missing

pytestmark = pytest.mark.slow

RECORDING = """
from game.session.recording.recorder import Recorder

def scenario(window, view):
    import arcade
    emit, path = window.dispatch_event, view.recorder_adapter._recorder.path
    seen["status"] = view._status().count("recording run.rec")
    yield from until(lambda: view.simulation.steps > 70)
    emit("on_mouse_press", 320, 240, arcade.MOUSE_BUTTON_RIGHT, 0)
    yield from until(lambda: view.simulation.steps > 80)
    emit("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: view.simulation.steps < 50)
    emit("on_key_release", key.BACKSPACE, 0)
    yield from until(lambda: view.simulation.steps > 65)
    emit("on_mouse_press", 320, 240, arcade.MOUSE_BUTTON_RIGHT, 0)
    yield from until(lambda: view.simulation.steps > 130)
    yield from press(window, key.R, "r")
    yield from until(lambda: view.simulation.steps > 10)
    emit("on_mouse_press", 320, 240, arcade.MOUSE_BUTTON_RIGHT, 0)
    yield from until(lambda: view.simulation.steps > 75)
    yield from press(window, key.SPACE, " ")
    yield from press(window, key.COMMA, ",")
    {more}
    seen["steps"], seen["hash"] = view.simulation.steps, view.simulation.hash()
    seen["commands"] = len(view.simulation.commands)

play(scenario, recorder=Recorder(folder / "run.rec"))
"""


def test_play_is_recorded_until_the_window_is_closed(desktop, tmp_path):
    seen = desktop.play(RECORDING.replace("{more}", ""), tmp_path)
    found = read_recording(tmp_path / "run.rec")
    assert seen["status"] == 1
    assert (found.incomplete_reason, found.last_step, found.checkpoints[-1].hash) == ("", seen["steps"], seen["hash"])
    assert len(found.commands) == seen["commands"] == 1
    assert verify(found).mismatch_step is None


GOING_ON = """
from game.session.session import Session
from game.session.recording.recorder import Recorder
from game.session.recording.state_file import load_state

def scenario(window, view):
    yield from until(lambda: view.simulation.steps > 110)
    seen["hash"] = view.simulation.hash()
    yield from press(window, key.R, "r")
    seen["message"], seen["steps"] = view.message, view.simulation.steps

play(scenario, start=Session(load_state(folder / "half.npz")), recorder=Recorder(folder / "run.rec"))
"""


def test_play_from_a_state_is_recorded_until_the_level_restarts(desktop, tmp_path):
    simulation = everything()
    simulation.step(97)
    save_state(simulation, tmp_path / "half.npz")
    seen = desktop.play(GOING_ON, tmp_path)
    assert seen["message"] == "stopped recording run.rec: it started from a state, and not from the start of the level"
    assert seen["steps"] < 20
    found = read_recording(tmp_path / "run.rec")
    assert (found.first_step, found.incomplete_reason) == (97, "")
    assert found.last_step > 110
    assert verify(found).mismatch_step is None


def test_another_level_ends_the_recording(desktop, tmp_path):
    (tmp_path / "b.toml").write_text(LEVEL.format(title="Level b"), "utf-8")
    next_level = """
    seen["before"] = view.simulation.hash()
    yield from press(window, key.BRACKETRIGHT, "]")
    seen["message"], seen["recorder"] = view.message, view.recorder_adapter.status
"""
    seen = desktop.play(RECORDING.replace("    {more}", next_level), tmp_path)
    found = read_recording(tmp_path / "run.rec")
    assert seen["message"] == "stopped recording run.rec: the level was changed"
    assert seen["recorder"] == ""
    assert (found.incomplete_reason, found.checkpoints[-1].hash) == ("", seen["before"])


REPLAYING = """
import systems
systems.load_kernels()
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import Replay

def arrive(view):
    yield from until(lambda: view.session._target is None)

def scenario(window, view):
    import arcade
    emit, bar, replaying = window.dispatch_event, view._scrubber, view.session
    seen["title"], seen["length"] = window.caption, replaying.last_step
    yield from press(window, key.SPACE, " ")
    track = bar._track
    place = lambda part: (track.left + part * track.width, track.top - 0.5 * track.height)
    emit("on_mouse_press", *place(0.5), arcade.MOUSE_BUTTON_LEFT, 0)
    yield from arrive(view)
    seen["pressed"] = view.simulation.steps, view.simulation.hash()
    yield from frames(2)
    screen = pixels(window)
    x, y = map(int, place(0.25))
    seen["done"] = screen[-y, x].tolist()
    x, y = map(int, place(0.75))
    seen["left"] = screen[-y, x].tolist()
    emit("on_mouse_drag", *place(0.9), 5, 0, arcade.MOUSE_BUTTON_LEFT, 0)
    emit("on_mouse_drag", *place(0.25), 5, 0, arcade.MOUSE_BUTTON_LEFT, 0)
    yield from arrive(view)
    seen["dragged"] = view.simulation.steps, view.simulation.hash()
    emit("on_mouse_release", *place(0.25), arcade.MOUSE_BUTTON_LEFT, 0)
    emit("on_mouse_drag", *place(1.0), 5, 0, 0, 0)
    yield from press(window, key.RIGHT)
    yield from arrive(view)
    seen["right"] = view.simulation.steps
    yield from press(window, key.LEFT)
    yield from arrive(view)
    seen["left key"] = view.simulation.steps
    count = len(view.simulation.commands)
    emit("on_mouse_press", 320, 240, arcade.MOUSE_BUTTON_RIGHT, 0)
    yield from frames()
    seen["new commands"] = len(view.simulation.commands) - count
    yield from press(window, key.R, "r")
    yield from arrive(view)
    seen["restart"] = view.simulation.steps, view.session is replaying
    emit("on_mouse_press", *place(5.0), arcade.MOUSE_BUTTON_LEFT, 0)
    emit("on_mouse_press", *place(1.0), arcade.MOUSE_BUTTON_LEFT, 0)
    yield from arrive(view)
    seen["end"] = view.simulation.steps, view.simulation.hash()
    yield from press(window, key.BRACKETRIGHT, "]")
    seen["gone on to"] = window.caption
    seen["bar"] = bar.height

play(scenario, level="run.rec", start=Replay(read_recording(folder / "run.rec")))
"""


def test_a_press_on_the_scrubber_seeks_in_the_replay(desktop, tmp_path):
    hashes = record(tmp_path / "run.rec")
    seen = desktop.play(REPLAYING, tmp_path)
    assert (seen["title"], seen["length"]) == ("Everything", 200)
    assert seen["pressed"] == [100, hashes[100]]
    assert seen["dragged"] == [50, hashes[50]]
    assert (seen["right"], seen["left key"], seen["new commands"]) == (110, 50, 0)
    assert seen["restart"] == [0, True]
    assert seen["end"] == [200, hashes[200]]
    assert (seen["gone on to"], seen["bar"]) == ("Level a", 0)
    red, green, blue = seen["done"]
    assert red > 200 > green > blue  # the played part of the bar is orange
    assert max(seen["left"]) - min(seen["left"]) < 40


def test_ctrl_c_in_the_window_ends_the_recording(environment, tmp_path):
    (tmp_path / "a.toml").write_text(LEVEL.format(title="Level a"), "utf-8")
    command = [sys.executable, "-m", "game", "play", str(tmp_path / "a.toml"), "--record", str(tmp_path / "run.rec")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        while not (tmp_path / "run.rec").exists() or len((tmp_path / "run.rec").read_bytes().splitlines()) < 2:
            if running.poll() is not None:
                if "OpenGL" in (problem := running.stderr.read()) or "cannot open a window" in problem:
                    skip_missing("OpenGL")
                raise AssertionError(problem)
        running.send_signal(signal.SIGINT)
        _, problem = running.communicate(timeout=120)
    assert (running.returncode, problem.splitlines()[-1]) == (130, "interrupted")
    found = read_recording(tmp_path / "run.rec")
    assert found.incomplete_reason == ""
    assert found.last_step >= 60
    assert verify(found).mismatch_step is None
