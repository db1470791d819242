"""Screenshots and videos of the real window."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.slow

SCENARIO = """
from game.render.export import encoder_process
from game.files import new_file
from game.ui.capture import screen_capture, video_recording
encoder_process.find_spec = lambda name: None  # use webp, which Pillow reads
kept = folder / "kept"
new_file.output_folders = lambda: iter([kept])

def keys(window, symbol, modifiers=0):
    window.dispatch_event("on_key_press", symbol, modifiers)
    yield from frames()
"""

PICTURES = '''
def scenario(window, view):
    yield from press(window, key.SPACE, " ")
    seen["name"] = new_file.capture_name("a", view.simulation.time)
    expected = pixels(window)
    yield from keys(window, key.F2)
    yield from until(lambda: view.message.startswith("wrote"))
    seen["message"] = view.message
    seen["difference"] = float(np.abs(camera(view.message) - expected).mean())
    yield from keys(window, key.F2, key.MOD_SHIFT)
    yield from until(lambda: view.message.endswith("-2.png"), 60)
    large = camera(view.message)
    seen["large"], seen["corner"] = large.shape, float(np.ptp(large[:300, :900].reshape(-1, 3), axis=0).max())
    seen["alive"] = view.simulation.steps
    from game.simulation.view_rect import ViewRect
    view.look_at(ViewRect(tuple(view.simulation.positions[0]), 0.8, 0.8))
    yield from keys(window, key.F2, key.MOD_SHIFT)
    yield from until(lambda: view.message.endswith("-3.png"), 60)
    seen["middles"] = [middle(picture) for picture in (camera(view.message), pixels(window), large)]
    new_file.output_folders = lambda: iter([folder / "a.toml" / "no"])
    yield from keys(window, key.F2)
    yield from until(lambda: view.message.startswith("cannot save the picture"))
    seen["trouble"] = view.message
    yield from press(window, key.SPACE, " ")
    steps = view.simulation.steps
    yield from until(lambda: view.simulation.steps > steps)

def middle(picture):
    """Return the mean colours of the quarters of a square in the middle."""
    height, width = picture.shape[:2]
    reach = height // 4
    y, x = height // 2, width // 2
    quarters = [picture[top:top + reach, left:left + reach] for top in (y - reach, y) for left in (x - reach, x)]
    return [quarter.mean(axis=(0, 1)).tolist() for quarter in quarters]

def camera(message):
    from PIL import Image
    return np.asarray(Image.open(message.removeprefix("wrote ")).convert("RGB")).astype(int)

play(scenario)
'''

RECORDING = """
def red(window):
    height, width = pixels(window).shape[:2]
    top = pixels(window)[:70, width // 2 - 100 : width // 2 + 100]
    return int(((top[..., 0] > 220) & (top[..., 1] < 110)).sum())

def shoot(window, name):
    if "HEPTAGON_SHOTS" in os.environ:
        from PIL import Image
        Image.fromarray(pixels(window).astype(np.uint8)).save(Path(os.environ["HEPTAGON_SHOTS"]) / name)

def scenario(window, view):
    roll = view.screen_capture
    seen["before"] = red(window)
    start = view._time
    yield from keys(window, key.F3)
    yield from until(lambda: roll.recording.time > 1.5)
    seen["lamp"] = red(window)
    shoot(window, "recording.png")
    seen["time"] = roll.recording.time
    steps = view.simulation.steps
    roll.toggle_recording("a")
    roll.toggle_recording("a")  # before the file is finished
    seen["developing"], seen["lamp after"], seen["again"] = bool(roll.encoding), red(window), view.message
    shoot(window, "writing.png")
    waited = yield from until(lambda: view.message.startswith("wrote"), 60)
    seen["ran meanwhile"] = view.simulation.steps - steps, waited
    seen["message"] = view.message
    video_recording.MAX_TIME = 0.3
    yield from keys(window, key.F3)
    yield from until(lambda: "ended" in view.message)
    seen["limit"] = view.message
    yield from until(lambda: not roll.encoding, 60)
    video_recording.MAX_TIME = 60.0
    LAST

import os
play(scenario, size=(1000, 560))
"""


def run(desktop, folder, code):
    return desktop.play(SCENARIO + code, folder)


@pytest.fixture(scope="module")
def pictures(desktop, tmp_path_factory):
    return run(desktop, tmp_path_factory.mktemp("pictures"), PICTURES)


@pytest.fixture(scope="module")
def recorded(desktop, tmp_path_factory):
    return run(desktop, tmp_path_factory.mktemp("recorded"), RECORDING.replace("LAST", ""))


def test_f2_saves_the_window(pictures):
    assert Path(pictures["message"].removeprefix("wrote ")).name == f"{pictures['name']}-1.png"
    assert pictures["difference"] < 2.0  # the text in the corners changes


def test_shift_f2_saves_the_world_without_text_in_4k(pictures):
    assert pictures["large"] == [2160, 3840, 3]
    assert pictures["corner"] < 60  # no title there


def test_shift_f2_saves_the_view_of_the_camera(pictures):
    large, window, whole = map(np.array, pictures["middles"])
    assert np.abs(large - window).max() < 10.0
    assert np.abs(whole - window).max() > 30.0


def test_a_message_says_that_a_picture_cannot_be_saved_and_the_game_keeps_running(pictures):
    assert pictures["trouble"] in {
        f"cannot save the picture: {reason}" for reason in ("Not a directory", "File exists")
    }


def test_a_red_dot_is_visible_only_during_a_recording(recorded):
    assert (recorded["before"], recorded["lamp after"]) == (0, 0)
    assert recorded["lamp"] > 60


def test_a_video_has_the_motion_and_the_length_of_the_recording(recorded):
    path = recorded["message"].removeprefix("wrote ")
    if "HEPTAGON_SHOTS" in os.environ:
        shutil.copy(path, Path(os.environ["HEPTAGON_SHOTS"]) / "recorded.webp")
    with Image.open(path) as picture:
        assert max(picture.size) == 960
        frames, lasted = [], 0
        for k in range(picture.n_frames):
            picture.seek(k)
            picture.load()
            lasted += picture.info["duration"]
            frames.append(np.asarray(picture.convert("RGB")).astype(int))
    assert lasted / 1000 == pytest.approx(recorded["time"], abs=0.6)
    assert (np.abs(frames[0] - frames[-1]).max(axis=2) > 60).sum() > 1000
    assert frames[0].std() > 10
    red = (frames[-1][:60, 400:560, 0] > 220) & (frames[-1][:60, 400:560, 1] < 110)
    assert red.sum() == 0  # the dot is not in the video


def test_the_game_keeps_running_while_the_file_is_written(recorded):
    assert recorded["developing"]
    assert recorded["again"] == "the file of the last video is not finished yet"
    steps, (seconds, _) = recorded["ran meanwhile"]
    assert steps > 20 * seconds


def test_a_recording_ends_at_its_longest_length(recorded):
    assert recorded["limit"].startswith("the video has ended: it is 0 s long")


BROWSING = """
def scenario(window, view):
    roll = view.screen_capture
    yield from keys(window, key.F3)
    yield from until(lambda: roll.recording.time > 0.5)
    yield from press(window, key.L, "l")
    time, taken = roll.recording.time, roll.recording._last
    yield from frames(20)
    seen["stands still"] = roll.recording.time == time and roll.recording._last == taken
    height, width = pixels(window).shape[:2]
    top = pixels(window)[:70, width // 2 - 100 : width // 2 + 100]
    seen["lamp"] = int(((top[..., 0] > 220) & (top[..., 1] < 110)).sum())
    yield from press(window, key.ESCAPE)
    yield from until(lambda: roll.recording.time > time + 0.5)
    yield from keys(window, key.F3)
    seen["ended"] = roll.recording is None
    yield from until(lambda: view.message.startswith("wrote"), 60)
    seen["message"], seen["time"] = view.message, time

play(scenario)
"""


def test_the_level_browser_pauses_a_recording_and_f3_ends_it(desktop, tmp_path):
    seen = run(desktop, tmp_path, BROWSING)
    assert seen["stands still"]
    assert seen["lamp"] > 60
    assert seen["ended"]
    with Image.open(seen["message"].removeprefix("wrote ")) as picture:
        veiled = []
        for k in range(picture.n_frames):
            picture.seek(k)
            veiled.append(np.asarray(picture.convert("L")).mean())
    assert min(veiled) > 0.6 * max(veiled)  # the tiles and their veil are not in the video


CLOSING = """
def scenario(window, view):
    yield from keys(window, key.F3)
    yield from until(lambda: view.screen_capture.recording.time > 0.5)
    LAST

import os
play(scenario)
"""


def run_until_closed(desktop, folder, last):
    """Close the window during a recording; return exit status, stderr and the saved files."""
    done = desktop.process(SCENARIO + CLOSING.replace("LAST", last), folder)
    kept = folder / "kept"
    return done.returncode, done.stderr, [*kept.iterdir()] if kept.exists() else []


@pytest.mark.parametrize("last", ["", "view.screen_capture.toggle_recording('a')"])
def test_closing_the_window_finishes_the_recording(desktop, tmp_path, last):
    status, stderr, saved = run_until_closed(desktop, tmp_path, last)
    assert status == 0, stderr
    (path,) = saved
    assert stderr == f"writing {path} ...\nwrote {path}\n"
    with Image.open(path) as picture:
        assert picture.n_frames > 2


@pytest.mark.parametrize("last", ["", "view.screen_capture.toggle_recording('a'); "])
def test_ctrl_c_leaves_no_file(desktop, tmp_path, last):
    status, stderr, saved = run_until_closed(desktop, tmp_path, f"{last}os.kill(os.getpid(), 2)")
    assert status != 0
    assert stderr.startswith("the video was discarded\n")
    assert stderr.endswith("KeyboardInterrupt\n")
    assert saved == []
