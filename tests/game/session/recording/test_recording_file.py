"""Reading of recordings: files that are truncated, changed, of other versions, or invalid."""

import os
from pathlib import Path

import pytest

from game.files.checksummed_line import encode_line
from game.session.recording import recording_file
from game.session.recording.record_error import RecordError
from game.session.recording.recording_file import read_recording
from tests.game.session.recording.forging import bodies, forge, record

OLD = Path(__file__).parent / "old"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.rec"


def refusal(path):
    with pytest.raises(RecordError) as caught:
        read_recording(path)
    return str(caught.value).removeprefix(f"cannot read {path}")


def test_a_truncated_recording_is_read_up_to_its_last_complete_line(path):
    def end(content):
        path.write_bytes(content)
        recording = read_recording(path)
        return recording.last_step, recording.incomplete_reason

    record(path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert end(b"".join(lines[:3]) + lines[3][:-1]) == (120, "line 4 is truncated")
    assert end(b"".join(lines[:3])) == (120, "the recording was not ended")
    path.write_bytes(lines[0][:-5])
    assert refusal(path) == ": its first line is truncated, so there is nothing to replay"
    path.write_bytes(b"")
    assert refusal(path) == ": it is empty"


def test_the_line_of_a_change_is_named(path):
    record(path)
    lines = path.read_bytes().splitlines(keepends=True)
    for k in range(len(lines)):
        changed = lines.copy()
        changed[k] = changed[k][:5] + (b"1" if changed[k][5:6] == b"0" else b"0") + changed[k][6:]
        path.write_bytes(b"".join(changed))
        assert refusal(path) == f":{k + 1}: it is damaged: its checksum is wrong"
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    assert refusal(path) == ":3: it is damaged: its checksum is wrong"


def block(end=9, commands=(), checkpoints=(), start=0):
    """Return the body of a block of steps."""
    return {
        "kind": "steps",
        "first_step": start,
        "end_step": end,
        "commands": list(commands),
        "checkpoints": list(checkpoints),
    }


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (block(end=10**15), "the steps 0 to 1000000000000000"),
        (block(start=5), "the steps 5 to 9 after step 0"),
        (block(commands=[[9, "Release", {}]]), "commands of other steps"),
        (block(commands=[[1, "Melt", {}]]), 'unknown command "Melt"; allowed: Grab'),
        (block(commands=[[1, "AddBall", {"x": "0"}]]), "AddBall: x"),
        (block(commands=[[1, "AddBall", {"x": 0.0}]]), "AddBall: y"),
        (block(checkpoints=[{"step": 9, "hash": "", "balls": "A", "columns": ""}]), "checkpoints.0.balls"),
        ({"kind": "rewound", "to_step": 60}, "goes back from step 0 to 60"),
        ({"kind": "rewound", "to_step": -1}, "is invalid: rewound.to_step"),
        ({"kind": "sing"}, "is invalid"),
        ([[]], "is invalid"),
    ],
)
def test_an_invalid_line_is_refused(path, line, what):
    record(path, 0)
    forge(path, bodies(path)[0], line)
    assert refusal(path).startswith(":2: ")
    assert what in refusal(path)


def test_no_line_may_follow_the_end(path):
    record(path, 0)
    forge(path, *bodies(path), {"kind": "end"})
    assert refusal(path) == ":3: it follows the end of the recording"


def test_another_level_and_a_foreign_file_are_refused(path):
    record(path, 0)
    header = bodies(path)[0]
    header["origin"]["level"]["title"] = "Another"
    forge(path, header)
    assert refusal(path) == ":1: the hash of its level is wrong"
    path.write_bytes(os.urandom(1000))
    assert refusal(path) == ": it is not a Heptagon recording"


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_an_old_version_is_refused(version):
    words = (
        f": it has version {version} of the recording format, and this program reads version 5; "
        "allowed: a new recording, made with this program"
    )
    assert refusal(OLD / f"version-{version}.rec") == words


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (6, "it has version 6 of the recording format, and this program reads version 5; allowed: a newer program"),
        ("5", "it has no version of the recording format"),
        (None, "it has no version of the recording format"),
    ],
)
def test_a_later_version_and_no_version_are_refused(path, version, words):
    record(path, 0)
    forge(path, bodies(path)[0] | {"version": version, "more": 1})
    assert refusal(path) == f": {words}"


def test_a_file_that_is_too_long_is_not_read(path, monkeypatch):
    record(path, 0)
    monkeypatch.setattr(recording_file, "MAX_LINE_BYTES", 100)
    assert refusal(path) == ":1: it is longer than any line of a recording"
    monkeypatch.setattr(recording_file, "MAX_BYTES", 100)
    assert "it is larger than any recording" in refusal(path)


def test_deeply_nested_lists_are_refused(path):
    record(path, 0)
    (line, _) = encode_line(b"0", b"")
    deep = b"[" * 100_000
    path.write_bytes(line.replace(b",0]", b"," + deep + b"]"))
    assert refusal(path).startswith(":1: ")
    nest = 0
    for _ in range(500):
        nest = [nest]
    forge(path, {"kind": "heptagon recording", "version": 5, "deep": nest})
    assert refusal(path).startswith(":1: ")
