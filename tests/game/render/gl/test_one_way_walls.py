"""The colour of one-way walls."""

import numpy as np
import pytest

from components import Outline
from game import Level, Simulation
from game.render import theme
from game.render.pillow.renderer import PillowRenderer
from tests.shapes import wall_at

POINTS = [(-0.8, 0.0), (0.8, 0.0)]


def redness(picture):
    """Mean difference of red and blue in the middle of the picture."""
    height, width, _ = picture.shape
    middle = picture[height // 2 - 2 : height // 2 + 2, width // 2 - 20 : width // 2 + 20]
    return float((middle[..., 0] - middle[..., 2]).mean())


@pytest.mark.parametrize("one_way", [False, True])
def test_a_one_way_wall_has_the_marker_colour_in_opengl(shoot, one_way):
    wall_at(Outline(POINTS, 0.1, closed=False, container=False, one_way=one_way))
    assert (redness(shoot()) > 0.2) is one_way


@pytest.mark.parametrize("one_way", [False, True])
def test_a_one_way_wall_has_the_marker_colour_in_pillow(one_way):
    wall = {"shape": "path", "closed": False, "points": POINTS, "thickness": 0.2, "one_way": one_way}
    level = Level.model_validate({"format": 1, "title": "ledge", "walls": [wall]})
    picture = PillowRenderer(Simulation(level), (240, 240)).frame()
    assert (redness(np.asarray(picture) / 255.0) > 0.3) is one_way


def test_the_marker_colour_is_reddish(arcade):

    red, _, blue = arcade.types.Color.from_hex_string(theme.MARKER.dark).normalized[:3]
    assert red - blue > 0.5
