"""A force field in a zone."""

from math import inf

from components.component import Component


class Force(Component):
    """A field that accelerates, attracts, swirls or drags the balls whose centre is in its zone.

    A ball at the distance d from (x, y) gets the acceleration (push_x, push_y), plus pull (scale / d) ** falloff
    towards (x, y), plus swirl (scale / d) ** falloff at right angles to that, counter-clockwise. The drag acts on its
    velocity relative to the medium.

    x, y : m, centre of the zone
    half_width, half_height : m, of the zone
    is_round : 1 for an ellipse, 0 for a rectangle
    push_x, push_y, pull, swirl : m/s²
    falloff, scale : exponent, and m
    drag : 1/s
    flow_x, flow_y : m/s, velocity of the medium
    """

    x: float = 0.0
    y: float = 0.0
    half_width: float = inf
    half_height: float = inf
    is_round: float = 0.0
    push_x: float = 0.0
    push_y: float = 0.0
    pull: float = 0.0
    swirl: float = 0.0
    falloff: float = 2.0
    scale: float = 1.0
    drag: float = 0.0
    flow_x: float = 0.0
    flow_y: float = 0.0
