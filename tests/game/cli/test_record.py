"""Saving, recording and replaying from the command line."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from typer.testing import CliRunner

import game
from components import Spin
from game import load_state
from game.cli import main
from game.render import backends
from game.render.backends import Graphics, Obstacle
from game.session.recording.recording import read
from game.session.recording.replay import verify
from tests import pages
from tests.game.session.recording.test_replay import nudge, record

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty folder to work in, on a machine without a display."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(backends, "probe", lambda: Graphics(Obstacle("DISPLAY is not set"), Obstacle("no EGL")))
    return tmp_path


def heptagon(*arguments):
    return CliRunner().invoke(main.app, list(map(str, arguments)), prog_name="heptagon")


def answer(*arguments):
    """Return the exit status, and the lines that are printed."""
    result = heptagon(*arguments)
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def test_a_run_that_was_interrupted_ends_as_one_that_was_not(here):
    assert heptagon("simulate", "heptagon", "--seconds", 1, "--save", "half.npz").exit_code == 0
    halves = heptagon("simulate", "half.npz", "--seconds", 1)
    whole = heptagon("simulate", "heptagon", "--seconds", 2)
    for line in ("level", "steps", "balls", "hash", "energy"):
        found = [[row for row in result.stdout.splitlines() if row.startswith(line)] for result in (halves, whole)]
        assert found[0] == found[1] != []


def test_a_state_that_goes_on_can_be_saved_again(here):
    heptagon("simulate", "heptagon", "--seconds", 1, "--save", "one.npz")
    heptagon("simulate", "one.npz", "--seconds", 1, "--save", "one.npz")
    assert load_state("one.npz").steps == 120


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["simulate", "half.npz", "--seconds", 1, "--seed", 5], "half.npz: a state has its seed already; leave out"),
        (["simulate", "none.npz", "--seconds", 1], "none.npz: No such file or directory"),
        (["simulate", "bad.npz", "--seconds", 1], "bad.npz: is no npz file"),
        (["simulate", "heptagon", "--seconds", 1, "--save", "state.bin"], "state.bin: the name of a state must end"),
        (["simulate", "heptagon", "--seconds", 1, "--save", "no/a.npz"], "no/a.npz: No such file or directory"),
        (["simulate", "heptagon", "--seconds", 1, "--record", "bad.npz"], "bad.npz: is there already; remove it"),
        (["simulate", "heptagon", "--seconds", 1, "--record", "no/a.rec"], "no/a.rec: No such file or directory"),
        (["play", "heptagon", "--record", "a.rec"], "a.rec: no window: DISPLAY is not set"),
        (["replay", "none.rec"], "none.rec: No such file or directory"),
        (["replay", "bad.npz", "--verify"], "bad.npz: is no recording"),
        (["replay", "run.rec", "--verify", "-o", "a.png"], "a.png: --verify draws nothing"),
        (["replay", "run.rec", "-o", "a.webp", "--seconds", 100], "--seconds must be from 0 to 0.5, which is how"),
        (["replay", "run.rec", "-o", "a.txt"], "a.txt must end in .png, .gif, .webp, .mp4 or .html"),
        (["replay", "run.rec", "-o", "a.html", "--fps", 3], "a page is drawn by the browser"),
        (["replay", "half.npz", "--verify"], "half.npz: is no recording"),
        (["replay", "run.rec"], "no window: DISPLAY is not set; --verify needs none"),
    ],
)
def test_what_cannot_be_done_is_one_message(here, arguments, message):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz", "--record", "run.rec")
    Path("bad.npz").write_text("format = 1")
    before = sorted(here.iterdir())
    status, printed, told = answer(*arguments)
    assert (status, printed) == (1, [])
    assert told[-1].startswith(message)
    assert "Traceback" not in "".join(told)
    assert sorted(here.iterdir()) == before


def test_an_intact_recording_is_identical(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    assert answer("replay", "run.rec", "--verify") == (0, ["identical: 180 steps, 0 commands, 19 hashes"], [])


def test_a_recording_is_drawn_with_all_that_was_done(here):
    record(here / "run.rec")
    steps, rate = read(here / "run.rec").steps, 60
    assert answer("replay", "run.rec", "-o", "run.html")[:2] == (0, ["wrote run.html"])
    facts, *_ = pages.written_in(here / "run.html")
    assert (facts["title"], facts["frames"]) == ("Everything", steps + 1)
    assert max(facts["tracks"]["number"]) > 18 + 8, "balls were put in"
    assert answer("replay", "run.rec", "-o", "run.png", "--seconds", steps / rate, "--size", "96x64")[0] == 0
    with Image.open("run.png") as picture:
        assert picture.size == (96, 64)


def test_a_recording_that_begins_in_a_state_needs_no_other_file(here):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz")
    assert heptagon("simulate", "half.npz", "--seconds", 1, "--record", "run.rec").exit_code == 0
    Path("half.npz").unlink()
    assert answer("replay", "run.rec", "--verify") == (0, ["identical: 60 steps, 0 commands, 7 hashes"], [])
    assert answer("replay", "run.rec", "-o", "run.html")[:2] == (0, ["wrote run.html"])
    facts, *_ = pages.written_in(here / "run.html")
    assert facts["frames"] == 61
    assert answer("replay", "run.rec", "-o", "run.webp", "--size", "96x64")[0] == 0
    with Image.open("run.webp") as film:
        assert film.n_frames == 30
    told = answer("replay", "run.rec", "-o", "run.png", "--seconds", 1.1)
    assert told[2] == ["--seconds must be from 0 to 1, which is how long run.rec is"]


def test_what_differs_is_told(here):
    record(here / "run.rec", nudge(Spin, "angle"))
    status, printed, _ = answer("replay", "run.rec", "--verify")
    assert status == 1
    assert printed[0] == "differs: after step 100 the state is another; step 90 is still the same"
    assert printed[1].startswith("first: ball ")
    assert printed[1].endswith(", Spin.angle")
    assert printed[2].startswith("recorded by version ")


def test_an_edited_recording_is_refused(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    path = Path("run.rec")
    path.write_bytes(path.read_bytes().replace(b'"begin":60', b'"begin":61'))
    status, printed, told = answer("replay", "run.rec", "--verify")
    assert (status, printed) == (1, [])
    assert told == ["run.rec: line 3 is not as it was written: its checksum is wrong"]


def test_a_cut_recording_is_verified_up_to_its_last_whole_line(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    path = Path("run.rec")
    path.write_bytes(path.read_bytes()[:-400])
    status, printed, told = answer("replay", "run.rec", "--verify")
    assert (status, printed) == (0, ["identical: 120 steps, 0 commands, 13 hashes"])
    assert told == ["run.rec: it is cut off in line 4; it goes up to step 120"]


def test_a_state_and_a_recording_open_the_window(here, monkeypatch):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz", "--record", "run.rec")
    opened = []
    fake = SimpleNamespace(run=lambda path, levels, seed=None, start=None, recorder=None: opened.append((path, start)))
    monkeypatch.setattr(backends, "probe", lambda: Graphics(None, None))
    monkeypatch.setitem(sys.modules, "game.ui.window", fake)
    monkeypatch.setattr(game, "window", fake, raising=False)
    assert heptagon("play", "half.npz").exit_code == heptagon("replay", "run.rec").exit_code == 0
    assert [(path.name, start.simulation.steps) for path, start in opened] == [("half.npz", 30), ("run.rec", 0)]


def test_ctrl_c_leaves_a_recording_that_was_ended(here):
    path = Path("run.rec")
    command = [sys.executable, "-m", "game", "simulate", "heptagon", "--seconds", "80000", "--record", path]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE) as running:
        while not path.exists() or path.read_bytes().count(b"\n") < 3:
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=120)
    assert running.returncode == 130
    found = read(path)
    assert found.broken_off == ""
    assert found.steps >= 120
    assert verify(found).wrong is None
