"""Messages while the kernels are compiled."""

from contextlib import contextmanager
from time import sleep

import pytest

import systems
from game.batch import progress


@pytest.fixture
def compilation(monkeypatch):
    """A compilation that takes 0.35 s; the functions that are called."""
    calls, fractions = [], [0.0]

    def load():
        for part in range(1, 8):
            sleep(0.05)
            fractions.append(part / 7)
        calls.append("load")

    monkeypatch.setattr(systems, "load_kernels", load)
    monkeypatch.setattr(systems, "compiled_fraction", lambda: fractions[-1])
    return calls


def test_a_line_says_that_the_kernels_are_compiled(compilation, capsys):
    progress.prepare_kernels()
    assert compilation == ["load"]
    assert capsys.readouterr().err == f"{progress.PREPARING} ...\n"


def test_kernels_that_cannot_be_stored_are_told(compilation, monkeypatch, capsys):
    monkeypatch.setattr(systems, "load_kernels", lambda: "cannot store them: no space")
    progress.prepare_kernels()
    assert capsys.readouterr().err == f"{progress.PREPARING} ...\ncannot store them: no space\n"


def test_nothing_is_said_if_they_are_compiled_already(compilation, monkeypatch, capsys):
    monkeypatch.setattr(systems, "compiled_fraction", lambda: 1.0)
    progress.prepare_kernels()
    assert compilation == ["load"]
    assert capsys.readouterr().err == ""


def test_a_bar_on_a_terminal_moves(compilation, monkeypatch):
    shown = []

    @contextmanager
    def bar(total, task):
        assert (total, task) == (1.0, progress.PREPARING)
        yield shown.append

    monkeypatch.setattr(progress, "_terminal_bar", bar)
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True, raising=False)
    progress.prepare_kernels()
    assert shown == sorted(shown)
    assert len(set(shown)) >= 2


def test_an_error_of_the_compiler_ends_the_message(compilation, monkeypatch):
    def fail():
        raise RuntimeError("no LLVM")

    monkeypatch.setattr(systems, "load_kernels", fail)
    with pytest.raises(RuntimeError, match="no LLVM"):
        progress.prepare_kernels()


def test_lines_tell_the_time_left(monkeypatch, capsys):
    times = iter([0.0, 0.0, 6.0, 6.0, 6.0, 7.0, 12.0, 12.0, 12.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(times))
    with progress.progress_bar(10, "simulating", completed=4) as advance:
        advance()
        advance()
        advance()
    assert capsys.readouterr().err == "simulating: 50%, 0:00:30 left\nsimulating: 70%, 0:00:12 left\n"


def test_a_bar_shows_the_time_left_and_starts_with_what_was_completed(monkeypatch):
    calls = []

    @contextmanager
    def bar(total, task, completed):
        calls.append((total, task, completed))
        yield calls.append

    monkeypatch.setattr(progress, "_terminal_bar", bar)
    monkeypatch.setattr(progress, "BAR_INTERVAL", 0.0)
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True, raising=False)
    with progress.progress_bar(10, "simulating", completed=4) as advance:
        advance()
    assert calls == [(10, "simulating", 4), 5]


def test_nothing_is_printed_if_lines_are_not_wanted(monkeypatch, capsys):
    monkeypatch.setattr(progress, "LINE_INTERVAL", 0.0)
    with progress.progress_bar(2, "simulating", lines=False) as advance:
        advance()
    assert capsys.readouterr().err == ""
