"""Contacts of balls with walls of every shape and motion, compared with exact laws.

Positions and velocities are complex numbers: i n is the normal n rotated by +90 degrees.
"""

import cmath
import math
from dataclasses import replace

import numpy as np
import pytest

from components import ContactSupport, KinematicMotion, Outline, Position, Spin, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import regular_polygon as polygon
from systems import BallCollision, Gravity, Integration, WallCollision, WallMotion, WarmStart
from tests.naive.wall_motion import wall_state
from tests.scenes import obstacle, wall_of
from tests.shapes import OUTLINES, STAR, naive_distance

H, R, G, MASS = 1.0 / 240.0, 0.1, 9.81, 2.0
ROOT, SLOPE = math.sqrt(0.5), math.atan(0.5)
SQUARE, ROUNDED = obstacle(polygon(4, 1.0)), obstacle(polygon(4, 1.0), 0.2)
CHAIN = obstacle([(-1.0, 0.0), (0.0, 0.5), (1.0, 0.0)], 0.05, closed=False)
THREAD = obstacle([(0.0, -1.0), (0.0, 0.0), (0.0, 1.0)], closed=False)
LEDGE = Outline([(-1.0, 0.0), (0.0, 0.5), (1.0, 0.0)], 0.05, closed=False, container=False, one_way=True)
TIP, NOTCH = (complex(*corner) for corner in 2 * STAR[:2])


def ray(length, direction):
    return cmath.rect(length, direction)


# An outline, a point of its surface, and the direction in rad from there towards the balls.
TOUCHES = {
    "a drum": (Outline([(0.2, 0.0)], 2.0), 0.2 + ray(2.0, 1.1), 1.1 + math.pi),
    "a convex container": (Outline(polygon(4, 1.0)), complex(0.2, ROOT), -math.pi / 2),
    "a face of a concave container": (Outline(2 * STAR), (TIP + 2 * NOTCH) / 3, cmath.phase(1j * (NOTCH - TIP))),
    "a reflex corner of a concave container": (Outline(2 * STAR), NOTCH, cmath.phase(-NOTCH) + 0.2),
    "a disc": (obstacle([(0.2, 0.0)], 0.5), 0.2 + ray(0.5, 2.0), 2.0),
    "a face of a square": (SQUARE, complex(0.2, ROOT), math.pi / 2),
    "a corner of a square": (SQUARE, complex(ROOT, ROOT), 1.0),
    "a rounded corner": (ROUNDED, complex(ROOT, ROOT) + ray(0.2, 1.0), 1.0),
    "the upper side of a chain": (CHAIN, -0.5 + 0.25j + ray(0.05, SLOPE + math.pi / 2), SLOPE + math.pi / 2),
    "the lower side of a chain": (CHAIN, -0.5 + 0.25j + ray(0.05, SLOPE - math.pi / 2), SLOPE - math.pi / 2),
    "the end of a chain": (CHAIN, 1.0 + ray(0.05, -0.3), -0.3),
    "the bend of a chain": (CHAIN, 0.5j + ray(0.05, 1.7), 1.7),
    "a one-way face": (LEDGE, -0.5 + 0.25j + ray(0.05, SLOPE + math.pi / 2), SLOPE + math.pi / 2),
    "a one-way ridge": (LEDGE, 0.5j + ray(0.05, 1.7), 1.7),
    "a thread": (THREAD, 0.4j, math.pi),
    "a seam": (THREAD, 0.0j, 0.0),
}
MOTIONS = {
    "stands": KinematicMotion(x=0.3, y=-0.4, angle=2.0),
    "slides": KinematicMotion(x=0.3, velocity_x=1.5, velocity_y=-2.0),
    "turns": KinematicMotion(y=0.3, angle=1.0, rate=4.0),
    "swings": KinematicMotion(x=0.1, swing=0.5, swing_rate=9.0, swing_phase=0.4),
    "sways": KinematicMotion(sway_x=0.4, sway_y=-0.2, sway_rate=8.0, sway_phase=0.3, angle=1.0),
    "does all": KinematicMotion(0.1, 0.2, 0.3, 1.0, -1.0, 2.0, 0.3, 0.2, 7.0, 1.0, 0.4, 6.0, 2.0),
}
every_touch = pytest.mark.parametrize("touch", TOUCHES)
every_motion = pytest.mark.parametrize("motion", MOTIONS)


def touch_at(t, touch, motion):
    """Centre of a ball of radius R that touches at the time t, normal towards it, and velocity of the wall there."""
    _, point, room = TOUCHES[touch]
    x, y, angle, vx, vy, rate = wall_state(MOTIONS[motion], t)
    arm, n = point * ray(1.0, angle), ray(1.0, room + angle)
    return complex(x, y) + arm + R * n, n, complex(vx, vy) + 1j * rate * arm


def collide(balls, walls, substeps=0, rest_speed=0.08, pull=0.0j):
    """Solve the contacts once, some sub-steps after the start; a force has accelerated the balls by pull, m/s²."""
    balls.sync()
    walls.sync()
    balls[VelocityChange].x[:], balls[VelocityChange].y[:] = H * pull.real, H * pull.imag
    walls_move, collision = WallMotion(walls), WallCollision(balls, walls, rest_speed)
    walls_move.substep_count = substeps - 1
    walls_move.process(H)
    collision.process(H)
    return collision


def throw(place, velocity, **more):
    ball(place.real, place.imag, velocity.real, velocity.imag, **more)


def complex_of(balls, component):
    return balls[component].x + 1j * balls[component].y


@every_touch
@every_motion
@pytest.mark.parametrize(("speed", "restitution", "friction"), [(55.0, 1.0, 0.0), (5.0, 0.5, 0.05), (5.0, 0.3, 10.0)])
def test_a_bounce_is_exact_at_the_time_of_impact(balls, walls, touch, motion, speed, restitution, friction):
    """Relative to the wall, v_n' = -e v_n, and the slip of a solid disc ends, or decreases by 3 mu (1 + e) v_n."""
    s, drift, spin, pull = 0.4 * H, 2.0, 3.0, 3.0 - 9.81j
    start, n, material = touch_at(100 * H - s, touch, motion)
    before = material - speed * n + drift * 1j * n
    rub = min((drift - R * spin) / 3.0, friction * (1.0 + restitution) * speed)
    after = before + (1.0 + restitution) * speed * n - rub * 1j * n
    work = MASS * ((after - before) * material.conjugate()).real
    properties = {"restitution": restitution, "friction": friction}
    wall_of(TOUCHES[touch][0], KinematicMotion(*MOTIONS[motion].values), **properties)
    throw(start + s * before + s * s * pull / 2, before + s * pull, spin=spin, radius=R, mass=MASS, **properties)
    collision = collide(balls, walls, 100, pull=pull)
    assert complex_of(balls, Velocity)[0] == pytest.approx(after + s * pull, abs=1e-9)
    assert complex_of(balls, Position)[0] == pytest.approx(start + s * after + s * s * pull / 2, abs=1e-9)
    assert balls.block(Spin)[:, 0] == pytest.approx([s * 2.0 * rub / R, spin + 2.0 * rub / R], abs=1e-9)
    assert collision.totals == pytest.approx([work, MASS * (1.0 + restitution) * speed], abs=1e-9)


@every_touch
@pytest.mark.parametrize("motion", ["stands", "does all"])
@pytest.mark.parametrize("friction", [0.05, 10.0])
def test_a_belt_runs_around_the_outline(balls, walls, touch, motion, friction):
    """The belt is counter-clockwise on a closed outline, and along the points on the left of a chain; it does work.

    The balls are to the left of its direction, except around a closed obstacle.
    """
    s, belt = 0.4 * H, 3.0
    start, n, material = touch_at(100 * H - s, touch, motion)
    outline = TOUCHES[touch][0]
    material += belt * 1j * n * (1.0 if outline.closed and not outline.container else -1.0)
    before = material - 5.0 * n + 1.0j * n
    rub = min(1.0 / 3.0, friction * 7.5)
    after = before + 7.5 * n - rub * 1j * n
    properties = {"restitution": 0.5, "friction": friction}
    wall_of(replace(outline, belt=belt), KinematicMotion(*MOTIONS[motion].values), **properties)
    throw(start + s * before, before, radius=R, mass=MASS, **properties)
    collision = collide(balls, walls, 100)
    assert complex_of(balls, Velocity)[0] == pytest.approx(after, abs=1e-9)
    assert complex_of(balls, Position)[0] == pytest.approx(start + s * after, abs=1e-9)
    assert balls[Spin].rate[0] == pytest.approx(2.0 * rub / R, abs=1e-9)
    assert collision.totals[0] == pytest.approx(MASS * ((after - before) * material.conjugate()).real, abs=1e-9)


@every_touch
@every_motion
def test_a_pressed_ball_rests(balls, walls, touch, motion):
    """The ball moves with the wall, and the contact carries its weight m g for the time h."""
    start, n, material = touch_at(100 * H, touch, motion)
    wall_of(TOUCHES[touch][0], KinematicMotion(*MOTIONS[motion].values), restitution=1.0, friction=0.0)
    throw(start - G * H * H / 2 * n, material - G * H * n, radius=R, mass=MASS, restitution=1.0, friction=0.0)
    contacts = collide(balls, walls, 100, pull=-G * n).contacts
    assert complex_of(balls, Velocity)[0] == pytest.approx(material, abs=1e-12)
    assert complex_of(balls, Position)[0] == pytest.approx(start, abs=1e-12)
    assert contacts.normal_impulse.sum() == pytest.approx(MASS * G * H, rel=1e-9)


CORNERS = {
    "a peg": obstacle([(0.0, 0.0)], 0.02),
    "the end of a stick": obstacle([(0.0, 0.0), (0.0, -1.0)], 0.02, closed=False),
    "the bend of a thread": obstacle([(-1.0, -2.0), (0.0, 0.0), (1.0, -2.0)], closed=False),
    "a tip": obstacle([(0.0, 0.0), (-1.0, -2.0), (1.0, -2.0)]),
    "a reflex corner": Outline([(-1.0, -2.0), (0.0, 0.0), (1.0, -2.0), (2.0, 2.0), (-2.0, 2.0)]),
}


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("height", [0.5, 0.8, 0.99])
def test_a_fast_ball_does_not_pass_a_corner(balls, walls, corner, height):
    """A corner acts like a small circle, even if the ball passes it within a sub-step."""
    reach = 0.01 + CORNERS[corner].radius
    wall_of(CORNERS[corner], restitution=1.0, friction=0.0)
    throw(60.0 * H - 0.1 + 1j * height * reach, 60.0, radius=0.01, restitution=1.0, friction=0.0)
    collide(balls, walls)
    n = complex(-math.sqrt(1.0 - height**2), height)
    after, s = 60.0 * (1.0 - 2.0 * n.real * n), H - (0.1 + reach * n.real) / 60.0
    assert complex_of(balls, Velocity)[0] == pytest.approx(after, abs=1e-9)
    assert complex_of(balls, Position)[0] == pytest.approx(reach * n + s * after, abs=1e-9)


@pytest.mark.parametrize("bounces", [2, 4, 6])
@pytest.mark.parametrize("container", [True, False])
def test_bounces_in_a_wedge_are_those_of_a_kaleidoscope(balls, walls, bounces, container):
    """Two walls at an angle of pi / n, for even n, reflect a ball like a straight path rotated about the apex."""
    angle, r = math.pi / bounces, 0.01
    points = [(2.0 * math.cos(angle), 2.0 * math.sin(angle)), (0.0, 0.0), (2.0, 0.0)]
    wall_of(Outline(points, 0.0, container, container), restitution=1.0, friction=0.0)
    apex, velocity = complex(r / math.tan(angle / 2), r), -ray(60.0, 0.4 * angle)
    past = (H - 0.002) * velocity + 1e-5j * velocity
    throw(apex + past, velocity, radius=r, restitution=1.0, friction=0.0)
    collide(balls, walls, rest_speed=0.0)
    assert complex_of(balls, Position)[0] == pytest.approx(apex - past, abs=1e-9)
    assert complex_of(balls, Velocity)[0] == pytest.approx(-velocity, abs=1e-9)


FLOOR = [(0.25 * k, 0.0) for k in range(-8, 9)]
FLOORS = {
    "a chain": obstacle(FLOOR, 0.05, closed=False),
    "a table": obstacle([*FLOOR[::-1], (0.0, -1.0)]),
    "a tent": Outline([*FLOOR, (0.0, 3.0)]),
    "a cave": Outline([*FLOOR, (2.0, 3.0), (0.0, 2.0), (-2.0, 3.0)]),
}


@pytest.mark.parametrize("floor", FLOORS)
def test_a_ball_rolls_over_seams_without_a_bump(balls, walls, floor):
    properties, height = {"restitution": 0.3, "friction": 0.5}, FLOORS[floor].radius + R
    wall_of(FLOORS[floor], **properties)
    ball(-1.6, height, 3.0, spin=-3.0 / R, radius=R, **properties)
    collision = collide(balls, walls)
    parts = Gravity(balls), WarmStart(balls, BallCollision(balls), collision), Integration(balls), collision
    for _ in range(240):
        balls.clear(VelocityChange, ContactSupport)
        for part in parts:
            part.process(H)
            balls.dirty[:] = 0
    assert complex_of(balls, Velocity)[0] == pytest.approx(3.0, abs=1e-9)
    assert complex_of(balls, Position)[0] == pytest.approx(1.4 + 1j * height, abs=1e-9)
    assert balls[Spin].rate[0] == pytest.approx(-3.0 / R, abs=1e-9)


@pytest.mark.parametrize("name", [name for name, outline in OUTLINES.items() if outline.closed])
def test_a_ball_behind_an_outline_is_moved_to_its_front(balls, walls, name):
    """A ball on the right side stays; another moves there, on the shortest way if no inner corner is near."""
    outline, r, centre = OUTLINES[name], 0.05, 0.1 - 0.2j
    wall_of(outline, KinematicMotion(centre.real, centre.imag, angle=1.0))
    starts = np.random.default_rng(3).uniform(-1.1, 1.1, (1000, 2)) @ (1.0, 1j)
    for start in starts:
        throw(centre + start * ray(1.0, 1.0), 0.0, radius=r)
    collide(balls, walls)
    ends = (complex_of(balls, Position) - centre) * ray(1.0, -1.0)
    before, after = (np.array([naive_distance(outline, z.real, z.imag) for z in zs]) for zs in (starts, ends))
    before, after = (-before, -after) if outline.container else (before, after)
    short, moved = np.maximum(r - before, 0.0), np.abs(ends - starts)
    assert min((before > r).sum(), (before < 0.0).sum()) > 100
    assert after.min() > r - 1e-9
    assert moved[short == 0.0].max() < 1e-15
    if len(outline.points) == 1 or (outline.is_convex and not outline.container):
        assert moved == pytest.approx(short, abs=1e-12)
