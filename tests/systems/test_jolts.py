"""How hard balls are struck, measured alone."""

import esper
import numpy as np
import pytest

from components import Velocity, VelocityChange
from systems.jolts import Jolts
from systems.kernels.jolts import jolts
from tests.scenes import ball

PULL = (0.0, -0.2)


def naive_jolts(now, kick, then, substeps, pull):
    """Plane vectors as complex numbers."""
    changes = [v - u for v, u in zip(now, then, strict=True)]
    return [min(abs(dv - substeps * k), abs(dv - complex(*pull))) for dv, k in zip(changes, kick, strict=True)]


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_kernel_agrees_with_its_twin(count):
    columns = np.random.default_rng(count).normal(size=(6, count))
    now, kick, then = (x + 1j * y for x, y in columns.reshape(3, 2, count))
    expected, out = naive_jolts(now, kick, then, 4, (0.3, -2.0)), np.zeros(count)
    largest = jolts(*columns, out, 4, 0.3, -2.0)
    assert out.tolist() == pytest.approx(expected)
    assert largest == max(out, default=0.0)
    assert (columns[4:] == columns[:2]).all()


def test_what_gravity_or_a_force_gives_is_no_jolt(balls):
    falling, blown, struck = ball(), ball(), ball()
    balls.sync()
    measure = Jolts(balls)
    esper.component_for_entity(falling, Velocity).y = -0.2
    esper.component_for_entity(blown, Velocity).x = 0.4
    balls[VelocityChange].x[1] = 0.1
    esper.component_for_entity(struck, Velocity).y = 0.3
    assert measure.measure(4, PULL) == pytest.approx(0.3)  # less than 0.5: it may have been supported
    assert measure.each.tolist() == pytest.approx([0.0, 0.0, 0.3])


def test_each_call_measures_from_the_last_one(balls):
    one = ball(vx=1.0)
    balls.sync()
    measure = Jolts(balls)
    esper.component_for_entity(one, Velocity).x = 3.0
    assert measure.measure(4, PULL) == pytest.approx(2.0)
    assert measure.measure(4, PULL) == 0.0


def test_balls_that_come_and_go(balls):
    first, second = ball(vx=1.0), ball(vx=2.0)
    balls.sync()
    measure = Jolts(balls)
    esper.delete_entity(first, immediate=True)
    ball(vx=9.0)
    balls.sync()
    esper.component_for_entity(second, Velocity).x = 2.5
    measure.measure(4, PULL)
    assert measure.each.tolist() == pytest.approx([0.5, 0.0])


def test_no_balls(balls):
    assert Jolts(balls).measure(4, PULL) == 0.0
