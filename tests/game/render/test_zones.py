"""Emitters, forces and sensors in a level: simulation, hashes, snapshots, trajectories and display."""

import numpy as np
import pytest

from game import Level, Simulation
from game.batch.headless import Trajectory, measure_run
from game.render.pillow.renderer import PillowRenderer

FOUNTAIN = {
    "format": 1,
    "title": "fountain",
    "walls": [{"shape": "path", "points": [[-3.0, -3.0], [3.0, -3.0], [3.0, 3.0], [-3.0, 3.0]]}],
    "balls": [{"radius": 0.1, "position": [0.0, -2.0]}],
    "emitters": [
        {"position": [0.0, 0.0], "area": 0.3, "rate": 30.0, "count": 60, "radius": 0.1, "velocity": [0.0, 5.0],
         "spread": 20.0},
        {"position": [2.0, 2.0], "rate": 5.0, "count": 3, "radius": 0.2, "delay": 0.5, "first_number": 100},
    ],
    "forces": [
        {"acceleration": [3.0, 0.0]},
        {"center": [0.0, 1.0], "zone": {"shape": "circle", "radius": 1.0}, "drag": 2.0, "flow": [-1.0, 0.0]},
    ],
    "sensors": [
        {"name": "hole", "center": [2.5, -2.7], "zone": {"shape": "box", "width": 1.0, "height": 0.6},
         "action": "remove"},
        {"name": "portal", "center": [-2.5, -2.7], "zone": {"shape": "circle", "radius": 0.4}, "action": "teleport",
         "to": [-2.0, 2.5]},
        {"name": "line", "center": [0.0, -1.0], "zone": {"shape": "box", "width": 6.0, "height": 0.1},
         "action": "finish", "goal": 5},
    ],
}  # fmt: skip


@pytest.fixture
def fountain():
    simulation = Simulation(Level.model_validate(FOUNTAIN), seed=3)
    yield simulation
    simulation.close()


def test_balls_are_emitted_teleported_and_removed(fountain):
    numbers = set()
    for _ in range(60):
        fountain.step(5)
        numbers |= {label.number for label in fountain.labels}
        assert np.isfinite(fountain.positions).all()
    assert numbers == set(range(1, 62)) | {100, 101, 102}
    hole, portal, line = fountain.sensors()
    assert hole.count == 64 - fountain.count > 10
    assert line.count >= len(fountain.finished) > 10
    assert len({one.number for one in fountain.finished}) == len(fountain.finished)
    assert [one.step for one in fountain.finished] == sorted(one.step for one in fountain.finished)
    assert portal.count >= 0


def test_runs_repeat_bit_by_bit_and_differ_between_seeds(fountain):
    digests = []
    for seed in (3, 3, 4):
        other = Simulation(Level.model_validate(FOUNTAIN), seed=seed)
        other.step(240)
        digests.append(other.hash())
        other.close()
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("steps", [1, 60, 200])
def test_a_snapshot_restores_balls_that_were_emitted_or_removed_since(fountain, steps):
    fountain.step(120)
    state, digest, labels = fountain.snapshot(), fountain.hash(), fountain.labels
    fountain.step(200)
    later = fountain.hash()
    fountain.restore(state)
    assert (fountain.hash(), fountain.labels) == (digest, labels)
    fountain.step(steps)
    fountain.restore(state)
    fountain.step(200)
    assert fountain.hash() == later


def test_energy_is_accounted_when_balls_are_emitted_and_removed(fountain):
    fountain.step(300)
    assert np.isfinite(fountain.ledger().dissipated)


def test_a_trajectory_holds_all_balls_that_ever_existed(fountain, tmp_path):
    trajectory = Trajectory(fountain, 200)
    measure_run(fountain, 200, trajectory)
    trajectory.save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as run:
        assert run["position"].shape == (201, 64, 2)
        assert run["number"].tolist()[0] == 1
        assert sorted(run["number"].tolist()) == [*range(1, 62), 100, 101, 102]
        there = np.isfinite(run["position"][:, :, 0])
        assert there.sum(axis=1).tolist()[0] == 1
        assert there.sum(axis=1).tolist()[-1] == fountain.count
        assert (np.diff(there.astype(int), axis=0) != 0).sum(axis=0).max() == 2  # born once, gone once


def test_pillow_draws_balls_that_were_emitted(fountain):
    renderer = PillowRenderer(fountain, (120, 120))
    for _ in range(10):
        fountain.step(20)
        assert renderer.frame().shape == (120, 120, 3)


def test_the_display_counts_pending_balls(arcade, fountain):
    from game.ui.widgets.hud import ball_count_text  # noqa: PLC0415  (arcade

    assert ball_count_text(fountain) == "1 ball  ·  63 to come"
    while fountain.pending:
        fountain.step(20)
    assert ball_count_text(fountain) == f"{fountain.count} balls"
    single = {"format": 1, "title": "One", "balls": [{"position": (0.0, 0.0), "radius": 0.5}]}
    assert ball_count_text(Simulation(Level.model_validate(single))) == "1 ball"


def test_the_display_lists_sensors(arcade, fountain):
    from game.ui.widgets.hud import sensor_text  # noqa: PLC0415  (arcade

    assert sensor_text(fountain) == "hole 0  ·  portal 0  ·  line 0 of 5"
    fountain.step(300)
    hole, portal, line = fountain.sensors()
    assert sensor_text(fountain) == f"hole {hole.count}  ·  portal {portal.count}  ·  line {line.count} of 5"
