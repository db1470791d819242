"""Tests of `game.batch.overlap`."""

import pytest

from components import Position
from game.batch.overlap import overlaps
from systems.broad_phase import BroadPhase


def test_only_pairs_that_overlap_are_counted_in_radii_of_the_smaller_ball(simulate):
    simulation = simulate([{"position": (0.0, 0.0)}, {"position": (0.45, 0.0)}, {"position": (3.0, 0.0)}])
    broad_phase = BroadPhase(simulation.balls)
    assert len(overlaps(simulation, broad_phase)) == 0
    simulation.balls[Position].x[1] = 0.3
    assert overlaps(simulation, broad_phase) == pytest.approx([0.5])
    simulation.balls[Position].x[2] = 0.3
    assert sorted(overlaps(simulation, broad_phase)) == pytest.approx([0.5, 0.5, 2.0])


def test_balls_that_touch_do_not_overlap(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 0.5}, {"position": [0.7, 0.0], "radius": 0.2}])
    broad_phase = BroadPhase(simulation.balls)
    assert overlaps(simulation, broad_phase).max(initial=0.0) == pytest.approx(0.0, abs=1e-9)
    simulation.balls[Position].x[1] = 0.65
    assert overlaps(simulation, broad_phase) == pytest.approx([0.25])
