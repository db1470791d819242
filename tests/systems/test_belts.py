"""Conveyor belts and the balls on them."""

import math
from dataclasses import replace

import pytest

from components import ContactSupport, KinematicMotion, Outline, Position, Spin, Velocity, VelocityChange
from game.testing.tiny_worlds import BOX
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import regular_polygon as polygon
from systems import BallCollision, Energy, Gravity, Integration, WallCollision, WallMotion, WarmStart
from tests.scenes import obstacle, wall_of

H, G, R, MU, MASS = 1.0 / 240.0, 10.0, 0.2, 0.3, 2.0
FLAT = [(-50.0, 0.0), (50.0, 0.0)]
# Level floors at height 0, and the direction of a belt on them.
FLOORS = {
    "a container": (Outline([(-50.0, 0.0), (50.0, 0.0), (0.0, 50.0)]), 1.0),
    "a table": (obstacle([*FLAT[::-1], (0.0, -50.0)]), -1.0),
    "a chain": (obstacle(FLAT, closed=False), 1.0),
    "a one-way chain": (Outline(FLAT, 0.0, closed=False, container=False, one_way=True), 1.0),
}


class Run:
    """The systems that move the balls of a test, and the account of their energy."""

    def __init__(self, balls, walls):
        balls.sync()
        walls.sync()
        gravity, self.collision = Gravity(balls, (0.0, -G)), WallCollision(balls, walls, rest_speed=0.1)
        each = BallCollision(balls)
        warm_start, integration = WarmStart(balls, each, self.collision), Integration(balls)
        self.parts = WallMotion(walls), gravity, warm_start, integration, each, self.collision
        self.account, self.balls = Energy(balls, gravity, self.collision), balls

    def __call__(self, seconds):
        self.account.begin_step()
        for _ in range(round(seconds / H)):
            self.balls.clear(VelocityChange, ContactSupport)
            for part in self.parts:
                part.process(H)
                self.balls.dirty[:] = 0
        self.account.process()
        return self


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("belt", [3.0, -1.0])
def test_a_ball_on_a_belt_slides_until_it_rolls(balls, walls, floor, belt):
    """v = mu g t and omega r = -2 v until the slip ends at a third of the belt speed; m u² / 6 is dissipated."""
    outline, sense = FLOORS[floor]
    material = {"restitution": 0.0, "friction": MU}
    wall_of(replace(outline, belt=belt), **material)
    ball(0.0, R, radius=R, mass=MASS, **material)
    run, u = Run(balls, walls), sense * belt
    run(H)  # the ball lands
    begin = balls[Velocity].x[0]
    run(0.05)
    assert balls[Velocity].x[0] - begin == pytest.approx(math.copysign(MU * G * 0.05, u), rel=1e-9)
    assert balls[Spin].rate[0] * R == pytest.approx(2.0 * balls[Velocity].x[0], rel=1e-9)
    run(1.0)
    assert balls[Velocity].x[0] == pytest.approx(u / 3.0, rel=1e-9)
    assert balls[Spin].rate[0] * R == pytest.approx(2.0 * u / 3.0, rel=1e-9)
    assert balls[Velocity].y[0] == pytest.approx(0.0, abs=1e-9)
    assert run.collision.totals[0] == pytest.approx(MASS * u * u / 3.0, rel=1e-9)
    assert run.account.dissipated == pytest.approx(MASS * u * u / 6.0, rel=1e-9)


def test_a_belt_carries_a_ball_with_rolling_resistance(balls, walls):
    material = {"restitution": 0.0, "friction": MU, "rolling_resistance": 0.1}
    wall_of(replace(FLOORS["a container"][0], belt=1.0), **material)
    ball(0.0, R, radius=R, **material)
    Run(balls, walls)(5.0)
    assert balls[Velocity].x[0] == pytest.approx(1.0, abs=1e-9)
    assert balls[Spin].rate[0] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("rim", [Outline([(0.0, 0.0)], 2.0), Outline(polygon(60, 2.0))])
@pytest.mark.parametrize("belt", [2.0, -2.0])
def test_a_belt_drags_a_ball_in_a_drum_in_its_direction(balls, walls, rim, belt):
    material = {"restitution": 0.0, "friction": 1.0}
    wall_of(replace(rim, belt=belt), **material)
    ball(0.0, -1.79, radius=R, **material)
    run = Run(balls, walls)(0.2)
    assert balls[Position].x[0] * belt > 0.01
    assert balls[Velocity].x[0] * belt > 0.0
    assert run.account.dissipated > 0.0


def test_a_peg_with_a_belt_acts_like_a_rotating_peg(balls, walls):
    """Two pegs far from each other; the surface of both moves at 2 m/s."""
    material = {"restitution": 0.5, "friction": 0.5}
    for x, belt, rate in ((-5.0, 2.0, 0.0), (5.0, 0.0, 4.0)):
        wall_of(replace(obstacle([(0.0, 0.0)], 0.5), belt=belt), KinematicMotion(x=x, rate=rate), **material)
        ball(x + 0.02, 1.0, radius=R, **material)
    run = Run(balls, walls)(0.6)
    assert run.collision.totals[0] > 0.0
    assert balls[Position].x[0] + 5.0 == pytest.approx(balls[Position].x[1] - 5.0, abs=1e-9)
    assert balls[Position].x[0] < -5.1
    assert balls[Spin].rate[0] == pytest.approx(balls[Spin].rate[1], abs=1e-9)


def test_a_belt_at_rest_does_no_work(balls, walls):
    wall_of(replace(Outline(BOX), belt=0.0))
    ball(0.0, -9.8, vx=1.0, radius=R)
    run = Run(balls, walls)(0.5)
    assert run.collision.totals[0] == 0.0
