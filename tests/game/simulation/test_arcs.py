"""Arcs are parts of circles for balls, however they are drawn."""

from itertools import pairwise
from math import hypot, sqrt

import numpy as np
import pytest

from game import Simulation
from game.levels.model import Level
from tests.lanes import cases

pytestmark = pytest.mark.both_lanes

RADIUS, THICKNESS = 2.0, 0.1


def arc(start, sweep, radius=RADIUS, **more):
    return {"shape": "arc", "radius": radius, "start": start, "sweep": sweep, "material": "m", **more}


def path(*points):
    return {"shape": "path", "closed": False, "points": points, "material": "m"}


def run(walls, ball, steps=1, **surface):
    """Return a simulation of a ball among walls after some steps; it must be closed."""
    parts = {"walls": walls, "balls": [{"material": "m", **ball}], "materials": {"m": surface}}
    simulation = Simulation(Level.model_validate({"format": 1, "title": "arcs", **parts}))
    simulation.step(steps)
    return simulation


@pytest.mark.parametrize("speed", [1.0, 3.0, 5.0])
def test_a_ball_that_slides_up_a_quarter_arc_comes_back_as_fast(speed):
    floor = path([-6.0, -RADIUS], [0.0, -RADIUS])
    ball = {"radius": 0.1, "position": [-0.5, -RADIUS + 0.15], "velocity": [speed, 0.0]}
    simulation = run([floor, arc(-90.0, 90.0)], ball, friction=0.0, restitution=0.3)
    while simulation.positions[0, 0] > -0.5:
        simulation.step()
    assert simulation.velocities[0, 0] == pytest.approx(-speed, rel=1e-3)
    simulation.close()


def test_the_straight_walls_and_the_arcs_of_a_ramp_leave_no_corner_between_them():
    walls = [path([-6.0, -RADIUS], [0.0, -RADIUS]), arc(-90.0, 90.0), path([RADIUS, 0.0], [RADIUS, 3.0])]
    simulation = run(walls, {"radius": 0.1, "position": [0.0, 0.0]})
    assert simulation.pipeline.wall_collision.feature_count == 2 * 3 + 2  # both sides of each wall, and two ends
    simulation.close()


@pytest.mark.parametrize("seed", range(cases(quick=10, slow=200)))
def test_arcs_on_one_circle_are_one_arc(seed):
    rng = np.random.default_rng(seed)
    radius, material = rng.uniform(1.0, 3.0), {"restitution": rng.choice([0.0, 0.5, 1.0]), "friction": 0.3}
    cuts = [-170.0, *np.sort(rng.uniform(-165.0, -15.0, rng.integers(1, 5))), -10.0]
    place = [rng.uniform(-0.7, 0.7) * radius, rng.uniform(-0.4, 0.4)]
    ball = {"radius": rng.choice([0.05, 0.2]), "position": place, "velocity": rng.uniform(-5.0, 5.0, 2).tolist()}
    whole = run([arc(-170.0, 160.0, radius)], ball, **material)
    pieces = run([arc(low, high - low, radius) for low, high in pairwise(cuts)], ball, **material)
    for _ in range(200):
        np.testing.assert_allclose(pieces.positions, whole.positions, atol=1e-9)
        whole.step()
        pieces.step()
    whole.close()
    pieces.close()


@pytest.mark.parametrize(("height", "drop"), [(-RADIUS + 0.15, 0.1), (RADIUS + 0.15, 0.01)])
def test_a_ball_rests_on_the_circle_between_the_corners_that_are_drawn(height, drop):
    """The corners are 3 degrees apart, so a straight piece would be 0.7 mm away from the circle."""
    start = -91.5 if height < 0.0 else 88.5
    walls = [arc(start, 3.0)]
    simulation = run(walls, {"radius": 0.1, "position": [0.0, height + drop]}, 240, restitution=0.0)
    assert simulation.positions[0, 1] == pytest.approx(height, abs=3e-4)
    simulation.close()


def test_a_ball_that_flies_into_a_cup_hits_its_bottom():
    """It is beyond the circle at the start and at the end of a sub-step."""
    for offset in np.linspace(0.0, 0.8, 20):
        ball = {"radius": 0.05, "position": [0.0, 0.4 + offset], "velocity": [0.0, -200.0]}
        simulation = run([arc(180.0, 180.0, 0.3)], ball, 2, restitution=1.0)
        assert simulation.velocities[0, 1] > 100.0, f"from {offset} m"
        simulation.close()


def test_a_ball_that_is_larger_than_an_arc_rests_on_its_ends():
    simulation = run([arc(180.0, 180.0, 0.3)], {"radius": 0.5, "position": [0.01, 0.8]}, 600, restitution=0.0)
    rest = sqrt((0.5 + 0.5 * THICKNESS) ** 2 - 0.3**2)
    np.testing.assert_allclose(simulation.positions[0], [0.0, rest], atol=2e-3)
    assert hypot(*simulation.velocities[0]) < 1e-6
    simulation.close()


@pytest.mark.parametrize(("sweep", "stops"), [(-180.0, True), (180.0, False)])
def test_a_one_way_arc_stops_balls_from_its_left_only(sweep, stops):
    one_way = arc(90.0 - 0.5 * sweep, sweep, 1.0, one_way=True)
    simulation = run([one_way], {"radius": 0.1, "position": [0.0, 1.5]}, 120)
    assert (simulation.positions[0, 1] > 1.0) == stops
    simulation.close()
