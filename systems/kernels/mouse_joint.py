"""Kernel of `MouseJoint`."""

import math

from systems.kernels.columns import CHANGE_X, CHANGE_Y, RADIUS, VX, VY, Balls, X, Y
from systems.kernels.compiler import Floats, kernel

STIFFNESS = 30.0
"""Angular frequency of the critically damped spring, 1/s. It halves a distance in about a twentieth of a second."""

MAX_ACCELERATION = 5000.0
"""Largest acceleration by the joint, in radii of the ball per s². It moves heaps of balls, but it crushes nothing."""

HELD_BALL, MOUSE_X, MOUSE_Y = range(3)  # elements of ``held``


@kernel
def mouse_joint(balls: Balls, ball_count: int, held: Floats, h: float) -> None:
    """Change the velocity of the ball that is held, for h seconds.

    This is backward Euler for x'' = -k² x - 2 k x', which is stable for any step (E. Catto, Soft Constraints, GDC
    2011).

    balls : VX, VY, CHANGE_X and CHANGE_Y of one ball are changed
    held : (3,) row of the ball or -1, and the position of the mouse, m
    """
    i = int(held[HELD_BALL])
    if not 0 <= i < ball_count:
        return
    kh = STIFFNESS * h
    share = 1.0 / ((1.0 + kh) * (1.0 + kh))
    gain_x = share * (kh * STIFFNESS * (held[MOUSE_X] - balls[X, i]) - kh * (2.0 + kh) * balls[VX, i])
    gain_y = share * (kh * STIFFNESS * (held[MOUSE_Y] - balls[Y, i]) - kh * (2.0 + kh) * balls[VY, i])
    max_gain = MAX_ACCELERATION * balls[RADIUS, i] * h
    scale = min(1.0, max_gain / max(math.sqrt(gain_x * gain_x + gain_y * gain_y), max_gain))
    balls[VX, i] += scale * gain_x
    balls[VY, i] += scale * gain_y
    balls[CHANGE_X, i] += scale * gain_x
    balls[CHANGE_Y, i] += scale * gain_y
