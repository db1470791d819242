"""How zones look: a translucent area with an edge, the same in every renderer."""

from math import isfinite
from typing import NamedTuple

from components import Force
from game.render import theme
from game.render.appearance import appearance_of
from game.simulation.simulation import Simulation

FILL_OPACITY, EDGE_OPACITY = 0.10, 0.55
"""Opacity of a zone inside, and along its edge."""

EDGE_WIDTH = 1.5
"""Width of the edge in pixels of the final picture."""


class ZoneShape(NamedTuple):
    """A rectangle or an ellipse in the world.

    x, y : m, its middle
    half_width, half_height : m
    text : of its label
    """

    x: float
    y: float
    half_width: float
    half_height: float
    is_round: bool
    color: theme.Color
    text: str = ""


def zone_shapes(simulation: Simulation) -> list[ZoneShape]:
    """Return the finite zones of a simulation: those of forces, then those of sensors."""
    zones = simulation.pipeline.zones
    with simulation.world.active():
        sensors = simulation.pipeline.sensing.sensors()
        appearances = [appearance_of(entity) for entity in zones.entities.tolist()]
        appearances += [appearance_of(entity) for entity, _ in sensors]
    places = [(*row, theme.FORCE) for row in zones.block(Force)[:5].T.tolist()]
    places += [
        (one.x, one.y, one.half_width, one.half_height, one.is_round, theme.SENSOR[one.action]) for _, one in sensors
    ]
    return [
        ZoneShape(x, y, wide, high, bool(form), _zone_color(look.color, color), look.text)
        for (x, y, wide, high, form, color), look in zip(places, appearances, strict=True)
        if isfinite(wide)
    ]


def _zone_color(own: str | None, default: theme.Themed[str]) -> theme.Color:
    """Return the colour of a zone: its own one, except in the contrast theme."""
    return default if own is None else theme.Themed(own, own, default.contrast)
