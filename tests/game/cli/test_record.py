"""Tests of saving, recording and replaying on the command line."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

import game
from components import Spin
from game import load_state
from game.render import backends
from game.render.backends import Graphics
from game.session.recording.origin import machine_name
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify
from tests import pages
from tests.command_line import ROOT, heptagon, output_of
from tests.game.session.recording.forging import bodies, forge
from tests.game.session.recording.test_replay import nudge, record

pytestmark = pytest.mark.usefixtures("here")


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
    ("arguments", "expected_status", "message"),
    [
        ("simulate half.npz --seconds 1 --seed 5", 2, "cannot use --seed 5: the state half.npz contains its seed; all"),
        ("simulate none.npz --seconds 1", 2, "cannot open none.npz: there is no such file; allowed: an existing file"),
        ("simulate bad.npz --seconds 1", 1, "cannot read bad.npz: it is not an npz file"),
        (
            "simulate heptagon --seconds 1 --save a.bin",
            2,
            "cannot write a.bin: wrong suffix for a saved state; allowed: ",
        ),
        ("simulate heptagon --seconds 1 --save no/a.npz", 2, "cannot write no/a.npz: there is no folder no; allowed"),
        ("simulate heptagon --seconds 1 --save nul.npz", 2, "cannot write nul.npz: Windows reserves the name nul for"),
        (
            "simulate heptagon --seconds 1 --record bad.npz",
            2,
            "cannot write bad.npz: wrong suffix for a recording; ",
        ),
        ("simulate heptagon --seconds 1 --record no/a.rec", 2, "cannot write no/a.rec: there is no folder no; allowed"),
        (
            "play heptagon --record a.rec",
            1,
            "cannot record a.rec: no window: DISPLAY is not set; allowed without",
        ),
        ("play heptagon --record con.rec", 2, "cannot write con.rec: Windows reserves the name con for a device; all"),
        ("replay none.rec", 2, "cannot open none.rec: there is no such file; allowed: an existing file"),
        ("replay bad.npz --verify", 1, "cannot read bad.npz: it is not a Heptagon recording"),
        ("replay run.rec --verify -o a.png", 2, "cannot write a.png: --verify does not draw; allowed: one of"),
        (
            "replay run.rec -o a.webp --seconds 100",
            2,
            "cannot use --seconds 100: run.rec is shorter; allowed: 0 to 0.5",
        ),
        ("replay run.rec -o a.txt", 2, "cannot write a.txt: wrong suffix for a drawing; allowed: .png, .gif, .webp, "),
        ("replay run.rec -o a.html --fps 3", 2, "cannot use --size or --fps for a.html: the browser draws it at any"),
        ("replay half.npz --verify", 1, "cannot read half.npz: it is not a Heptagon recording"),
        ("replay run.rec", 1, "cannot open a window: DISPLAY is not set; allowed without one: --verify and --output"),
    ],
)
def test_invalid_arguments_give_one_message(here, arguments, expected_status, message):
    heptagon("simulate", "heptagon", "--seconds", 0.5, "--save", "half.npz", "--record", "run.rec")
    Path("bad.npz").write_text("format = 1")
    before = sorted(here.iterdir())
    status, printed, errors = output_of(*arguments.split())
    assert (status, printed) == (expected_status, [])
    assert errors[-1].startswith(message)
    assert "Traceback" not in "".join(errors)
    assert sorted(here.iterdir()) == before


def test_intact_recording_is_identical(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    status, (verdict, checked), errors = output_of("replay", "run.rec", "--verify")
    assert (status, verdict, errors) == (0, "identical: 180 steps, 0 commands, 19 hashes", [])
    origin = read_recording(here / "run.rec").origin
    assert checked == f"checked: from step 0 to 180, level heptagon {origin.level_hash}, seed {origin.seed}"


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
    status, (verdict, checked), _ = output_of("replay", "run.rec", "--verify")
    assert (status, verdict) == (0, "identical: 60 steps, 0 commands, 7 hashes")
    assert checked.startswith("checked: from step 30 to 90, ")
    assert output_of("replay", "run.rec", "-o", "run.html")[:2] == (0, ["wrote run.html"])
    data, *_ = pages.read_page(here / "run.html")
    assert data["frames"] == 61
    assert output_of("replay", "run.rec", "-o", "run.webp", "--size", "96x64")[0] == 0
    with Image.open("run.webp") as film:
        assert film.n_frames == 30
    result = output_of("replay", "run.rec", "-o", "run.png", "--seconds", 1.1)
    assert result[2] == ["cannot use --seconds 1.1: run.rec is shorter; allowed: 0 to 1 s"]


def test_first_difference_is_printed(here):
    record(here / "run.rec", nudge(Spin, "angle"))
    status, printed, _ = output_of("replay", "run.rec", "--verify")
    assert status == 1
    assert printed[0] == "different: the state after step 100 differs; the state after step 90 is the same"
    assert printed[1].startswith("first difference: ball ")
    assert printed[1].endswith(", Spin.angle")
    cause = "likely cause: the file was edited, or this program has a fault; it was recorded by this version on "
    assert printed[2] == cause + machine_name()


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"engine": "0.0.9"}, f"it was recorded by version 0.0.9, and this is version {game.__version__}"),
        ({"machine": "Plan 9 mips"}, f"it was recorded on another machine, Plan 9 mips, and this is {machine_name()}"),
    ],
)
def test_likely_cause_of_a_difference_is_printed(here, changes, cause):
    record(here / "run.rec", nudge(Spin, "angle"))
    header, *rest = bodies(here / "run.rec")
    forge(here / "run.rec", header | {"origin": header["origin"] | changes}, *rest)
    assert output_of("replay", "run.rec", "--verify")[1][2] == f"likely cause: {cause}"


def without_marks(blocks, keep):
    """Return blocks with those checkpoints only for which ``keep`` of their step is true."""
    return [
        block | {"checkpoints": [one for one in block["checkpoints"] if keep(one["step"])]}
        if block["kind"] == "steps"
        else block
        for block in blocks
    ]


@pytest.mark.parametrize(
    ("strip", "checked", "reason"),
    [
        (lambda rest: without_marks(rest, lambda step: False), 0, "hashes are missing"),
        (lambda rest: without_marks(rest, lambda step: step == 180), 0, "hashes are missing"),
        (lambda rest: without_marks(rest, lambda step: step % 20 == 0), 0, "hashes are missing"),
        (lambda rest: without_marks(rest, lambda step: step != 90), 160, "hashes are missing"),
        (lambda rest: without_marks(rest, lambda step: step != 180), 170, "hashes are missing"),
        (lambda rest: rest[:-1], 180, "the recording was not ended"),
        (lambda rest: rest[:-2], 120, "the recording was not ended"),
        (lambda rest: [], 0, "the recording was not ended"),
    ],
)
def test_recording_without_marks_is_not_proven(here, strip, checked, reason):
    """Even if its checksums are right."""
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    header, *rest = bodies(here / "run.rec")
    forge(here / "run.rec", header, *strip(rest))
    steps = read_recording(here / "run.rec").last_step
    status, printed, _ = output_of("replay", "run.rec", "--verify")
    assert status == 2
    assert printed[0].startswith(f"not proven: {checked} of {steps} steps checked, 0 commands, ")
    assert printed[0].endswith((f" hash; {reason}", f" hashes; {reason}"))


def test_recording_with_fewer_marks_and_a_longer_interval_is_proven(here):
    """Each hash depends on all steps before, so rarer hashes prove the same."""
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    header, *rest = bodies(here / "run.rec")
    blocks = without_marks(rest, lambda step: step % 60 == 0)
    forge(here / "run.rec", header | {"checkpoint_interval": 60}, *blocks)
    assert output_of("replay", "run.rec", "--verify")[:2][1][0] == "identical: 180 steps, 0 commands, 4 hashes"


def test_edited_recording_is_rejected(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    path = Path("run.rec")
    path.write_bytes(path.read_bytes().replace(b'"first_step":60', b'"first_step":61'))
    status, printed, errors = output_of("replay", "run.rec", "--verify")
    assert (status, printed) == (1, [])
    assert errors == ["cannot read run.rec:3: it is damaged: its checksum is wrong"]


def test_truncated_recording_is_verified_up_to_its_last_complete_line(here):
    heptagon("simulate", "heptagon", "--seconds", 3, "--record", "run.rec")
    path = Path("run.rec")
    path.write_bytes(path.read_bytes()[:-400])
    status, printed, errors = output_of("replay", "run.rec", "--verify")
    reason = "line 4 is truncated"
    assert (status, printed[0]) == (2, f"not proven: 120 of 120 steps checked, 0 commands, 13 hashes; {reason}")
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
