"""Recording a run: what is in the file after rewinding, restarts, interruptions and failures."""

import errno
import signal
import subprocess
import sys
from pathlib import Path
from typing import get_args

import esper
import pytest

from components import Velocity
from game import Simulation, load_level
from game.levels.library import find_level
from game.session.recording.record_error import RecordError
from game.session.recording.recorder import Recorder
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify
from game.session.recording.schema import BLOCK_STEPS
from game.session.rewind import Rewind
from game.simulation.commands import AddBall, Command, Grab
from tests.game.session.recording.forging import record
from tests.game.session.recording.scenes import everything, first, play, run_recorded

ROOT = Path(__file__).parents[4]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.rec"


def test_a_recording_holds_all_commands_and_checkpoints(path):
    simulation = record(path)
    found = read_recording(path)
    assert (found.last_step, found.origin.seed, found.incomplete_reason) == (200, 3, "")
    assert found.level == simulation.level
    assert found.commands == simulation.commands
    assert {type(one.command) for one in found.commands} == set(get_args(Command))
    assert [one.step for one in found.checkpoints] == list(range(0, 201, 10))
    assert found.checkpoints[-1].hash == simulation.hash()


def test_an_end_between_two_checkpoints_has_a_checkpoint(path):
    simulation = record(path, 73)
    assert [(one.step, one.hash) for one in read_recording(path).checkpoints][-1] == (73, simulation.hash())


def test_a_recording_without_a_step(path):
    record(path, 0)
    found = read_recording(path)
    assert (found.last_step, len(found.checkpoints), found.incomplete_reason) == (0, 1, "")


def test_twenty_balls_take_less_than_a_megabyte_a_minute(path):
    simulation = Simulation(load_level(find_level("heptagon")))
    with Recorder(path) as recorder:
        recorder.record_simulation(simulation)
        for _ in range(600):
            simulation.step()
            recorder.record_step()
    assert 6 * path.stat().st_size < 1_000_000


# -- going back in time ---------------------------------------


@pytest.mark.parametrize("back", [1, 7, BLOCK_STEPS, 101, 130])
def test_records_after_the_step_of_a_rewind_are_discarded(path, back):
    simulation = everything()
    rewind = Rewind(simulation)
    with Recorder(path) as recorder:
        recorder.record_simulation(simulation)
        run_recorded(rewind, recorder, 30)
        simulation.enqueue(AddBall(-1.0, 1.0))
        run_recorded(rewind, recorder, 100)
        simulation.enqueue(Grab(first(simulation), 0.0, 1.0))
        run_recorded(rewind, recorder, 5)
        rewind.step_back(back)
        run_recorded(rewind, recorder, 3)
        simulation.enqueue(AddBall(1.0, 1.0))
        run_recorded(rewind, recorder, 90)
        rewind.step_back(11)
    found = read_recording(path)
    assert found.commands == [one for one in simulation.commands if one.step < simulation.steps]
    assert (found.last_step, found.checkpoints[-1].hash) == (simulation.steps, simulation.hash())
    assert verify(found).mismatch_step is None


def test_going_back_and_forwards_to_the_same_step_is_recorded(path):
    simulation = everything()
    with Recorder(path) as recorder:
        recorder.record_simulation(simulation)
        simulation.step(9)
        recorder._last_step = 9
        state = simulation.snapshot()
        simulation.step()
        recorder.record_step()
        simulation.restore(state)
        simulation.enqueue(AddBall(-1.0, 1.0))
        simulation.step()
        recorder.record_step()
    assert [one.hash for one in read_recording(path).checkpoints][-1] == simulation.hash()


def test_a_restarted_level_continues_its_recording(path):
    one, other = everything(), everything()
    with Recorder(path) as recorder:
        recorder.record_simulation(one)
        play(one, 130, after=recorder.record_step)
        recorder.record_simulation(other)
        play(other, 70, after=recorder.record_step)
    assert (read_recording(path).last_step, read_recording(path).commands) == (70, other.commands)
    assert verify(read_recording(path)).mismatch_step is None


# -- writing --------------------------------------------------


def test_an_existing_file_is_not_overwritten(path):
    path.write_text("precious")
    with pytest.raises(RecordError, match="it already exists; allowed: another name"):
        Recorder(path)
    assert path.read_text() == "precious"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none/run\.rec"):
        Recorder(tmp_path / "none" / "run.rec")


def test_a_recorder_without_a_simulation_leaves_no_file(path):
    Recorder(path).close()
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_the_error_of_a_full_disk_names_the_file(path):
    recorder = Recorder(path)
    recorder._file.close()
    with Path("/dev/full").open("wb", buffering=0) as recorder._file:
        with pytest.raises(OSError, match=r"No space left on device: '.*run\.rec'") as caught:
            recorder.record_simulation(everything())
        assert caught.value.errno == errno.ENOSPC
        recorder.close()


@pytest.mark.parametrize("at", [5, 25, 60, 73])
def test_an_interrupted_step_is_not_recorded(path, at):
    class Interrupt(esper.Processor):
        def process(self, h):
            simulation.balls[Velocity].x[:] += 1.0  # the state within a step must not be recorded
            raise KeyboardInterrupt

    simulation, recorder = everything(), Recorder(path)
    recorder.record_simulation(simulation)
    play(simulation, at, after=recorder.record_step)
    with simulation.world.active():
        esper.add_processor(Interrupt())
    with pytest.raises(KeyboardInterrupt), recorder:
        simulation.step()
    found = read_recording(path)
    assert (found.last_step, found.incomplete_reason) == (at, "")
    assert (verify(found).mismatch_step, verify(found).steps) == (None, at)


def test_nothing_is_written_after_an_interrupted_line(path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    simulation, recorder = everything(), Recorder(path)
    recorder.record_simulation(simulation)
    play(simulation, 119, after=recorder.record_step)
    monkeypatch.setattr(recorder, "_write", interrupt)
    with pytest.raises(KeyboardInterrupt), recorder:
        play(simulation, 1, after=recorder.record_step)
    found = read_recording(path)
    assert (found.last_step, found.incomplete_reason) == (60, "the recording was not ended")
    assert verify(read_recording(path)).mismatch_step is None


KILLED = """
import os, signal, sys
from pathlib import Path
from game.session.recording.recorder import Recorder
from tests.game.session.recording.scenes import everything, play
simulation, recorder = everything(), Recorder(Path(sys.argv[1]))
recorder.record_simulation(simulation)
play(simulation, 150, after=recorder.record_step)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_loses_at_most_a_block(path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    found = read_recording(path)
    assert (found.last_step, found.incomplete_reason) == (120, "the recording was not ended")
    assert verify(found).mismatch_step is None
