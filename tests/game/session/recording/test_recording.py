"""Recordings: whatever is done is written down, and nothing that is wrong with a file goes unseen."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import esper
import pytest

from components import Velocity
from game import Simulation, load_level
from game.levels.library import find_level
from game.session.recording import recording
from game.session.recording.record_error import RecordError
from game.session.recording.recorder import Recorder
from game.session.recording.recording import read
from game.session.recording.replay import verify
from game.session.recording.schema import CHUNK, packed
from game.session.rewind import Rewind
from game.simulation.commands import AddBall, Grab, Release, RemoveBall, SetParameter
from tests.game.session.recording.scenes import everything, first, go_on, play

ROOT = Path(__file__).parents[4]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.rec"


def record(path, steps=200, simulation=None):
    """Record a run; return it."""
    simulation = simulation or everything()
    with Recorder(path) as recorder:
        recorder.follow(simulation)
        play(simulation, steps, after=recorder.look)
    return simulation


def refusal(path):
    with pytest.raises(RecordError) as caught:
        read(path)
    return str(caught.value).removeprefix(str(path))


def test_what_was_done_is_read_again(path):
    simulation = record(path)
    found = read(path)
    assert (found.steps, found.origin.seed, found.broken_off) == (200, 3, "")
    assert found.level == simulation.level
    assert found.commands == simulation.commands
    assert {type(one.command) for one in found.commands} == {Grab, Release, AddBall, RemoveBall, SetParameter}
    assert [mark.step for mark in found.marks] == list(range(0, 201, 10))
    assert found.marks[-1].hash == simulation.hash()


def test_an_end_between_two_marks_is_marked(path):
    simulation = record(path, 73)
    assert [(mark.step, mark.hash) for mark in read(path).marks][-1] == (73, simulation.hash())


def test_a_recording_without_a_step(path):
    record(path, 0)
    assert (read(path).steps, len(read(path).marks), read(path).broken_off) == (0, 1, "")


def test_twenty_balls_take_less_than_a_megabyte_a_minute(path):
    simulation = Simulation(load_level(find_level("heptagon")))
    with Recorder(path) as recorder:
        recorder.follow(simulation)
        for _ in range(600):
            simulation.step()
            recorder.look()
    assert 6 * path.stat().st_size < 1_000_000


# -- time that goes back --------------------------------------


@pytest.mark.parametrize("back", [1, 7, CHUNK, 101, 130])
def test_what_counts_is_the_future_that_came_to_pass(path, back):
    simulation = everything()
    rewind = Rewind(simulation)
    with Recorder(path) as recorder:
        recorder.follow(simulation)
        go_on(rewind, recorder, 30)
        simulation.enqueue(AddBall(-1.0, 1.0))
        go_on(rewind, recorder, 100)
        simulation.enqueue(Grab(first(simulation), 0.0, 1.0))
        go_on(rewind, recorder, 5)
        rewind.step_back(back)
        go_on(rewind, recorder, 3)
        simulation.enqueue(AddBall(1.0, 1.0))
        go_on(rewind, recorder, 90)
        rewind.step_back(11)
    found = read(path)
    assert found.commands == [one for one in simulation.commands if one.step < simulation.steps]
    assert (found.steps, found.marks[-1].hash) == (simulation.steps, simulation.hash())
    assert verify(found).wrong is None


def test_back_and_on_to_the_same_step_is_not_missed(path):
    simulation = everything()
    with Recorder(path) as recorder:
        recorder.follow(simulation)
        simulation.step(9)
        recorder._seen = 9
        state = simulation.snapshot()
        simulation.step()
        recorder.look()
        simulation.restore(state)
        simulation.enqueue(AddBall(-1.0, 1.0))
        simulation.step()
        recorder.look()
    assert [mark.hash for mark in read(path).marks][-1] == simulation.hash()


def test_a_level_that_begins_again_goes_on_with_its_recording(path):
    one, other = everything(), everything()
    with Recorder(path) as recorder:
        recorder.follow(one)
        play(one, 130, after=recorder.look)
        recorder.follow(other)
        play(other, 70, after=recorder.look)
    assert (read(path).steps, read(path).commands) == (70, other.commands)
    assert verify(read(path)).wrong is None


# -- writing --------------------------------------------------


def test_a_file_that_is_there_is_not_overwritten(path):
    path.write_text("precious")
    with pytest.raises(RecordError, match="already exists; remove it or choose another name"):
        Recorder(path)
    assert path.read_text() == "precious"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none/run\.rec"):
        Recorder(tmp_path / "none" / "run.rec")


def test_what_followed_nothing_leaves_no_file(path):
    Recorder(path).close()
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told_with_the_name(path):
    recorder = Recorder(path)
    recorder._file.close()
    with Path("/dev/full").open("wb", buffering=0) as recorder._file:
        with pytest.raises(OSError, match=r"No space left on device: '.*run\.rec'") as caught:
            recorder.follow(everything())
        assert caught.value.errno == errno.ENOSPC
        recorder.close()


@pytest.mark.parametrize("at", [5, 25, 60, 73])
def test_a_step_that_is_interrupted_is_not_recorded(path, at):
    class Interrupt(esper.Processor):
        def process(self, h):
            simulation.balls[Velocity].x[:] += 1.0  # the state of the middle of a step is no state
            raise KeyboardInterrupt

    simulation, recorder = everything(), Recorder(path)
    recorder.follow(simulation)
    play(simulation, at, after=recorder.look)
    with simulation.world.active():
        esper.add_processor(Interrupt())
    with pytest.raises(KeyboardInterrupt), recorder:
        simulation.step()
    found = read(path)
    assert (found.steps, found.broken_off) == (at, "")
    assert (verify(found).wrong, verify(found).steps) == (None, at)


def test_a_line_that_is_interrupted_is_the_last(path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    simulation, recorder = everything(), Recorder(path)
    recorder.follow(simulation)
    play(simulation, 119, after=recorder.look)
    monkeypatch.setattr(recorder, "_write", interrupt)
    with pytest.raises(KeyboardInterrupt), recorder:
        play(simulation, 1, after=recorder.look)
    assert (read(path).steps, read(path).broken_off) == (60, "it was not ended")
    assert verify(read(path)).wrong is None


KILLED = """
import os, signal, sys
from pathlib import Path
from game.session.recording.recorder import Recorder
from tests.game.session.recording.scenes import everything, play
simulation, recorder = everything(), Recorder(Path(sys.argv[1]))
recorder.follow(simulation)
play(simulation, 150, after=recorder.look)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_loses_at_most_a_line(path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    found = read(path)
    assert (found.steps, found.broken_off) == (120, "it was not ended")
    assert verify(found).wrong is None


# -- reading what is wrong ------------------------------------


def test_a_cut_is_told_and_the_lines_before_it_are_good(path):
    record(path)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]) + lines[3][:-1])
    assert (read(path).steps, read(path).broken_off) == (120, "it is cut off in line 4")
    path.write_bytes(b"".join(lines[:3]))
    assert (read(path).steps, read(path).broken_off) == (120, "it was not ended")
    path.write_bytes(lines[0][:-5])
    assert refusal(path) == ": is cut off in its first line: there is nothing to play"
    path.write_bytes(b"")
    assert refusal(path) == ": is empty"


def test_a_change_is_told_with_its_line(path):
    record(path)
    lines = path.read_bytes().splitlines(keepends=True)
    for k in range(len(lines)):
        changed = lines.copy()
        changed[k] = changed[k][:5] + (b"1" if changed[k][5:6] == b"0" else b"0") + changed[k][6:]
        path.write_bytes(b"".join(changed))
        assert refusal(path) == f": line {k + 1} is not as it was written: its checksum is wrong"
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    assert refusal(path) == ": line 3 is not as it was written: its checksum is wrong"


def forge(path, *bodies):
    """Write lines with checksums that are right."""
    text, before = b"", b""
    for body in bodies:

        class Line:
            def model_dump(self, body=body):
                return body

        line, before = packed(Line(), before)
        text += line
    path.write_bytes(text)


def bodies(path):
    return [recording.LINE.validate_json(body).model_dump() for body in recording._bodies(path)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ({"kind": "steps", "begin": 0, "end": 10**15, "commands": [], "marks": []}, "the steps 0 to 1000000000000000"),
        ({"kind": "steps", "begin": 5, "end": 9, "commands": [], "marks": []}, "the steps 5 to 9 after step 0"),
        (
            {"kind": "steps", "begin": 0, "end": 9, "commands": [[9, "Release", {}]], "marks": []},
            "commands that are not",
        ),
        ({"kind": "steps", "begin": 0, "end": 9, "commands": [[1, "Melt", {}]], "marks": []}, 'no command "Melt"'),
        ({"kind": "steps", "begin": 0, "end": 9, "commands": [[1, "AddBall", {"x": "0"}]], "marks": []}, "AddBall: x"),
        ({"kind": "steps", "begin": 0, "end": 9, "commands": [[1, "AddBall", {"x": 0.0}]], "marks": []}, "AddBall: y"),
        (
            {
                "kind": "steps",
                "begin": 0,
                "end": 9,
                "commands": [],
                "marks": [{"step": 9, "hash": "", "balls": "A", "columns": ""}],
            },
            "marks.0.balls",
        ),
        ({"kind": "back", "to": 60}, "goes back from step 0 to 60"),
        ({"kind": "back", "to": -1}, "is not right: back.to"),
        ({"kind": "sing"}, "is not right"),
        ([[]], "is not right"),
    ],
)
def test_a_forged_line_is_refused(path, line, what):
    record(path, 0)
    forge(path, bodies(path)[0], line)
    assert refusal(path).startswith(":2: ")
    assert what in refusal(path)


def test_nothing_may_follow_the_end(path):
    record(path, 0)
    forge(path, *bodies(path), {"kind": "end"})
    assert refusal(path) == ":3: goes on after its end"


def test_a_later_version_and_a_foreign_file_are_refused(path):
    record(path, 0)
    header = bodies(path)[0]
    forge(path, header | {"version": 3, "more": 1})
    assert refusal(path) == ": is of version 3 of recordings; this program knows 2: update it"
    header["origin"]["level"]["title"] = "Another"
    forge(path, header)
    assert refusal(path) == ":1: its level is not the one it was written with"
    path.write_bytes(os.urandom(1000))
    assert refusal(path) == ": is no recording"


def test_the_first_version_is_read_as_well(path):
    record(path)
    header, *rest = bodies(path)
    del header["state"]
    forge(path, header | {"version": 1}, *rest)
    found = read(path)
    assert (found.first, found.steps, found.state) == (0, 200, None)
    assert verify(found).wrong is None


def test_what_is_too_long_is_not_read(path, monkeypatch):
    record(path, 0)
    monkeypatch.setattr(recording, "LONGEST", 100)
    assert refusal(path) == ": line 1 is longer than any of a recording"
    monkeypatch.setattr(recording, "MOST_BYTES", 100)
    assert "is larger than any recording" in refusal(path)


def test_deep_nests_are_refused(path):
    record(path, 0)
    (line, _) = packed(type("Deep", (), {"model_dump": lambda self: 0})(), b"")
    deep = b"[" * 100_000
    path.write_bytes(line.replace(b",0]", b"," + deep + b"]"))
    assert "line 1" in refusal(path)
    nest = 0
    for _ in range(500):
        nest = [nest]
    forge(path, {"kind": "heptagon recording", "version": 1, "deep": nest})
    assert refusal(path).startswith(":1: ")
