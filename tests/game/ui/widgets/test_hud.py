"""The facts that the HUD shows about a level."""

from game.levels.model import Level
from game.simulation.simulation import Simulation
from tests.machine import needs_opengl
from tests.scenes import heptagon

with needs_opengl():
    from game.ui.widgets.hud import time_text, turn_text

BALL = {"position": [0.0, 0.0], "radius": 0.2}


def test_a_container_that_turns_is_the_clock_of_its_level(simulate):
    simulation = simulate([BALL], wall=heptagon(spin=72.0))
    simulation.step(315)
    assert turn_text(simulation) == "turn 1  ·  18.0°\N{FIGURE SPACE}"


def test_an_obstacle_that_turns_is_no_fact():
    box = {"shape": "circle", "radius": 3.0, "container": True}
    wheel = {"shape": "polygon", "sides": 3, "radius": 0.5, "center": [0.0, 1.5], "spin": 90.0, "container": False}
    level = Level.model_validate({"format": 1, "title": "wheel", "walls": [wheel, box], "balls": [BALL]})
    simulation = Simulation(level)
    simulation.step(90)
    assert turn_text(simulation) == ""
    assert time_text(simulation).strip("\N{FIGURE SPACE}") == "1.5 s"
    simulation.close()
