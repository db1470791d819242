"""Tests of `game.batch.sweep.journal`."""

import json
import math
import sys

import pytest

from game.batch.sweep.journal import Journal
from game.batch.sweep.runs import Outcome
from game.batch.sweep.settings import SweepError

ONE = {"level": "a", "seeds": "0:9", "seconds": 1.0}
DONE = [
    (4, Outcome(steps=3, time=0.1, balls=2, hash="ab", energy=1 / 3, order=(7, None), sensors={"x y": 2})),
    (1, Outcome(error="OSError: no")),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out.csv.part"


@pytest.fixture
def half(path):
    with Journal(path, ONE) as journal:
        journal.append(DONE)
    return path.read_bytes()


def resumed(path, fingerprint=ONE):
    with Journal(path, fingerprint) as journal:
        return {run: journal.read_outcome(run) for run in journal.completed}


def test_outcomes_are_read_back_exactly(path, half):
    assert resumed(path) == dict(DONE)
    assert path.read_bytes() == half


def test_outcomes_can_be_read_while_the_journal_is_written(path):
    with Journal(path, ONE) as journal:
        for run, outcome in DONE:
            journal.append([(run, outcome)])
            assert journal.read_outcome(run) == outcome
        journal.append([(9, Outcome(energy=math.inf))])
        assert journal.read_outcome(9).energy == math.inf


def test_incomplete_last_line_is_removed(path, half):
    last = half.rindex(b"\n", 0, -1) + 1
    for length in range(last, len(half)):
        path.write_bytes(half[:length])
        assert resumed(path) == dict(DONE[:1])
        assert path.read_bytes() == half[:last]


def test_incomplete_header_is_written_again(path, half):
    first = half.index(b"\n") + 1
    for length in range(first):
        path.write_bytes(half[:length])
        assert resumed(path) == {}
        assert path.read_bytes() == half[:first]


def test_outcomes_are_appended_after_the_last_complete_line(path, half):
    path.write_bytes(half[:-5])
    with Journal(path, ONE) as journal:
        journal.append(DONE[1:])
    assert path.read_bytes() == half


def test_journal_of_another_sweep_is_rejected_and_kept(path, half):
    with pytest.raises(SweepError, match="belongs to a sweep with different seeds and seconds; "):
        resumed(path, ONE | {"seeds": "0:8", "seconds": 2.0})
    assert path.read_bytes() == half


@pytest.mark.parametrize("text", ["precious", "precious\n", "[]\n", '{"kind": "other"}\n', "\n\n"])
def test_other_file_is_rejected_and_kept(path, text):
    path.write_text(text)
    with pytest.raises(SweepError, match="is not a journal of a sweep"):
        resumed(path)
    assert path.read_text() == text


@pytest.mark.parametrize("wrong", [b"nonsense\n", b'{"steps": 3}\n', b"[1]\n", b"\xff\n"])
def test_damaged_line_is_reported(path, half, wrong):
    lines = half.splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], wrong, *lines[1:]]))
    with pytest.raises(SweepError, match="line 2 is damaged; to start the sweep again, remove the file"):
        resumed(path)


def test_line_that_a_full_disk_truncates_is_removed(path, half, monkeypatch):
    with Journal(path, ONE) as journal:
        file = journal._file

        class Full:
            def write(self, data):
                if len(data) > 10:
                    return file.write(data[:10])
                raise OSError(28, "No space left on device")

            def close(self):
                file.close()

        monkeypatch.setattr(journal, "_file", Full())
        with pytest.raises(OSError, match="No space left") as caught:
            journal.append([(5, Outcome())])
        assert (caught.value.filename, 5 in journal.completed) == (str(path), False)
    assert resumed(path) == dict(DONE)
    assert path.read_bytes() == half


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_second_process_is_rejected(path):
    with Journal(path, ONE), pytest.raises(SweepError, match="another process is running this sweep"):
        resumed(path)
    assert json.loads(path.read_text())["level"] == "a"
