"""Tests of headless runs: report and trajectory."""

import math
from dataclasses import asdict
from json import dumps, loads

import esper
import numpy as np
import pytest

from components import Position, Velocity
from game.batch import headless
from game.cli.run import _print_report
from game.simulation.outline_edge import OutlineEdge
from tests.scenes import heptagon
from tests.shapes import OUTLINES, wall_at

TURNING = heptagon(spin=72.0)


def twenty():
    return [{"count": 20, "spawn": {"pattern": "disc", "radius": 1.5, "speed": [0.0, 1.0]}}]


def test_report_describes_the_final_state(simulate):
    simulation, twin = simulate(twenty(), wall=TURNING), simulate(twenty(), wall=TURNING)
    report = headless.measure_run(simulation, 150)
    twin.step(150)
    assert (report.steps, report.time, report.balls, report.seed) == (150, 2.5, 20, 0)
    assert report.hash == twin.hash()  # measuring did not change the state
    assert report.energy == twin.energy()
    assert report.escaped == 0
    assert 0.0 <= report.overlap_p99 <= report.max_overlap < 0.2
    assert report.real_time_factor == pytest.approx(2.5 / report.wall_seconds)


def test_report_contains_the_ledger(simulate):
    simulation = simulate(twenty(), wall=TURNING)
    report = loads(dumps(asdict(headless.measure_run(simulation, 150))))
    ledger = simulation.ledger()._asdict() | {"momentum": simulation.momentum().tolist()}
    del ledger["dissipated_in_step"]
    assert ledger.items() <= report.items()
    assert (ledger["work"] > 0.0, ledger["dissipated"] > 0.0, report["quarantined"]) == (True, True, [])


class Spoil(esper.Processor):
    """Sets the velocity of a ball to nan after a number of sub-steps."""

    def __init__(self, simulation, row, after):
        self.simulation, self.row, self.after = simulation, row, after

    def process(self, h):
        self.after -= 1
        if self.after == 0:
            self.simulation.balls[Velocity].x[self.row] = math.nan


def test_run_continues_without_quarantined_balls(simulate, tmp_path, capsys):
    simulation = simulate(twenty(), wall=TURNING)
    with simulation.world.active():
        esper.add_processor(Spoil(simulation, 6, after=4 * 20 - 1))
        esper.add_processor(Spoil(simulation, 2, after=4 * 25 - 1))
    trajectory = headless.Trajectory(simulation, 60)
    report = headless.measure_run(simulation, 60, trajectory)
    assert (report.balls, report.quarantined, report.escaped) == (18, [7, 3], 0)
    assert 0.0 <= report.max_overlap < 0.2
    trajectory.save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as file:
        assert file["number"].tolist() == [*range(1, 21)]
        gone = np.isnan(file["position"]).all(axis=2)
        assert gone.any(axis=0).nonzero()[0].tolist() == [2, 6]
        assert gone[:, 6].tolist() == [False] * 20 + [True] * 41
        np.testing.assert_array_equal(file["velocity"][60, ~gone[60]], simulation.velocities)
    _print_report(report, 60)
    assert "balls     18; removed because not finite: 7, 3\n" in capsys.readouterr().out


def test_run_of_no_steps_has_a_report(simulate):
    report = headless.measure_run(simulate(twenty()), 0)
    assert (report.steps, report.overlap_p99, report.real_time_factor) == (0, None, None)


def test_short_run_has_no_overlap_percentile(simulate):
    assert headless.measure_run(simulate(twenty()), 120).overlap_p99 is None
    assert headless.measure_run(simulate(twenty()), 121).overlap_p99 is not None


def test_advance_is_called_after_each_step(simulate):
    calls = []
    headless.measure_run(simulate(twenty()), 7, advance=lambda: calls.append(1))
    assert len(calls) == 7


def test_overlap_at_the_start_is_measured(simulate):
    simulation = simulate([{"position": [0.0, 0.0]}, {"position": [0.5, 0.0]}])
    simulation.balls[Position].x[1] = 0.3
    assert headless.measure_run(simulation, 0).max_overlap == pytest.approx(0.5)


def test_single_ball_has_no_overlap(simulate):
    assert headless.measure_run(simulate([{"position": [0.0, 0.0]}]), 10).max_overlap == 0.0


def test_ball_outside_a_container_has_escaped(simulate):
    simulation = simulate([{"position": [0.0, 0.0]}, {"position": [1.0, 0.0]}], wall=TURNING)
    simulation.step(5)
    assert headless.escaped_balls(simulation).tolist() == [False, False]
    corner = simulation.walls()[0][3]
    for part, expected in ((0.999, False), (1.001, True)):
        simulation.balls[Position].x[1], simulation.balls[Position].y[1] = part * corner
        assert headless.escaped_balls(simulation).tolist() == [False, expected]


@pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)
def test_escaped_balls_of_every_kind_of_wall(simulate, outline):
    simulation = simulate([{"position": [x, y]} for x in range(-4, 5) for y in range(-4, 5)])
    chance = np.random.default_rng(4)
    places = chance.uniform(-1.2, 1.2, (simulation.count, 2))
    with simulation.world.active():
        wall_at(outline, 0.3, -0.2, 2.0)
        simulation.walls_table.sync()
    simulation.balls[Position].x[:], simulation.balls[Position].y[:] = places.T
    own = (places - (0.3, -0.2)) @ np.array([[np.cos(2.0), -np.sin(2.0)], [np.sin(2.0), np.cos(2.0)]])
    is_outside = headless.escaped_balls(simulation)
    np.testing.assert_array_equal(is_outside, ~outline.allows(*own.T))
    assert is_outside.any() == (outline.closed and not is_outside.all())


def test_trajectory_contains_the_corners_of_all_walls(simulate, tmp_path):
    simulation = simulate([{"position": [5.0, 5.0]}])
    with simulation.world.active():
        for outline in OUTLINES.values():
            wall_at(outline, 0.3, -0.2, 2.0)
        simulation.walls_table.sync()
    trajectory = headless.Trajectory(simulation, 0)
    trajectory.record(0)
    trajectory.save(tmp_path / "run.npz")
    turn = np.array([[np.cos(2.0), np.sin(2.0)], [-np.sin(2.0), np.cos(2.0)]])
    with np.load(tmp_path / "run.npz") as file:
        for k, outline in enumerate(OUTLINES.values(), start=1):
            np.testing.assert_allclose(
                file[f"wall_{k}"][0], OutlineEdge.from_outline(outline).corners @ turn + (0.3, -0.2), atol=1e-12
            )


def test_trajectory_has_a_row_for_the_start_and_for_each_step(simulate, tmp_path):
    simulation, twin = simulate(twenty(), wall=TURNING), simulate(twenty(), wall=TURNING)
    trajectory = headless.Trajectory(simulation, 30)
    headless.measure_run(simulation, 30, trajectory)
    trajectory.save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as file:
        assert {name: file[name].shape for name in file} == {
            "t": (31,),
            "position": (31, 20, 2),
            "velocity": (31, 20, 2),
            "angle": (31, 20),
            "spin": (31, 20),
            "radius": (20,),
            "number": (20,),
            "color": (20,),
            "wall_0": (31, 7, 2),
        }
        assert file["t"].tolist() == [k / 60 for k in range(31)]
        assert file["number"].tolist() == [*range(1, 21)]
        assert file["color"][0] == "#f8b862"
        for row in (0, 1, 30):
            twin.step(row - twin.steps)
            np.testing.assert_array_equal(file["position"][row], twin.positions)
            np.testing.assert_array_equal(file["velocity"][row], twin.velocities)
            np.testing.assert_array_equal(file["angle"][row], twin.angles)
            np.testing.assert_array_equal(file["spin"][row], twin.spins)
            np.testing.assert_array_equal(file["wall_0"][row], twin.walls()[0])


def test_trajectory_above_the_memory_limit_is_refused(simulate):
    with pytest.raises(ValueError, match=r"would take 10\.3 GB; allowed: at most 4 GB"):
        headless.Trajectory(simulate(twenty()), 10_000_000 - 1)
