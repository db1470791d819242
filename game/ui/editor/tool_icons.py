"""The icons of the tools, as lines in a square."""

import math

from imgui_bundle import imgui

from game.render import theme
from game.ui.gui.style import rgba

Point = tuple[float, float]

WIDTH = 1.6
"""Width of the lines, in UI units."""

PATHS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "select": (((-0.5, 0.8), (-0.5, -0.7), (0.6, 0.3), (0.05, 0.3), (-0.5, 0.8)),),
    "line": (((-0.8, 0.6), (0.8, -0.6)),),
    "path": (((-0.8, 0.6), (-0.3, -0.5), (0.2, 0.5), (0.8, -0.6)),),
    "box": (((-0.8, 0.55), (0.8, 0.55), (0.8, -0.55), (-0.8, -0.55), (-0.8, 0.55)),),
    "emitter": (((-0.7, -0.5), (0.0, -0.5)), ((0.0, -0.5), (0.0, 0.7)), ((-0.35, 0.35), (0.0, 0.7), (0.35, 0.35))),
    "force": (
        ((-0.8, -0.4), (0.7, -0.4)), ((0.4, -0.7), (0.7, -0.4), (0.4, -0.1)),
        ((-0.8, 0.4), (0.7, 0.4)), ((0.4, 0.1), (0.7, 0.4), (0.4, 0.7)),
    ),
    "sensor": (
        ((-0.8, -0.3), (-0.8, -0.7), (-0.3, -0.7)), ((0.3, -0.7), (0.8, -0.7), (0.8, -0.3)),
        ((0.8, 0.3), (0.8, 0.7), (0.3, 0.7)), ((-0.3, 0.7), (-0.8, 0.7), (-0.8, 0.3)),
    ),
    "ruler": (
        ((-0.9, 0.3), (0.9, 0.3), (0.9, -0.3), (-0.9, -0.3), (-0.9, 0.3)),
        ((-0.45, -0.3), (-0.45, 0.05)), ((0.0, -0.3), (0.0, 0.05)), ((0.45, -0.3), (0.45, 0.05)),
    ),
}  # fmt: skip
"""Lines of icons; positions are in half widths of the icon, y downwards."""

CIRCLES: dict[str, tuple[tuple[Point, float, bool], ...]] = {
    "disc": (((0.0, 0.0), 0.75, False),),
    "ball": (((0.0, 0.0), 0.7, True),),
    "group": (((-0.45, 0.35), 0.36, True), ((0.45, 0.35), 0.36, True), ((0.0, -0.42), 0.36, True)),
    "emitter": (((-0.7, -0.5), 0.25, True),),
    "sensor": (((0.0, 0.0), 0.28, True),),
}
"""Circles of icons: centre, radius, and whether they are filled."""


def draw_icon(name: str, center: Point, size: float, color: theme.Color) -> None:
    """Draw the icon of a tool into the window that is declared, about a point in UI units, y downwards."""
    pen, paint, half = imgui.get_window_draw_list(), imgui.color_convert_float4_to_u32(rgba(color)), 0.5 * size
    x, y = center
    for path in (*PATHS.get(name, ()), *_curves(name)):
        points: list[imgui.ImVec2Like] = [(x + half * px, y + half * py) for px, py in path]
        pen.add_polyline(points, paint, WIDTH, imgui.ImDrawFlags_.none)
    for (cx, cy), radius, is_filled in CIRCLES.get(name, ()):
        place = x + half * cx, y + half * cy
        if is_filled:
            pen.add_circle_filled(place, half * radius, paint)
        else:
            pen.add_circle(place, half * radius, paint, 24, WIDTH)


def _curves(name: str) -> tuple[tuple[Point, ...], ...]:
    if name == "arc":
        angles = [math.pi * (1.0 + k / 12.0) for k in range(13)]
        return (tuple((0.8 * math.cos(angle), 0.45 + 0.8 * math.sin(angle)) for angle in angles),)
    if name == "polygon":
        angles = [math.pi * (k / 3.5 - 0.5) for k in range(8)]
        return (tuple((0.8 * math.cos(angle), 0.8 * math.sin(angle)) for angle in angles),)
    return ()
