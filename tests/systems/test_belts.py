"""Walls whose surface runs: what it does to balls that lie on them."""

import math
from dataclasses import replace

import pytest

from components import ContactSupport, KinematicMotion, Outline, Position, Spin, Velocity, VelocityChange
from systems import BallCollision, Energy, Gravity, Integration, WallCollision, WallMotion, WarmStart
from tests.scenes import BOX, ball, obstacle, polygon, stand

H, G, R, MU, MASS = 1.0 / 240.0, 10.0, 0.2, 0.3, 2.0
FLAT = [(-50.0, 0.0), (50.0, 0.0)]
# A level floor at height 0, and which way a belt on it runs.
FLOORS = {
    "a container": (Outline([(-50.0, 0.0), (50.0, 0.0), (0.0, 50.0)]), 1.0),
    "a table": (obstacle([*FLAT[::-1], (0.0, -50.0)]), -1.0),
    "a chain": (obstacle(FLAT, closed=False), 1.0),
    "a one-way chain": (Outline(FLAT, 0.0, closed=False, container=False, one_way=True), 1.0),
}


class Run:
    """Everything that moves the balls of a test, with the books of their energy."""

    def __init__(self, balls, walls):
        balls.sync()
        walls.sync()
        gravity, self.collision = Gravity(balls, (0.0, -G)), WallCollision(balls, walls, rest_speed=0.1)
        each = BallCollision(balls)
        warm_start, integration = WarmStart(balls, each, self.collision), Integration(balls)
        self.parts = WallMotion(walls), gravity, warm_start, integration, each, self.collision
        self.books, self.balls = Energy(balls, gravity, self.collision), balls

    def __call__(self, seconds):
        self.books.begin_step()
        for _ in range(round(seconds / H)):
            self.balls.clear(VelocityChange, ContactSupport)
            for part in self.parts:
                part.process(H)
                self.balls.dirty[:] = 0
        self.books.process()
        return self


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("belt", [3.0, -1.0])
def test_a_ball_on_a_belt_slides_until_it_rolls(balls, walls, floor, belt):
    """v = mu g t, omega r = -2 v, until at a third of the belt's speed the slip is gone; m u² / 6 went to heat."""
    outline, sense = FLOORS[floor]
    surface = {"restitution": 0.0, "friction": MU}
    stand(replace(outline, belt=belt), **surface)
    ball(0.0, R, radius=R, mass=MASS, **surface)
    run, u = Run(balls, walls), sense * belt
    run(H)  # it lands
    begin = balls[Velocity].x[0]
    run(0.05)
    assert balls[Velocity].x[0] - begin == pytest.approx(math.copysign(MU * G * 0.05, u), rel=1e-9)
    assert balls[Spin].rate[0] * R == pytest.approx(2.0 * balls[Velocity].x[0], rel=1e-9)
    run(1.0)
    assert balls[Velocity].x[0] == pytest.approx(u / 3.0, rel=1e-9)
    assert balls[Spin].rate[0] * R == pytest.approx(2.0 * u / 3.0, rel=1e-9)
    assert balls[Velocity].y[0] == pytest.approx(0.0, abs=1e-9)
    assert run.collision.totals[0] == pytest.approx(MASS * u * u / 3.0, rel=1e-9)
    assert run.books.dissipated == pytest.approx(MASS * u * u / 6.0, rel=1e-9)


def test_a_ball_with_rolling_resistance_is_taken_along(balls, walls):
    surface = {"restitution": 0.0, "friction": MU, "rolling_resistance": 0.1}
    stand(replace(FLOORS["a container"][0], belt=1.0), **surface)
    ball(0.0, R, radius=R, **surface)
    Run(balls, walls)(5.0)
    assert balls[Velocity].x[0] == pytest.approx(1.0, abs=1e-9)
    assert balls[Spin].rate[0] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("rim", [Outline([(0.0, 0.0)], 2.0), Outline(polygon(60, 2.0))])
@pytest.mark.parametrize("belt", [2.0, -2.0])
def test_a_ball_in_a_drum_is_dragged_the_way_of_the_belt(balls, walls, rim, belt):
    surface = {"restitution": 0.0, "friction": 1.0}
    stand(replace(rim, belt=belt), **surface)
    ball(0.0, -1.79, radius=R, **surface)
    run = Run(balls, walls)(0.2)
    assert balls[Position].x[0] * belt > 0.01
    assert balls[Velocity].x[0] * belt > 0.0
    assert run.books.dissipated > 0.0


def test_a_peg_with_a_belt_is_a_peg_that_turns(balls, walls):
    """Two pegs far from each other, and the surface of both runs at 2 m/s."""
    surface = {"restitution": 0.5, "friction": 0.5}
    for x, belt, rate in ((-5.0, 2.0, 0.0), (5.0, 0.0, 4.0)):
        stand(replace(obstacle([(0.0, 0.0)], 0.5), belt=belt), KinematicMotion(x=x, rate=rate), **surface)
        ball(x + 0.02, 1.0, radius=R, **surface)
    run = Run(balls, walls)(0.6)
    assert run.collision.totals[0] > 0.0
    assert balls[Position].x[0] + 5.0 == pytest.approx(balls[Position].x[1] - 5.0, abs=1e-9)
    assert balls[Position].x[0] < -5.1
    assert balls[Spin].rate[0] == pytest.approx(balls[Spin].rate[1], abs=1e-9)


def test_a_belt_that_stands_still_is_none(balls, walls):
    stand(replace(Outline(BOX), belt=0.0))
    ball(0.0, -9.8, vx=1.0, radius=R)
    run = Run(balls, walls)(0.5)
    assert run.collision.totals[0] == 0.0
