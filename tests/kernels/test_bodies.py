"""Bodies: copies of the balls in the order of cells."""

import numpy as np
import pytest

from systems.kernels import bodies as kernel
from systems.kernels import columns
from systems.kernels.bodies import BODY_SIZE, IMPACTS, MOVED_NOW, WAKES, gather_bodies, scatter_bodies
from systems.kernels.columns import ADDED_MASS, BY_BALLS, BY_WALLS, MASS
from systems.kernels.contact import MOVED, WOKEN
from tests.kernels.blocks import random_balls

COUNT = 30
MOTION = ("X", "Y", "VX", "VY", "RATE", "ANGLE", "PATH_START")
GATHERED = (*MOTION, "CHANGE_X", "CHANGE_Y", "RADIUS", "FRICTION", "ROLLING_RESISTANCE")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def balls(rng):
    balls = random_balls(rng, COUNT)
    balls[ADDED_MASS] = rng.choice([0.0, 2.0], balls.shape[1])
    return balls


@pytest.fixture
def ball_of(rng):
    return rng.permutation(COUNT).astype(np.uint32)


def test_each_body_has_the_numbers_of_its_ball(balls, ball_of):
    bodies = np.full((COUNT, BODY_SIZE), np.nan)
    gather_bodies(balls, ball_of, bodies, 5, COUNT, False)
    assert np.isnan(bodies[:5]).all()
    for i, body in enumerate(bodies[5:], 5):
        ball = balls[:, ball_of[i]]
        assert body[IMPACTS] == 0.0
        assert body[kernel.INV_MASS] == pytest.approx(1.0 / ball[MASS])
        assert body[kernel.REST_INV_MASS] == pytest.approx(1.0 / (ball[MASS] + ball[ADDED_MASS]))
        inertia = 0.5 * ball[MASS] * ball[columns.RADIUS] ** 2
        assert body[kernel.INV_MASS] * body[kernel.INERTIA_FACTOR] == pytest.approx(1.0 / inertia)
        for name in GATHERED:
            assert body[getattr(kernel, name)] == ball[getattr(columns, name)], name


def test_a_call_that_resumes_gathers_only_what_walls_have_moved(balls, ball_of):
    bodies = np.full((COUNT, BODY_SIZE), 7.0)
    balls[BY_WALLS] = np.resize([0.0, MOVED, WOKEN], balls.shape[1])
    gather_bodies(balls, ball_of, bodies, 0, COUNT, True)
    moved = balls[BY_WALLS, ball_of] > 0.0
    assert (bodies[~moved] == 7.0).all()
    assert (bodies[moved, kernel.X] == balls[columns.X, ball_of[moved]]).all()
    assert (bodies[:, IMPACTS] == 7.0).all()


def test_only_changed_bodies_are_written_back(balls, ball_of, rng):
    bodies, before = rng.normal(size=(COUNT, BODY_SIZE)), balls.copy()
    wake = np.resize([0, MOVED_NOW, WAKES], COUNT).astype(np.uint8)
    scatter_bodies(balls, ball_of, bodies, wake, 0, COUNT)
    expected = before.copy()
    expected[BY_BALLS, ball_of] = np.resize([0.0, MOVED, WOKEN], COUNT)
    for name in MOTION:
        expected[getattr(columns, name), ball_of[wake > 0]] = bodies[wake > 0, getattr(kernel, name)]
    np.testing.assert_array_equal(balls, expected)
