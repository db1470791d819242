"""Tables of balls for pandas and xarray."""

import esper
import numpy as np
import pytest

from components import Collider, Label, Position, Spin, Velocity
from game import Level, Simulation


def test_a_frame_has_a_row_for_each_ball(simulate):
    simulation = simulate([{"position": [1.0, 2.0], "velocity": [3.0, 4.0], "spin": 90.0}, {"position": [0.0, 0.0]}])
    simulation.step(3)
    frame = simulation.to_frame()
    assert {name: len(column) for name, column in frame.items()} == dict.fromkeys(frame, 2)
    assert frame["step"].tolist() == [3, 3]
    assert frame["time"].tolist() == [0.05, 0.05]
    assert frame["ball"].tolist() == simulation.balls.entities.tolist()
    assert frame["number"].tolist() == [1, 2]
    assert np.column_stack((frame["x"], frame["y"])).tolist() == simulation.positions.tolist()
    assert np.column_stack((frame["velocity_x"], frame["velocity_y"])).tolist() == simulation.velocities.tolist()
    for name, values in {"angle": "angles", "spin": "spins", "radius": "radii", "mass": "masses"}.items():
        assert frame[name].tolist() == getattr(simulation, values).tolist()


def test_a_frame_does_not_change_later(simulate):
    simulation = simulate([{"position": [1.0, 2.0]}])
    frame = simulation.to_frame()
    before = {name: column.copy() for name, column in frame.items()}
    simulation.step(10)
    assert all((frame[name] == before[name]).all() for name in frame)


def test_a_ball_without_a_label_has_the_number_0(simulate):
    simulation = simulate([{"position": [1.0, 2.0]}])
    with simulation.world.active():
        esper.create_entity(Position(), Velocity(), Spin(), Collider(0.1))
        esper.remove_component(simulation.balls.entities.item(0), Label)
    simulation.step()
    assert simulation.to_frame()["number"].tolist() == [0, 0]


def test_a_run_is_recorded_at_its_start_and_every_few_steps(simulate):
    recorded, alone = (simulate([{"position": [1.0, 2.0]}, {"position": [0.0, 2.0]}]) for _ in range(2))
    frame = recorded.record_frames(7, every=3)
    alone.step(7)
    assert frame["step"].tolist() == [0, 0, 3, 3, 6, 6]
    assert recorded.hash() == alone.hash()


def test_spawned_balls_appear_in_the_table_of_a_run():
    emitter = {"position": [0.0, 0.0], "radius": 0.1, "count": 3, "rate": 1.0}
    simulation = Simulation(Level.model_validate({"format": 1, "title": "fountain", "emitters": [emitter]}))
    frame = simulation.record_frames(180, every=60)
    counts = np.bincount(frame["step"])
    assert counts[180] == 3 > counts[0]


@pytest.mark.parametrize(("steps", "every"), [(-1, 1), (10, 0)])
def test_an_impossible_record_is_refused(simulate, steps, every):
    simulation = simulate([{"position": [1.0, 2.0]}])
    with pytest.raises(ValueError, match="allowed: "):
        simulation.record_frames(steps, every)
    assert simulation.steps == 0
