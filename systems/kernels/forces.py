"""Kernel of `Forces`."""

import math

from systems.kernels.compiler import Floats, kernel

CORE = 0.05  # of the scale; at a smaller distance from the centre, a force that falls off does not grow further


@kernel
def forces(
    at_x: Floats, at_y: Floats, half_width: Floats, half_height: Floats, is_round: Floats,
    push_x: Floats, push_y: Floats, pull: Floats, swirl: Floats, falloff: Floats, scale: Floats,
    drag: Floats, flow_x: Floats, flow_y: Floats,
    x: Floats, y: Floats, vx: Floats, vy: Floats, change_x: Floats, change_y: Floats, h: float,
) -> None:  # fmt: skip
    """Apply every force field to the balls in its zone. A ball counts as where it is in the middle of the sub-step.

    at_x ... flow_y : (f,) the fields of `Force`
    x, y : (n,) m, at the start of the sub-step
    vx, vy, change_x, change_y : (n,) m/s, in/out
    h : s
    """
    for i in range(len(x)):
        mid_x, mid_y = x[i] + 0.5 * h * vx[i], y[i] + 0.5 * h * vy[i]
        for f in range(len(at_x)):
            dx, dy = at_x[f] - mid_x, at_y[f] - mid_y
            across, up = abs(dx) / half_width[f], abs(dy) / half_height[f]
            if (across * across + up * up if is_round[f] else max(across, up)) > 1.0:
                continue
            gain_x, gain_y = h * push_x[f], h * push_y[f]
            away = math.sqrt(dx * dx + dy * dy)
            if away > 0.0 and (pull[f] != 0.0 or swirl[f] != 0.0):
                least = CORE * scale[f] if falloff[f] > 0.0 else 0.0
                share = h * (scale[f] / max(away, least)) ** falloff[f] / away
                gain_x += share * (pull[f] * dx + swirl[f] * dy)
                gain_y += share * (pull[f] * dy - swirl[f] * dx)
            gain_x, gain_y = change_x[i] + gain_x, change_y[i] + gain_y
            kh = drag[f] * h
            if kh > 0.0:  # dv/dt = a - k (v - flow), solved for a constant a = dv / h
                lost = -math.expm1(-kh)
                gain_x = lost / kh * gain_x - lost * (vx[i] - change_x[i] - flow_x[f])
                gain_y = lost / kh * gain_y - lost * (vy[i] - change_y[i] - flow_y[f])
            vx[i] += gain_x - change_x[i]
            vy[i] += gain_y - change_y[i]
            change_x[i], change_y[i] = gain_x, gain_y
