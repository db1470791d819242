"""What is kept of a sweep: who is stopped goes on, whoever asks for something else is refused."""

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
        journal.write(DONE)
    return path.read_bytes()


def resumed(path, fingerprint=ONE):
    with Journal(path, fingerprint) as journal:
        return {run: journal.outcome(run) for run in journal.done}


def test_what_is_done_is_there_to_the_last_bit(path, half):
    assert resumed(path) == dict(DONE)
    assert path.read_bytes() == half


def test_it_can_be_read_while_it_is_written(path):
    with Journal(path, ONE) as journal:
        for run, outcome in DONE:
            journal.write([(run, outcome)])
            assert journal.outcome(run) == outcome
        journal.write([(9, Outcome(energy=math.inf))])
        assert journal.outcome(9).energy == math.inf


def test_a_torn_last_line_is_done_again(path, half):
    last = half.rindex(b"\n", 0, -1) + 1
    for length in range(last, len(half)):
        path.write_bytes(half[:length])
        assert resumed(path) == dict(DONE[:1])
        assert path.read_bytes() == half[:last]


def test_a_torn_first_line_is_written_again(path, half):
    first = half.index(b"\n") + 1
    for length in range(first):
        path.write_bytes(half[:length])
        assert resumed(path) == {}
        assert path.read_bytes() == half[:first]


def test_it_goes_on_behind_what_was_torn(path, half):
    path.write_bytes(half[:-5])
    with Journal(path, ONE) as journal:
        journal.write(DONE[1:])
    assert path.read_bytes() == half


def test_another_sweep_is_refused_and_nothing_is_lost(path, half):
    with pytest.raises(SweepError, match="belongs to another sweep, with other seeds and seconds; "):
        resumed(path, ONE | {"seeds": "0:8", "seconds": 2.0})
    assert path.read_bytes() == half


@pytest.mark.parametrize("text", ["precious", "precious\n", "[]\n", '{"kind": "other"}\n', "\n\n"])
def test_another_file_is_refused_and_nothing_is_lost(path, text):
    path.write_text(text)
    with pytest.raises(SweepError, match="is no journal of a sweep"):
        resumed(path)
    assert path.read_text() == text


@pytest.mark.parametrize("wrong", [b"nonsense\n", b'{"steps": 3}\n', b"[1]\n", b"\xff\n"])
def test_damage_within_is_told(path, half, wrong):
    lines = half.splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], wrong, *lines[1:]]))
    with pytest.raises(SweepError, match="line 2 is damaged; remove the file"):
        resumed(path)


def test_a_full_disk_takes_no_half_line(path, half, monkeypatch):
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
            journal.write([(5, Outcome())])
        assert (caught.value.filename, 5 in journal.done) == (str(path), False)
    assert resumed(path) == dict(DONE)
    assert path.read_bytes() == half


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks there")
def test_two_at_a_time_are_refused(path):
    with Journal(path, ONE), pytest.raises(SweepError, match="another process is at this sweep"):
        resumed(path)
    assert json.loads(path.read_text())["level"] == "a"
