"""Tests of a wrong command line, of the help and of exit statuses."""

import errno
import re

import pytest

from game.cli import main, usage
from game.cli.errors import os_error
from tests.command_line import LEVEL, heptagon, output_of

COMMANDS = usage.COMMAND_ORDER
WIDTHS = (40, 50, 80, 200)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("simulat", 'cannot run simulat: there is no such command; did you mean "simulate"? allowed: play, simulate, '),
        ("nosuch", "cannot run nosuch: there is no such command; allowed: play, simulate, sweep, render, replay, "),
        ("rase", "cannot run rase: there is no such command; "),
        ("race", "cannot run race: there is no such command; to play this level: heptagon play race; allowed: play, "),
        ("--nosuch", "cannot use --nosuch: heptagon has no such option; allowed: --version, --install-completion, "),
        (
            "play --sed 3",
            'cannot use --sed: heptagon play has no such option; did you mean "--seed"? allowed: --seed, ',
        ),
        (
            "simulate",
            "cannot run heptagon simulate: LEVEL is missing; allowed: heptagon simulate LEVEL --seconds SECONDS",
        ),
        (
            "simulate race",
            "cannot run heptagon simulate: --seconds SECONDS is missing; allowed: heptagon simulate LEVEL",
        ),
        ("simulate race --seconds", "cannot use --seconds: its value is missing; allowed: --seconds VALUE"),
        ("simulate race x y --seconds 1", "cannot run heptagon simulate: too many arguments (x y); allowed: heptagon "),
        ("doctor --repair=1", "cannot use --repair: it takes no value; allowed: --repair"),
        ("doctor x", "cannot run heptagon doctor: too many arguments (x); allowed: heptagon doctor"),
        ("simulate race --seconds x", "cannot use --seconds x: not a number; allowed: 0 to 86400 s"),
        ("levels x", "cannot use the folder x: it is for --thumbs; allowed: levels --thumbs x"),
        ("levels --thumbs aux", "cannot write aux: Windows reserves the name aux for a device; allowed: another name"),
        ("new-system con", "cannot call a system 'con': Windows reserves the name con for a device; allowed: another"),
        ("import a.svg -o a.toml", "cannot open a.svg: there is no such file; allowed: an existing file"),
        ("import a.txt -o con.toml", "cannot open a.txt: there is no such file; allowed: an existing file"),
    ],
)
def test_wrong_use_gives_one_line_and_status_2(here, arguments, message):
    status, printed, errors = output_of(*arguments.split())
    assert (status, printed, len(errors)) == (2, [], 1), errors
    assert errors[0].startswith(message)
    assert [*here.iterdir()] == []


def test_a_name_that_is_too_long_gets_its_reason(here):
    name = "a" * 190
    for suffix, status in ((".npz", 0), ("b" * 10 + ".npz", 2), ("b" * 100 + ".npz", 2)):
        result = heptagon("simulate", LEVEL, "--seconds", 0.1, "-o", f"{name}{suffix}")
        assert result.exit_code == status, result.stderr
    assert result.stderr.endswith(": its name has 294 bytes; allowed: up to 200 bytes\n")
    assert [path.name for path in here.iterdir()] == [f"{name}.npz"]


def test_drawings_of_other_kinds_and_reserved_names_are_refused(here):
    (here / "a.txt").write_text("")
    (here / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle cx="0" cy="0" r="300"/></svg>')
    assert output_of("import", "a.txt", "-o", "a.toml")[2] == [
        "cannot import a.txt: unknown kind of file; allowed: .tmx, .tmj, .json, .svg"
    ]
    for name in ("con.toml", "Lpt1.toml", "nul .toml"):
        status, _, (line,) = output_of("import", "a.svg", "-o", name)
        assert (status, line) == (
            2,
            f"cannot write {name}: Windows reserves the name {name[:-5].strip()} for a device; allowed: another name",
        )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_whole_at_every_width(command, width):
    """No word is cut, nothing in brackets is lost, and no line is longer than the terminal."""
    status, lines, errors = output_of(*command.split(), "--help", terminal_width=width)
    text = "\n".join(lines)
    assert (status, errors, "…" in text, "..." in re.sub(r"\]\.\.\.", "]", text)) == (0, [], False, False)
    assert max(map(len, lines)) <= width
    words = " ".join(text.split())
    group = main.app.registered_commands
    for name in COMMANDS if command == "" else ():
        assert re.search(rf"^  {name} ", text, re.MULTILINE)
    for one in group:
        if command and one.callback.__name__.strip("_").replace("_", "-") == command:
            assert " ".join(one.callback.__doc__.split()) in words


def test_help_of_all_commands_ends_with_a_full_stop():
    for command in main.app.registered_commands:
        assert command.callback.__doc__.strip().endswith(".")


@pytest.mark.parametrize(
    ("number", "name", "status", "text"),
    [
        (errno.ENOENT, "a.rec", 2, "cannot open a.rec: No such file or directory"),
        (errno.EACCES, "a.rec", 1, "cannot open a.rec: Permission denied"),
        (errno.ENOSPC, "a.rec", 1, "cannot write a.rec: No space left on device"),
        (errno.EIO, None, 1, "cannot go on: Input/output error"),
    ],
)
def test_errors_of_the_operating_system_have_a_status_and_a_text(number, name, status, text):
    import os  # noqa: PLC0415

    error = os_error(OSError(number, os.strerror(number), name))
    assert (error.status, str(error)) == (status, text)
