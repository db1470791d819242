"""Malicious recordings and state files are refused before they take time and memory."""

import json
import os
import tracemalloc
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from game import load_state
from game.files.checksummed_line import CHECKSUM_LENGTH, line_checksum
from game.session.recording import recording_file
from game.session.recording.origin import MAX_VALUES
from game.session.recording.record_error import RecordError
from game.session.recording.recorder import Recorder
from game.session.recording.recording_file import read_recording
from tests.fuzz import checksummed
from tests.fuzz.seeds import seeds
from tests.game.session.recording.scenes import everything

HEAD = b'{"kind":"steps","first_step":0,"end_step":60,'


@pytest.fixture
def path(tmp_path):
    """The file of a recording without steps."""
    path = tmp_path / "run.rec"
    simulation = everything()
    with Recorder(path) as recorder:
        recorder.record_simulation(simulation)
    simulation.close()
    return path


def refusal(reader, path):
    """Return the reason for which a file is refused; check that reading takes less than 400 MB."""
    tracemalloc.start()
    try:
        with pytest.raises(RecordError) as caught:
            reader(path)
        assert tracemalloc.get_traced_memory()[1] < 400e6
    finally:
        tracemalloc.stop()
    return str(caught.value).removeprefix(f"cannot read {path}")


def append(path, body):
    """Add a line after the first, with a valid checksum."""
    (first, *_) = path.read_bytes().splitlines(keepends=True)
    checksum = line_checksum(body, first[2 : 2 + CHECKSUM_LENGTH])
    path.write_bytes(first + b'["' + checksum + b'",' + body + b"]\n")


def test_a_line_with_millions_of_values_is_refused_before_parsing(path):
    append(path, HEAD + b'"commands":[' + b"0," * (MAX_VALUES + 1) + b'0],"checkpoints":[]}')
    assert refusal(read_recording, path) == ":2: it has more than 4000000 values"


def test_only_the_first_of_many_errors_is_searched_for(path):
    append(path, HEAD + b'"commands":[' + b"0," * (MAX_VALUES - 9) + b'0],"checkpoints":[]}')
    assert refusal(read_recording, path) == ":2: it is invalid: steps.commands.0: Input should be a valid array"


def test_too_many_commands_are_refused(path, monkeypatch):
    monkeypatch.setattr(recording_file, "MAX_COMMANDS", 5)
    append(path, HEAD + b'"commands":[' + b",".join([b'[0,"Release",{}]'] * 6) + b'],"checkpoints":[]}')
    assert refusal(read_recording, path) == ":2: it exceeds the 5 commands that a recording may have"


def test_the_level_in_a_recording_has_the_limits_of_a_level_file(path):
    def change(bodies):
        bodies[0]["origin"]["level"]["walls"] = [0] * 500_000
        return bodies

    path.write_bytes(checksummed.recording(path.read_bytes(), change, is_rehashed=True))
    why = "its level is invalid: walls: has too many items (got 500000); allowed: up to 200000"
    assert refusal(read_recording, path) == f":1: {why}"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (MAX_VALUES + 1, ": it has more than 4000000 values"),
        (300_000, ": it has a list of 300000 items; allowed: up to 200000"),
    ],
)
def test_a_state_with_millions_of_values_is_refused(tmp_path, values, why):
    def change(about, arrays):
        about["state"]["labels"] = json.loads("[" + "0," * (values - 1) + "0]")
        return about

    path = tmp_path / "state.npz"
    path.write_bytes(checksummed.state(seeds("state")[1], change))
    assert refusal(load_state, path) == why


@pytest.fixture(scope="module")
def large_archive(tmp_path_factory):
    """The bytes of an npz file of 600 MB of zeros."""
    path, block = tmp_path_factory.mktemp("archive") / "large.npz", bytes(2**20)
    with ZipFile(path, "w", ZIP_DEFLATED) as zipped, zipped.open("about.npy", "w") as member:
        for _ in range(600):
            member.write(block)
    return path.read_bytes()


def lying_archive(path, archive, places, declared):
    """Write an archive that declares another length in the ``places`` of its headers."""
    data = bytearray(archive)
    directory = data.rindex(b"PK\x01\x02")
    offsets = {"local": 22, "central": directory + 24}
    for place in places:
        data[offsets[place] : offsets[place] + 4] = declared.to_bytes(4, "little")
    path.write_bytes(data)


@pytest.mark.parametrize("places", [["local"], ["central"], ["local", "central"], []])
@pytest.mark.parametrize("declared", [100, 50 * 2**20])
def test_an_archive_that_lies_about_its_size_is_not_unpacked(tmp_path, large_archive, places, declared):
    path = tmp_path / "state.npz"
    lying_archive(path, large_archive, places, declared)
    assert path.stat().st_size < 2e6
    assert refusal(load_state, path) in {": it is damaged", ": it holds more than 256 MB"}


def test_too_many_checkpoints_are_refused(path, monkeypatch):
    monkeypatch.setattr(recording_file, "MAX_CHECKPOINTS", 5)
    row = '{{"step":{},"hash":"","balls":"","columns":""}}'
    rows = ",".join(row.format(step) for step in range(1, 6)).encode()
    append(path, HEAD + b'"commands":[],"checkpoints":[' + rows + b"]}")
    assert refusal(read_recording, path) == ":2: it exceeds the 5 checkpoints that a recording may have"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("reader", [read_recording, load_state])
def test_a_pipe_is_refused(tmp_path, reader):
    os.mkfifo(tmp_path / "pipe.npz")
    assert refusal(reader, tmp_path / "pipe.npz") == ": it is not a regular file"
