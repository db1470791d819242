"""One-way walls, which stop balls from one side only.

Positions and velocities are complex numbers.
"""

import cmath
import math

import numpy as np
import pytest

from components import ContactSupport, KinematicMotion, Outline, Position, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from systems import BallCollision, Gravity, Integration, WallCollision, WallMotion, WarmStart
from tests.naive.wall_motion import wall_state
from tests.scenes import wall_of

H, R, G = 1.0 / 240.0, 0.1, 9.81
SHALLOW = 0.01  # radii; a deeper ball from behind touches nothing
LEVEL = [(-2.0, 0.0), (0.5, 0.0), (2.0, 0.0)]
HILLS = [(-2.0, -0.3), (-1.0, 0.4), (-0.3, 0.0), (0.2, 0.7), (0.9, -0.2), (2.0, 0.1)]
MOTIONS = {
    "horizontal": KinematicMotion(),
    "inclined": KinematicMotion(angle=0.2),
    "rotating": KinematicMotion(x=0.1, rate=3.0),
    "swaying": KinematicMotion(sway_x=0.3, sway_y=0.4, sway_rate=9.0),
    "swinging": KinematicMotion(angle=0.1, swing=0.4, swing_rate=9.0, swing_phase=0.4),
    "all motions": KinematicMotion(0.1, 0.2, 0.1, 0.5, -0.3, 1.0, 0.1, 0.2, 7.0, 1.0, 0.2, 6.0, 2.0),
}
every_motion = pytest.mark.parametrize("motion", MOTIONS)


def one_way(points, radius=0.0):
    return Outline(points, radius, closed=False, container=False, one_way=True)


class Scene:
    """Balls and one wall, sub-step by sub-step, with contacts between balls."""

    def __init__(self, balls, walls, outline, motion, g=-G, **properties):
        wall_of(outline, KinematicMotion(*MOTIONS[motion].values), **properties)
        balls.sync()
        walls.sync()
        self.kinematic, self.balls = MOTIONS[motion], balls
        self.motion, self.walls = WallMotion(walls), WallCollision(balls, walls, rest_speed=0.08)
        each = BallCollision(balls, rest_speed=0.08)
        parts = Gravity(balls, (0.0, g)), WarmStart(balls, each, self.walls), Integration(balls), each, self.walls
        self.parts = self.motion, *parts

    def step(self):
        self.balls.clear(VelocityChange, ContactSupport)
        for part in self.parts:
            part.process(H)
        self.balls.dirty[:] = 0

    @property
    def t(self):
        return self.motion.substep_count * H

    @property
    def place(self):
        return self.balls[Position].x + 1j * self.balls[Position].y

    @property
    def velocity(self):
        return self.balls[Velocity].x + 1j * self.balls[Velocity].y

    @property
    def own(self):
        """Positions of the balls in the frame of the wall."""
        x, y, angle, *_ = wall_state(self.kinematic, self.t)
        return (self.place - complex(x, y)) * cmath.rect(1.0, -angle)


@every_motion
@pytest.mark.parametrize("radius", [0.0, 0.05])
@pytest.mark.parametrize("velocity", [6.0j, 1.0 + 8.0j, 200.0j])
def test_a_ball_from_behind_keeps_its_path_until_it_has_almost_passed(balls, walls, motion, radius, velocity):
    ball(-0.4, -1.0, velocity.real, velocity.imag, radius=R, friction=1.0)
    scene, passed = Scene(balls, walls, one_way(LEVEL, radius), motion), False
    for _ in range(120):
        scene.step()
        passed = passed or scene.own[0].imag - radius >= (1.0 - SHALLOW) * R
        path, t = -0.4 - 1.0j + scene.t * velocity - 0.5j * G * scene.t**2, scene.t
        if passed:
            break
        assert scene.place[0] == pytest.approx(path, abs=1e-9)
        assert scene.velocity[0] == pytest.approx(velocity - 1j * G * t, abs=1e-9)
        assert scene.walls.totals.tolist() == [0.0, 0.0]
    assert passed
    assert abs(scene.place[0] - path) <= SHALLOW * R + 1e-9
    assert scene.velocity[0] == pytest.approx(velocity - 1j * G * t, abs=1e-9)


@pytest.mark.parametrize(("points", "x"), [(LEVEL, 0.2), (HILLS, 0.2), (HILLS, -1.0), (HILLS, -0.3)])
@pytest.mark.parametrize("part", [-0.5, 0.3, 0.99])
def test_a_ball_that_turns_back_half_way_through_is_not_stopped(balls, walls, points, x, part):
    """The centre rises to this part of the height where the wall would stop it, at a segment or a corner."""
    rise, flat = 0.4, part * (1.0 - SHALLOW) * R
    if x == -0.3:
        flat -= 2.0 * R  # the sides are nearer than the corner
    start = complex(x, np.interp(x, *np.transpose(points)) + flat - rise)
    ball(start.real, start.imag, vy=math.sqrt(2.0 * G * rise), radius=R, friction=1.0)
    scene = Scene(balls, walls, one_way(points), "horizontal", friction=1.0)
    for _ in range(200):
        scene.step()
        rising = 1j * (math.sqrt(2.0 * G * rise) * scene.t - 0.5 * G * scene.t**2)
        assert scene.place[0] == pytest.approx(start + rising, abs=1e-9)
    assert scene.own[0].imag < start.imag


@every_motion
@pytest.mark.parametrize("points", [LEVEL, HILLS])
@pytest.mark.parametrize("speed", [5.0, 200.0])
def test_no_ball_passes_from_the_front(balls, walls, motion, points, speed):
    """The centre of a ball stays above the chain until it is beside it."""
    rng = np.random.default_rng(5)
    x, y, angle, *_ = wall_state(MOTIONS[motion], 0.0)
    for _ in range(200):
        own = complex(rng.uniform(-1.7, 1.7), rng.uniform(1.2, 2.0))
        toward = own.real + rng.uniform(-0.4, 0.4) - own
        place = complex(x, y) + own * cmath.rect(1.0, angle)
        velocity = speed * toward / abs(toward) * cmath.rect(1.0, angle)
        ball(place.real, place.imag, velocity.real, velocity.imag, radius=rng.uniform(0.005, 0.1))
    scene = Scene(balls, walls, one_way(points), motion)
    scene.parts = [part for part in scene.parts if not isinstance(part, BallCollision)]
    beside, bounced = np.zeros(200, bool), np.zeros(200, bool)
    for _ in range(int(2.0 / speed / H) + 60):
        before = scene.velocity
        scene.step()
        own = scene.own
        beside |= np.abs(own.real) > 1.99
        bounced |= np.abs(scene.velocity - before) > 0.5 * speed
        assert (own.imag > np.interp(own.real, *np.transpose(points)))[~beside].all()
    assert bounced.sum() > 100


@pytest.mark.parametrize("speed", [20.0, 200.0])
def test_a_ball_that_has_passed_is_stopped_when_it_returns(balls, walls, speed):
    """The ball passes the floor upwards, hits a much heavier ball, and returns within a sub-step or two."""
    ball(0.0, -1.0, vy=speed, radius=R, mass=1.0, restitution=1.0)
    ball(0.0, 1.0, radius=0.5, mass=1e9, restitution=1.0)
    scene = Scene(balls, walls, one_way(LEVEL), "horizontal", g=0.0, restitution=1.0)
    for _ in range(120):
        scene.step()
        if scene.t > 1.4 / speed + H:
            assert scene.place[0].imag > R - 1e-9


def test_a_heap_rests_on_a_one_way_floor(balls, walls):
    for k in range(60):
        ball(-1.0 + 0.21 * (k % 10) + 0.01 * (k // 10), 0.2 + 0.25 * (k // 10), vy=-5.0, radius=R, mass=1.0 + 0.05 * k)
    scene = Scene(balls, walls, one_way([(-1.5, 1.5), (-1.2, 0.0), (1.2, 0.0), (1.5, 1.5)], 0.02), "horizontal")
    for _ in range(480):
        scene.step()
    assert scene.place.imag.min() > 0.02 + 0.99 * R


@pytest.mark.parametrize("depth", [0.2, 0.9, 1.5, 3.0])
def test_a_supported_ball_stays_supported_when_it_is_pressed_in(balls, walls, depth):
    ball(-1.0, R, radius=R)
    ball(1.0, (1.0 - depth) * R, radius=R)
    scene = Scene(balls, walls, one_way(LEVEL), "horizontal")
    scene.step()
    balls[Position].y[0] = (1.0 - depth) * R
    scene.step()
    held, free = scene.place.imag
    assert held == pytest.approx(R, abs=1e-4)
    assert free < (1.0 - depth) * R


def test_balls_beside_or_behind_a_one_way_wall_touch_nothing(balls, walls):
    for x in (-2.05, 0.0, 2.05):
        ball(x, -0.05, radius=R)
    scene = Scene(balls, walls, one_way(LEVEL), "horizontal", g=0.0)
    for _ in range(10):
        scene.step()
    assert scene.place.tolist() == [-2.05 - 0.05j, -0.05j, 2.05 - 0.05j]
