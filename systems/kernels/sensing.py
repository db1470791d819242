"""Kernel of `Sensing`."""

import math

from systems.kernels.columns import (
    CHANGE_X,
    CHANGE_Y,
    DIRTY,
    PATH_START,
    PREVIOUS_X,
    PREVIOUS_Y,
    SEEN_X,
    SEEN_Y,
    VX,
    VY,
    Balls,
    X,
    Y,
)
from systems.kernels.compiler import Block, FlagBlock, kernel, subroutine

ZONE_X, ZONE_Y, ZONE_HALF_WIDTH, ZONE_HALF_HEIGHT, ZONE_IS_ROUND, ZONE_ACTS_INSIDE = range(6)
"""Rows of the block of zones: centre and half the size, m; 1 for an ellipse; 1 where balls inside are told of in every
step, because the sensor acts on them."""

PASSAGES, IS_INSIDE, HAS_ARRIVED = range(3)
"""Blocks of what is known of every zone and ball: how often the ball has entered in this step, at most 255; whether it
is inside; whether it is there because a sensor has moved it, so that no sensor acts on it until it leaves."""


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


@subroutine
def sense_path(zones: Block, zone: int, x: float, y: float, to_x: float, to_y: float) -> tuple[bool, bool]:
    """Return whether a straight path meets a zone, and whether it ends inside."""
    half_width, half_height = zones[ZONE_HALF_WIDTH, zone], zones[ZONE_HALF_HEIGHT, zone]
    px, py = (to_x - zones[ZONE_X, zone]) / half_width, (to_y - zones[ZONE_Y, zone]) / half_height
    wx, wy = (to_x - x) / half_width, (to_y - y) / half_height
    if zones[ZONE_IS_ROUND, zone]:
        passes, inside = meets_ellipse(px, py, wx, wy), px * px + py * py <= 1.0
    else:
        passes, inside = meets_square(px, py, wx, wy), abs(px) <= 1.0 and abs(py) <= 1.0
    return passes or inside, inside


@subroutine
def last_impact(balls: Balls, i: int, h: float) -> tuple[float, float]:
    """Return where the last impact of a ball in the sub-step was, or where it is now."""
    x, y, s = balls[X, i], balls[Y, i], h - balls[PATH_START, i]
    if balls[PATH_START, i] > 0.0 and s > 0.0:
        x -= s * (balls[VX, i] - 0.5 * s * balls[CHANGE_X, i] / h)
        y -= s * (balls[VY, i] - 0.5 * s * balls[CHANGE_Y, i] / h)
    return x, y


@kernel
def sensing(balls: Balls, ball_count: int, zones: Block, zone_count: int, known: FlagBlock, h: float) -> bool:
    """Follow the balls through all zones since they were seen last; return whether there is anything to tell.

    The path of a ball is straight to where its last impact was, and from there to where it is now. A ball enters a zone
    if it was not inside and its path meets the zone.

    balls : SEEN_X and SEEN_Y become the present positions
    zones : (6, z) zones, one a column
    known : (3, z n) in/out, see PASSAGES
    h : s, length of the sub-step, or 0 if impacts do not matter
    """
    tells = False
    for i in range(ball_count):
        hit_x, hit_y = last_impact(balls, i, h)
        if balls[DIRTY, i]:  # it was teleported in this step, so it has no path
            hit_x, hit_y, balls[SEEN_X, i], balls[SEEN_Y, i] = balls[X, i], balls[Y, i], balls[X, i], balls[Y, i]
        for zone in range(zone_count):
            at = zone * ball_count + i
            was_inside = known[IS_INSIDE, at] > 0
            passes, stays = sense_path(zones, zone, balls[SEEN_X, i], balls[SEEN_Y, i], hit_x, hit_y)
            passes_again, inside = sense_path(zones, zone, hit_x, hit_y, balls[X, i], balls[Y, i])
            entries = (1 if passes and not was_inside else 0) + (1 if passes_again and not stays else 0)
            if zones[ZONE_ACTS_INSIDE, zone] > 0.0:
                entries = 1 if (passes or passes_again) and known[HAS_ARRIVED, at] == 0 else 0
            known[IS_INSIDE, at] = 1 if inside else 0
            known[HAS_ARRIVED, at] = 1 if inside and known[HAS_ARRIVED, at] > 0 else 0
            known[PASSAGES, at] = min(known[PASSAGES, at] + entries, 255)
            tells = tells or entries > 0 or inside != was_inside
        balls[SEEN_X, i], balls[SEEN_Y, i] = balls[X, i], balls[Y, i]
    return tells


@subroutine
def begin_sensing(balls: Balls, ball_count: int, known: FlagBlock) -> None:
    """Forget the passages of the last step; balls are where they were at the start of this one."""
    known[PASSAGES] = 0
    for i in range(ball_count):
        balls[SEEN_X, i], balls[SEEN_Y, i] = balls[PREVIOUS_X, i], balls[PREVIOUS_Y, i]
