import esper
import pytest

from game import LevelError
from game.testing import Simulations, tiny_level

BALLS = [{"position": [1.0, 2.0]}]


def test_a_level_a_name_a_file_or_balls_are_started(tmp_path):
    path = tmp_path / "still.toml"
    path.write_text('format = 1\ntitle = "Still"\n', "utf-8")
    with Simulations() as simulate:
        assert simulate("heptagon", seed=3).seed == 3
        assert simulate(path).level.title == simulate(str(path)).level.title == "Still"
        assert simulate(tiny_level(BALLS)).hash() == simulate(BALLS).hash()
        assert simulate(BALLS, step_rate=120, friction=0.1).dt == 1 / 120


def test_simulations_are_closed_at_the_end():
    with Simulations() as simulate:
        name = simulate(BALLS).world.name
        assert name in esper.list_worlds()
    assert name not in esper.list_worlds()


def test_settings_of_a_level_are_refused(simulate):
    with pytest.raises(TypeError, match="cannot change gravity of a level; allowed: settings for a list of balls"):
        simulate("heptagon", gravity=[0.0, 0.0])


def test_an_unknown_level_is_refused(simulate):
    with pytest.raises(LevelError, match="no level has this name"):
        simulate("heptagn")
