"""Twin of the force fields: velocities are complex numbers, and drag is solved for each ball separately."""

import cmath
import math

from systems.kernels.forces import CORE


def forces(
    at_x, at_y, half_width, half_height, is_round, push_x, push_y, pull, swirl, falloff, scale, drag, flow_x, flow_y,
    x, y, vx, vy, change_x, change_y, h,
):  # fmt: skip
    for i in range(len(x)):
        middle = complex(x[i], y[i]) + complex(vx[i], vy[i]) * h / 2
        velocity, change = complex(vx[i], vy[i]), complex(change_x[i], change_y[i])
        start = velocity - change
        for f in range(len(at_x)):
            to_centre = complex(at_x[f], at_y[f]) - middle
            scaled = complex(to_centre.real / half_width[f], to_centre.imag / half_height[f])
            if (abs(scaled) if is_round[f] else max(abs(scaled.real), abs(scaled.imag))) > 1.0:
                continue
            acceleration = complex(push_x[f], push_y[f])
            if to_centre:
                nearest = CORE * scale[f] if falloff[f] > 0.0 else 0.0
                size = (scale[f] / max(abs(to_centre), nearest)) ** falloff[f]
                acceleration += size * cmath.rect(1.0, cmath.phase(to_centre)) * (pull[f] - 1j * swirl[f])
            change += h * acceleration
            k, flow = drag[f], complex(flow_x[f], flow_y[f])
            if k > 0.0:
                even = change / h
                change = flow + even / k + (start - flow - even / k) * math.exp(-k * h) - start
        vx[i], vy[i] = (start + change).real, (start + change).imag
        change_x[i], change_y[i] = change.real, change.imag
