"""The themes: text that can be read, and colours that can be told apart by those who see fewer of them."""

from itertools import combinations

import numpy as np
import pytest

from game.levels.model import Palette
from game.render import theme
from game.render.theme import THEMES, Themed

EVERY = pytest.mark.parametrize("worn", THEMES)

TO_XYZ = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
"""Of linear sRGB, white at D65 (IEC 61966-2-1)."""

SIGHTS = {
    "all": np.eye(3),
    "no red": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no green": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "no blue": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}
"""What is seen of linear sRGB without one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1)."""

TEXTS = ("TEXT", "TEXT_FAINT", "TEXT_ACCENT", "TEXT_WRONG")
GROUNDS = ("BACKDROP_MIDDLE", "BACKDROP_EDGE", "FLOOR", "FRAME")


def value(name, worn):
    found = getattr(theme, name)
    return found.of(worn) if isinstance(found, Themed) else found


def rgb(color):
    return np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / 255.0


def linear(color):
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Ratio of luminances of colours (3,), as in WCAG 2.2: from 1 to 21."""
    low, high = sorted(float(TO_XYZ[1] @ linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(light):
    part = TO_XYZ @ np.clip(light, 0.0, 1.0) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16.0 / 116.0)
    return np.array((116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)))


def difference(one, other, sight):
    """Distance in CIELAB: 2.3 can just be seen."""
    return float(np.linalg.norm(lab(sight @ linear(rgb(one))) - lab(sight @ linear(rgb(other)))))


def on_plates(worn, opacity):
    """What text stands on: the panel over whatever is below it."""
    share = value(opacity, worn)
    return [share * rgb(value("PANEL", worn)) + (1.0 - share) * rgb(value(ground, worn)) for ground in GROUNDS]


def test_contrast_is_that_of_the_standard():
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21.0, abs=0.01)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_who_sees_no_green_mixes_up_red_and_green():
    sight = SIGHTS["no green"]
    assert difference("#b06a50", "#808050", sight) < 0.4 * difference("#b06a50", "#808050", SIGHTS["all"])


@EVERY
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("opacity", ["PANEL_OPACITY", "GRAPH_OPACITY"])
def test_text_on_a_panel_can_be_read_whatever_is_below(worn, text, opacity):
    least = 7.0 if worn == "contrast" else 4.5
    assert min(contrast(rgb(value(text, worn)), plate) for plate in on_plates(worn, opacity)) >= least


@EVERY
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", ["TILE", "VEIL"])
def test_text_among_levels_can_be_read(worn, text, ground):
    least = 7.0 if worn == "contrast" else 4.5
    assert contrast(rgb(value(text, worn)), rgb(value(ground, worn))) >= least


@EVERY
@pytest.mark.parametrize("curve", theme.CURVES)
def test_curves_stand_out_from_their_plate(worn, curve):
    color = rgb(theme.CURVES[curve].of(worn))
    assert min(contrast(color, plate) for plate in on_plates(worn, "GRAPH_OPACITY")) >= 3.0


@EVERY
@pytest.mark.parametrize("sight", SIGHTS)
def test_curves_are_told_apart_by_everybody(worn, sight):
    pairs = combinations([theme.CURVES[curve].of(worn) for curve in theme.CURVES if curve != "momentum"], 2)
    assert min(difference(*pair, SIGHTS[sight]) for pair in pairs) > 14.0


@EVERY
@pytest.mark.parametrize("sight", SIGHTS)
def test_zones_are_told_apart_by_everybody(worn, sight):
    colors = [color.of(worn) for color in (theme.FORCE, *theme.SENSOR.values())]
    assert min(difference(*pair, SIGHTS[sight]) for pair in combinations(colors, 2)) > 14.0


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(
    "colors", [(theme.TOUCH, theme.PRESS, theme.RUB), (theme.PAIR, theme.PAIR_PRESSING)], ids=["contacts", "pairs"]
)
def test_marks_over_the_world_are_told_apart_by_everybody(colors, sight):
    assert min(difference(*pair, SIGHTS[sight]) for pair in combinations(colors, 2)) > 20.0


def test_a_level_has_its_own_colours_but_not_in_high_contrast():
    palette = Palette(background="#102030", frame="#405060")
    for worn in ("dark", "light"):
        assert theme.wall_colors(palette, worn) == ("#405060", theme.FLOOR.of(worn), theme.MARKER.of(worn))
        assert theme.backdrop("#102030", worn)[0] == "#102030"
    assert theme.wall_colors(palette, "contrast") == theme.wall_colors(Palette(), "contrast")
    assert theme.backdrop("#102030", "contrast") == theme.backdrop(None, "contrast")
