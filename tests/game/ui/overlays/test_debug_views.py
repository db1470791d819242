"""Overlays belong to the level that asks for them, unless the player has chosen one."""

import pytest

from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import tiny_level as level
from tests.machine import needs_opengl

with needs_opengl():
    from game.render.gl.offscreen import hidden_window
    from game.ui.overlays.debug_views import DebugViews
    from game.ui.overlays.overlays import Overlay

BALL = {"position": [0.0, 0.0], "radius": 0.2}


@pytest.fixture
def views():
    hidden_window()
    return DebugViews()


@pytest.fixture
def play(views):
    """Return a function that starts a level with an overlay; the levels are closed at the end."""
    running = []

    def start(overlay):
        running.append(Simulation(level([BALL]).model_copy(update={"overlay": overlay})))
        views.set_simulation(running[-1])
        return views.overlays.active

    yield start
    for simulation in running:
        simulation.close()


def test_an_overlay_of_a_level_closes_in_the_next_one(play):
    assert play("trails") is Overlay.TRAILS
    assert play("nothing") is Overlay.NONE


def test_an_overlay_of_the_player_stays(views, play):
    play("nothing")
    assert views.next_overlay() is Overlay.CONTACTS
    assert play("nothing") is Overlay.CONTACTS
    assert play("trails") is Overlay.TRAILS
    assert play("nothing") is Overlay.CONTACTS


def test_a_player_who_closes_the_overlay_of_a_level_keeps_it_closed(views, play):
    play("trails")
    assert views.next_overlay() is Overlay.NONE
    assert play("nothing") is Overlay.NONE
