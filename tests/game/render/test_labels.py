"""Labels and colours of walls and zones."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from game import Level, Simulation
from game.render import theme
from game.render.labels import GAP, labels, letter_size
from game.render.outlines import render_outlines
from game.render.pillow.label_sprite import label_sprite
from game.render.pillow.renderer import PillowRenderer
from game.render.zones import zone_shapes

OPEN = {"shape": "path", "closed": False, "points": [[0.0, 0.0], [0.5, 2.0], [1.0, 0.0]]}
BOX = {"shape": "box", "width": 2.0, "height": 1.0, "center": [1.0, 2.0]}
SENSOR = {"name": "hits", "zone": {"shape": "box", "width": 1.0, "height": 1.0}, "center": [2.0, -1.0]}
FORCE = {"zone": {"shape": "circle", "radius": 1.0}, "center": [-2.0, -1.0], "acceleration": [1.0, 0.0]}


def simulation(*walls, **fields):
    return Simulation(
        Level.model_validate({"format": 1, "title": "a", "view": {"height": 8.0}, "walls": list(walls)} | fields)
    )


def pose(x, y, angle):
    return np.array([[x, y, math.cos(angle), math.sin(angle)]])


def test_a_label_is_on_the_middle_of_an_obstacle():
    (label,) = labels(simulation(BOX | {"label": "box"}))
    assert label.text == "box"
    assert label.place(pose(3.0, -1.0, 2.0), (9.0, 9.0)) == (3.0, -1.0, 0, 0)


def test_a_label_hangs_below_the_upper_edge_of_a_container():
    (label,) = labels(simulation(BOX | {"label": "room", "container": True}))
    assert label.place(pose(3.0, -1.0, 0.0), (0.0, 0.0)) == pytest.approx((3.0, -0.5, 0, -1))
    assert label.place(pose(3.0, -1.0, math.pi / 2), (0.0, 0.0)) == pytest.approx((3.0, 0.0, 0, -1))
    (round_label,) = labels(simulation({"shape": "circle", "radius": 2.0, "label": "well"}))
    assert round_label.place(pose(0.0, 0.0, 1.0), (0.0, 0.0)) == pytest.approx((0.0, 2.0, 0, -1), abs=5e-3)


def test_a_label_is_beside_the_last_end_of_an_open_wall():
    (label,) = labels(simulation(OPEN | {"label": "ramp"}))
    assert label.place(pose(1.0, 2.0, 0.0), (0.0, 0.0)) == pytest.approx((2.0, 2.0, 1, 0))
    assert label.place(pose(1.0, 2.0, math.pi), (0.0, 0.0)) == pytest.approx((0.0, 2.0, -1, 0))


def test_a_label_of_a_zone_is_on_its_middle():
    force, sensor = labels(
        simulation(BOX, forces=[FORCE | {"label": "wind"}], sensors=[SENSOR, SENSOR | {"label": "goal"}])
    )
    assert (force.text, sensor.text) == ("wind", "goal")
    assert force.place(np.zeros((0, 4)), (1.0, 1.0)) == (-3.0, -2.0, 0, 0)
    assert sensor.place(np.zeros((0, 4)), (1.0, 1.0)) == (1.0, -2.0, 0, 0)


@pytest.mark.parametrize("part", [{"walls": [BOX]}, {"forces": [FORCE]}, {"sensors": [SENSOR]}])
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("label", "", "at least 1 character"),
        ("label", "x" * 41, "at most 40 characters"),
        ("label", "two\nlines", "must be one line"),
        ("color", "red", "should match pattern"),
    ],
)
def test_a_label_is_one_short_line_and_a_color_a_hex_color(part, field, value, message):
    ((key, (table,)),) = part.items()
    with pytest.raises(ValidationError, match=message):
        Level.model_validate({"format": 1, "title": "a", key: [table | {field: value}]})


@pytest.mark.parametrize("field", [{"label": "wind"}, {"color": "#00ff00"}])
def test_a_force_without_a_zone_cannot_be_drawn(field):
    with pytest.raises(ValidationError, match="must not be set without a zone"):
        Level.model_validate({"format": 1, "title": "a", "forces": [{"acceleration": [1.0, 0.0]} | field]})


def test_walls_and_zones_have_their_own_colors_except_in_the_contrast_theme():
    scene = simulation(
        BOX | {"color": "#102030"},
        OPEN | {"one_way": True},
        forces=[{"acceleration": [0.0, 1.0]}, FORCE | {"color": "#203040"}],
        sensors=[SENSOR | {"color": "#304050"}, SENSOR],
    )
    with scene.world.active():
        outlines = render_outlines(scene.walls_table, 0.1)
    dark, contrast = (theme.wall_colors(scene.level.palette, name) for name in ("dark", "contrast"))
    assert [outline.metal_color(dark) for outline in outlines] == ["#102030", theme.MARKER.dark]
    assert outlines[0].metal_color(contrast) == theme.FRAME.contrast
    colors = [zone.color for zone in zone_shapes(scene)]
    assert [theme.themed_value(color, "light") for color in colors] == ["#203040", "#304050", theme.GREEN.light]
    assert theme.themed_value(colors[0], "contrast") == theme.FORCE.contrast


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_picture_of_a_label_has_the_colors_of_the_theme(name):
    pixels = np.asarray(label_sprite("Ramp 7", 20.0, name)).reshape(-1, 4)
    for color in (theme.TEXT.variant(name), theme.PANEL.variant(name)):
        assert (pixels[:, :3] == tuple(bytes.fromhex(color[1:]))).all(axis=1).sum() > 100
    assert pixels[:, 3].min() == 0  # round corners


def test_pillow_draws_a_label_where_its_wall_is():
    wall = BOX | {"center": [-2.0, 0.0], "velocity": [1.0, 0.0], "color": "#305070"}
    plain, labelled = (PillowRenderer(simulation(one), (400, 400)) for one in (wall, wall | {"label": "box"}))
    sprite = label_sprite("box", letter_size(400))
    for seconds in (0.0, 2.0):
        rows, columns = np.nonzero((plain.frame() != labelled.frame()).any(axis=2))
        middle = 200 + 50.0 * (seconds - 2.0)
        assert (columns.min(), columns.max()) == pytest.approx(
            (middle - 0.5 * sprite.width, middle + 0.5 * sprite.width), abs=3
        )
        assert (rows.min(), rows.max()) == pytest.approx((200 - 0.5 * sprite.height, 200 + 0.5 * sprite.height), abs=3)
        plain.simulation.step(120)
        labelled.simulation.step(120)


def test_pillow_draws_a_label_beside_an_open_wall():
    plain, labelled = (PillowRenderer(simulation(one), (400, 400)) for one in (OPEN, OPEN | {"label": "a long label"}))
    _, columns = np.nonzero((plain.frame() != labelled.frame()).any(axis=2))
    assert columns.min() == pytest.approx(250 + GAP * letter_size(400), abs=3)


def test_small_pictures_have_no_labels():
    plain, labelled = (
        PillowRenderer(simulation(one), (399, 399)).frame() for one in (OPEN, OPEN | {"label": "a long label"})
    )
    np.testing.assert_array_equal(plain, labelled)
    assert letter_size(399) == 0.0 < letter_size(400) < letter_size(1000) < letter_size(2000) == letter_size(4000)
