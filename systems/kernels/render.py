"""Arithmetic of `Render`: poses between two steps."""

import numpy as np

from systems.kernels.compiler import Flags, Floats, Singles, kernel


@kernel
def ball_poses(
    x: Floats,
    y: Floats,
    angle: Floats,
    previous_x: Floats,
    previous_y: Floats,
    previous_angle: Floats,
    radius: Floats,
    dirty: Flags,
    out: Singles,
    alpha: float,
    center_x: float,
    center_y: float,
) -> float:
    """Write where every ball is seen between the previous pose (alpha = 0) and the present one (alpha = 1).

    x, y, angle, previous_x, previous_y, previous_angle : (n,) m, rad
    radius : (n,) m
    dirty : (n,) not 0 where the present pose counts whatever alpha is
    center_x, center_y : m, what the positions are told from, so that 32 bits are enough far from the origin
    out : (>= n, 4) float32, out: x, y, radius in m and angle in rad, from -pi to pi
    Returns the largest radius in m, or 0.
    """
    largest = 0.0
    for i in range(len(x)):
        back = 0.0 if dirty[i] else 1.0 - alpha
        turn = angle[i] - back * (angle[i] - previous_angle[i])
        out[i, 0] = x[i] - back * (x[i] - previous_x[i]) - center_x
        out[i, 1] = y[i] - back * (y[i] - previous_y[i]) - center_y
        out[i, 2] = radius[i]
        out[i, 3] = turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5)
        largest = max(largest, radius[i])
    return largest
