"""The steps of a pipeline: any division into calls gives the same bits, and the order of the systems in a step."""

import json
import os
import subprocess
import sys

import esper
import numpy as np
import pytest

import systems.broad_phase
from components import Collider, Label, Position, Spin, Velocity, VelocityChange
from game import Level, Simulation
from game.simulation import pipeline
from game.simulation.commands import AddBall, Grab, Release, RemoveBall, SetParameter, TimedCommand
from game.testing.tiny_worlds import tiny_level as level
from tests.game.session.recording.scenes import LEVEL, everything, first

STEPS = 120


class Wind(esper.Processor):
    """Blows to the right, stronger from step to step."""

    def __init__(self, balls):
        self.balls, self.calls = balls, 0

    def process(self, h):
        self.calls += 1
        gain = h * 0.01 * self.calls
        self.balls[Velocity].x[:] += gain
        self.balls[VelocityChange].x[:] += gain


class Traffic(esper.Processor):
    """Adds and removes balls within sub-steps, in every way that a program may use."""

    def __init__(self, balls):
        self.balls, self.calls = balls, 0

    def process(self, h):
        self.calls += 1
        if self.calls % 9 == 1:
            esper.create_entity(*self.parts(), Label(100 + self.calls, "#ffffff"))
        if self.calls % 11 == 2:
            self.balls.spawn(*self.parts())
        if self.calls % 13 == 3:
            self.balls.despawn(int(self.balls.entities[-1]))
        if self.calls % 17 == 4:
            esper.delete_entity(int(self.balls.entities[0]))
        if self.calls % 19 == 5:
            esper.delete_entity(int(self.balls.entities[1]), immediate=True)
        if self.calls % 23 == 6:
            self.balls[Velocity].x[2] = np.nan  # quarantine removes this ball

    def parts(self):
        """Return the components of a new ball."""
        return Position(0.001 * self.calls, 2.2), Velocity(0.0, -1.0), Spin(), Collider(0.05, 0.1)


def add_system(kind):
    def add(simulation):
        with simulation.world.active():
            esper.add_processor(kind(simulation.balls))

    return add


def enqueue(*commands):
    def add(simulation):
        simulation.commands[:] = [TimedCommand(step, command) for step, command in commands]

    return add


def hold(simulation):
    enqueue((10, Grab(first(simulation), 0.5, 1.0)), (11, Grab(first(simulation), -0.5, 1.0)), (70, Release()))(
        simulation
    )


CASES = {
    "nothing added": lambda simulation: None,
    "a system of the program": add_system(Wind),
    "balls that come and go within sub-steps": add_system(Traffic),
    "a held ball": hold,
    "a held ball that is removed": lambda simulation: enqueue(
        (10, Grab(first(simulation), 0.5, 1.0)), (40, RemoveBall(first(simulation)))
    )(simulation),
    "balls added and removed by commands": enqueue((5, AddBall(-1.0, 1.0)), (30, RemoveBall(9)), (31, RemoveBall(8))),
    "other gravity": enqueue((33, SetParameter("gravity", 3.0)), (34, SetParameter("direction", 1.0))),
    "other materials": enqueue((20, SetParameter("restitution", 0.9)), (60, SetParameter("friction", 0.0))),
    "other sub-steps": enqueue((20, SetParameter("substeps", 7)), (50, SetParameter("substeps", 2))),
    "another number of balls": enqueue((20, SetParameter("balls", 60)), (70, SetParameter("balls", 10))),
}
"""What is added to a simulation that has walls, emitters, force fields and sensors."""


def digest_after(prepare, chunks, make=everything):
    """Return the hash of a simulation after so many steps in each call."""
    simulation = make()
    prepare(simulation)
    for count in chunks:
        simulation.step(count)
    digest, steps = simulation.hash(), simulation.steps
    simulation.close()
    return digest, steps


def random_chunks(seed):
    ends = np.sort(np.random.default_rng(seed).integers(0, STEPS + 1, 12))
    return np.diff([0, *ends, STEPS]).tolist()


@pytest.mark.parametrize("case", CASES)
def test_any_division_into_calls_gives_the_same_bits(case, monkeypatch):
    expected = digest_after(CASES[case], [1] * STEPS)
    assert expected[1] == STEPS
    assert digest_after(CASES[case], [STEPS]) == expected
    for seed in range(3):
        assert digest_after(CASES[case], random_chunks(seed)) == expected
    for work in (0, 10**9):
        monkeypatch.setattr(pipeline, "CALL_WORK", work)
        assert digest_after(CASES[case], [STEPS]) == expected


@pytest.mark.parametrize("action", ["count", "remove", "teleport", "finish"])
def test_every_action_of_a_sensor_gives_the_same_bits_in_any_division(action):
    sensor = {"name": "s", "center": [0.0, -1.0], "zone": {"shape": "circle", "radius": 0.8}, "action": action}
    table = LEVEL | {"sensors": [sensor | ({"to": [0.0, 1.5]} if action == "teleport" else {})]}

    def make():
        return Simulation(Level.model_validate(table))

    expected = digest_after(lambda simulation: None, [1] * STEPS, make)
    assert digest_after(lambda simulation: None, [STEPS], make) == expected
    assert digest_after(lambda simulation: None, random_chunks(1), make) == expected


def test_a_list_of_pairs_that_becomes_full_within_a_step_grows(monkeypatch):
    def heap():
        return Simulation(level([{"count": 60, "spawn": {"pattern": "disc", "radius": 9.0, "speed": [9.0, 9.0]}}]))

    expected = digest_after(lambda simulation: None, [STEPS], heap)
    grown, grow = [], systems.broad_phase.BroadPhase.grow
    monkeypatch.setattr(systems.broad_phase, "MIN_CAPACITY", 1)
    monkeypatch.setattr(systems.broad_phase.BroadPhase, "grow", lambda self: grown.append(grow(self)))
    assert digest_after(lambda simulation: None, [STEPS], heap) == expected
    assert len(grown) >= 2


def test_the_arrays_of_all_systems_follow_balls_that_come_and_go_within_sub_steps():
    simulation = everything()
    add_system(Traffic)(simulation)
    for _ in range(STEPS):
        simulation.step()
        run, count = simulation.pipeline, simulation.count
        assert len(run.energy.each) == len(run.wall_collision.slots.count) == count
        assert run.sensing.known.shape[1] == run.sensing.zones.shape[1] * count
        assert len(run.ball_collision.broad_phase.adjacency.start) == count + 1
    assert np.isfinite(simulation.positions).all()
    assert simulation.quarantine
    simulation.close()


def test_a_call_of_compiled_code_is_limited_so_that_a_program_can_be_interrupted(simulate, monkeypatch):
    simulation = simulate([{"count": 20, "spawn": {"pattern": "disc", "radius": 3.0}}])
    monkeypatch.setattr(pipeline, "CALL_WORK", 400)
    syncs, sync = [], simulation.pipeline.sync
    monkeypatch.setattr(simulation.pipeline, "sync", lambda: syncs.append(sync()))
    simulation.step(110)
    assert len(syncs) == 10
    assert simulation.pipeline.steps == simulation.pipeline.steps_run == simulation.steps == 110


# -- errors ---------------------------------------------------


class Faulty(esper.Processor):
    """Fails in one call."""

    def __init__(self, call):
        self.calls_left = call

    def process(self, h):
        self.calls_left -= 1
        if self.calls_left == 0:
            raise ZeroDivisionError


@pytest.mark.parametrize(("call", "steps"), [(1, 0), (4, 0), (5, 1), (19, 4), (20, 4), (21, 5)])
def test_steps_is_right_after_an_error_in_any_sub_step(simulate, call, steps):
    simulation = simulate([{"position": [0.0, 0.0]}], substeps=4)
    with simulation.world.active():
        esper.add_processor(Faulty(call))
    with pytest.raises(ZeroDivisionError) as caught:
        simulation.step(9)
    assert caught.value.__notes__ == [f"in Faulty, at step {steps}"]
    assert simulation.steps == steps


def test_steps_is_right_after_an_error_before_a_step(simulate):
    simulation = simulate([{"position": [0.0, 0.0]}])
    simulation.step(2)
    state = simulation.snapshot()
    simulation.step(5)
    simulation.restore(state)
    with simulation.world.active():
        incomplete = esper.create_entity(Collider())
    with pytest.raises(LookupError) as caught:
        simulation.step(3)
    assert caught.value.__notes__ == ["in the pipeline, at step 2"]
    assert simulation.steps == 2
    with simulation.world.active():
        esper.delete_entity(incomplete, immediate=True)
    simulation.step(3)
    assert simulation.steps == 5


def test_a_system_that_failed_in_the_middle_of_a_step_can_be_restored_and_gives_the_same_bits(simulate):
    ball = [{"position": [0.0, -9.0], "velocity": [1.0, -8.0]}]
    simulation, other = simulate(ball), simulate(ball)
    state = simulation.snapshot()
    with simulation.world.active():
        esper.add_processor(Faulty(7))
    with pytest.raises(ZeroDivisionError):
        simulation.step(9)
    with simulation.world.active():
        esper.remove_processor(Faulty)
    simulation.restore(state)
    for one in (simulation, other):
        one.step(30)
    assert simulation.hash() == other.hash()


# -- the order of a step --------------------------------------

RECORD = """
import json

import esper

from game import Level, Simulation
from systems.kernels import step

calls = []


def record(name):
    original = getattr(step, name)

    def recorded(*arguments):
        calls.append(name)
        return original(*arguments)

    setattr(step, name, recorded)


for name, member in list(vars(step).items()):
    module = getattr(member, "__module__", "")
    is_called = callable(member) and not isinstance(member, type) and module.startswith("systems.kernels.")
    if is_called and module != step.__name__ and name not in ("lap", "kernel", "subroutine", "struct"):
        record(name)


class System(esper.Processor):
    def process(self, h):
        calls.append("systems of the program")


simulation = Simulation(Level.model_validate({level}))
with simulation.world.active():
    if {has_system}:
        esper.add_processor(System())
simulation.step()
print(json.dumps(calls))
"""

WORLD = {"substeps": 2, "linear_damping": 0.1}
BEFORE = ["first_invalid", "open_energy_account", "store_previous_pose"]
FORCES = ["wall_motion", "gravity", "forces", "mouse_joint"]
MOTION = ["add_field_work", "damping", "warm_start", "integration", "broad_phase", "predict_wall_impacts"]
PASS = ["ball_collision", "solve_wall_impacts", "wall_rest", "containment"]
AFTER = ["first_invalid", "close_energy_account"]


@pytest.mark.parametrize("has_system", [False, True])
def test_the_order_of_a_step(has_system):
    table = {
        "format": 1, "title": "order", "world": WORLD, "balls": [{"position": [0.0, 0.0], "radius": 0.2}],
        "forces": [{"zone": {"shape": "circle", "radius": 1.0}, "acceleration": [0.1, 0.0]}],
    }  # fmt: skip
    code = RECORD.replace("{level}", repr(table)).replace("{has_system}", repr(has_system))
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    substep = [*FORCES, *(["systems of the program"] if has_system else []), *MOTION, *PASS]
    assert json.loads(done.stdout) == [*BEFORE, *substep, *substep, *AFTER]
