"""A small canvas for tests that draw: what a pixel is in the world, and what it shows."""

import esper
import numpy as np

from components import Label
from tests.scenes import ball

SIZE = 240
VIEW = (-1.2, 1.2, -1.2, 1.2)
PIXEL = 2.4 / SIZE
FRAME = 0.15
ORANGE = "#ea5506"


def numbered(x=0.0, y=0.0, number=1, color=ORANGE, **others):
    """A ball with a label."""
    entity = ball(x, y, **others)
    esper.add_component(entity, Label(number, color))
    return entity


def grid():
    """World coordinates of all pixels when VIEW is shown."""
    ticks = (np.arange(SIZE) + 0.5) * PIXEL - 1.2
    return np.meshgrid(ticks, ticks)


def disc(x, y, inner, outer):
    """Which pixels lie in a ring about a place."""
    across, up = grid()
    away = np.hypot(across - x, up - y)
    return (away >= inner) & (away < outer)


def orange(picture):
    """Which pixels have the hue of ORANGE: much red, a third of it green, hardly any blue."""
    red, green, blue = np.moveaxis(picture, -1, 0)
    return (red > 0.3) & (green < 0.55 * red) & (blue < 0.35 * red)


def centroid(mask):
    across, up = grid()
    return across[mask].mean(), up[mask].mean()
