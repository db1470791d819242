"""Kernels of `Render`: poses between two steps."""

import numpy as np

from systems.kernels.columns import (
    ANGLE,
    DIRTY,
    PREVIOUS_ANGLE,
    PREVIOUS_X,
    PREVIOUS_Y,
    RADIUS,
    Balls,
    Walls,
    X,
    Y,
)
from systems.kernels.compiler import Singles, kernel
from systems.kernels.wall_pose import wall_pose_before


@kernel
def ball_poses(
    balls: Balls, ball_count: int, out: Singles, alpha: float, center_x: float, center_y: float
) -> None:  # fmt: skip
    """Write the pose of every ball between its previous pose (alpha = 0) and its present one (alpha = 1).

    balls : X, Y, ANGLE, RADIUS and PREVIOUS_* are read; where DIRTY is set, the present pose is written
    out : (>= n, 4) float32, out: x and y relative to the centre and radius in m, angle in rad from -pi to pi
    center_x, center_y : m, subtracted so that 32 bits are enough far from the origin
    """
    for i in range(ball_count):
        x, y, angle = balls[X, i], balls[Y, i], balls[ANGLE, i]
        back = 0.0 if balls[DIRTY, i] else 1.0 - alpha
        turn = angle - back * (angle - balls[PREVIOUS_ANGLE, i])
        out[i, 0] = x - back * (x - balls[PREVIOUS_X, i]) - center_x
        out[i, 1] = y - back * (y - balls[PREVIOUS_Y, i]) - center_y
        out[i, 2] = balls[RADIUS, i]
        out[i, 3] = turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5)


@kernel
def wall_poses(
    walls: Walls, wall_count: int, out: Singles, back: float, center_x: float, center_y: float
) -> None:  # fmt: skip
    """Write the pose of every wall ``back`` seconds before the present one.

    walls : as `wall_pose_before` reads them
    out : (>= w, 4) float32, out: x and y in m relative to the centre, cosine and sine of the angle
    back : s
    center_x, center_y : m, subtracted so that 32 bits are enough far from the origin
    """
    for w in range(wall_count):
        pose = wall_pose_before(walls, w, back)
        out[w, 0], out[w, 1], out[w, 2], out[w, 3] = pose.x - center_x, pose.y - center_y, pose.cos, pose.sin
