"""Kernels of `Sensing`."""

import math

from systems.kernels.columns import DIRTY, PREVIOUS_X, PREVIOUS_Y, Balls, X, Y
from systems.kernels.compiler import Block, Flags, kernel, subroutine

PASSED, INSIDE = 1, 2  # flags of balls whose path meets the zone, and of those inside it at the end
ZONE_X, ZONE_Y, ZONE_HALF_WIDTH, ZONE_HALF_HEIGHT, ZONE_IS_ROUND, ZONE_TELLS_ALL = range(6)
"""Rows of the block of zones: centre and half the size, m; 1 for an ellipse; 1 where every passage is an event, also of
a ball that was inside before."""


@subroutine
def meets_ellipse(px: float, py: float, wx: float, wy: float) -> bool:
    """Whether the path from p - w to p meets the unit circle: find the point of the path nearest to the centre."""
    squared = wx * wx + wy * wy
    back = min(max((px * wx + py * wy) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
    dx, dy = px - back * wx, py - back * wy
    return dx * dx + dy * dy <= 1.0


@subroutine
def meets_square(px: float, py: float, wx: float, wy: float) -> bool:
    """Whether the path from p - w to p meets a square of side 2: find the part of the path between its sides."""
    first, last = 0.0, 1.0
    for at, way in ((px, wx), (py, wy)):
        if way != 0.0:
            one, other = (at - 1.0) / way, (at + 1.0) / way
            first, last = max(first, min(one, other)), min(last, max(one, other))
        elif abs(at) > 1.0:
            first = math.inf
    return first <= last


@kernel
def sensing(balls: Balls, ball_count: int, zones: Block, zone: int, flags: Flags) -> int:
    """Flag the balls whose straight path in a step meets a zone; return their number.

    balls : X, Y, PREVIOUS_X and PREVIOUS_Y are read; a ball that is DIRTY was teleported, so it has no path
    zones : (6, z) zones, one a column
    flags : (n,) out, PASSED if the path meets the zone, plus INSIDE if it ends there
    """
    found = 0
    half_width, half_height = zones[ZONE_HALF_WIDTH, zone], zones[ZONE_HALF_HEIGHT, zone]
    for i in range(ball_count):
        px, py = (balls[X, i] - zones[ZONE_X, zone]) / half_width, (balls[Y, i] - zones[ZONE_Y, zone]) / half_height
        wx, wy = (balls[X, i] - balls[PREVIOUS_X, i]) / half_width, (balls[Y, i] - balls[PREVIOUS_Y, i]) / half_height
        if balls[DIRTY, i]:
            wx, wy = 0.0, 0.0
        if zones[ZONE_IS_ROUND, zone]:
            passed, inside = meets_ellipse(px, py, wx, wy), px * px + py * py <= 1.0
        else:
            passed, inside = meets_square(px, py, wx, wy), abs(px) <= 1.0 and abs(py) <= 1.0
        flags[i] = (PASSED if passed or inside else 0) + (INSIDE if inside else 0)
        found += flags[i] > 0
    return found


@kernel
def has_sensor_events(
    balls: Balls, ball_count: int, zones: Block, zone_count: int, flags: Flags, inside: Flags
) -> bool:  # fmt: skip
    """Whether a ball has entered or left a zone in a step, or has passed one that tells of every passage.

    zones : (6, z) zones, one a column
    flags : (n,) scratch
    inside : (z n,) 1 for the balls that were inside each zone after the last step
    """
    for zone in range(zone_count):
        sensing(balls, ball_count, zones, zone, flags)
        for i in range(ball_count):
            was_inside, is_inside = inside[zone * ball_count + i] > 0, flags[i] & INSIDE > 0
            passed = flags[i] & PASSED > 0 and (zones[ZONE_TELLS_ALL, zone] > 0.0 or not was_inside)
            if passed or was_inside != is_inside:
                return True
    return False
