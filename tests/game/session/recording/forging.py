"""Recordings for tests: recorded runs, and files with invalid lines and valid checksums."""

import json

from game.files.checksummed_line import encode_line
from game.session.recording.recorder import Recorder
from game.session.recording.recording_file import read_bodies
from game.session.recording.schema import LINE
from tests.game.session.recording.scenes import everything, play


def record(path, steps=200, simulation=None):
    """Record a run; return the simulation."""
    simulation = simulation or everything()
    with Recorder(path) as recorder:
        recorder.record_simulation(simulation)
        play(simulation, steps, after=recorder.record_step)
    return simulation


def forge(path, *bodies):
    """Write lines with these bodies and valid checksums."""
    text, before = b"", b""
    for body in bodies:
        line, before = encode_line(json.dumps(body, separators=(",", ":")).encode(), before)
        text += line
    path.write_bytes(text)


def bodies(path):
    """Return the bodies of all lines as plain data."""
    return [LINE.validate_json(body).model_dump() for body in read_bodies(path)]
