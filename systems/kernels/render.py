"""Kernels of `Render`: poses between two steps."""

import numpy as np

from systems.kernels.compiler import Flags, Floats, Singles, kernel
from systems.kernels.wall_features import wall_pose_before


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
) -> None:
    """Write the pose of every ball between its previous pose (alpha = 0) and its present one (alpha = 1).

    x, y, angle, previous_x, previous_y, previous_angle : (n,) m, rad
    radius : (n,) m
    dirty : (n,) not 0 where the present pose is written whatever alpha is
    out : (>= n, 4) float32, out: x and y relative to the centre and radius in m, angle in rad from -pi to pi
    center_x, center_y : m, subtracted so that 32 bits are enough far from the origin
    """
    for i in range(len(x)):
        back = 0.0 if dirty[i] else 1.0 - alpha
        turn = angle[i] - back * (angle[i] - previous_angle[i])
        out[i, 0] = x[i] - back * (x[i] - previous_x[i]) - center_x
        out[i, 1] = y[i] - back * (y[i] - previous_y[i]) - center_y
        out[i, 2] = radius[i]
        out[i, 3] = turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5)


@kernel
def wall_poses(
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats,
    sway_x: Floats, sway_y: Floats, sway_rate: Floats, swing_by: Floats, swing_rate: Floats,
    sway: Floats, swing: Floats,
    out: Singles, back: float, center_x: float, center_y: float,
) -> None:  # fmt: skip
    """Write the pose of every wall ``back`` seconds before the present one.

    x, y, angle, vx, vy, rate : (w,) m, rad, m/s, rad/s, at present
    sway_x to swing_rate : (w,) of `KinematicMotion`
    sway, swing : (w,) rad, `MotionPhase` at present
    out : (>= w, 4) float32, out: x and y in m relative to the centre, cosine and sine of the angle
    back : s
    center_x, center_y : m, subtracted so that 32 bits are enough far from the origin
    """
    for w in range(len(x)):
        wall = (
            x[w], y[w], angle[w], vx[w], vy[w], rate[w],
            sway_x[w], sway_y[w], sway_rate[w], swing_by[w], swing_rate[w], sway[w], swing[w],
        )  # fmt: skip
        then_x, then_y, cos, sin, _, _, _ = wall_pose_before(wall, back)
        out[w, 0], out[w, 1], out[w, 2], out[w, 3] = then_x - center_x, then_y - center_y, cos, sin
