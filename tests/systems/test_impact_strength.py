"""The strength of impacts, measured alone."""

import esper
import pytest

from components import ContactSupport, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from systems.impact_strength import ImpactStrength


def test_a_change_of_velocity_by_gravity_or_a_force_is_no_impact(balls):
    falling, blown, struck = ball(), ball(), ball()
    balls.sync()
    measure = ImpactStrength(balls)
    esper.component_for_entity(falling, Velocity).y = -0.2
    balls[VelocityChange].y[0] = -0.05
    esper.component_for_entity(blown, Velocity).x = 0.4
    balls[VelocityChange].x[1] = 0.1
    esper.component_for_entity(struck, Velocity).y = 0.3
    assert measure.measure(4) == pytest.approx(0.3)
    assert measure.each.tolist() == pytest.approx([0.0, 0.0, 0.3])


@pytest.mark.parametrize("supported", [0, 1, 3, 4])
def test_a_ball_that_is_supported_in_some_sub_steps_has_no_impact(balls, supported):
    resting = ball()
    balls.sync()
    measure = ImpactStrength(balls)
    esper.component_for_entity(resting, Velocity).y = -0.05 * (4 - supported)
    balls[VelocityChange].y[0], balls[ContactSupport].y[0] = 0.0, 0.05
    assert measure.measure(4) == pytest.approx(0.0, abs=1e-15)


def test_an_impact_on_a_supported_ball_is_measured_in_full_across_the_support(balls):
    struck = ball()
    balls.sync()
    measure = ImpactStrength(balls)
    esper.component_for_entity(struck, Velocity).x = 0.3
    balls[ContactSupport].y[0] = 0.05
    assert measure.measure(4) == pytest.approx(0.3)


def test_each_call_measures_from_the_last_one(balls):
    one = ball(vx=1.0)
    balls.sync()
    measure = ImpactStrength(balls)
    esper.component_for_entity(one, Velocity).x = 3.0
    assert measure.measure(4) == pytest.approx(2.0)
    assert measure.measure(4) == 0.0


def test_balls_that_are_added_and_removed(balls):
    first, second = ball(vx=1.0), ball(vx=2.0)
    balls.sync()
    measure = ImpactStrength(balls)
    esper.delete_entity(first, immediate=True)
    ball(vx=9.0)
    balls.sync()
    esper.component_for_entity(second, Velocity).x = 2.5
    measure.measure(4)
    assert measure.each.tolist() == pytest.approx([0.5, 0.0])


def test_no_balls(balls):
    assert ImpactStrength(balls).measure(4) == 0.0
