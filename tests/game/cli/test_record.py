"""Tests of saving, recording and replaying on the command line."""

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
from game.render.backends import Graphics, Unavailable
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify
from tests import pages
from tests.game.session.recording.test_replay import nudge, record

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Change to an empty folder, on a machine without a display."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        backends, "detect_graphics", lambda: Graphics(Unavailable("DISPLAY is not set"), Unavailable("no EGL"))
    )
    return tmp_path


def heptagon(*arguments):
    return CliRunner().invoke(main.app, list(map(str, arguments)), prog_name="heptagon")


def output_of(*arguments):
    """Return the exit status, and the lines on stdout and on stderr."""
    result = heptagon(*arguments)
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def test_continued_state_ends_as_an_uninterrupted_run(here):
    assert heptagon("simulate", "heptagon", "--seconds", 1, "--save", "half.npz").exit_code == 0
    halves = heptagon("simulate", "half.npz", "--seconds", 1)
    whole = heptagon("simulate", "heptagon", "--seconds", 2)
    for line in ("level", "steps", "balls", "hash", "energy"):
        found = [[row for row in result.stdout.splitlines() if row.startswith(line)] for result in (halves, whole)]
        assert found[0] == found[1] != []


def test_continued_state_can_be_saved_again(here):
    heptagon("simulate", "heptagon", "--seconds", 1, "--save", "one.npz")
    heptagon("simulate", "one.npz", "--seconds", 1, "--save", "two.npz")
    assert load_state("two.npz").steps == 120


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["simulate", "half.npz", "--seconds", 1, "--seed", 5], "half.npz: a state contains its seed; remove --seed"),
        (["simulate", "none.npz", "--seconds", 1], "none.npz: No such file or directory"),
        (["simulate", "bad.npz", "--seconds", 1], "bad.npz: is not an npz file"),
        (
            ["simulate", "heptagon", "--seconds", 1, "--save", "state.bin"],
            "cannot write state.bin: the name of a saved",
        ),
        (["simulate", "heptagon", "--seconds", 1, "--save", "no/a.npz"], "no/a.npz: No such file or directory"),
        (
            ["simulate", "heptagon", "--seconds", 1, "--record", "bad.npz"],
            "cannot write bad.npz: the name of a recording ends in .rec",
        ),
        (["simulate", "heptagon", "--seconds", 1, "--record", "no/a.rec"], "no/a.rec: No such file or directory"),
        (["play", "heptagon", "--record", "a.rec"], "a.rec: cannot open a window: DISPLAY is not set"),
        (["replay", "none.rec"], "none.rec: No such file or directory"),
        (["replay", "bad.npz", "--verify"], "bad.npz: is not a Heptagon recording"),
        (["replay", "run.rec", "--verify", "-o", "a.png"], "a.png: --verify does not draw; remove --output"),
        (["replay", "run.rec", "-o", "a.webp", "--seconds", 100], "--seconds must be from 0 to 0.5, the length of"),
        (
            ["replay", "run.rec", "-o", "a.txt"],
            "cannot write a.txt: the name of a drawing ends in .png, .gif, .webp, .mp4 or .html",
        ),
        (["replay", "run.rec", "-o", "a.html", "--fps", 3], "cannot set the size or rate of a page"),
        (["replay", "half.npz", "--verify"], "half.npz: is not a Heptagon recording"),
        (["replay", "run.rec"], "cannot open a window: DISPLAY is not set; --verify and --output work"),
    ],
)
def test_invalid_arguments_give_one_message(here, arguments, message):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz", "--record", "run.rec")
    Path("bad.npz").write_text("format = 1")
    before = sorted(here.iterdir())
    status, printed, errors = output_of(*arguments)
    assert (status, printed) == (1, [])
    assert errors[-1].startswith(message)
    assert "Traceback" not in "".join(errors)
    assert sorted(here.iterdir()) == before


def test_intact_recording_is_identical(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    assert output_of("replay", "run.rec", "--verify") == (0, ["identical: 180 steps, 0 commands, 19 hashes"], [])


def test_recording_is_drawn_with_all_commands(here):
    record(here / "run.rec")
    steps, rate = read_recording(here / "run.rec").last_step, 60
    assert output_of("replay", "run.rec", "-o", "run.html")[:2] == (0, ["wrote run.html"])
    data, *_ = pages.read_page(here / "run.html")
    assert (data["title"], data["frames"]) == ("Everything", steps + 1)
    assert max(data["tracks"]["number"]) > 18 + 8, "balls were added"
    assert output_of("replay", "run.rec", "-o", "run.png", "--seconds", steps / rate, "--size", "96x64")[0] == 0
    with Image.open("run.png") as picture:
        assert picture.size == (96, 64)


def test_recording_that_starts_from_a_state_contains_it(here):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz")
    assert heptagon("simulate", "half.npz", "--seconds", 1, "--record", "run.rec").exit_code == 0
    Path("half.npz").unlink()
    assert output_of("replay", "run.rec", "--verify") == (0, ["identical: 60 steps, 0 commands, 7 hashes"], [])
    assert output_of("replay", "run.rec", "-o", "run.html")[:2] == (0, ["wrote run.html"])
    data, *_ = pages.read_page(here / "run.html")
    assert data["frames"] == 61
    assert output_of("replay", "run.rec", "-o", "run.webp", "--size", "96x64")[0] == 0
    with Image.open("run.webp") as film:
        assert film.n_frames == 30
    result = output_of("replay", "run.rec", "-o", "run.png", "--seconds", 1.1)
    assert result[2] == ["--seconds must be from 0 to 1, the length of run.rec"]


def test_first_difference_is_printed(here):
    record(here / "run.rec", nudge(Spin, "angle"))
    status, printed, _ = output_of("replay", "run.rec", "--verify")
    assert status == 1
    assert printed[0] == "different: the state after step 100 differs; the state after step 90 is the same"
    assert printed[1].startswith("first difference: ball ")
    assert printed[1].endswith(", Spin.angle")
    assert printed[2].startswith("recorded by version ")


def test_edited_recording_is_rejected(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    path = Path("run.rec")
    path.write_bytes(path.read_bytes().replace(b'"first_step":60', b'"first_step":61'))
    status, printed, errors = output_of("replay", "run.rec", "--verify")
    assert (status, printed) == (1, [])
    assert errors == ["run.rec:3: is damaged: its checksum is wrong"]


def test_truncated_recording_is_verified_up_to_its_last_complete_line(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    path = Path("run.rec")
    path.write_bytes(path.read_bytes()[:-400])
    status, printed, errors = output_of("replay", "run.rec", "--verify")
    assert (status, printed) == (0, ["identical: 120 steps, 0 commands, 13 hashes"])
    assert errors == ["run.rec: line 4 is truncated; it goes up to step 120"]


def test_state_and_recording_open_the_window(here, monkeypatch):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz", "--record", "run.rec")
    opened = []
    fake = SimpleNamespace(run=lambda path, levels, seed=None, start=None, recorder=None: opened.append((path, start)))
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(None, None))
    monkeypatch.setitem(sys.modules, "game.ui.window", fake)
    monkeypatch.setattr(game, "window", fake, raising=False)
    assert heptagon("play", "half.npz").exit_code == heptagon("replay", "run.rec").exit_code == 0
    assert [(path.name, start.simulation.steps) for path, start in opened] == [("half.npz", 30), ("run.rec", 0)]


def test_ctrl_c_ends_the_recording_properly(here):
    path = Path("run.rec")
    command = [sys.executable, "-m", "game", "simulate", "heptagon", "--seconds", "80000", "--record", path]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE) as running:
        while not path.exists() or path.read_bytes().count(b"\n") < 3:
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=120)
    assert running.returncode == 130
    found = read_recording(path)
    assert found.incomplete_reason == ""
    assert found.last_step >= 120
    assert verify(found).mismatch_step is None
