"""What acts on balls from afar."""

from math import inf

from components.component import Component


class Force(Component):
    """What pulls, whirls or brakes the balls whose centre is in a zone.

    A ball at the distance d from (x, y) gains (push_x, push_y), and along the line to (x, y) and across it, counter-
    clockwise, pull and swirl times (scale / d) ** falloff; what fills the zone drags it along.

    x, y : m, the middle
    half_width, half_height : m, of the zone
    is_round : 1 for an ellipse, 0 for a rectangle
    push_x, push_y, pull, swirl : m/s²
    falloff, scale : a power, and m
    drag : 1/s
    flow_x, flow_y : m/s, how the medium moves
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
