"""Kernel of `Sensing`."""

import math

from systems.kernels.compiler import Flags, Floats, kernel

PASSED, INSIDE = 1, 2  # flags of balls whose path meets the zone, and of those inside it at the end


@kernel
def sensing(
    x: Floats, y: Floats, before_x: Floats, before_y: Floats, dirty: Flags, flags: Flags,
    at_x: float, at_y: float, half_width: float, half_height: float, is_round: bool,
) -> int:  # fmt: skip
    """Flag the balls whose straight path in a step meets a rectangle or an ellipse; return their number.

    x, y, before_x, before_y : (n,) m, centres after the step and before it
    dirty : (n,) 1 where a ball was teleported, so that it has no path
    flags : (n,) out, PASSED if the path meets the zone, plus INSIDE if it ends there
    at_x, at_y, half_width, half_height : m, centre of the zone, and half its size
    is_round : whether the zone is an ellipse
    """
    found = 0
    for i in range(len(x)):
        px, py = (x[i] - at_x) / half_width, (y[i] - at_y) / half_height
        wx, wy = (x[i] - before_x[i]) / half_width, (y[i] - before_y[i]) / half_height
        if dirty[i]:
            wx, wy = 0.0, 0.0
        if is_round:  # in units of the zone, a unit circle: find the point of the path nearest to its centre
            squared = wx * wx + wy * wy
            back = min(max((px * wx + py * wy) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
            has_met = (px - back * wx) ** 2 + (py - back * wy) ** 2 <= 1.0
            is_in = px * px + py * py <= 1.0
        else:  # in units of the zone, a square of side 2: find the part of the path between its sides
            first, last = 0.0, 1.0
            for at, way in ((px, wx), (py, wy)):
                if way != 0.0:
                    one, other = (at - 1.0) / way, (at + 1.0) / way
                    first, last = max(first, min(one, other)), min(last, max(one, other))
                elif abs(at) > 1.0:
                    first = math.inf
            has_met = first <= last
            is_in = abs(px) <= 1.0 and abs(py) <= 1.0
        flags[i] = (PASSED if has_met or is_in else 0) + (INSIDE if is_in else 0)
        found += flags[i] > 0
    return found
