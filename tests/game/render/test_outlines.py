"""Details of walls that every renderer draws: depth, bolt and hub."""

import math

import numpy as np
import pytest

from components import Outline
from game.render.outlines import RenderOutline
from tests.shapes import OUTLINES, STAR

OBSTACLES = {name: outline for name, outline in OUTLINES.items() if not outline.container}
WIDTH = 0.05


@pytest.mark.parametrize(
    ("name", "depth"),
    [("a square obstacle", 0.8 / math.sqrt(2.0)), ("a rounded triangle", 0.45), ("a disc", 0.6), ("a zigzag", 0.12)],
)
def test_depth(name, depth):
    assert RenderOutline(OUTLINES[name], WIDTH).depth == pytest.approx(depth, rel=0.01)


@pytest.mark.parametrize("outline", OBSTACLES.values(), ids=OBSTACLES)
def test_the_bolt_of_an_obstacle_lies_inside_it_and_not_on_its_hub(outline):
    drawn = RenderOutline(outline, WIDTH)
    x, y, radius = drawn.bolt
    assert 0.0 < radius <= 0.42 * WIDTH + 1e-12
    assert drawn.edge.signed_distance(np.array([x]), np.array([y]))[0] <= -radius
    assert math.hypot(x, y) > radius + drawn.hub


@pytest.mark.parametrize("name", ["a convex container", "a star as container", "a drum"])
def test_the_bolt_of_a_container_lies_on_its_frame(name):
    drawn = RenderOutline(OUTLINES[name], WIDTH)
    x, y, radius = drawn.bolt
    assert drawn.edge.signed_distance(np.array([x]), np.array([y]))[0] == pytest.approx(0.5 * WIDTH)
    assert (radius, drawn.hub) == pytest.approx((0.42 * WIDTH, 0.3 * WIDTH))


def test_the_bolt_at_a_concave_corner_lies_on_the_frame():
    drawn = RenderOutline(Outline(np.roll(STAR, -1, axis=0)), WIDTH)
    x, y, _ = drawn.bolt
    assert drawn.edge.signed_distance(np.array([x]), np.array([y]))[0] == pytest.approx(0.5 * WIDTH, rel=0.2)


def test_an_obstacle_without_room_has_no_hub():
    assert RenderOutline(OUTLINES["a disc"], WIDTH).hub > 0.0
    assert RenderOutline(OUTLINES["a ring with a gap"], WIDTH).hub == 0.0
