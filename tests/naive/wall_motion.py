"""Twins of the motion of walls: the formula of `KinematicMotion`, and its derivative."""

import cmath
import math

from components import KinematicMotion
from systems.kernels.columns import ANGLE, COS, RATE, START_X, SWAY_AT, SWING_AT, SWING_PHASE, VX, VY, X, Y
from tests.naive.plane import put

TINY = 1e-40j
"""Imaginary time step d for complex-step differentiation: f(t + i d) = f(t) + i d f'(t), without cancellation."""


def motion_of(wall):
    """Return the `KinematicMotion` in a column of the block of walls."""
    return KinematicMotion(*wall[START_X : SWING_PHASE + 1].tolist())


def pose(motion, t):
    """x, y and angle at a time that may be complex."""
    sway, swing = motion.sway_rate * t + motion.sway_phase, motion.swing_rate * t + motion.swing_phase
    return (
        motion.x + motion.velocity_x * t + motion.sway_x * cmath.sin(sway),
        motion.y + motion.velocity_y * t + motion.sway_y * cmath.sin(sway),
        motion.angle + motion.rate * t + motion.swing * cmath.sin(swing),
    )


def wall_state(motion, t):
    """x, y, angle, vx, vy, rate at the time t."""
    values = [complex(value) for value in pose(motion, t + TINY)]
    return [*(value.real for value in values), *(value.imag / TINY.imag for value in values)]


def wall_motion(walls, wall_count, t):
    for wall in walls.T[:wall_count]:
        motion = motion_of(wall)
        wall[[X, Y, ANGLE, VX, VY, RATE]] = wall_state(motion, t)
        put(wall, COS, cmath.rect(1.0, wall[ANGLE]))
        wall[SWAY_AT] = motion.sway_rate * t + motion.sway_phase
        wall[SWING_AT] = motion.swing_rate * t + motion.swing_phase


def wall_pose_before(motion, t, s):
    """x, y, cosine and sine of the angle, vx, vy and rate of a wall s before the time t."""
    x, y, angle, *velocities = wall_state(motion, t - s)
    return x, y, math.cos(angle), math.sin(angle), *velocities


def wall_poses(walls, wall_count, out, t, back, center_x, center_y):
    """Takes the time too."""
    for wall, row in zip(walls.T[:wall_count], out, strict=False):
        row[:] = wall_pose_before(motion_of(wall), t, back)[:4]
        row[:2] -= center_x, center_y
