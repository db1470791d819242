"""Walls that hold what comes from one side, and let pass what comes from the other.

Places and velocities are complex numbers.
"""

import cmath
import math

import numpy as np
import pytest

from components import ContactSupport, KinematicMotion, Outline, Position, Velocity, VelocityChange
from systems import BallCollision, Gravity, Integration, WallCollision, WallMotion, WarmStart
from tests.naive.wall_motion import motion
from tests.scenes import ball, stand

H, R, G = 1.0 / 240.0, 0.1, 9.81
SHALLOW = 0.1  # part of the radius: what comes from behind and is deeper meets nothing
LEVEL = [(-2.0, 0.0), (0.5, 0.0), (2.0, 0.0)]
HILLS = [(-2.0, -0.3), (-1.0, 0.4), (-0.3, 0.0), (0.2, 0.7), (0.9, -0.2), (2.0, 0.1)]
DRIVES = {
    "lies": KinematicMotion(),
    "stands": KinematicMotion(angle=0.2),
    "turns": KinematicMotion(x=0.1, rate=3.0),
    "sways": KinematicMotion(sway_x=0.3, sway_y=0.4, sway_rate=9.0),
    "swings": KinematicMotion(angle=0.1, swing=0.4, swing_rate=9.0, swing_phase=0.4),
    "does all": KinematicMotion(0.1, 0.2, 0.1, 0.5, -0.3, 1.0, 0.1, 0.2, 7.0, 1.0, 0.2, 6.0, 2.0),
}
every_drive = pytest.mark.parametrize("drive", DRIVES)


def one_way(points, radius=0.0):
    return Outline(points, radius, closed=False, container=False, one_way=True)


class Scene:
    """Balls and one wall, a sub-step at a time; balls meet each other too."""

    def __init__(self, balls, walls, outline, drive, g=-G, **surface):
        stand(outline, KinematicMotion(*DRIVES[drive].values), **surface)
        balls.sync()
        walls.sync()
        self.drive, self.balls = DRIVES[drive].values, balls
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
        """Where the balls are in the frame of the wall."""
        x, y, angle, *_ = motion(self.drive, self.t)
        return (self.place - complex(x, y)) * cmath.rect(1.0, -angle)


@every_drive
@pytest.mark.parametrize("radius", [0.0, 0.05])
@pytest.mark.parametrize("velocity", [6.0j, 1.0 + 8.0j, 200.0j])
def test_what_comes_from_behind_keeps_its_path_until_it_has_all_but_left(balls, walls, drive, radius, velocity):
    ball(-0.4, -1.0, velocity.real, velocity.imag, radius=R, friction=1.0)
    scene, passed = Scene(balls, walls, one_way(LEVEL, radius), drive), False
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
def test_what_turns_half_way_through_falls_back_the_way_it_came(balls, walls, points, x, part):
    """The middle of the ball rises to this part of what it takes to be held, over a piece, a ridge or a valley."""
    rise, flat = 0.4, part * (1.0 - SHALLOW) * R
    if x == -0.3:
        flat -= 2.0 * R  # the sides of a valley are nearer than its corner
    start = complex(x, np.interp(x, *np.transpose(points)) + flat - rise)
    ball(start.real, start.imag, vy=math.sqrt(2.0 * G * rise), radius=R, friction=1.0)
    scene = Scene(balls, walls, one_way(points), "lies", friction=1.0)
    for _ in range(200):
        scene.step()
        rising = 1j * (math.sqrt(2.0 * G * rise) * scene.t - 0.5 * G * scene.t**2)
        assert scene.place[0] == pytest.approx(start + rising, abs=1e-9)
    assert scene.own[0].imag < start.imag


@every_drive
@pytest.mark.parametrize("points", [LEVEL, HILLS])
@pytest.mark.parametrize("speed", [5.0, 200.0])
def test_nothing_gets_through_from_the_front(balls, walls, drive, points, speed):
    """From wherever it comes: the middle of a ball stays above the chain until it is beside it."""
    chance = np.random.default_rng(5)
    x, y, angle, *_ = motion(DRIVES[drive].values, 0.0)
    for _ in range(200):
        own = complex(chance.uniform(-1.7, 1.7), chance.uniform(1.2, 2.0))
        toward = own.real + chance.uniform(-0.4, 0.4) - own
        place = complex(x, y) + own * cmath.rect(1.0, angle)
        velocity = speed * toward / abs(toward) * cmath.rect(1.0, angle)
        ball(place.real, place.imag, velocity.real, velocity.imag, radius=chance.uniform(0.005, 0.1))
    scene = Scene(balls, walls, one_way(points), drive)
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
def test_a_ball_that_has_come_through_is_held_when_it_comes_back(balls, walls, speed):
    """It goes up through the floor, against a ball that is far heavier, and down again within a sub-step or two."""
    ball(0.0, -1.0, vy=speed, radius=R, mass=1.0, restitution=1.0)
    ball(0.0, 1.0, radius=0.5, mass=1e9, restitution=1.0)
    scene = Scene(balls, walls, one_way(LEVEL), "lies", g=0.0, restitution=1.0)
    for _ in range(120):
        scene.step()
        if scene.t > 1.4 / speed + H:
            assert scene.place[0].imag > R - 1e-9


def test_a_heap_lies_on_a_one_way_floor(balls, walls):
    for k in range(60):
        ball(-1.0 + 0.21 * (k % 10) + 0.01 * (k // 10), 0.2 + 0.25 * (k // 10), vy=-5.0, radius=R, mass=1.0 + 0.05 * k)
    scene = Scene(balls, walls, one_way([(-1.5, 1.5), (-1.2, 0.0), (1.2, 0.0), (1.5, 1.5)], 0.02), "lies")
    for _ in range(480):
        scene.step()
    assert scene.place.imag.min() > 0.02 + 0.99 * R


@pytest.mark.parametrize("depth", [0.2, 0.9, 1.5, 3.0])
def test_what_has_been_held_is_held_however_deep_others_press_it(balls, walls, depth):
    ball(-1.0, R, radius=R)
    ball(1.0, (1.0 - depth) * R, radius=R)
    scene = Scene(balls, walls, one_way(LEVEL), "lies")
    scene.step()
    balls[Position].y[0] = (1.0 - depth) * R
    scene.step()
    held, free = scene.place.imag
    assert held == pytest.approx(R, abs=1e-4)
    assert free < (1.0 - depth) * R


def test_beside_its_ends_and_behind_there_is_nothing(balls, walls):
    for x in (-2.05, 0.0, 2.05):
        ball(x, -0.05, radius=R)
    scene = Scene(balls, walls, one_way(LEVEL), "lies", g=0.0)
    for _ in range(10):
        scene.step()
    assert scene.place.tolist() == [-2.05 - 0.05j, -0.05j, 2.05 - 0.05j]
