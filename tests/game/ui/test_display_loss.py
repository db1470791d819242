"""An X server that goes away while a level is played: everything is saved before the process ends."""

import pytest

from game.levels.model import load_level
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify
from tests.display import Desktop, x_server

pytestmark = pytest.mark.slow  # an X server of its own

SCENARIO = """
import os, signal
from game.session.recording.recorder import Recorder
from game.simulation.commands import AddBall, SetParameter

def scenario(window, view):
    yield from until(lambda: view.simulation.steps > 70)
    view.session.enqueue(SetParameter("gravity", 4.0), "gravity")
    view.session.enqueue(AddBall(0.0, 0.0), "adding a ball")
    yield from frames(20)
    yield from press(window, key.F4)
    edit = window.current_view
    from game.levels.editing import operations
    edit.editor.do(lambda: operations.set_values(edit.editor.document, {("title",): "Edited"}, "title"))
    view.show_screen()
    yield from frames(20)
    os.kill(SERVER, getattr(signal, WAY))
    yield from until(lambda: False)

play(scenario, recorder=Recorder(folder / "run.rec"))
"""


@pytest.mark.parametrize("way", ["SIGKILL", "SIGTERM"])
def test_everything_is_saved_if_the_display_goes_away(windows, tmp_path, way):
    folder = tmp_path / "levels"
    folder.mkdir()
    with x_server() as (display, number):
        done = Desktop(display, tmp_path, windows[1]).process(f"WAY, SERVER = {way!r}, {number}\n{SCENARIO}", folder)
    told = done.stderr.splitlines()
    print(done.stderr)
    saved = tmp_path / "data" / "heptagon" / "levels"
    assert done.returncode == 1, done.stderr
    assert told[0] == "cannot draw the window: the display has gone away"
    assert told[1] == f"saved the recording: {folder / 'run.rec'}"
    assert told[2] == f"saved the edits of a: {saved / 'a-draft.toml'}"
    assert told[3].startswith(f"saved the changes of play: {saved / 'a-tuned.toml'}")
    assert len(told) == 4

    verdict = verify(read_recording(folder / "run.rec"))
    assert verdict.mismatch_step is None
    assert verdict.steps > 90
    assert load_level(saved / "a-draft.toml").title == "Edited"
    played = load_level(saved / "a-tuned.toml")
    assert played.world.gravity == (0.0, -4.0)
    assert load_level(folder / "a.toml").title == "Level a"
