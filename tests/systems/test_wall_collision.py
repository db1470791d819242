import math

import esper
import numpy as np
import pytest

from components import Position, Spin, Velocity, VelocityChange
from game.testing.tiny_worlds import BOX
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from game.testing.tiny_worlds import regular_polygon as polygon
from systems import WallCollision, WallMotion

H = 1.0 / 240.0
EXACT = {"rel": 1e-12, "abs": 1e-12}


@pytest.mark.parametrize("restitution", [0.0, 0.5, 1.0])
def test_a_bounce_is_solved_at_its_time_of_impact(balls, walls, restitution):
    wall(restitution=0.0)
    ball(0.0, -9.5 - 0.01, vy=-4.0, restitution=restitution)
    balls.sync()
    walls.sync()
    WallCollision(balls, walls).process(H)
    assert balls[Velocity].y[0] == pytest.approx(4.0 * restitution, **EXACT)
    assert balls[Position].y[0] == pytest.approx(-9.5 + 0.0025 * 4.0 * restitution, **EXACT)


def test_a_bounce_under_gravity_conserves_energy(balls, walls):
    """m v² / 2 + m g y is the same before and after, because the impact is on the parabola of the ball."""
    wall()
    ball(0.0, -9.5 - 0.01, vy=-4.0, restitution=1.0)
    balls.sync()
    walls.sync()
    balls[VelocityChange].y[0] = -9.81 * H
    energy = 4.0**2 / 2 + 9.81 * balls[Position].y[0]
    WallCollision(balls, walls).process(H)
    assert balls[Velocity].y[0] ** 2 / 2 + 9.81 * balls[Position].y[0] == pytest.approx(energy, rel=1e-14)


@pytest.mark.parametrize(
    ("vx", "after", "spin"),
    [(2.0, 1.3333333333333333, 1.3333333333333333), (6.0, 4.48, 3.04), (12.0, 10.48, 3.04)],
)
def test_an_oblique_bounce_sticks_or_slips(balls, walls, vx, after, spin):
    """A solid disc with e = 0.9 and mu = 0.2 at 4 m/s sticks below a slip of 3 mu (1 + e) v_n = 4.56 m/s."""
    wall(restitution=0.9, friction=0.2)
    ball(0.0, -9.81, vx=vx, vy=-4.0, radius=0.2, restitution=0.9, friction=0.2)
    balls.sync()
    walls.sync()
    WallCollision(balls, walls).process(H)
    assert balls[Velocity].x[0] == pytest.approx(after, rel=1e-12)
    assert abs(balls[Spin].rate[0] * 0.2) == pytest.approx(spin, rel=1e-12)


def test_a_moving_wall_adds_velocity(balls, walls):
    """v' = (1 + e) u - e v: an elastic wall at 2 m/s and a ball at -3 m/s give 7 m/s."""
    wall(velocity=(0.0, 2.0))
    ball(0.0, -9.501, vy=-3.0, restitution=1.0)
    balls.sync()
    walls.sync()
    WallCollision(balls, walls).process(H)
    assert balls[Velocity].y[0] == pytest.approx(7.0, rel=1e-12)


def test_friction_of_a_rotating_wall_uses_the_velocity_at_the_contact(balls, walls):
    """The floor of a container that rotates at 2 rad/s moves at 20 m/s to the right."""
    wall(rate=2.0, restitution=0.0, friction=10.0)
    ball(0.0, -9.52, vy=-9.0, restitution=0.0, friction=10.0)
    balls.sync()
    walls.sync()
    WallCollision(balls, walls).process(H)
    rim = balls[Velocity].x[0] + 0.5 * balls[Spin].rate[0]
    assert rim == pytest.approx(20.0, rel=1e-2)
    assert balls[Velocity].x[0] == pytest.approx(20.0 / 3.0, rel=1e-2)


def test_a_ball_at_rest_stays_at_rest(balls, walls):
    wall()
    ball(0.0, -9.5)
    balls.sync()
    walls.sync()
    collision = WallCollision(balls, walls, rest_speed=0.1)
    balls[Velocity].y[0] = balls[VelocityChange].y[0] = -9.81 * H
    balls[Position].y[0] -= 0.5 * 9.81 * H * H
    collision.process(H)
    assert balls[Velocity].y[0] == pytest.approx(0.0, abs=1e-15)
    assert balls[Position].y[0] == pytest.approx(-9.5, rel=1e-15)
    assert collision.contacts.normal_impulse.tolist() == pytest.approx([9.81 * H], **EXACT)


def test_a_ball_in_a_corner_stays_inside(balls, walls):
    wall(restitution=0.3)
    ball(-9.51, -9.52, vx=-2.0, vy=-5.0, restitution=0.3)
    balls.sync()
    walls.sync()
    WallCollision(balls, walls).process(H)
    assert balls[Velocity].x[0] >= 0.0
    assert balls[Velocity].y[0] >= 0.0
    assert balls[Position].x[0] >= -9.5
    assert balls[Position].y[0] >= -9.5


@pytest.mark.parametrize("sides", [3, 4, 7, 12])
@pytest.mark.parametrize("rate", [0.0, 1.0, 100.0])
def test_no_ball_escapes_at_any_speed(balls, walls, sides, rate):
    wall(polygon(sides, 3.0), rate=rate)
    rng = np.random.default_rng(sides)
    for direction in rng.uniform(0.0, 2.0 * math.pi, 30):
        ball(0.0, 0.0, 60.0 * math.cos(direction), 60.0 * math.sin(direction), radius=0.2, restitution=1.0)
    balls.sync()
    walls.sync()
    motion, collision = WallMotion(walls), WallCollision(balls, walls)
    apothem = 3.0 * math.cos(math.pi / sides)
    for _ in range(300):
        motion.process(H)
        balls[Position].x[:] += H * balls[Velocity].x
        balls[Position].y[:] += H * balls[Velocity].y
        collision.process(H)
        turn = walls[Spin].angle[0] - math.pi / 2 + 2.0 * math.pi * np.arange(sides)[:, None] / sides
        depth = np.cos(turn) * balls[Position].x + np.sin(turn) * balls[Position].y + 0.2 - apothem
        assert depth.max() < 1e-9


def test_contacts_are_remapped_when_rows_move(balls, walls):
    wall()
    entities = [ball(float(k), -9.5) for k in range(3)]
    balls.sync()
    walls.sync()
    collision = WallCollision(balls, walls)
    collision.process(H)
    assert collision.contacts.first.tolist() == [0, 1, 2]
    contacts = collision.contacts
    contacts.normal_impulse[:] = 1.0, 2.0, 3.0
    collision.restore(contacts)
    esper.delete_entity(entities[1], immediate=True)
    balls.sync()
    assert collision.contacts.first.tolist() == [0, 1]
    assert collision.contacts.normal_impulse.tolist() == [1.0, 3.0]


def test_new_walls_are_used(balls, walls):
    ball(0.0, -9.502, vy=-1.0)
    balls.sync()
    walls.sync()
    collision = WallCollision(balls, walls)
    collision.process(H)
    assert balls[Velocity].y[0] == -1.0
    wall(BOX)
    walls.sync()
    collision.process(H)
    assert balls[Velocity].y[0] > 0.0
