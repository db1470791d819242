"""Texts of a stranger's files: none reaches a terminal as a control character, and none becomes part of a path."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from game import Level, Simulation, load_state, save_state
from game.cli import main
from game.files import new_file
from game.files.new_file import plain_name
from game.levels import library
from game.levels.library import LevelFolder
from game.levels.model import load_level
from game.render import backends
from game.render.backends import Graphics, Unavailable
from game.render.export import movie
from game.session import save_level
from game.session.recording import failure_report
from game.session.recording.recorder import Recorder
from game.ui import preferences
from tests.command_line import ROOT, heptagon
from tests.game.session.recording.forging import bodies, forge

ESCAPE = "\x1b]0;stolen\x07\x1b[2J\x9b1m\u202e\ntotal: safe"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")
TOML_ESCAPE = r"\u001b]0;stolen\u0007\u001b[2J\u009b1m\u202e\ntotal: safe"

GOOD = f"""\
format = 1
title = "{TOML_ESCAPE}"
description = "{TOML_ESCAPE}"
walls = [{{ shape = "circle", radius = 3.0, material = "{TOML_ESCAPE}" }}]
balls = [{{ position = [0.0, 0.0], radius = 0.3 }}]
sensors = [{{ name = "{TOML_ESCAPE}", zone = {{ shape = "circle", radius = 0.5 }} }}]
[materials."{TOML_ESCAPE}"]
restitution = 0.5
"""
BAD = f'format = 1\ntitle = "A"\n"{TOML_ESCAPE}" = 1\nseed = "{TOML_ESCAPE}"\nextends = "{TOML_ESCAPE}"\n'
RAW = 'format = 1\ntitle = "\x1b]0;stolen\x07\x9b1m\n'
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg"><text id="&#x9b;1m&#x202e;">&#x9b;</text>
<circle cx="0" cy="0" r="300" id="&#x9b;&#x202e;"/><image id="&#x9b;1m"/></svg>"""
MAP = r"""{"type": "map", "width": 9, "height": 9, "tilewidth": 9, "tileheight": 9,
"orientation": "\u001b]0;stolen\u0007",
"layers": [{"type": "\u001b[2J", "name": "\u001b[2J\n", "id": 1}], "infinite": false}"""
KEYS = f'theme = "{TOML_ESCAPE}"\n"{TOML_ESCAPE}" = 1\n[keys]\n"{TOML_ESCAPE}" = ["A"]\npause = ["{TOML_ESCAPE}"]\n'

COMMANDS = [
    ["check"],
    ["check", "good.toml", "bad.toml", "raw.toml", "none.toml"],
    ["check", "--json"],
    ["levels"],
    ["levels", "--thumbs"],
    ["levels", "--sheet", "sheet.png"],
    *(["simulate", file, "--seconds", "0.1"] for file in ("good.toml", "bad.toml", "raw.toml", "named.npz", "cut.npz")),
    *(["render", file, "-o", "a.png", "--size", "32x32"] for file in ("good.toml", "bad.toml", "named.npz")),
    *(["play", file] for file in ("good.toml", "bad.toml", "named.npz")),
    *(["replay", file, "--verify"] for file in ("good.rec", "other.rec", "wrong.rec", "cut.rec")),
    ["replay", "other.rec", "-o", "b.png", "--size", "32x32"],
    ["sweep", "good.toml", "--seeds", "1", "--seconds", "0.1", "--workers", "1", "-o", "a.csv"],
    ["sweep", "good.toml", "--seeds", "1", "-o", "b.csv", "--set", "sensors.0.name=true"],
    ["sweep", "bad.toml", "--seeds", "1", "-o", "c.csv"],
    ["bench", "good.toml", "--settle", "0"],
    ["bench", "bad.toml"],
    ["import", "a.svg", "-o", "imported.toml"],
    ["import", "a.tmj", "-o", "imported-too.toml"],
    ["new", "a", "--from", "bad.toml"],
    ["keys"],
    ["doctor"],
]
"""Every command on files with control characters."""


def check_output(result):
    assert not CONTROL.search(result.stdout + result.stderr), repr(result.output)
    assert "\ntotal: safe" not in result.stdout + result.stderr, result.output
    assert "Traceback" not in result.output


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Change to a folder with hostile files of every kind, on a machine without a display."""
    monkeypatch.chdir(tmp_path)
    no_display = Unavailable(f"no display {ESCAPE}")
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(no_display, no_display))
    monkeypatch.setattr(movie, "DEFAULT_LENGTH", 0.1)
    monkeypatch.setattr(preferences, "path", lambda: tmp_path / "preferences.toml")
    monkeypatch.setenv("HEPTAGON_BOX2D", ESCAPE)
    folders = (LevelFolder("project", Path("levels")), LevelFolder("user", tmp_path / "user"))
    monkeypatch.setattr(library, "level_folders", lambda: folders)
    Path("preferences.toml").write_text(KEYS)
    Path("levels").mkdir()
    for name, text in {"good": GOOD, "bad": BAD, "raw": RAW, "a\x1b]0;stolen\x07\nb": GOOD, "b\udc9b": BAD}.items():
        Path(f"levels/{name}.toml").write_text(text, "utf-8")
    for name, text in {"good.toml": GOOD, "bad.toml": BAD, "raw.toml": RAW, "a.svg": DRAWING, "a.tmj": MAP}.items():
        Path(name).write_text(text, "utf-8")
    simulation = Simulation(load_level("good.toml"))
    with Recorder(Path("good.rec")) as recorder:
        recorder.record_simulation(simulation)
        simulation.step()
        recorder.record_step()
    simulation.level._name = ESCAPE
    save_state(simulation, "named.npz")
    simulation.close()
    Path("cut.npz").write_bytes(Path("named.npz").read_bytes()[:-30])
    Path("cut.rec").write_bytes(Path("good.rec").read_bytes()[:-30])
    header, *rest = bodies(Path("good.rec"))
    origin = header["origin"] | {"engine": ESCAPE, "machine": ESCAPE, "name": ESCAPE}
    start = header["start"] | {"hash": ESCAPE[:60]}
    forge(Path("other.rec"), header | {"origin": origin, "start": start}, *rest)
    forge(Path("wrong.rec"), header | {ESCAPE: 1, "origin": origin}, *rest)
    return tmp_path


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_command_prints_control_characters_of_files(here, arguments):
    result = heptagon(*arguments)
    check_output(result)
    assert result.output


@pytest.mark.parametrize("arguments", [*COMMANDS, ["schema"], ["nonsense"]], ids=" ".join)
def test_no_command_prints_control_characters_of_arguments(here, arguments):
    for extra in (ESCAPE, f"--{ESCAPE}", f"a{ESCAPE}.toml", "a\rb", "a\x9b", "a\u2028b"):
        for all_arguments in ([*arguments, extra], [extra, *arguments], [*arguments, "-o", extra]):
            result = heptagon(*all_arguments)
            check_output(result)
            assert result.exit_code == 2
            assert result.stdout == ""


def test_no_error_prints_control_characters(here, monkeypatch):
    def fail(*_):
        raise OSError(5, f"failed {ESCAPE}", f"file {ESCAPE}")

    monkeypatch.setattr(main.run, "find_source", fail)
    result = heptagon("simulate", "good.toml", "--seconds", 1)
    check_output(result)
    assert "failed" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of Unix")
@pytest.mark.parametrize(
    "command", ["levels", "keys", "sweep good.toml --seeds 1:3 --seconds 9 --workers 1 -o new.csv"]
)
def test_tables_and_bars_on_a_terminal_have_no_control_characters_of_files(here, command):
    """Only colors, the position of the cursor and its visibility are changed, by sequences of our own."""
    import pty  # noqa: PLC0415

    Path("levels/b\udc9b.toml").unlink()
    terminal, end = pty.openpty()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "XDG_CONFIG_HOME": str(here),
        "COLUMNS": "200",
    }
    (here / "heptagon").mkdir()
    (here / "preferences.toml").rename(here / "heptagon" / "preferences.toml")
    running = subprocess.Popen(
        [sys.executable, "-m", "game", *command.split()], stdin=end, stdout=end, stderr=end, env=environment
    )
    os.close(end)
    output = b""
    try:
        while data := os.read(terminal, 65536):
            output += data
    except OSError:  # the end of a pseudo-terminal
        pass
    running.wait()
    os.close(terminal)
    text = re.sub(r"\x1b\[[0-9;]*[mKA]|\x1b\[\?25[lh]|\r", "", output.decode())
    assert not CONTROL.search(text), repr(text)
    assert "stolen" in text
    assert "Traceback" not in text
    assert r"\x1b[2K" not in text, "the sequences of a bar are not escaped"


# -- paths ----------------------------------------------------

PATHS = ("/tmp/stolen", "../stolen", "a/../../stolen", "..", ".", "", "~/stolen", "a\x00b", "C:\\stolen", ".hidden",
         "é" * 200, "-o", "con")  # fmt: skip


def named_state(path, name):
    simulation = Simulation(Level.model_validate({"format": 1, "title": "A"}))
    simulation.level._name = name
    save_state(simulation, path)
    simulation.close()


@pytest.mark.parametrize("name", PATHS)
def test_plain_name_is_one_visible_name(name):
    plain = plain_name(name)
    assert Path(plain).name == plain
    assert plain[0] not in ".-"
    assert plain == plain_name(plain)
    assert 0 < len(plain.encode()) <= 100
    assert plain_name("Zoë's 2nd_level.v1") == "Zoë_s 2nd_level.v1"


@pytest.mark.parametrize("name", PATHS)
def test_name_in_a_state_is_no_path(tmp_path, monkeypatch, name):
    """Every file that is named after a level lies in its folder."""
    folder = tmp_path / "a" / "here"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    no_display = Unavailable("no display")
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(no_display, no_display))
    monkeypatch.setattr(movie, "DEFAULT_LENGTH", 0.1)
    monkeypatch.setattr(library, "level_folders", lambda: (LevelFolder("user", folder),))
    monkeypatch.setattr(failure_report, "report_folders", lambda: iter([folder]))
    name = name.replace("/tmp", str(tmp_path))
    named_state("state.npz", name)
    assert heptagon("play", "state.npz").stdout == "wrote state.webp\n"
    simulation = load_state("state.npz")
    simulation.level._name = name  # as if the reader did not check it
    save_level.save_level(simulation)
    failure_report.write_report(simulation, ValueError())
    new_file.write_new_file(new_file.capture_name(name, 1.0), ".png", Path.touch, lambda: iter([folder]))
    new_file.write_new_file(name, ".png", Path.touch, lambda: iter([folder]))
    simulation.close()
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(found) == 7 + (Path("level.schema.json").exists())
    assert {path.parent for path in found} == {folder}
