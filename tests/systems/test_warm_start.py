from types import SimpleNamespace

import pytest

from components import Collider, ContactSupport, Position, Spin, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from systems import BallCollision, WallCollision, WarmStart

H = 1.0 / 240.0


def set_impulses(collision, normal, tangent):
    """Set the impulses of all contacts with walls."""
    contacts = collision.contacts
    contacts.normal_impulse[:], contacts.tangent_impulse[:] = normal, tangent
    collision.restore(contacts)


@pytest.fixture
def pile(balls, walls):
    """Two balls of 1 kg on top of each other on the floor, and the systems of their contacts."""
    wall()
    ball(0.0, -9.5)
    ball(0.0, -8.5)
    balls.sync()
    walls.sync()
    balls.dirty[:] = 0
    ball_collision, wall_collision = BallCollision(balls, 0.1), WallCollision(balls, walls, 0.1)
    ball_collision.process(H)
    wall_collision.process(H)
    ball_collision.broad_phase.pairs.block[:] = 0.0, 1.0, 1.0, 0.0, 0.0
    set_impulses(wall_collision, normal=2.0, tangent=0.0)
    return SimpleNamespace(
        ball_collision=ball_collision,
        wall_collision=wall_collision,
        warm_start=WarmStart(balls, ball_collision, wall_collision),
    )


def test_warm_start_applies_the_impulses_of_the_last_sub_step(balls, pile):
    pile.warm_start.process(H)
    assert balls[Velocity].y.tolist() == [1.0, 1.0]
    assert balls[VelocityChange].y.tolist() == [1.0, 1.0]
    assert balls[ContactSupport].y.tolist() == [1.0, 1.0]


def test_contact_support_is_only_the_part_of_contacts(balls, pile):
    balls[VelocityChange].y[:] = -0.5
    pile.warm_start.process(H)
    assert balls[VelocityChange].y.tolist() == [0.5, 0.5]
    assert balls[ContactSupport].y.tolist() == [1.0, 1.0]


def test_tangent_impulses_spin_a_ball(balls, pile):
    set_impulses(pile.wall_collision, normal=2.0, tangent=0.5)
    pile.warm_start.process(H)
    inertia = balls[Collider].mass[0] * balls[Collider].radius[0] ** 2 / 2
    assert balls[Spin].rate[0] == pytest.approx(0.5 * balls[Collider].radius[0] / inertia)
    assert balls[Velocity].x[0] == pytest.approx(0.5)


def test_impulses_of_a_teleported_ball_are_discarded(balls, pile):
    balls.dirty[1] = 1
    pile.warm_start.process(H)
    assert balls[Velocity].y.tolist() == [2.0, 0.0]
    assert pile.ball_collision.broad_phase.pairs.normal_impulse.tolist() == [0.0]


def test_warm_start_does_not_change_positions(balls, pile):
    before = balls[Position].y.copy()
    pile.warm_start.process(H)
    assert balls[Position].y.tolist() == before.tolist()
