"""Tests of `game.cli.outputs`: no command destroys a file that it reads, or a file that it did not write."""

import os
from itertools import product
from pathlib import Path

import pytest

from game.cli import main
from game.render import backends
from game.render.backends import Graphics, Unavailable
from tests.command_line import heptagon

LEVEL = """\
format = 1
title = "A"
walls = [{ shape = "circle", radius = 3.0 }]
balls = [{ position = [0.0, 0.0], radius = 0.3 }]
"""
CHILD = 'format = 1\nextends = "l.toml"\ntitle = "B"\n'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="0" cy="0" r="300"/></svg>'
PRECIOUS = "precious"

INPUTS = ("l.toml", "c.toml", "a.svg", "s.npz", "r.rec")
"""Files that a command of `COMMANDS` may read."""

COMMANDS = {
    "trajectory": ["simulate", "{level}", "--seconds", "0.1", "-o", "{output}"],
    "state": ["simulate", "{level}", "--seconds", "0.1", "--save", "{output}"],
    "record": ["simulate", "{level}", "--seconds", "0.1", "--record", "{output}"],
    "play": ["play", "{level}", "--record", "{output}"],
    "render": ["render", "{level}", "--seconds", "0.1", "--size", "32x32", "-o", "{output}"],
    "sweep": ["sweep", "{level}", "--seeds", "1", "--seconds", "0.1", "--workers", "1", "-o", "{output}"],
    "sheet": ["levels", "--sheet", "{output}"],
    "replay": ["replay", "r.rec", "--size", "32x32", "-o", "{output}"],
    "import": ["import", "a.svg", "-o", "{output}"],
}
"""Every command that writes a file to a name of the user's choice."""

FORCED = {"trajectory", "state", "render", "sheet", "replay"}
"""Commands with the option --force."""


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """A folder with a file of every kind."""
    folder = tmp_path_factory.mktemp("originals")
    (folder / "l.toml").write_text(LEVEL)
    (folder / "c.toml").write_text(CHILD)
    (folder / "a.svg").write_text(DRAWING)
    names = {"--save": "s.npz", "--record": "r.rec", "--output": "t.npz"}
    files = [part for option, name in names.items() for part in (option, folder / name)]
    result = heptagon("simulate", folder / "l.toml", "--seconds", 0.1, *files)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def here(originals, tmp_path, monkeypatch):
    """Change to a folder with a copy of these files, on a machine without a display."""
    for file in originals.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    no_display = Unavailable("DISPLAY is not set")
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(no_display, no_display))
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def arguments_of(command, output, level="l.toml"):
    return [part.format(level=level, output=output) for part in COMMANDS[command]]


def check_refused(here, arguments):
    """Run a command, and check that it changes no file and prints one line."""
    before = contents(here)
    result = heptagon(*arguments)
    assert contents(here) == before, arguments
    assert result.exit_code == 2, (arguments, result.output)
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_output_over_an_input_is_refused(here, command):
    for output, level in product(INPUTS, ("l.toml", "c.toml", "s.npz")):
        replaces_a_state = command == "state" and output == "s.npz" != level
        if not replaces_a_state and not (command == "sweep" and level == "s.npz"):
            check_refused(here, arguments_of(command, output, level))


@pytest.mark.parametrize("command", sorted(FORCED))
@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_output_that_is_a_link_to_an_input_is_refused_by_force_too(here, command, link):
    source = "r.rec" if command == "replay" else "c.toml"
    suffix = ".npz" if command in {"trajectory", "state"} else ".png"
    inputs = {"r.rec"} if command == "replay" else {"l.toml", "c.toml"}
    if command == "sheet":
        Path("levels").mkdir()
        Path("levels/l.toml").write_text(LEVEL)
        inputs = {"levels/l.toml"}
    for name in inputs:
        link(Path(name).absolute(), f"link{suffix}")
        message = check_refused(here, [*arguments_of(command, f"link{suffix}", source), "--force"])
        assert f"cannot write link{suffix}: this command reads it" in message
        Path(f"link{suffix}").unlink()


@pytest.mark.parametrize("command", COMMANDS)
def test_suffix_of_another_kind_is_refused(here, command):
    for name in ("new", "new.toml.bak", "new.txt", "new.npz.gz", ".npz"):
        message = check_refused(here, arguments_of(command, name))
        assert message.startswith(f"cannot write {name}: wrong suffix for a")


@pytest.mark.parametrize("command", COMMANDS)
def test_file_of_another_kind_is_kept(here, command):
    suffixes = {"trajectory": "npz", "state": "npz", "record": "rec", "play": "rec", "sweep": "csv", "import": "toml"}
    others = [suffixes[command]] if command in suffixes else ["png", "webp"]
    for suffix in [*others, "html", "gif", "mp4"] if command in {"render", "replay"} else others:
        Path(f"mine.{suffix}").write_text(PRECIOUS)
        message = check_refused(here, arguments_of(command, f"mine.{suffix}"))
        assert "cannot replace mine" in message or "already exists" in message


@pytest.mark.parametrize(("command", "file"), [("trajectory", "s.npz"), ("state", "t.npz")])
def test_states_and_trajectories_are_told_apart(here, command, file):
    assert check_refused(here, arguments_of(command, file)).startswith(f"cannot replace {file}: it is not a")
    assert heptagon(*arguments_of(command, file), "--force").exit_code == 0


@pytest.mark.parametrize("command", sorted(FORCED - {"sheet"}))
def test_file_of_the_same_kind_is_replaced(here, command):
    suffixes = [".npz"] if command in {"trajectory", "state"} else [".png", ".gif", ".webp", ".html"]
    for suffix in suffixes:
        arguments = arguments_of(command, f"out{suffix}")
        if suffix == ".html":
            arguments = [part for part in arguments if part not in {"--size", "32x32"}]
        Path(f"out{suffix}").touch()  # an empty file holds nothing to lose
        for _ in range(2):
            result = heptagon(*arguments)
            assert result.exit_code == 0, result.output


PAIRS = [("--output", "--save"), ("--save", "--record"), ("--record", "--output")]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("alias", ["x.npz", "./x.npz", "folder/../x.npz", "dangling.npz"])
def test_two_outputs_that_are_one_file_are_refused(here, pair, alias):
    Path("folder").mkdir()
    Path("dangling.npz").symlink_to("x.npz")
    check_refused(here, ["simulate", "l.toml", "--seconds", 0.1, pair[0], "x.npz", pair[1], alias])


def test_output_is_checked_before_the_run(here, monkeypatch):
    monkeypatch.setattr(main.run, "prepare_kernels", lambda: pytest.fail("it started"))
    for option in ("-o", "--save"):
        for name, reason in (
            ("no/a.npz", "there is no folder no; allowed: an existing folder"),
            ("folder.npz", "it is not a regular file; allowed: the name of another file"),
            ("loop.npz", "it is a link that leads to itself; allowed: the name of another file"),
        ):
            Path("folder.npz").mkdir(exist_ok=True)
            Path("loop.npz").unlink(missing_ok=True)
            Path("loop.npz").symlink_to("loop.npz")
            message = check_refused(here, ["simulate", "l.toml", "--seconds", 1, option, name])
            assert message == f"cannot write {name}: {reason}\n"


def test_thumbnails_keep_files_of_another_kind(here):
    Path("levels").mkdir()
    Path("levels/l.toml").write_text(LEVEL)
    Path("thumbs").mkdir()
    Path("thumbs/l.png").write_text(PRECIOUS)
    assert heptagon("levels", "--thumbs").exit_code == 2
    assert Path("thumbs/l.png").read_text() == PRECIOUS
    assert len([*Path("thumbs").iterdir()]) == 1


def test_journal_of_a_sweep_does_not_replace_a_file(here):
    Path("out.csv.part").write_text(PRECIOUS)
    assert "cannot replace out.csv.part: it is not a journal" in check_refused(here, arguments_of("sweep", "out.csv"))
