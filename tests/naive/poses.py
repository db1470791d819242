"""Twins of the poses between two steps."""

import math

from systems.kernels.columns import ANGLE, DIRTY, PREVIOUS_ANGLE, PREVIOUS_X, RADIUS, X
from tests.naive.plane import put, vector


def ball_poses(balls, ball_count, out, alpha, center_x, center_y):
    for ball, pose in zip(balls.T[:ball_count], out, strict=False):
        part = 1.0 if ball[DIRTY] else alpha
        put(pose, 0, (1 - part) * vector(ball, PREVIOUS_X) + part * vector(ball, X) - complex(center_x, center_y))
        pose[2:] = ball[RADIUS], math.remainder((1 - part) * ball[PREVIOUS_ANGLE] + part * ball[ANGLE], 2 * math.pi)
