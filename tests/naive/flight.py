"""Twins of the kernels that move balls without contacts."""

import math

from systems.kernels.columns import (
    ANGLE,
    CHANGE_RATE,
    CHANGE_X,
    CHANGE_Y,
    PATH_START,
    PREVIOUS_ANGLE,
    PREVIOUS_X,
    PREVIOUS_Y,
    RADIUS,
    RATE,
    VX,
    VY,
    X,
    Y,
)
from systems.kernels.mouse_joint import MAX_ACCELERATION, STIFFNESS
from tests.naive.plane import put, vector


def gravity(balls, ball_count, g, h):
    for ball in balls.T[:ball_count]:
        for x in (VX, CHANGE_X):
            put(ball, x, vector(ball, x) + h * complex(*g))


def damping(balls, ball_count, rates, h):
    """v' = a - k v tends to a / k."""
    for ball in balls.T[:ball_count]:
        for velocity, change, k in zip(
            (VX, VY, RATE), (CHANGE_X, CHANGE_Y, CHANGE_RATE), rates[[0, 0, 1]], strict=True
        ):
            before, after = ball[velocity] - ball[change], ball[velocity]
            if k:
                limit = ball[change] / h / k
                after = limit + (before - limit) * math.exp(-k * h)
            ball[velocity], ball[change] = after, after - before


def mouse_joint(balls, ball_count, held, h):
    """Backward Euler: v' = v + h (k² (mouse - x - h v') - 2 k v')."""
    row, mouse, k = int(held[0]), complex(*held[1:]), STIFFNESS
    if not 0 <= row < ball_count:
        return
    ball = balls[:, row]
    gain = (vector(ball, VX) + h * k**2 * (mouse - vector(ball, X))) / (1 + k * h) ** 2 - vector(ball, VX)
    gain *= min(1.0, MAX_ACCELERATION * ball[RADIUS] * h / abs(gain)) if gain else 1.0
    for x in (VX, CHANGE_X):
        put(ball, x, vector(ball, x) + gain)


def integration(balls, ball_count, h):
    for ball in balls.T[:ball_count]:
        for place, velocity, change in ((X, VX, CHANGE_X), (Y, VY, CHANGE_Y), (ANGLE, RATE, CHANGE_RATE)):
            before, after = ball[velocity] - ball[change], ball[velocity]
            ball[place] += h * (before + after) / 2
        ball[PATH_START] = 0.0


def store_previous_pose(balls, ball_count):
    balls[[PREVIOUS_X, PREVIOUS_Y, PREVIOUS_ANGLE], :ball_count] = balls[[X, Y, ANGLE], :ball_count]
