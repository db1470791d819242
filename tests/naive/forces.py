"""Twin of the force fields: velocities are complex numbers, and drag is solved for each ball separately."""

import cmath
import math

from systems.kernels.columns import (
    AT_X,
    CHANGE_X,
    DRAG,
    FALLOFF,
    FLOW_X,
    HALF_HEIGHT,
    HALF_WIDTH,
    IS_ROUND,
    PULL,
    PUSH_X,
    SCALE,
    SWIRL,
    VX,
    X,
)
from systems.kernels.forces import CORE, PIECES, ROUNDS
from tests.naive.plane import put, vector


def is_inside(field, to_centre):
    across, up = abs(to_centre.real) / field[HALF_WIDTH], abs(to_centre.imag) / field[HALF_HEIGHT]
    return (math.hypot(across, up) if field[IS_ROUND] else max(across, up)) <= 1.0


def acceleration_by(field, to_centre):
    total = vector(field, PUSH_X)
    if to_centre:
        nearest = CORE * field[SCALE] if field[FALLOFF] > 0.0 else 0.0
        size = (field[SCALE] / max(abs(to_centre), nearest)) ** field[FALLOFF]
        total += size * cmath.rect(1.0, cmath.phase(to_centre)) * complex(field[PULL], -field[SWIRL])
    return total


def gain_of(field, place, velocity, other, t):
    """Velocity that a field gives in the time t, in which everything else accelerates by ``other``."""
    middle = place + t / 2 * (velocity + t / 4 * other)
    even = other + acceleration_by(field, vector(field, AT_X) - middle)
    k, flow = field[DRAG], vector(field, FLOW_X)
    if k > 0.0:
        return flow + even / k + (velocity - flow - even / k) * math.exp(-k * t) - velocity - other * t
    return (even - other) * t


def first_change(holds, most, pieces):
    """The first time at which a predicate is no longer what it is at 0, by bisection, or None."""
    times = [most * piece / pieces for piece in range(pieces + 1)]
    later = next((t for t in times[1:] if not holds(t)), None)
    if later is None:
        return None
    low, high = times[times.index(later) - 1], later
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def cross_zone(ball, field, h):
    centre, place, other = vector(field, AT_X), vector(ball, X), vector(ball, CHANGE_X) / h
    velocity, begin = vector(ball, VX) - vector(ball, CHANGE_X), 0.0
    if not is_inside(field, centre - place):
        way = h * (velocity + h / 2 * other)
        part = first_change(lambda part: not is_inside(field, centre - place - part * way), 1.0, 4000)
        if part is None:
            return
        begin = part * h
    place, velocity = place + begin * velocity + begin**2 / 2 * other, velocity + begin * other
    t = h - begin
    gain = gain_of(field, place, velocity, other, t)
    for _ in range(ROUNDS):
        pull = other + gain / t
        path = lambda s, pull=pull: s == 0.0 or is_inside(field, centre - place - s * velocity - s * s / 2 * pull)  # noqa: E731
        leaves = first_change(path, h - begin, PIECES)
        t = h - begin if leaves is None else leaves
        if t < 1e-12:
            return
        gain = gain_of(field, place, velocity, other, t)
    put(ball, X, vector(ball, X) + (h / 2 - begin - t / 2) * gain)
    put(ball, VX, vector(ball, VX) + gain)
    put(ball, CHANGE_X, vector(ball, CHANGE_X) + gain)


def forces(balls, ball_count, fields, force_count, h):
    for ball in balls.T[:ball_count]:
        for field in fields.T[:force_count]:
            place, change = vector(ball, X), vector(ball, CHANGE_X)
            start = vector(ball, VX) - change
            middle, centre = place + vector(ball, VX) * h / 2, vector(field, AT_X)
            more = change + h * acceleration_by(field, centre - middle)
            end = place + h * (start + more / 2)
            if not (is_inside(field, centre - place) and is_inside(field, centre - end)):
                cross_zone(ball, field, h)
                continue
            k, flow = field[DRAG], vector(field, FLOW_X)
            if k > 0.0:
                even = more / h
                more = flow + even / k + (start - flow - even / k) * math.exp(-k * h) - start
            put(ball, VX, start + more)
            put(ball, CHANGE_X, more)
