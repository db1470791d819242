"""How zones look: a translucent area with an edge, the same in every renderer."""

from math import isfinite
from typing import NamedTuple

from components import Force
from game.render import theme
from game.simulation.simulation import Simulation

FILL_OPACITY, EDGE_OPACITY = 0.10, 0.55
"""Opacity of a zone inside, and along its edge."""

EDGE_WIDTH = 1.5
"""Width of the edge in pixels of the final picture."""


class ZoneShape(NamedTuple):
    """A rectangle or an ellipse in the world.

    x, y : m, its middle
    half_width, half_height : m
    """

    x: float
    y: float
    half_width: float
    half_height: float
    is_round: bool
    color: theme.Color


def zone_shapes(simulation: Simulation) -> list[ZoneShape]:
    """Return the finite zones of a simulation: those of forces, then those of sensors."""
    rows = simulation.pipeline.zones.block(Force)[:5].T.tolist()
    forces = [ZoneShape(x, y, wide, high, bool(form), theme.FORCE) for x, y, wide, high, form in rows if isfinite(wide)]
    sensors = [
        ZoneShape(one.x, one.y, one.half_width, one.half_height, one.is_round, theme.SENSOR[one.action])
        for one in simulation.sensors()
    ]
    return forces + sensors
