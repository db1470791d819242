"""Tests of `game.files.terminal`."""

import io
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from game.files.terminal import PrintableStream, guard_streams, new_console, print_stderr, printable, printable_lines

HOSTILE = "\x1b]0;title\x07\x9b2J\r\x08\u202e\u2028\udc9b\x00\x7f"


@given(st.text(st.characters(codec=None)))
def test_printable_text_has_no_control_characters(text):
    assert printable(text).isprintable()
    assert "".join(printable_lines(text).split("\n")).isprintable()
    assert printable_lines(text).count("\n") == text.count("\n")


def test_printable_text_is_not_changed():
    assert printable('Zoë\'s "7" → ½') == 'Zoë\'s "7" → ½'
    assert printable_lines("a\nb\n") == "a\nb\n"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_stream_writes_no_control_characters(encoding):
    raw = io.BytesIO()
    stream = PrintableStream(io.TextIOWrapper(raw, encoding=encoding, newline="\n"))
    assert stream.write(f"é{HOSTILE}\n") == len(HOSTILE) + 2
    stream.writelines(["a", "\x1b"])
    print("b\x1b", file=stream, flush=True)
    text = raw.getvalue().decode(encoding)
    assert text.replace("\n", "").isprintable()
    assert text.endswith("\na\\x1bb\\x1b\n")
    assert text.startswith("é" if encoding != "ascii" else "\\xe9")


def test_guarded_streams_are_not_guarded_twice(monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream := io.StringIO())
    monkeypatch.setattr(sys, "stderr", None)  # as under pythonw
    guard_streams()
    guard_streams()
    print("a\x1b")
    assert (stream.getvalue(), sys.stderr) == ("a\\x1b\n", None)


def test_print_stderr_replaces_control_characters(capsys):
    print_stderr(f"a\n{HOSTILE}")
    assert capsys.readouterr().err.replace("\n", "").isprintable()


def test_console_prints_texts_as_they_are_without_control_characters(monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream := io.StringIO())
    stream.isatty = lambda: True
    monkeypatch.setenv("TERM", "xterm")
    table = Table("heading")
    table.add_row(f"[red]x[/y]:smile:{HOSTILE}")
    new_console(200).print(table)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert "\x1b" in stream.getvalue(), "headings are bold on a terminal"
    assert plain.replace("\n", "").isprintable()
    assert "[red]x[/y]:smile:\\x1b]0;title" in plain


def test_consoles_come_from_this_module_only():
    game = Path(__file__).parents[3] / "game"
    users = [
        path
        for path in game.rglob("*.py")
        if re.search(r"rich\.console import|\brich import print", path.read_text("utf-8"))
    ]
    assert users == [game / "files" / "terminal.py"]


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", "日本 é"), ("cp1252", "\\u65e5\\u672c é"), ("ascii", "\\xe9")]
)
def test_console_replaces_characters_that_its_stream_lacks(monkeypatch, encoding, expected):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    monkeypatch.setattr(sys, "stdout", PrintableStream(stream))
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    table = Table(box=None)
    table.add_row("日本 é")
    new_console(80).print(table)
    stream.flush()
    assert expected in raw.getvalue().decode(encoding)
