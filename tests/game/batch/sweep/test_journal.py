"""Tests of `game.batch.sweep.journal`."""

import json
import math
import sys

import pytest

from game.batch.sweep.journal import Journal
from game.batch.sweep.runs import Outcome
from game.batch.sweep.settings import SweepError
from game.files.checksummed_line import CHECKSUM_LENGTH, encode_line

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
    assert refusal(path, text.encode()) == "it is not a journal of a sweep; allowed: another output name"


def refusal(path, text):
    """Return why a journal is refused; check that the file is kept."""
    path.write_bytes(text)
    with pytest.raises(SweepError) as caught:
        resumed(path)
    assert path.read_bytes() == text
    return str(caught.value).removeprefix(f"cannot read {path}:").strip()


@pytest.mark.parametrize(
    "wrong", [b"nonsense\n", b'{"steps": 3}\n', b"[1]\n", b"\xff\n", b"\n", b'["0123456789abcdef",{}]\n']
)
def test_damaged_line_is_reported(path, half, wrong):
    lines = half.splitlines(keepends=True)
    for place in (1, 2, 3):
        text = b"".join([*lines[:place], wrong, *lines[place:]])
        reason = (
            f"{place + 1}: the line is damaged: its checksum is wrong; allowed: to start the sweep again without it"
        )
        assert refusal(path, text) == reason


def test_edited_number_is_reported(path, half):
    """Every digit of every line, one after the other."""
    first = half.index(b"\n")
    for place, byte in enumerate(half):
        if place > first and byte in b"0123456789":
            line = half.count(b"\n", 0, place) + 1
            text = half[:place] + bytes([byte ^ 1]) + half[place + 1 :]
            assert refusal(path, text).startswith(f"{line}: the line is damaged: its checksum is wrong")


def test_line_of_another_sweep_is_reported(path, half):
    other = path.with_name("other.part")
    with Journal(other, ONE | {"seeds": "0:8"}) as journal:
        journal.append(DONE)
    lines, foreign = half.splitlines(keepends=True), other.read_bytes().splitlines(keepends=True)
    assert refusal(path, b"".join([*lines[:2], foreign[2]])).startswith("3: the line is damaged: its checksum is wrong")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ([], "0: Field required"),
        ({"run": -1, "outcome": {}}, "run: Input should be greater than or equal to 0"),
        ({"run": "0", "outcome": {}}, "run: Input should be a valid integer"),
        ({"run": 0, "outcome": 3}, "outcome: "),
        ({"run": 0, "outcome": {"order": "abc"}}, "outcome.order: Input should be a valid array"),
        ({"run": 0, "outcome": {"order": [[]]}}, "outcome.order.0: Input should be a valid integer"),
        ({"run": 0, "outcome": {"sensors": [1]}}, "outcome.sensors: Input should be an object"),
        ({"run": 0, "outcome": {"hash": 7}}, "outcome.hash: Input should be a valid string"),
        ({"run": 0, "outcome": {"energy": "low"}}, "outcome.energy: Input should be a valid number"),
        ({"run": 0, "outcome": {"more": 1}}, "outcome.more: Extra inputs are not permitted"),
        ({"run": 0}, "outcome: Field required"),
        ({"run": 0, "outcome": {}, "more": 1}, "more: Extra inputs are not permitted"),
    ],
)
def test_wrong_shape_with_a_right_checksum_is_reported(path, half, entry, reason):
    header = half.splitlines(keepends=True)[0]
    line, _ = encode_line(json.dumps(entry).encode(), header[2 : 2 + CHECKSUM_LENGTH])
    message = refusal(path, header + line)
    assert message.startswith("2: the line is damaged: ")
    assert reason in message


def test_deep_nesting_with_a_right_checksum_is_reported(path, half):
    header = half.splitlines(keepends=True)[0]
    line, _ = encode_line(b"[" * 100_000, header[2 : 2 + CHECKSUM_LENGTH])
    assert refusal(path, header + line).startswith("2: the line is damaged: ")
    line, _ = encode_line(b"[" * 100_000, b"")
    assert refusal(path, line).startswith("it is not a journal of a sweep")


def test_journal_of_another_version_is_rejected(path, half):
    old = b'{"kind": "heptagon sweep 1", "level": "a"}\n{"run": 0}\n'
    assert refusal(path, old) == "it is not an intact journal of this version; allowed: another output name"
    header = half.replace(b'"seeds": "0:9"', b'"seeds": "0:7"', 1)
    assert refusal(path, header).startswith("it is not an intact journal of this version")


def test_file_that_is_changed_while_it_is_read_is_reported(path):
    with Journal(path, ONE) as journal:
        journal.append(DONE)
        path.write_bytes(path.read_bytes().replace(b"0.33", b"0.34"))
        with pytest.raises(SweepError, match="the outcome of run 4 is damaged: its checksum is wrong"):
            journal.read_outcome(4)


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
    with Journal(path, ONE), pytest.raises(SweepError, match="another process runs this sweep"):
        resumed(path)
    assert json.loads(path.read_text())[1]["level"] == "a"
