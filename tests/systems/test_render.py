"""`Render` without a window: its kernels against slow twins, and the poses that a canvas gets."""

import math
import subprocess
import sys

import esper
import numpy as np
import pytest

from components import KinematicMotion, Position, PreviousPose
from game.testing.tiny_worlds import create_ball as ball
from systems import WallMotion
from systems.kernels.columns import ANGLE, PREVIOUS_ANGLE
from systems.kernels.render import ball_poses, wall_poses
from systems.kernels.wall_motion import wall_motion
from systems.render import Render
from tests import naive
from tests.kernels.blocks import random_balls, random_walls
from tests.shapes import OUTLINES, wall_at

H = 1.0 / 60.0
VIEW = (3.0, 7.0, -10.0, -4.0)
"""Its centre is (5, -7)."""


class RecordingCanvas:
    """Stores what `Render` hands to it."""

    def draw(self, view, balls, walls):
        self.view, self.balls, self.walls = view, balls.copy(), walls.copy()


@pytest.fixture
def canvas():
    return RecordingCanvas()


# -- kernels --


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("count", [0, 1, 50])
def test_poses_agree_with_their_twin(count, alpha):
    balls, out = random_balls(np.random.default_rng(count), count), np.full((2, count + 3, 4), np.nan, np.float32)
    for poses, mine in zip((ball_poses, naive.ball_poses), out, strict=True):
        poses(balls, count, mine, alpha, 5.0, -7.0)
    np.testing.assert_allclose(out[0, :count, :3], out[1, :count, :3], rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(np.cos(out[0, :count, 3] - out[1, :count, 3]), 1.0, atol=1e-9)
    assert np.all(np.abs(out[0, :count, 3]) <= np.float32(math.pi))
    assert np.isnan(out[0, count:]).all()


def test_an_angle_of_many_turns_keeps_its_digits():
    balls, out = random_balls(np.random.default_rng(1), 1), np.empty((1, 4), np.float32)
    balls[[ANGLE, PREVIOUS_ANGLE]] = 1.25 + 2.0 * math.pi * 1_000_000
    ball_poses(balls, 1, out, 0.5, 0.0, 0.0)
    assert out[0, 3] == pytest.approx(1.25, abs=1e-6)


@pytest.mark.parametrize("back", [0.0, 0.01])
@pytest.mark.parametrize("count", [0, 1, 9])
def test_poses_of_walls_agree_with_their_twin(count, back):
    walls, out = random_walls(np.random.default_rng(count), count), np.empty((2, count, 4), np.float32)
    wall_motion(walls, count, 3.0)
    wall_poses(walls, count, out[0], back, 5.0, -7.0)
    naive.wall_poses(walls, count, out[1], 3.0, back, 5.0, -7.0)
    np.testing.assert_allclose(*out, rtol=1e-5, atol=1e-5)


# -- poses that a canvas gets --


def test_a_canvas_gets_the_view_and_poses_relative_to_its_centre(balls, walls, canvas):
    ball(5.5, -7.25, radius=0.5)
    wall_at(OUTLINES["a disc"], 6.0, -7.0, math.pi)
    balls.sync()
    walls.sync()
    render = Render(balls, walls, canvas)
    render.process(VIEW)
    assert canvas.view == VIEW
    assert canvas.balls.tolist() == [[0.5, -0.25, 0.5, 0.0]]
    assert canvas.walls[0] == pytest.approx((1.0, 0.0, -1.0, 0.0), abs=1e-7)
    np.testing.assert_array_equal(render.balls, canvas.balls)
    np.testing.assert_array_equal(render.walls, canvas.walls)


def test_a_canvas_gets_no_rows_of_an_empty_world(balls, walls, canvas):
    Render(balls, walls, canvas).process(VIEW)
    assert canvas.balls.shape == canvas.walls.shape == (0, 4)


@pytest.mark.parametrize(("alpha", "x"), [(0.0, 1.0), (0.25, 1.5), (1.0, 3.0)])
def test_a_ball_moves_on_a_straight_line_between_its_poses(balls, walls, canvas, alpha, x):
    ball(3.0, 0.0)
    balls.sync()
    balls.dirty[:] = 0
    balls[PreviousPose].x[:], balls[PreviousPose].angle[:] = 1.0, -1.0
    Render(balls, walls, canvas).process((-1.0, 1.0, -1.0, 1.0), alpha)
    assert canvas.balls[0, [0, 3]] == pytest.approx((x, alpha - 1.0))


def test_a_ball_that_was_moved_by_hand_is_at_its_present_pose(balls, walls, canvas):
    position = esper.component_for_entity(ball(0.0, 0.0), Position)
    balls.sync()
    balls.dirty[:] = 0
    position.x = 3.0
    Render(balls, walls, canvas).process((-1.0, 1.0, -1.0, 1.0), 0.0)
    assert canvas.balls[0, 0] == 3.0


def test_balls_and_walls_come_and_go(balls, walls, canvas):
    render = Render(balls, walls, canvas)
    entities = []
    for count in (1, 70, 200, 3):
        entities += [ball(k, 0.0) for k in range(len(entities), count)]
        entities += [wall_at(OUTLINES["a disc"], len(entities), 2.0)]
        for entity in entities[count:-1]:
            esper.delete_entity(entity, immediate=True)
        balls.sync()
        walls.sync()
        render.process((-1.0, 1.0, -1.0, 1.0))
        np.testing.assert_array_equal(canvas.balls[:, 0], balls[Position].x.astype(np.float32))
        np.testing.assert_array_equal(canvas.walls[:, 0], walls[Position].x.astype(np.float32))


def motions(count):
    """Return random values of the fields of as many motions, (count, fields)."""
    return np.random.default_rng(count).normal(scale=2.0, size=(count, len(KinematicMotion.fields)))


@pytest.mark.parametrize("alpha", [0.0, 0.7, 1.0])
@pytest.mark.parametrize("count", [0, 1, 9])
def test_walls_go_back_along_their_motion(balls, walls, canvas, count, alpha):
    plans = [KinematicMotion(*fields) for fields in motions(count)]
    for plan in plans:
        wall_at(OUTLINES["a stick"], **dict(zip(KinematicMotion.fields, plan.values, strict=True)))
    walls.sync()
    motion = WallMotion(walls)
    for _ in range(100):
        motion.process(H)
    Render(balls, walls, canvas, dt=H).process(VIEW, alpha)
    assert canvas.walls.shape == (count, 4)
    for pose, plan in zip(canvas.walls, plans, strict=True):
        x, y, cos, sin, *_ = naive.wall_pose_before(plan, 100 * H, (1.0 - alpha) * H)
        assert pose == pytest.approx((x - 5.0, y + 7.0, cos, sin), abs=2e-6)


def test_drawing_changes_no_component(balls, walls, canvas):
    ball(1.0, 2.0)
    wall_at(OUTLINES["a stick"], rate=1.0)
    balls.sync()
    walls.sync()
    before = balls.snapshot(), walls.snapshot()
    Render(balls, walls, canvas).process(VIEW, 0.3)
    for old, new in zip(before, (balls.snapshot(), walls.snapshot()), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(old, new, strict=True))


def test_systems_do_not_need_arcade():
    code = "import sys, systems, systems.render; sys.exit('arcade' in sys.modules or 'pyglet' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
