"""Arithmetic of `Sensing`: whose way has met a zone."""

import math

from systems.kernels.compiler import Flags, Floats, kernel

PASSED, INSIDE = 1, 2  # marks of balls whose way has met the zone, and of those that are in it at its end


@kernel
def sensing(
    x: Floats, y: Floats, before_x: Floats, before_y: Floats, dirty: Flags, marks: Flags,
    at_x: float, at_y: float, half_width: float, half_height: float, is_round: bool,
) -> int:  # fmt: skip
    """Mark the balls whose straight way in a step has met a rectangle or an ellipse; return how many there are.

    x, y, before_x, before_y : (n,) m, centres after the step and before it
    dirty : (n,) 1 where a ball was put elsewhere: it has made no way
    marks : (n,) out, PASSED, and INSIDE where the way ends in the zone
    at_x, at_y, half_width, half_height : m, the middle of the zone, and how far it reaches
    """
    found = 0
    for i in range(len(x)):
        px, py = (x[i] - at_x) / half_width, (y[i] - at_y) / half_height
        wx, wy = (x[i] - before_x[i]) / half_width, (y[i] - before_y[i]) / half_height
        if dirty[i]:
            wx, wy = 0.0, 0.0
        if is_round:  # the unit disc now: where on the way back was the ball nearest to the middle?
            squared = wx * wx + wy * wy
            back = min(max((px * wx + py * wy) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
            has_met = (px - back * wx) ** 2 + (py - back * wy) ** 2 <= 1.0
            is_in = px * px + py * py <= 1.0
        else:  # the square of side 2: what part of the way back lies between its sides?
            first, last = 0.0, 1.0
            for at, way in ((px, wx), (py, wy)):
                if way != 0.0:
                    one, other = (at - 1.0) / way, (at + 1.0) / way
                    first, last = max(first, min(one, other)), min(last, max(one, other))
                elif abs(at) > 1.0:
                    first = math.inf
            has_met = first <= last
            is_in = abs(px) <= 1.0 and abs(py) <= 1.0
        marks[i] = (PASSED if has_met or is_in else 0) + (INSIDE if is_in else 0)
        found += marks[i] > 0
    return found
