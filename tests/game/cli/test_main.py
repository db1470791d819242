"""Tests of the command line: output, files and exit status of each command."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import game
from game.batch import headless
from game.cli import main
from game.levels.model import load_level
from game.render import backends
from game.render.backends import Graphics, Unavailable
from game.render.export import movie
from game.simulation.simulation import Simulation
from tests.machine import skip_missing

ROOT = Path(__file__).parents[3]
LEVEL = str(ROOT / "levels" / "heptagon.toml")
BROKEN = ROOT / "tests" / "game" / "levels" / "format" / "broken_levels"
NO_DISPLAY = Unavailable("DISPLAY is not set")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Change to an empty folder, on a machine without a display and without OpenGL."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(NO_DISPLAY, Unavailable("no EGL")))
    return tmp_path


def heptagon(*arguments):
    return CliRunner().invoke(main.app, list(map(str, arguments)), prog_name="heptagon")


def process(*arguments, **environment):
    """Run the command in a process of its own, without a display."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, "-m", "game", *map(str, arguments)]
    settings = {"env": clean | {"PYTHONPATH": str(ROOT)} | environment, "capture_output": True, "text": True}
    return subprocess.run(command, check=False, **settings)


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
        (["--seconds", "-1"], "--seconds must be from 0 to 86400 (got -1)"),
        (["--seconds", "nan"], "--seconds must be from 0 to 86400 (got nan)"),
        (["--seconds", "inf"], "--seconds must be from 0 to 86400 (got inf)"),
        (["--seconds", "90000"], "--seconds must be from 0 to 86400 (got 90000)"),
        (["--seconds", "1", "--seed", "-1"], "--seed must be from 0 to 2^63 - 1 (got -1)"),
        (["--seconds", "1", "-o", "no/run.npz"], "no/run.npz: No such file or directory"),
        (["--seconds", "1", "-o", "."], "cannot write .: the name of a trajectory ends in .npz"),
        (["--seconds", "80000", "-o", "run.npz"], "would take 5.2 GB; allowed: at most 4 GB"),
    ],
)
def test_simulate_rejects_invalid_arguments_before_it_starts(here, monkeypatch, arguments, message):
    monkeypatch.setattr(headless, "measure_run", lambda *_: pytest.fail("it started"))
    result = heptagon("simulate", LEVEL, *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert [*here.iterdir()] == []


def test_unknown_level_is_reported_with_a_suggestion(here):
    result = heptagon("simulate", "heptagone", "--seconds", 1)
    assert result.exit_code == 1
    assert "heptagone" in result.stderr
    assert "did you mean" in result.stderr


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
    assert (result.exit_code, result.stderr) == (1, "run.npz: No space left on device\n")
    assert [(path.name, path.read_bytes()) for path in here.iterdir()] == [("run.npz", precious)]


# -- render ---------------------------------------------------


def test_render_uses_pillow_without_opengl(here):
    result = heptagon("render", LEVEL, "-o", "a.png", "--size", "96x64", "--seconds", 0.5)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "wrote a.png\n", "")
    with Image.open("a.png") as picture:
        assert picture.size == (96, 64)
        assert len(picture.getcolors(10_000)) > 500


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".mp4"])
def test_render_draws_animations(here, suffix):
    if suffix == ".mp4":
        pytest.importorskip("av")
    result = heptagon("render", LEVEL, "-o", f"a{suffix}", "--size", "64x64", "--seconds", 0.4, "--fps", 10)
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in here.iterdir()] == [f"a{suffix}"]
    if suffix != ".mp4":
        with Image.open(f"a{suffix}") as picture:
            assert (picture.size, picture.n_frames) == ((64, 64), 4)


def test_render_uses_egl(tmp_path):
    if obstacle := backends.detect_graphics().offscreen:
        skip_missing(f"OpenGL without a window ({obstacle.reason})")
    result = process("render", LEVEL, "-o", tmp_path / "a.png", "--size", "320x320")
    assert result.returncode == 0, result.stderr
    with Image.open(tmp_path / "a.png") as picture:
        red, _, blue = np.moveaxis(np.asarray(picture).astype(int), -1, 0)
    assert 0.01 < np.mean((red > 150) & (red > blue + 80)) < 0.2  # orange balls


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="EGL is for Linux")
def test_pillow_draws_without_messages_if_egl_finds_no_driver(tmp_path):
    no_driver = {"__EGL_VENDOR_LIBRARY_FILENAMES": str(tmp_path / "none.json")}
    result = process("render", LEVEL, "-o", tmp_path / "a.png", "--size", "64x64", **no_driver)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"wrote {tmp_path / 'a.png'}\n", "")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["-o", "a.bmp"], 1, "cannot write a.bmp: the name of a drawing ends in .png, .gif, .webp, .mp4 or .html"),
        (["-o", "a.png", "--size", "8x8"], 1, "from 16 to 4096 pixels"),
        (["-o", "a.png", "--size", "800"], 2, "is not a size; allowed: WIDTHxHEIGHT"),
        (["-o", "a.png", "--size", "-8x8"], 2, "is not a size; allowed: WIDTHxHEIGHT"),
        (["-o", "a.webp", "--fps", "1000"], 1, "from 1 to 120 frames a second"),
        (["-o", "a.webp", "--seconds", "601"], 1, "--seconds must be from 0 to 600 (got 601)"),
        (["-o", "no/a.png"], 1, "no/a.png: No such file or directory"),
        ([], 2, "--output"),
    ],
)
def test_render_rejects_invalid_arguments(here, arguments, status, message):
    result = heptagon("render", LEVEL, *arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert [*here.iterdir()] == []


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


# -- check, levels, doctor, help ------------------------------


def test_check_accepts_all_levels(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = heptagon("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"OK"}
    assert len(result.stdout.splitlines()) == len([*Path("levels").glob("*.toml")])


def test_check_continues_after_an_invalid_level(here):
    result = heptagon("check", BROKEN / "unknown_key.toml", LEVEL, "nosuch", BROKEN / "syntax.toml")
    assert result.exit_code == 1
    assert result.stdout == f"OK {LEVEL}\n"
    for name in ("unknown_key.toml:", "nosuch:", "syntax.toml:"):
        assert name in result.stderr


def test_levels_lists_invalid_levels_with_the_reason(here):
    (here / "levels").mkdir()
    (here / "levels" / "odd.toml").write_text("format = 1\n")
    result = heptagon("levels")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert {"name", "heptagon", "odd"} <= set(lines)
    assert "invalid" in lines["odd"]
    assert "title" in lines["odd"]
    assert lines["heptagon"].endswith(load_level(LEVEL).description), "the description is complete"


def test_doctor_sets_the_exit_status(monkeypatch):
    from game.cli import doctor  # noqa: PLC0415

    for healthy, status in ((True, 0), (False, 1)):
        monkeypatch.setattr(doctor, "run_checks", lambda healthy=healthy: healthy)
        assert heptagon("doctor").exit_code == status


@pytest.mark.parametrize("arguments", [["nosuch"], ["simulate"], ["simulate", LEVEL, "--seconds", "x"], ["--nosuch"]])
def test_invalid_command_line_is_a_usage_error(here, arguments):
    result = heptagon(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage" in result.stderr


def test_closed_stdout_gives_no_traceback():
    command = [sys.executable, "-m", "game", "levels"]
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **settings) as running:
        running.stdout.close()
        assert running.stderr.read() == ""


def test_help_imports_no_slow_modules():
    program = (
        "import sys, game.cli.main;print({'numpy', 'numba', 'pydantic', 'arcade', 'PIL', 'systems'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"
    start = perf_counter()
    result = process("--help")
    print(f"--help took {perf_counter() - start:.2f} s")
    assert result.returncode == 0
    for command in ("play", "simulate", "render", "check", "levels", "doctor"):
        assert command in result.stdout


def test_opengl_errors_are_not_queried_after_each_call():
    program = "import game.cli.main as it; it.app = int; it.main(); import pyglet; print(pyglet.options.debug_gl)"
    clean = {name: value for name, value in os.environ.items() if name != "PYGLET_DEBUG_GL"}
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, env=clean)
    assert result.stdout == b"False\n"
