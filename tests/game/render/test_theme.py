"""The themes: readable text, and colours that are distinguishable with colour blindness."""

from itertools import combinations

import numpy as np
import pytest

from game.levels.model import Palette
from game.render import theme
from game.render.theme import THEMES, Themed
from tests.machine import needs_opengl

EVERY = pytest.mark.parametrize("worn", THEMES)

TO_XYZ = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
"""XYZ of linear sRGB with white D65 (IEC 61966-2-1)."""

SIGHTS = {
    "all": np.eye(3),
    "no red": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no green": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "no blue": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}
"""Simulation of missing cones in linear sRGB (Machado, Oliveira and Fernandes 2009, severity 1)."""

TEXTS = ("TEXT", "TEXT_FAINT", "TEXT_ACCENT", "TEXT_ERROR")
GROUNDS = ("BACKDROP_MIDDLE", "BACKDROP_EDGE", "FLOOR", "FRAME")


def value(name, worn):
    found = getattr(theme, name)
    return found.variant(worn) if isinstance(found, Themed) else found


def rgb(color):
    return np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / 255.0


def linear(color):
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Contrast ratio of two colours (3,), from 1 to 21 (WCAG 2.2)."""
    low, high = sorted(float(TO_XYZ[1] @ linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(light):
    part = TO_XYZ @ np.clip(light, 0.0, 1.0) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16.0 / 116.0)
    return np.array((116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)))


def difference(one, other, sight):
    """Distance of two colours in CIELAB; 2.3 is just noticeable."""
    return float(np.linalg.norm(lab(sight @ linear(rgb(one))) - lab(sight @ linear(rgb(other)))))


def on_plates(worn, opacity):
    """Background of text: the panel blended over a colour."""
    share = value(opacity, worn)
    return [share * rgb(value("PANEL", worn)) + (1.0 - share) * rgb(value(ground, worn)) for ground in GROUNDS]


def test_contrast_agrees_with_wcag():
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21.0, abs=0.01)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_red_and_green_look_alike_without_green_cones():
    sight = SIGHTS["no green"]
    assert difference("#b06a50", "#808050", sight) < 0.4 * difference("#b06a50", "#808050", SIGHTS["all"])


@EVERY
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("opacity", ["PANEL_OPACITY", "GRAPH_OPACITY"])
def test_text_on_a_panel_is_readable_over_any_colour(worn, text, opacity):
    least = 7.0 if worn == "contrast" else 4.5
    assert min(contrast(rgb(value(text, worn)), plate) for plate in on_plates(worn, opacity)) >= least


@EVERY
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", ["TILE", "SCRIM"])
def test_text_in_the_level_browser_is_readable(worn, text, ground):
    least = 7.0 if worn == "contrast" else 4.5
    assert contrast(rgb(value(text, worn)), rgb(value(ground, worn))) >= least


@EVERY
@pytest.mark.parametrize("curve", theme.CURVES)
def test_curves_stand_out_from_their_background(worn, curve):
    color = rgb(theme.CURVES[curve].variant(worn))
    assert min(contrast(color, plate) for plate in on_plates(worn, "GRAPH_OPACITY")) >= 3.0


@EVERY
@pytest.mark.parametrize("sight", SIGHTS)
def test_curves_of_a_plot_are_distinguishable_with_any_colour_vision(worn, sight):
    with needs_opengl():
        from game.ui.panels.graphs import PLOTS  # noqa: PLC0415
    for plot in PLOTS.values():
        pairs = combinations([theme.CURVES[curve].variant(worn) for curve in plot.curves], 2)
        assert min((difference(*pair, SIGHTS[sight]) for pair in pairs), default=15.0) > 14.0


@EVERY
@pytest.mark.parametrize("sight", SIGHTS)
def test_zones_are_distinguishable_with_any_colour_vision(worn, sight):
    colors = [color.variant(worn) for color in (theme.FORCE, *theme.SENSOR.values())]
    assert min(difference(*pair, SIGHTS[sight]) for pair in combinations(colors, 2)) > 14.0


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(
    "colors",
    [(theme.CONTACT_POINT, theme.NORMAL_IMPULSE, theme.TANGENT_IMPULSE), (theme.NEAR_PAIR, theme.TOUCHING_PAIR)],
    ids=["contacts", "pairs"],
)
def test_overlays_are_distinguishable_with_any_colour_vision(colors, sight):
    assert min(difference(*pair, SIGHTS[sight]) for pair in combinations(colors, 2)) > 20.0


def test_a_palette_has_edges_and_a_width_of_frames():
    palette = Palette(background="#ffffff", background_edge="#dddddd", floor="#8080ff", floor_edge="#ff80ff")
    assert theme.backdrop(palette) == ("#ffffff", "#dddddd")
    assert theme.wall_colors(palette)[1:3] == ("#8080ff", "#ff80ff")
    assert theme.wall_colors(Palette(floor="#808080")).floor_edge == "#6c6c6c"
    assert theme.frame_width(Palette(), 4.0) == 0.1
    wide, thin = Palette(frame_width=0.5), Palette(frame_width=0.01)
    assert [theme.frame_width(wide, 4.0, worn) for worn in theme.THEMES] == [0.5, 0.5, 0.5]
    assert [theme.frame_width(thin, 4.0, worn) for worn in theme.THEMES] == [0.01, 0.01, 0.16]


def test_light_colours_need_dark_text():
    assert [theme.is_light(color) for color in ("#ffffff", "#d9d5ca", "#2a303c", "#000000")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_palette_of_a_level_is_used_except_in_high_contrast():
    palette = Palette(background="#102030", frame="#405060")
    for worn in ("dark", "light"):
        assert theme.wall_colors(palette, worn)[:2] == ("#405060", theme.FLOOR.variant(worn))
        assert theme.wall_colors(palette, worn).marker == theme.MARKER.variant(worn)
        assert theme.backdrop(palette, worn) == ("#102030", "#050b10")
    assert theme.wall_colors(palette, "contrast") == theme.wall_colors(Palette(), "contrast")
    assert theme.backdrop(palette, "contrast") == theme.backdrop(None, "contrast")
