import math

import numpy as np
import pytest

from components import Collider, Position, Spin, Velocity
from game.testing.tiny_worlds import create_ball as ball
from systems import BallCollision, Mixing
from systems.kernels.mixing import RULES

H = 1.0 / 240.0
EXACT = {"rel": 1e-12, "abs": 1e-12}


def momentum(balls):
    return (balls[Collider].mass * (balls[Velocity].x + 1j * balls[Velocity].y)).sum()


def angular_momentum(balls):
    place, velocity = (balls[kind].x + 1j * balls[kind].y for kind in (Position, Velocity))
    mass, radius = balls[Collider].mass, balls[Collider].radius
    return (mass * (place.conjugate() * velocity).imag + mass * radius**2 / 2 * balls[Spin].rate).sum()


@pytest.mark.parametrize("restitution", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("mass", [1.0, 1000.0])
def test_a_head_on_impact_follows_newtons_law_of_restitution(balls, restitution, mass):
    ball(-0.499, 0.0, vx=3.0, restitution=restitution, friction=0.0)
    ball(0.499, 0.0, vx=-1.0, restitution=restitution, friction=0.0, mass=mass)
    balls.sync()
    BallCollision(balls).process(H)
    left = ((1.0 - restitution * mass) * 3.0 - (1.0 + restitution) * mass) / (1.0 + mass)
    assert balls[Velocity].x[0] == pytest.approx(left, **EXACT)
    assert momentum(balls) == pytest.approx(3.0 - mass, **EXACT)


def test_an_impact_is_solved_at_its_time_of_impact(balls):
    """Equal elastic balls that collided at the time s have exchanged velocities and moved on for s."""
    s = 0.25 * H
    ball(-0.5 + 3.0 * s, 0.0, vx=3.0, restitution=1.0)
    ball(0.5 - 1.0 * s, 0.0, vx=-1.0, restitution=1.0)
    balls.sync()
    BallCollision(balls).process(H)
    assert balls[Position].x.tolist() == pytest.approx([-0.5 - 1.0 * s, 0.5 + 3.0 * s], **EXACT)
    assert balls[Velocity].x.tolist() == pytest.approx([-1.0, 3.0], **EXACT)


def test_equal_balls_separate_at_right_angles_after_an_elastic_oblique_impact(balls):
    ball(-0.70, -0.70, vx=5.0, vy=2.0, restitution=1.0, friction=0.0)
    ball(0.0, 0.0, restitution=1.0, friction=0.0)
    balls.sync()
    BallCollision(balls).process(0.1)
    first, second = balls[Velocity].x + 1j * balls[Velocity].y
    assert abs(second) > 1.0
    assert (first * second.conjugate()).real == pytest.approx(0.0, abs=1e-12)


def test_friction_spins_both_balls_and_conserves_momentum_and_angular_momentum(balls):
    ball(-0.499, 0.0, vx=3.0, vy=1.0, spin=4.0, radius=0.5, mass=2.0)
    ball(0.290, 0.1, vx=-1.0, spin=-7.0, radius=0.3, mass=0.5)
    balls.sync()
    before = momentum(balls), angular_momentum(balls)
    BallCollision(balls).process(H)
    assert balls[Spin].rate[0] != 4.0
    assert momentum(balls) == pytest.approx(before[0], **EXACT)
    assert angular_momentum(balls) == pytest.approx(before[1], **EXACT)


def test_an_impact_with_high_friction_ends_without_slip(balls):
    ball(-0.4999, 0.0, vx=3.0, vy=0.5, friction=10.0)
    ball(0.4999, 0.0, friction=10.0)
    balls.sync()
    BallCollision(balls).process(H)
    slip = balls[Velocity].y[1] - balls[Velocity].y[0] - 0.5 * balls[Spin].rate.sum()
    assert slip == pytest.approx(0.0, abs=1e-3)  # the normal has turned a little since the impact


def test_slow_balls_do_not_bounce(balls):
    ball(-0.4999, 0.0, vx=0.1, restitution=1.0)
    ball(0.4999, 0.0, restitution=1.0)
    balls.sync()
    BallCollision(balls, rest_speed=0.2).process(H)
    assert balls[Velocity].x.tolist() == pytest.approx([0.05, 0.05], **EXACT)


def test_separating_balls_do_not_change(balls):
    ball(-0.4995, 0.0, vx=-1.0)
    ball(0.4995, 0.0, vx=1.0)
    balls.sync()
    BallCollision(balls).process(H)
    assert balls[Velocity].x.tolist() == [-1.0, 1.0]


def test_an_overlap_is_corrected_without_adding_velocity(balls):
    ball(-0.4, 0.0)
    ball(0.4, 0.0)
    balls.sync()
    collision = BallCollision(balls)
    for _ in range(100):
        collision.process(H)
    assert balls[Position].x[1] - balls[Position].x[0] == pytest.approx(1.0, abs=0.002)
    assert not balls[Velocity].x.any()


def test_a_deep_overlap_drives_balls_apart_at_a_bounded_speed(balls):
    ball(-0.3, 0.0)
    ball(0.3, 0.0)
    balls.sync()
    BallCollision(balls, rest_speed=0.1).process(H)
    assert 0.0 < balls[Velocity].x[1] <= 20.0 * 0.1
    assert momentum(balls) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(("distance", "light", "heavy"), [(0.6, 0.5, 0.5), (0.95, 1000 / 1001, 1 / 1001)])
def test_crushed_balls_are_moved_equally_and_others_by_inverse_mass(balls, distance, light, heavy):
    ball(0.0, 0.0, mass=1.0)
    ball(distance, 0.0, mass=1000.0)
    balls.sync()
    BallCollision(balls).process(H)
    x = balls[Position].x
    way = x[1] - x[0] - distance
    assert way > 0.0
    assert (-x[0] / way, (x[1] - distance) / way) == pytest.approx((light, heavy), rel=1e-6)


def test_coincident_balls_separate_in_a_reproducible_way(balls):
    for _ in range(20):
        ball(radius=0.2)
    balls.sync()
    collision = BallCollision(balls)
    for _ in range(400):
        collision.process(H)
    place = balls[Position].x + 1j * balls[Position].y
    apart = np.abs(place[:, None] - place)[np.triu_indices(20, 1)]
    assert apart.min() > 0.98 * 0.4
    assert place.sum() == pytest.approx(0.0, abs=1e-12)


def test_rolling_resistance_reduces_relative_rotation(balls):
    for side, spin in ((-1, 5.0), (1, -5.0)):
        ball(0.4999 * side, 0.0, vx=-1.0 * side, spin=spin, friction=0.0, rolling_resistance=0.1)
    balls.sync()
    BallCollision(balls).process(H)
    assert 0.0 < balls[Spin].rate[0] < 5.0
    assert balls[Spin].rate.sum() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(("rule", "mixed"), list(zip(RULES, [0.6, 0.4, 0.9, 0.36, 0.65], strict=True)))
def test_restitution_is_mixed_by_the_rule(balls, rule, mixed):
    ball(-0.4999, 0.0, vx=1.0, restitution=0.4)
    ball(0.4999, 0.0, vx=-1.0, restitution=0.9)
    balls.sync()
    BallCollision(balls, mixing=Mixing(restitution=RULES.index(rule))).process(H)
    assert balls[Velocity].x[1] == pytest.approx(mixed, rel=1e-12)


def test_an_impact_travels_through_a_row_of_balls(balls):
    for k in range(6):
        ball(1.001 * k, 0.0, vx=3.0 if k == 0 else 0.0, restitution=1.0)
    balls.sync()
    collision = BallCollision(balls)
    for _ in range(60):
        balls[Position].x[:] += H * balls[Velocity].x
        collision.process(H)
    assert balls[Velocity].x.tolist() == pytest.approx([0.0] * 5 + [3.0], abs=1e-9)


def test_the_broad_phase_finds_only_adjacent_pairs_of_a_grid(balls):
    side = math.isqrt(1024)
    for k in range(side * side):
        ball(1.2 * (k % side), 1.2 * (k // side))
    balls.sync()
    broad_phase = BallCollision(balls).broad_phase
    broad_phase.process()
    assert len(broad_phase.pairs.first) == 2 * side * (side - 1)
