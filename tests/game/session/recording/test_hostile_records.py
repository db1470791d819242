"""Recordings and states that mean harm: they are refused before they take time and memory."""

import json
import os
import tracemalloc

import pytest

from game import load_state
from game.session.recording import recording, schema
from game.session.recording.origin import MOST_VALUES
from game.session.recording.record_error import RecordError
from game.session.recording.recorder import Recorder
from tests.fuzz import sealed
from tests.fuzz.seeds import seeds
from tests.game.session.recording.scenes import everything

HEAD = b'{"kind":"steps","begin":0,"end":60,'


@pytest.fixture
def path(tmp_path):
    """The file of a recording without a step."""
    path = tmp_path / "run.rec"
    simulation = everything()
    with Recorder(path) as recorder:
        recorder.follow(simulation)
    simulation.close()
    return path


def refusal(reader, path):
    """Return why a file is refused, in less than 400 MB."""
    tracemalloc.start()
    try:
        with pytest.raises(RecordError) as caught:
            reader(path)
        assert tracemalloc.get_traced_memory()[1] < 400e6
    finally:
        tracemalloc.stop()
    return str(caught.value).removeprefix(str(path))


def append(path, body):
    """Put a line behind the first, with a checksum that is right."""
    (first, *_) = path.read_bytes().splitlines(keepends=True)
    checksum = schema._checksum(body, first[2 : 2 + schema.SUM])
    path.write_bytes(first + b'["' + checksum + b'",' + body + b"]\n")


def test_a_line_of_millions_of_values_is_refused_unread(path):
    append(path, HEAD + b'"commands":[' + b"0," * (MOST_VALUES + 1) + b'0],"marks":[]}')
    assert refusal(recording.read, path) == ":2: holds more values than any record"


def test_of_many_mistakes_the_first_is_looked_for(path):
    append(path, HEAD + b'"commands":[' + b"0," * (MOST_VALUES - 9) + b'0],"marks":[]}')
    assert refusal(recording.read, path) == ":2: is not right: steps.commands.0: Input should be a valid array"


def test_inputs_without_end_are_refused(path, monkeypatch):
    monkeypatch.setattr(recording, "MOST_COMMANDS", 5)
    append(path, HEAD + b'"commands":[' + b",".join([b'[0,"Release",{}]'] * 6) + b'],"marks":[]}')
    assert refusal(recording.read, path) == ":2: has more commands than the 5 that a recording may have in all"


def test_the_level_of_a_record_has_the_bounds_of_a_level_file(path):
    def change(bodies):
        bodies[0]["origin"]["level"]["walls"] = [0] * 500_000
        return bodies

    path.write_bytes(sealed.recording(path.read_bytes(), change, is_rehashed=True))
    why = "its level is not right: walls: has too many items (got 500000); allowed: up to 200000"
    assert refusal(recording.read, path) == f":1: {why}"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (MOST_VALUES + 1, ": holds more values than any record"),
        (300_000, ": holds a list of 300000, more than there can be balls"),
    ],
)
def test_a_state_of_millions_of_values_is_refused_unread(tmp_path, values, why):
    def change(about, arrays):
        about["state"]["labels"] = json.loads("[" + "0," * (values - 1) + "0]")
        return about

    path = tmp_path / "state.npz"
    path.write_bytes(sealed.state(seeds("state")[1], change))
    assert refusal(load_state, path) == why


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name")
@pytest.mark.parametrize("reader", [recording.read, load_state])
def test_a_pipe_is_no_record(tmp_path, reader):
    os.mkfifo(tmp_path / "pipe.npz")
    assert refusal(reader, tmp_path / "pipe.npz") == ": is not a regular file"
