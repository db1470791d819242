"""Many simulations in one call: the bits of each alone, for all kinds of simulations and any number of threads."""

import math
import os
import subprocess
import sys
from pathlib import Path

import esper
import pytest

from components import Collider, Position, Spin, Velocity
from game import Batch, Simulation
from game.levels.model import Level
from game.simulation.commands import AddBall, Grab, PressKey, Release, ReleaseKey, RemoveBall, SetParameter
from game.simulation.pipeline import Pipeline
from game.testing.tiny_worlds import tiny_level as level
from systems.kernels.step import CROWDED, EMISSION, INVALID, SENSED, SYSTEMS
from tests.scenes import heptagon

ROOT = Path(__file__).parents[3]

TWENTY = {"count": 20, "spawn": {"pattern": "disc", "radius": 1.1, "speed": [0.0, 1.0]}}
RAIN = {
    "format": 1,
    "title": "Rain",
    "walls": [{"shape": "polygon", "sides": 4, "radius": 3.0}],
    "emitters": [{"position": [0.0, 1.0], "rate": 20.0, "count": 12, "radius": 0.1}],
    "sensors": [
        {
            "name": "end",
            "center": [0.0, -2.0],
            "zone": {"shape": "box", "width": 4.0, "height": 0.5},
            "action": "finish",
        },
        {"name": "out", "center": [1.0, -1.0], "zone": {"shape": "circle", "radius": 0.5}, "action": "remove"},
    ],
}
STROKE = {"names": ["A"], "angle": 70.0, "time": 0.1, "return_time": 0.3}
SPLITS = ([90], [1] * 90, [1, 2, 0, 57, 30])


class Push(esper.Processor):
    """Accelerates all balls to the right."""

    def __init__(self, balls):
        self.balls = balls

    def process(self, h):
        self.balls[Velocity].x[:] += 3.0 * h


class Spawn(esper.Processor):
    """Creates a ball once."""

    def __init__(self, balls):
        self.balls = balls

    def process(self, h):
        if len(self.balls) == 20:
            self.balls.spawn(Position(0.0, 2.0), Velocity(), Spin(), Collider(0.1))


class Fail(esper.Processor):
    """Raises in its call of a number."""

    def __init__(self, number, error=ArithmeticError):
        self.left, self.error = number, error

    def process(self, h):
        self.left -= 1
        if self.left < 0:
            raise self.error("failed")


def plain(seed=1):
    return Simulation(level([TWENTY], wall=heptagon()), seed=seed)


def with_system(system):
    simulation = plain()
    with simulation.world.active():
        esper.add_processor(system(simulation.balls))
    return simulation


def with_commands(*commands, **wall):
    """Return a simulation that carries out one command more every 17 steps."""
    simulation = Simulation(level([TWENTY], wall=heptagon(**wall)), seed=1)
    for number, command in enumerate(commands):
        simulation.steps = 17 * number
        simulation.enqueue(command)
    simulation.steps = 0
    return simulation


def restored():
    simulation = plain(seed=3)
    simulation.enqueue(SetParameter("gravity", 5.0))
    state = simulation.snapshot()
    simulation.step(70)
    simulation.restore(state)
    return simulation


def with_invalid_ball():
    simulation = plain()
    simulation.step(5)
    simulation.balls[Velocity].x[3] = math.nan
    return simulation


def crowd():
    balls = {"count": 300, "radius": 0.1, "spawn": {"pattern": "disc", "radius": 2.5}}
    return Simulation(level([balls], wall=heptagon()), seed=1)


KINDS = {
    "plain": plain,
    "other seed": lambda: plain(seed=2),
    "no balls": lambda: Simulation(level([])),
    "emitter and sensors": lambda: Simulation(Level.model_validate(RAIN), seed=5),
    "system": lambda: with_system(Push),
    "system that spawns": lambda: with_system(Spawn),
    "balls": lambda: with_commands(AddBall(0.0, 2.0, 1.0, 0.0), RemoveBall(5), AddBall(0.0, 2.2, 0.0, 0.0)),
    "mouse": lambda: with_commands(Grab(5, 0.0, 2.0), Grab(6, 1.0, 0.0), Release()),
    "keys": lambda: with_commands(PressKey("A"), ReleaseKey("A"), keys=STROKE, kick=0.5),
    "parameters": lambda: with_commands(SetParameter("gravity", 3.0), SetParameter("restitution", 0.9)),
    "restored": restored,
    "invalid": with_invalid_ball,
    "crowd": crowd,
}


def hashes(simulations):
    return [simulation.hash() for simulation in simulations]


@pytest.fixture(scope="module")
def alone():
    """Return the hashes of all kinds, each stepped alone."""
    simulations = [make() for make in KINDS.values()]
    for simulation in simulations:
        simulation.step(90)
    return dict(zip(KINDS, hashes(simulations), strict=True))


@pytest.fixture
def three():
    with Batch([plain(seed) for seed in range(3)], threads=2) as batch:
        yield batch


# -- bits -----------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("split", SPLITS)
def test_every_kind_has_the_bits_of_a_simulation_alone(alone, threads, split, monkeypatch):
    monkeypatch.setattr("game.simulation.batch.MIN_PART_WORK", 1)  # so that all threads have work
    with Batch([make() for make in KINDS.values()], threads) as batch:
        before = [simulation.steps for simulation in batch]
        for count in split:
            batch.step(count)
        assert dict(zip(KINDS, hashes(batch), strict=True)) == alone
        assert [simulation.steps for simulation in batch] == [steps + 90 for steps in before]


def test_the_kinds_leave_everything_to_python_that_compiled_code_can(monkeypatch):
    codes, respond = set(), Pipeline._respond
    monkeypatch.setattr(Pipeline, "_respond", lambda pipeline, code: codes.add(code) or respond(pipeline, code))
    with Batch([make() for make in KINDS.values()]) as batch:
        batch.step(90)
    assert codes == {EMISSION, INVALID, SYSTEMS, CROWDED, SENSED}


def change_by_command(simulation):
    simulation.enqueue(AddBall(0.0, 2.0, 0.0, 0.0))


def change_parameter(simulation):
    simulation.apply(SetParameter("gravity", 2.0))


def change_materials(simulation):
    simulation.apply(SetParameter("friction", 0.9))
    simulation.step(3)
    simulation.apply(SetParameter("friction", 0.1))


def grab(simulation):
    simulation.apply(Grab(5, 0.0, 1.0))


def step_alone(simulation):
    simulation.step(7)


def rewind(simulation):
    state = simulation.snapshot()
    simulation.step(20)
    simulation.restore(state)


def delete_later(simulation):
    with simulation.world.active():
        esper.delete_entity(int(simulation.balls.entities[4]))


def create(simulation):
    with simulation.world.active():
        esper.create_entity(Position(0.0, 2.2), Velocity(), Spin(), Collider(0.1))


def add_system(simulation):
    with simulation.world.active():
        esper.add_processor(Push(simulation.balls))


def write_component(simulation):
    with simulation.world.active():
        esper.component_for_entity(int(simulation.balls.entities[4]), Position).y += 0.01


def write_column(simulation):
    simulation.balls[Velocity].y[:] += 0.5


def make_invalid(simulation):
    simulation.balls[Position].y[7] = math.inf


CHANGES = [
    change_by_command, change_parameter, change_materials, grab, step_alone, rewind, delete_later, create, add_system,
    write_component, write_column, make_invalid,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_two_calls_counts(three, change):
    twin = plain(1)
    three.step(30)
    twin.step(30)
    for _ in range(2):
        change(three[1])
        change(twin)
        for count in (1, 20):
            three.step(count)
            twin.step(count)
        assert three[1].hash() == twin.hash()
        assert three[1].steps == twin.steps
    other = plain(2)
    other.step(72)
    assert three[2].hash() == other.hash()


def test_a_removed_system_counts(three):
    add_system(three[0])
    three.step(5)
    with three[0].world.active():
        esper.remove_processor(Push)
    three.step(5)
    twin = plain(0)
    add_system(twin)
    twin.step(5)
    with twin.world.active():
        esper.remove_processor(Push)
    twin.step(5)
    assert three[0].hash() == twin.hash()


def test_a_step_within_the_world_of_a_simulation(three):
    twin = plain(1)
    three.step(10)
    twin.step(10)
    with three[1].world.active():
        esper.delete_entity(int(twin.balls.entities[2]))
        three.step(4)
        esper.delete_entity(int(twin.balls.entities[3]))
        three.step(4)
        assert esper.current_world == three[1].world.name
    for entity in (2, 3):
        with twin.world.active():
            esper.delete_entity(int(Simulation(twin.level, 1).balls.entities[entity]))
        twin.step(4)
    assert three[1].hash() == twin.hash()


def test_a_simulation_may_be_in_two_batches(three):
    with Batch([three[1]]) as other:
        for _ in range(3):
            three.step(2)
            other.step(3)
        twin = plain(1)
        twin.step(15)
        assert three[1].steps == 15
        assert three[1].hash() == twin.hash()


# -- errors ---------------------------------------------------


def test_an_error_names_the_simulation_and_the_others_finish(three):
    for number, calls in ((1, 50), (2, 10)):
        with three[number].world.active():
            esper.add_processor(Fail(calls))
    with pytest.raises(ArithmeticError) as caught:
        three.step(40)
    assert caught.value.__notes__ == [
        "in Fail, at step 12",
        "in simulation 1 of the batch",
        "simulations that failed too: 2",
    ]
    assert [simulation.steps for simulation in three] == [40, 12, 2]
    twin = plain(0)
    twin.step(40)
    assert three[0].hash() == twin.hash()
    assert esper.current_world not in [simulation.world.name for simulation in three]


def test_a_simulation_goes_on_after_an_error_when_it_is_restored(three):
    state = three[1].snapshot()
    with three[1].world.active():
        esper.add_processor(Fail(50))
    with pytest.raises(ArithmeticError):
        three.step(40)
    with three[1].world.active():
        esper.remove_processor(Fail)
    three[1].restore(state)
    three.step(40)
    twin = plain(1)
    twin.step(40)
    assert three[1].hash() == twin.hash()
    assert [simulation.steps for simulation in three] == [80, 40, 80]


def test_an_interruption_leaves_every_simulation_after_whole_steps(three):
    with three[1].world.active():
        esper.add_processor(Fail(50, KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        three.step(40)
    for seed in (0, 2):
        twin = plain(seed)
        twin.step(three[seed].steps)
        assert three[seed].hash() == twin.hash()


def test_a_closed_simulation_is_an_error(three):
    three[1].close()
    with pytest.raises(ValueError, match="simulation 1 of the batch is closed"):
        three.step()
    assert [simulation.steps for simulation in three] == [0, 0, 0]


def test_a_simulation_given_twice_is_an_error():
    simulation = plain()
    with pytest.raises(ValueError, match="twice"):
        Batch([simulation, simulation])


def test_the_end_closes_all_simulations():
    with Batch([plain(), plain()]) as batch:
        pass
    assert not {simulation.world.name for simulation in batch} & set(esper.list_worlds())
    batch.close()


# -- without compilation --------------------------------------

PLAIN_PYTHON = """
from game import Batch, Simulation
from game.testing.tiny_worlds import tiny_level as level
balls = level([{"count": 3, "spawn": {"pattern": "disc", "radius": 1.0}}])
with Batch([Simulation(balls, seed) for seed in range(2)], threads=2) as batch:
    batch.step(3)
    batch.set_velocities(batch.velocities + 1.0)
    batch.set_positions(batch.positions + 1.0)
    batch.step(2)
    print(*(simulation.hash() for simulation in batch))
"""


def test_the_bits_are_the_same_without_compilation():
    hashes = set()
    for changes in ({}, {"NUMBA_DISABLE_JIT": "1"}):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **changes}
        command = [sys.executable, "-c", PLAIN_PYTHON]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        hashes.add(done.stdout)
    assert len(hashes) == 1
