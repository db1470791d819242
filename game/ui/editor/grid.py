"""The lines of the grid in metres."""

import math

from game.render import theme
from game.ui.editor.sketch import Sketch

MAJOR = 5
"""Every so many lines, a line is stronger."""


def draw_grid(sketch: Sketch, view: tuple[float, float, float, float], spacing: float) -> None:
    """Draw the lines of a grid, and the axes.

    view : left, right, bottom and top of the visible part of the world, m
    """
    left, right, bottom, top = view
    for k in range(math.ceil(left / spacing), math.floor(right / spacing) + 1):
        sketch.line((k * spacing, bottom), (k * spacing, top), theme.TEXT, 1.0, _opacity(k))
    for k in range(math.ceil(bottom / spacing), math.floor(top / spacing) + 1):
        sketch.line((left, k * spacing), (right, k * spacing), theme.TEXT, 1.0, _opacity(k))


def _opacity(k: int) -> float:
    if k == 0:
        return 0.35
    return 0.12 if k % MAJOR == 0 else 0.05


def length_text(length: float, spacing: float) -> str:
    """Return a length or a coordinate in m with as many digits as the grid resolves, and one more."""
    digits = max(0, 1 - math.floor(math.log10(spacing)))
    return f"{length + 0.0:.{min(digits, 6)}f}".replace("-", "\N{MINUS SIGN}")
