"""The Python API: quantities, hash, snapshots, worlds and added systems."""

import math
import subprocess
import sys

import esper
import numpy as np
import pytest

from components import Collider, Label, Position, Spin, Velocity
from game import Batch, LevelError, Simulation, load_level
from game.levels.library import find_level
from game.testing.tiny_worlds import tiny_level as level
from tests.scenes import heptagon

TWENTY = {"count": 20, "spawn": {"pattern": "disc", "radius": 1.1, "speed": [0.0, 1.0]}}


@pytest.fixture
def simulation():
    running = Simulation(level([TWENTY], wall=heptagon()), seed=7)
    yield running
    running.close()


def test_time_and_quantities_of_balls(simulation):
    simulation.step()
    simulation.step(29)
    assert (simulation.steps, simulation.time, simulation.count) == (30, 0.5, 20)
    assert simulation.positions.shape == simulation.velocities.shape == (20, 2)
    assert simulation.angles.shape == simulation.spins.shape == (20,)
    assert simulation.radii.tolist() == [0.2] * 20
    assert simulation.masses == pytest.approx([math.pi * 0.04] * 20)
    assert [label.number for label in simulation.labels] == list(range(1, 21))


@pytest.mark.parametrize("name", ["positions", "velocities", "angles", "spins", "radii", "masses"])
def test_quantities_are_read_only_copies(simulation, name):
    before = getattr(simulation, name)
    with pytest.raises(ValueError, match="read-only"):
        before[:] = 9.0
    simulation.set_positions(simulation.positions + 0.25)
    assert simulation.balls[Position].x.flags.writeable
    if name == "positions":
        assert (getattr(simulation, name) == before + 0.25).all()


@pytest.mark.parametrize(("count", "problem"), [(-1, ValueError), (1.5, TypeError)])
def test_an_impossible_number_of_steps_is_refused(simulation, count, problem):
    with pytest.raises(problem):
        simulation.step(count)
    with Batch([simulation]) as batch, pytest.raises(problem):
        batch.step(count)
    assert simulation.steps == 0


def test_a_simulation_starts_from_the_name_or_the_file_of_a_level():
    path = find_level("heptagon")
    assert Simulation("heptagon").hash() == Simulation(path).hash() == Simulation(load_level(path)).hash()
    with pytest.raises(TypeError, match="cannot load a level from a int; allowed: a name, or the path of a file"):
        Simulation(42)
    with pytest.raises(LevelError, match='no level has this name; did you mean "heptagon"'):
        Simulation("heptagn")


def test_objects_describe_themselves_in_one_line(simulation):
    simulation.step(60)
    assert repr(simulation) == "<Simulation of 'untitled': seed 7, step 60 (1 s), 20 balls>"
    assert repr(simulation.level) == str(simulation.level) == "<Level 'untitled': 'test', 20 balls, 1 wall>"
    assert repr(simulation.snapshot()) == "<State: seed 7, step 60, 20 balls>"
    assert repr(simulation.balls) == "<Table of 20 entities with Collider, Position, Velocity, Spin>"
    assert repr(simulation.balls[Position]) == "<Columns x, y>"
    with Batch([simulation], threads=1) as batch:
        assert repr(batch) == "<Batch of 1 simulations, 1 threads>"


def test_walls_turn_with_time(simulation):
    before = simulation.walls()[0][:, 0] + 1j * simulation.walls()[0][:, 1]
    simulation.step(60)
    after = simulation.walls()[0][:, 0] + 1j * simulation.walls()[0][:, 1]
    assert np.degrees(np.angle(after / before)) == pytest.approx([72.0] * 7)


def test_energy_and_momenta_are_sums_over_the_balls():
    balls = [{"position": [1.0, 2.0], "velocity": [3.0, 4.0], "spin": math.degrees(5.0)}]
    simulation = Simulation(level(balls, gravity=[0.0, -10.0]))
    mass = math.pi * 0.04
    inertia = mass * 0.04 / 2
    assert simulation.energy() == pytest.approx(mass * 12.5 + inertia * 12.5 + mass * 10.0 * 2.0)
    assert simulation.momentum() == pytest.approx([3.0 * mass, 4.0 * mass])
    assert simulation.angular_momentum() == pytest.approx(mass * (1.0 * 4.0 - 2.0 * 3.0) + 5.0 * inertia)


def test_esper_functions_act_on_the_active_world(simulation):
    with simulation.world.active():
        ball, (label, position) = esper.get_components(Label, Position)[4]
        assert label.number == 5
        position.x = 0.25
        assert esper.component_for_entity(ball, Position) is position
    assert simulation.positions[4, 0] == 0.25
    assert esper.get_component(Position) == []


def test_two_simulations_do_not_affect_each_other(simulation):
    alone = Simulation(simulation.level, seed=7)
    other = Simulation(level([TWENTY], wall=heptagon(spin=-300.0)), seed=8)
    alone.step(50)
    for _ in range(50):
        simulation.step()
        other.step()
    assert simulation.hash() == alone.hash()
    assert other.hash() != alone.hash()


def test_the_seed_decides_the_initial_state():
    digests = [Simulation(level([TWENTY]), seed=seed).hash() for seed in (1, 1, 2)]
    assert digests[0] == digests[1] != digests[2]


def test_another_process_gives_the_same_bits():
    code = (
        "from game import Simulation, load_level; from game.levels.library import find_level\n"
        "s = Simulation(load_level(find_level('heptagon')), seed=3); s.step(500); print(s.hash())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = Simulation(load_level(find_level("heptagon")), seed=3)
    here.step(500)
    assert other.stdout.strip() == here.hash()


def test_the_hash_covers_columns_and_impulses(simulation):
    simulation.step(90)
    digest = simulation.hash()
    assert simulation.hash() == digest
    for column in (simulation.balls[Velocity].y, simulation.walls_table[Spin].rate):
        column[0] = np.nextafter(column[0], 1.0)
        assert simulation.hash() != digest
        column[0] = np.nextafter(column[0], -np.inf) if column[0] > 0 else np.nextafter(column[0], -1.0)
        digest = simulation.hash()
    pairs = simulation.pipeline.ball_collision.broad_phase.pairs
    pairs.tangent_impulse[0] += 1e-300
    assert simulation.hash() != digest


@pytest.mark.parametrize("steps", [0, 1, 77])
def test_steps_after_a_restored_snapshot_have_the_same_bits(simulation, steps):
    simulation.step(100)
    state, digest = simulation.snapshot(), simulation.hash()
    simulation.step(200)
    later = simulation.hash()
    simulation.restore(state)
    assert simulation.hash() == digest
    simulation.step(steps)
    simulation.restore(state)
    simulation.step(200)
    assert simulation.hash() == later


def test_a_snapshot_restores_removed_balls_and_removes_added_ones(simulation):
    simulation.step(50)
    state, digest = simulation.snapshot(), simulation.hash()
    labels = simulation.labels
    simulation.step(60)
    later = simulation.hash()
    with simulation.world.active():
        esper.delete_entity(int(simulation.balls.entities[3]))
        esper.delete_entity(int(simulation.balls.entities[19]))
        esper.create_entity(Position(), Velocity(), Spin(), Collider(0.1))
    simulation.step(10)
    simulation.restore(state)
    assert (simulation.count, simulation.labels, simulation.hash()) == (20, labels, digest)
    simulation.step(60)
    assert simulation.hash() == later


def test_a_snapshot_with_other_walls_raises_and_changes_nothing(simulation):
    state = simulation.snapshot()
    simulation.step(10)
    with simulation.world.active():
        esper.delete_entity(int(simulation.walls_table.entities[0]))
        esper.delete_entity(int(simulation.balls.entities[3]))
    with pytest.raises(ValueError, match="entities"):
        simulation.restore(state)
    assert (simulation.steps, simulation.count) == (10, 19)
    simulation.step()


def test_balls_may_be_added_and_removed_between_steps(simulation):
    simulation.step(120)
    with simulation.world.active():
        esper.delete_entity(int(simulation.balls.entities[0]))
        added = esper.create_entity(Position(0.0, 1.0), Velocity(), Spin(), Collider(radius=0.1))
    simulation.step()
    assert simulation.count == 20
    assert simulation.balls.entities[-1] == added
    simulation.step(120)
    assert np.isfinite(simulation.positions).all()


def test_a_teleported_ball_loses_its_contacts(simulation):
    simulation.step(300)
    with simulation.world.active():
        lowest = int(simulation.positions[:, 1].argmin())
        position = esper.component_for_entity(int(simulation.balls.entities[lowest]), Position)
        position.x, position.y = 0.0, 2.0
    height = simulation.positions[lowest, 1]
    velocity = simulation.velocities[lowest, 1]
    simulation.step()
    assert simulation.velocities[lowest, 1] == pytest.approx(velocity - 9.81 / 60, abs=1e-9)
    assert simulation.positions[lowest, 1] < height + 0.1
    assert not simulation.balls.dirty.any()


def test_steps_before_an_interruption_count(simulation):
    class Interrupt(esper.Processor):
        def process(self, h):
            if simulation.pipeline.steps == 5:
                raise KeyboardInterrupt

    with simulation.world.active():
        esper.add_processor(Interrupt())
    with pytest.raises(KeyboardInterrupt):
        simulation.step(9)
    assert simulation.steps == 5


def test_velocities_that_are_set_to_themselves_change_nothing(simulation):
    twin = Simulation(simulation.level, seed=7)
    for each in (simulation, twin):
        each.step(300)
    simulation.set_velocities(simulation.velocities)
    simulation.step(30)
    twin.step(30)
    assert simulation.hash() == twin.hash()


def test_balls_that_are_moved_lose_their_contacts(simulation):
    simulation.step(300)
    lowest = simulation.positions[:, 1].argmin()
    positions, velocity = simulation.positions.copy(), simulation.velocities[lowest, 1]
    positions[lowest] = 0.0, 2.0
    simulation.set_positions(positions)
    assert simulation.balls.dirty.all()
    simulation.step()
    assert simulation.velocities[lowest, 1] == pytest.approx(velocity - 9.81 / 60, abs=1e-9)


@pytest.mark.parametrize("write", ["set_positions", "set_velocities"])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.zeros((19, 2)), r"shape is \(19, 2\); allowed: \(20, 2\)"),
        (np.zeros(2), "shape"),
        (np.full((20, 2), math.nan), "finite"),
        (np.full((20, 2), -math.inf), "finite"),
    ],
)
def test_invalid_values_are_not_set(simulation, write, values, reason):
    digest = simulation.hash()
    with pytest.raises(ValueError, match=reason):
        getattr(simulation, write)(values)
    assert simulation.hash() == digest


def test_close_deletes_the_world_and_can_be_called_again(simulation):
    simulation.close()
    assert simulation.world.name not in esper.list_worlds()
    simulation.close()


def test_a_simulation_cannot_be_closed_from_within_its_world(simulation):
    with simulation.world.active(), pytest.raises(RuntimeError, match="within"):
        simulation.close()


def test_a_system_is_added_with_one_call(simulation):
    class Wind(esper.Processor):
        def process(self, h):
            simulation.balls[Velocity].x[:] += 100.0 * h

    with simulation.world.active():
        esper.add_processor(Wind())
    simulation.step(6)
    assert simulation.velocities[:, 0].mean() > 5.0


def test_a_quarantined_ball_does_not_affect_the_others(simulation):
    with simulation.world.active():
        esper.component_for_entity(int(simulation.balls.entities[3]), Position).x = math.nan
    simulation.step(300)
    assert [(lost.number, lost.what) for lost in simulation.quarantine] == [(4, "position")]
    assert simulation.count == 19
    assert np.isfinite(simulation.positions).all()
    assert np.isfinite(simulation.velocities).all()
