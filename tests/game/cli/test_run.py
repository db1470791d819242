"""Tests of the commands `simulate` and `play`."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import game
from game.batch import headless
from game.cli import main
from game.levels.model import load_level
from game.render import backends
from game.render.backends import Graphics
from game.render.export import movie
from game.simulation.simulation import Simulation
from tests.command_line import LEVEL, ROOT, heptagon, process

# -- simulate -------------------------------------------------


def test_simulate_prints_a_report(here):
    result = heptagon("simulate", LEVEL, "--seconds", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    words = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert list(words) == ["level", "steps", "balls", "hash", "energy", "overlap", "escaped", "speed"]
    assert (words["steps"], words["balls"], words["escaped"]) == ("60, 1 s at 60 Hz", "20", "0")


def test_simulate_json_prints_one_object(here):
    result = heptagon("simulate", LEVEL, "--seconds", 2.5, "--seed", 3, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    twin = Simulation(load_level(LEVEL), seed=3)
    twin.step(150)
    expected = {
        "level": "heptagon",
        "seed": 3,
        "steps": 150,
        "time": 2.5,
        "balls": 20,
        "escaped": 0,
        "hash": twin.hash(),
    }
    twin.close()
    assert expected.items() <= report.items()
    assert {"energy", "max_overlap", "overlap_p99", "wall_seconds", "real_time_factor"} <= set(report)


def test_simulate_reports_what_a_game_has(here):
    """Balls that have finished, points, and whether and when the level was won."""
    game = ROOT / "tests" / "game" / "batch" / "sweep" / "fall.toml"
    text = game.read_text() + "score = 5\n[goal]\nscore = 5\nfinish = 4\n"
    (here / "game.toml").write_text(text)
    report = json.loads(heptagon("simulate", "game.toml", "--seconds", 2, "--seed", 1, "--json").stdout)
    assert (sorted(report["finished"]), report["won"], report["score"] % 5) == ([1, 2, 3, 4], True, 0)
    assert 0.3 < report["won_time"] < 1.0
    lines = heptagon("simulate", "game.toml", "--seconds", 2, "--seed", 1).stdout.splitlines()
    assert lines[7:10] == [
        f"finished  {', '.join(map(str, report['finished']))}",
        f"score     {report['score']}",
        f"goal      reached after {report['won_time']:g} s",
    ]
    lines = heptagon("simulate", "game.toml", "--seconds", 0.1).stdout.splitlines()
    assert lines[7:10] == ["finished  no ball", "score     0", "goal      not reached"]
    plain = json.loads(heptagon("simulate", LEVEL, "--seconds", 0.1, "--json").stdout)
    assert [plain[name] for name in ("finished", "score", "won", "won_time")] == [None] * 4


def test_same_seed_gives_the_same_hash_in_every_process():
    first, second = (process("simulate", LEVEL, "--seconds", 1, "--json") for _ in range(2))
    assert first.returncode == second.returncode == 0
    assert json.loads(first.stdout)["hash"] == json.loads(second.stdout)["hash"]


def test_simulate_writes_trajectories(here):
    assert heptagon("simulate", LEVEL, "--seconds", 0.5, "-o", "run.npz").exit_code == 0
    with np.load("run.npz") as file:
        assert (file["position"].shape, file["wall_0"].shape) == ((31, 20, 2), (31, 7, 2))
    assert [path.name for path in here.iterdir()] == ["run.npz"]


def test_seconds_are_rounded_to_steps(here):
    result = heptagon("simulate", LEVEL, "--seconds", 0.999, "--json")
    assert json.loads(result.stdout)["steps"] == 60


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--seconds", "-1"], "cannot use --seconds -1: out of range; allowed: 0 to 86400 s"),
        (["--seconds", "nan"], "cannot use --seconds nan: not a number; allowed: 0 to 86400 s"),
        (["--seconds", "inf"], "cannot use --seconds inf: out of range; allowed: 0 to 86400 s"),
        (["--seconds", "90000"], "cannot use --seconds 90000: out of range; allowed: 0 to 86400 s"),
        (["--seconds", "1", "--seed", "-1"], "cannot use --seed -1: out of range; allowed: whole numbers, 0 to 2^63"),
        (["--seconds", "1", "--seed", "1.5"], "cannot use --seed 1.5: not a whole number; allowed: whole numbers"),
        (["--seconds", "1", "-o", "no/run.npz"], "cannot write no/run.npz: there is no folder no; allowed: an exi"),
        (["--seconds", "1", "-o", "."], "cannot write .: wrong suffix for a trajectory; allowed: .npz"),
        (["--seconds", "80000", "-o", "run.npz"], "would take 5.2 GB; allowed: at most 4 GB"),
    ],
)
def test_simulate_rejects_invalid_arguments_before_it_starts(here, monkeypatch, arguments, message):
    monkeypatch.setattr(headless, "measure_run", lambda *_: pytest.fail("it started"))
    result = heptagon("simulate", LEVEL, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert [*here.iterdir()] == []


def test_unknown_level_is_reported_with_a_suggestion(here):
    result = heptagon("simulate", "heptagone", "--seconds", 1)
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "cannot find the level heptagone: no file and no level has this name; did you mean "
    )


def test_all_problems_of_an_invalid_level_are_reported(here):
    (here / "bad.toml").write_text("format = 1\ntitle = 5\nsed = 3\n[view]\nheight = -1.0\n")
    for arguments in (
        ["simulate", "bad.toml", "--seconds", 1],
        ["render", "bad.toml", "-o", "a.png"],
        ["play", "bad.toml"],
    ):
        result = heptagon(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
            f"bad.toml:{place}" for place in ("2:9", "3:1", "5:10")
        ]


def test_ctrl_c_prints_one_line(here, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(headless, "measure_run", interrupted)
    result = heptagon("simulate", LEVEL, "--seconds", 1, "-o", "run.npz")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "interrupted\n")
    assert [*here.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_ctrl_c_exits_with_status_130():
    program = "from game.batch import progress; from game.cli.main import main; progress.LINE_INTERVAL = 0.1; main()"
    command = [sys.executable, "-c", program, "simulate", LEVEL, "--seconds", "86400"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as running:
        while not running.stderr.readline().startswith("simulating"):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 130
        assert [line for line in running.stderr if not line.startswith("simulating")] == ["interrupted\n"]


def test_existing_file_is_kept_after_an_error(here, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    heptagon("simulate", LEVEL, "--seconds", 0.1, "-o", "run.npz")
    precious = (here / "run.npz").read_bytes()
    monkeypatch.setattr(headless.Trajectory, "save", fail)
    result = heptagon("simulate", LEVEL, "--seconds", 0.1, "-o", "run.npz")
    assert (result.exit_code, result.stderr) == (1, "cannot write run.npz: No space left on device\n")
    assert [(path.name, path.read_bytes()) for path in here.iterdir()] == [("run.npz", precious)]


# -- play -----------------------------------------------------


@pytest.fixture
def window(here, monkeypatch):
    """Replace the window by an object that records its calls."""
    calls = []
    fake = SimpleNamespace(run=lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(None, None))
    monkeypatch.setitem(sys.modules, "game.ui.window", fake)
    monkeypatch.setattr(game, "window", fake, raising=False)
    return SimpleNamespace(calls=calls, fake=fake)


def test_play_opens_the_window(window):
    assert heptagon("play", "tight", "--seed", 5).exit_code == 0
    ((path, levels, seed, *_),) = window.calls
    assert (path.stem, seed) == ("tight", 5)
    assert {"heptagon", "tight"} <= {entry.name for entry in levels()}


def test_heptagon_is_played_without_a_command(window):
    assert heptagon().exit_code == 0
    assert [(path.stem, seed) for path, _, seed, *_ in window.calls] == [("heptagon", None)]


def test_play_accepts_a_file_outside_the_level_folders(window):
    Path("mine.toml").write_text(Path(LEVEL).read_text())
    assert heptagon("play", "mine.toml").exit_code == 0
    ((path, levels, *_),) = window.calls
    assert path == Path("mine.toml")
    assert "mine" not in {entry.name for entry in levels()}


def test_play_writes_an_animation_if_opengl_refuses_a_window(window, monkeypatch):
    def refuse(*_):
        raise type("NoOpenGLException", (Exception,), {})("Unable to create an OpenGL 3.3+ context")

    monkeypatch.setattr(movie, "DEFAULT_LENGTH", 0.1)
    window.fake.run = refuse
    result = heptagon("play", LEVEL)
    assert (result.exit_code, result.stdout) == (0, "wrote heptagon.webp\n")
    assert "cannot open a window: Unable to create an OpenGL 3.3+ context" in result.stderr


def test_other_errors_of_the_window_are_raised(window):
    def fail(*_):
        raise ValueError("a mistake")

    window.fake.run = fail
    assert isinstance(heptagon("play", LEVEL).exception, ValueError)


def test_play_without_a_display_writes_animations_under_unused_names(here, monkeypatch):
    monkeypatch.setattr(movie, "DEFAULT_LENGTH", 0.1)
    for name in ("heptagon.webp", "heptagon-2.webp", "heptagon-3.webp"):
        result = heptagon("play", LEVEL)
        assert (result.exit_code, result.stdout) == (0, f"wrote {name}\n")
        assert result.stderr == "cannot open a window: DISPLAY is not set; writing an animation instead\n"
    assert len([*here.iterdir()]) == 3


def test_animation_goes_to_the_temporary_folder_if_the_current_one_is_read_only(here, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr(movie, "DEFAULT_LENGTH", 0.1)
    monkeypatch.setattr(main.run.os, "access", lambda *_: False)
    monkeypatch.setattr(main.run, "gettempdir", lambda: str(elsewhere))
    assert heptagon("play", LEVEL).stdout == f"wrote {elsewhere / 'heptagon.webp'}\n"
    assert [*here.iterdir()] == []


def test_process_without_a_display_writes_a_webp(tmp_path):
    program = "from game.cli.main import main; from game.render.export import movie; movie.DEFAULT_LENGTH = 0.2; main()"
    clean = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    result = subprocess.run(
        [sys.executable, "-c", program, "play"],
        env=clean | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert (result.returncode, result.stdout) == (0, "wrote heptagon.webp\n"), result.stderr
        with Image.open(tmp_path / "heptagon.webp") as picture:
            assert (picture.format, picture.n_frames) == ("WEBP", 6)
