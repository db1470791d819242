from math import exp, pi, sqrt

import esper
import pytest

from components import Force, Position, Velocity, VelocityChange, force_table
from game.testing.tiny_worlds import create_ball as ball
from systems import Forces, Gravity, Integration

H = 1.0 / 240.0


@pytest.fixture
def apply(balls):
    """A function that applies all forces and moves the balls, for some sub-steps."""
    zones = force_table()
    gravity, system, integration = Gravity(balls, (0.0, 0.0)), Forces(balls, zones), Integration(balls)

    def run(steps, h=H, g=(0.0, 0.0)):
        balls.sync()
        zones.sync()
        gravity.g = g
        for _ in range(steps):
            balls.clear(VelocityChange)
            gravity.process(h)
            system.process(h)
            integration.process(h)

    return run


def test_a_push_acts_like_gravity_inside_the_zone(balls, apply):
    inside, outside = ball(0.0, 0.0), ball(3.0, 0.0)
    esper.create_entity(Force(half_width=2.0, half_height=2.0, push_x=1.5, push_y=-2.0))
    apply(120)
    place = esper.component_for_entity(inside, Position)
    assert (place.x, place.y) == pytest.approx((0.1875, -0.25), rel=1e-12)
    assert esper.component_for_entity(outside, Position).values == (3.0, 0.0)


@pytest.mark.parametrize(("is_round", "speed"), [(1.0, 0.0), (0.0, 1.0)])
def test_a_round_zone_is_an_ellipse(balls, apply, is_round, speed):
    ball(0.9, 0.9)
    esper.create_entity(Force(half_width=1.0, half_height=1.0, is_round=is_round, push_x=100.0))
    apply(1, h=0.01)
    assert balls[Velocity].x[0] == speed


def test_a_ball_on_a_spring_oscillates_with_its_period(balls, apply):
    """T = 2 pi sqrt(scale / pull), and the energy is constant."""
    ball(1.0, 0.0)
    esper.create_entity(Force(pull=9.0, falloff=-1.0, scale=1.0))
    h = 2.0 * pi / 3.0 / 1000.0
    apply(100_000, h=h)
    assert balls[Position].x[0] == pytest.approx(1.0, abs=1e-3)
    assert balls[Position].y[0] == 0.0


def test_a_ball_orbits_an_attracting_force(balls, apply):
    """v = sqrt(pull scale) on a circle of radius scale, for any falloff."""
    ball(0.0, 2.0, vx=sqrt(3.0 * 2.0))
    esper.create_entity(Force(pull=3.0, scale=2.0, falloff=2.0))
    h = 2.0 * pi * 2.0 / sqrt(6.0) / 2000.0
    apply(20_000, h=h)
    assert (balls[Position].x[0], balls[Position].y[0]) == pytest.approx((0.0, 2.0), abs=2e-3)


def test_swirl_accelerates_counter_clockwise(balls, apply):
    ball(1.0, 0.0)
    esper.create_entity(Force(swirl=2.0, falloff=1.0))
    apply(1, h=0.1)
    assert (balls[Velocity].x[0], balls[Velocity].y[0]) == pytest.approx((0.0, 0.2))


@pytest.mark.parametrize("steps", [1, 7])
def test_a_fall_in_wind_follows_its_closed_form_for_any_step(balls, apply, steps):
    """v = u + g / k + (v0 - u - g / k) exp(-k t)."""
    ball(vx=4.0, vy=2.0)
    esper.create_entity(Force(drag=0.8, flow_x=-3.0))
    apply(steps, h=3.0 / steps, g=(0.0, -10.0))
    assert balls[Velocity].x[0] == pytest.approx(-3.0 + 7.0 * exp(-2.4), rel=1e-13)
    assert balls[Velocity].y[0] == pytest.approx(-12.5 + 14.5 * exp(-2.4), rel=1e-13)


def test_forces_are_added_to_the_velocity_change(balls, apply):
    ball(0.3, 0.4, vx=1.0)
    esper.create_entity(Force(push_x=1.0, pull=2.0, swirl=1.0, drag=0.5))
    apply(1)
    assert balls[VelocityChange].x[0] == pytest.approx(balls[Velocity].x[0] - 1.0, rel=1e-12)
    assert balls[VelocityChange].y[0] == pytest.approx(balls[Velocity].y[0], rel=1e-12)


def test_a_force_can_be_changed_between_steps(balls, apply):
    ball()
    force = Force(push_x=1.0)
    esper.create_entity(force)
    apply(1)
    force.push_x = -1.0
    apply(1)
    assert balls[Velocity].x[0] == pytest.approx(0.0, abs=1e-15)
