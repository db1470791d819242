"""How zones look: a faint veil over what they reach, the same in a window and in a painting."""

from math import isfinite
from typing import NamedTuple

import numpy as np

from components import Force
from game.render import theme
from game.simulation.simulation import Simulation

FILL, LINE = 0.10, 0.55
"""Opacity within a veil and at its edge."""

LINE_WIDTH = 1.5
"""Pixels, of a picture that is not drawn larger."""


class ZoneShape(NamedTuple):
    """A rectangle or an ellipse: middle, how far it reaches (m), and colour."""

    x: float
    y: float
    half_width: float
    half_height: float
    is_round: bool
    color: theme.Color


def zone_shapes(simulation: Simulation) -> list[ZoneShape]:
    """Return what is to be seen of the zones of a simulation: forces first, then sensors."""
    rows = np.column_stack(simulation.pipeline.zones.bind(Force).arrays[:5]).tolist()
    forces = [ZoneShape(x, y, wide, high, bool(form), theme.FORCE) for x, y, wide, high, form in rows if isfinite(wide)]
    sensors = [
        ZoneShape(one.x, one.y, one.half_width, one.half_height, one.is_round, theme.SENSOR[one.action])
        for one in simulation.sensors()
    ]
    return forces + sensors
