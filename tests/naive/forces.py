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
from systems.kernels.forces import CORE
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


def forces(balls, ball_count, fields, force_count, h):
    for ball in balls.T[:ball_count]:
        middle, change = vector(ball, X) + vector(ball, VX) * h / 2, vector(ball, CHANGE_X)
        start = vector(ball, VX) - change
        for field in fields.T[:force_count]:
            to_centre = vector(field, AT_X) - middle
            if not is_inside(field, to_centre):
                continue
            change += h * acceleration_by(field, to_centre)
            k, flow = field[DRAG], vector(field, FLOW_X)
            if k > 0.0:
                even = change / h
                change = flow + even / k + (start - flow - even / k) * math.exp(-k * h) - start
        put(ball, VX, start + change)
        put(ball, CHANGE_X, change)
