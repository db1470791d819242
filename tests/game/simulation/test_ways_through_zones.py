"""Zones follow the real way of a ball: bent by gravity, and bounced."""

import numpy as np
import pytest

from game import Simulation
from game.levels.model import Level
from tests.lanes import cases

G = 9.81


def level(**parts):
    return Level.model_validate({"format": 1, "title": "zones", **parts})


def box(x, y, width, height):
    return {"center": [x, y], "zone": {"shape": "box", "width": width, "height": height}}


@pytest.mark.parametrize("height", [0.1, 0.001])
@pytest.mark.parametrize("rate", [30, 60, 240])
def test_a_sensor_on_a_floor_counts_every_bounce(height, rate):
    elastic = {"restitution": 1.0, "friction": 0.0}
    simulation = Simulation(
        level(
            world={"step_rate": rate},
            materials={"m": elastic},
            walls=[{"shape": "box", "width": 10.0, "height": 1.0, "center": [0.0, -0.5], "material": "m"}],
            balls=[{"radius": 0.2, "position": [0.0, 5.2], "material": "m"}],
            sensors=[{"name": "touch", **box(0.0, 0.2, 10.0, height)}],
        )
    )
    simulation.step(60 * rate)
    fall = np.sqrt(2.0 * 5.0 / G)
    assert simulation.sensors()[0].count == 1 + (60.0 - fall) // (2.0 * fall)
    simulation.close()


def test_a_thin_sensor_under_the_top_of_a_throw_counts_both_passages():
    simulation = Simulation(
        level(
            balls=[{"radius": 0.1, "position": [0.0, 0.0], "velocity": [1.0, 3.0]}],
            sensors=[{"name": "top", **box(0.0, 3.0**2 / (2.0 * G) - 1e-3, 10.0, 1e-4)}],
        )
    )
    simulation.step(60)
    assert simulation.sensors()[0].count == 2
    simulation.close()


def test_two_portals_do_not_send_a_ball_back_and_forth():
    circle = {"zone": {"shape": "circle", "radius": 0.5}, "action": "teleport"}
    simulation = Simulation(
        level(
            world={"gravity": [0.0, 0.0]},
            balls=[{"radius": 0.1, "position": [-2.0, 0.0], "velocity": [3.0, 0.0]}],
            sensors=[
                {"name": "a", "to": [5.0, 0.0], **circle},
                {"name": "b", "center": [5.0, 0.0], "to": [0.0, 0.0], **circle},
            ],
        )
    )
    simulation.step(120)
    assert [sensor.count for sensor in simulation.sensors()] == [1, 0]
    assert simulation.positions[0, 0] > 7.0
    simulation.close()


@pytest.mark.parametrize("shape", ["box", "circle"])
@pytest.mark.parametrize("speed", [3.0, 30.0, 200.0])
def test_a_force_acts_for_the_time_that_a_ball_spends_in_its_zone(shape, speed):
    """v² = v0² + 2 a d at any phase of the step."""
    size = {"width": 0.1, "height": 1.0} if shape == "box" else {"radius": 0.05}
    for phase in np.linspace(0.0, 1.0, cases(quick=10, slow=200)):
        simulation = Simulation(
            level(
                world={"gravity": [0.0, 0.0]},
                balls=[{"radius": 0.05, "position": [-0.5 - phase * speed / 240.0, 0.0], "velocity": [speed, 0.0]}],
                forces=[{"zone": {"shape": shape, **size}, "acceleration": [1000.0, 0.0]}],
            )
        )
        simulation.step(20 + round(60.0 / speed))
        assert simulation.velocities[0, 0] == pytest.approx(np.sqrt(speed**2 + 2.0 * 1000.0 * 0.1), rel=1e-3), phase
        simulation.close()


@pytest.mark.parametrize("speed", [2.0, 12.0])
def test_a_force_against_a_ball_turns_it_around_in_its_zone(speed):
    """A ball that does not get through comes back with its speed."""
    for phase in np.linspace(0.0, 1.0, cases(quick=10, slow=200)):
        simulation = Simulation(
            level(
                world={"gravity": [0.0, 0.0]},
                balls=[{"radius": 0.05, "position": [-0.5 - phase * speed / 240.0, 0.0], "velocity": [speed, 0.0]}],
                forces=[{"zone": {"shape": "box", "width": 0.2, "height": 1.0}, "acceleration": [-1000.0, 0.0]}],
            )
        )
        simulation.step(20 + round(60.0 / speed))
        assert simulation.velocities[0, 0] == pytest.approx(-speed, rel=1e-3), phase
        simulation.close()
