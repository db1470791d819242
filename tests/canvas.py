"""A small picture for tests that draw: coordinates of its pixels, and masks by position and colour."""

import esper
import numpy as np

from components import Label
from game.testing.tiny_worlds import create_ball as ball

SIZE = 240
VIEW = (-1.2, 1.2, -1.2, 1.2)
PIXEL = 2.4 / SIZE
FRAME = 0.15
ORANGE = "#ea5506"


def numbered(x=0.0, y=0.0, number=1, color=ORANGE, **others):
    """Create a ball with a label."""
    entity = ball(x, y, **others)
    esper.add_component(entity, Label(number, color))
    return entity


def grid():
    """Return the world coordinates of all pixels of a picture of VIEW."""
    ticks = (np.arange(SIZE) + 0.5) * PIXEL - 1.2
    return np.meshgrid(ticks, ticks)


def disc(x, y, inner, outer):
    """Return a mask of the pixels in a ring around a point."""
    across, up = grid()
    away = np.hypot(across - x, up - y)
    return (away >= inner) & (away < outer)


def orange(picture):
    """Return a mask of the pixels with the hue of ORANGE."""
    red, green, blue = np.moveaxis(picture, -1, 0)
    return (red > 0.3) & (green < 0.55 * red) & (blue < 0.35 * red)


def centroid(mask):
    across, up = grid()
    return across[mask].mean(), up[mask].mean()
