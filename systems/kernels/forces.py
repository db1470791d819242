"""Kernel of `Forces`."""

import math

from systems.kernels import portable_math
from systems.kernels.columns import (
    AT_X,
    AT_Y,
    CHANGE_X,
    CHANGE_Y,
    DRAG,
    FALLOFF,
    FLOW_X,
    FLOW_Y,
    HALF_HEIGHT,
    HALF_WIDTH,
    IS_ROUND,
    PULL,
    PUSH_X,
    PUSH_Y,
    SCALE,
    SWIRL,
    VX,
    VY,
    Balls,
    Forces,
    X,
    Y,
)
from systems.kernels.compiler import kernel, subroutine

CORE = 0.05  # of the scale; at a smaller distance from the centre, a force that falls off does not grow further


@subroutine
def field_gain(fields: Forces, f: int, dx: float, dy: float, h: float) -> tuple[float, float]:
    """Return the velocity (m/s) that force f gives in the time h to a ball whose way to the centre is (dx, dy), m."""
    gain_x, gain_y = h * fields[PUSH_X, f], h * fields[PUSH_Y, f]
    away = math.sqrt(dx * dx + dy * dy)
    if away > 0.0 and (fields[PULL, f] != 0.0 or fields[SWIRL, f] != 0.0):
        least = CORE * fields[SCALE, f] if fields[FALLOFF, f] > 0.0 else 0.0
        share = h * portable_math.power(fields[SCALE, f] / max(away, least), fields[FALLOFF, f]) / away
        gain_x += share * (fields[PULL, f] * dx + fields[SWIRL, f] * dy)
        gain_y += share * (fields[PULL, f] * dy - fields[SWIRL, f] * dx)
    return gain_x, gain_y


@kernel
def forces(balls: Balls, ball_count: int, fields: Forces, force_count: int, h: float) -> None:
    """Apply every force field to the balls in its zone. A ball counts as where it is in the middle of the sub-step.

    balls : X and Y are read, VX, VY, CHANGE_X and CHANGE_Y are changed
    h : s
    """
    for i in range(ball_count):
        mid_x, mid_y = balls[X, i] + 0.5 * h * balls[VX, i], balls[Y, i] + 0.5 * h * balls[VY, i]
        for f in range(force_count):
            dx, dy = fields[AT_X, f] - mid_x, fields[AT_Y, f] - mid_y
            across, up = abs(dx) / fields[HALF_WIDTH, f], abs(dy) / fields[HALF_HEIGHT, f]
            if (across * across + up * up if fields[IS_ROUND, f] else max(across, up)) > 1.0:
                continue
            gain_x, gain_y = field_gain(fields, f, dx, dy, h)
            gain_x, gain_y = balls[CHANGE_X, i] + gain_x, balls[CHANGE_Y, i] + gain_y
            kh = fields[DRAG, f] * h
            if kh > 0.0:  # dv/dt = a - k (v - flow), solved for a constant a = dv / h
                lost = -portable_math.expm1(-kh)
                gain_x = lost / kh * gain_x - lost * (balls[VX, i] - balls[CHANGE_X, i] - fields[FLOW_X, f])
                gain_y = lost / kh * gain_y - lost * (balls[VY, i] - balls[CHANGE_Y, i] - fields[FLOW_Y, f])
            balls[VX, i] += gain_x - balls[CHANGE_X, i]
            balls[VY, i] += gain_y - balls[CHANGE_Y, i]
            balls[CHANGE_X, i], balls[CHANGE_Y, i] = gain_x, gain_y
