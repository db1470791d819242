"""Twins of the motion of walls: the formula of `KinematicMotion`, and its derivative."""

import cmath
import math

from components import KinematicMotion, Stroke
from systems.kernels.columns import (
    ANGLE,
    COS,
    IS_DRIVEN,
    RATE,
    RETURN_RATE,
    START_X,
    STROKE_AT,
    STROKE_SINCE,
    SWAY_AT,
    SWING_AT,
    VX,
    VY,
    X,
    Y,
)
from tests.naive.plane import put

TINY = 1e-40j
"""Imaginary time step d for complex-step differentiation: f(t + i d) = f(t) + i d f'(t), without cancellation."""


def motion_of(wall):
    """Return the `KinematicMotion` in a column of the block of walls."""
    return KinematicMotion(*wall[START_X : RETURN_RATE + 1].tolist())


def stroke_of(wall):
    """Return the `Stroke` in a column of the block of walls."""
    return Stroke(*wall[IS_DRIVEN : STROKE_SINCE + 1].tolist())


def stroke_position(motion, stroke, t):
    """Position in the stroke as if it had no ends; the time may be complex."""
    return stroke.start + (motion.stroke_rate if stroke.is_driven else -motion.return_rate) * (t - stroke.since)


def part_of(motion, stroke, t):
    """Part of the stroke: the wall stops where its position passes an end, or has begun there."""
    position = stroke_position(motion, stroke, t)
    passed = position.real > 1.0 if stroke.is_driven else position.real < 0.0
    passed = passed or stroke.start == stroke.is_driven
    return stroke.is_driven if passed else position


def pose(motion, t, stroke):
    """x, y and angle at a time that may be complex."""
    part = part_of(motion, stroke, t)
    sway, swing = motion.sway_rate * t + motion.sway_phase, motion.swing_rate * t + motion.swing_phase
    return (
        motion.x + motion.velocity_x * t + motion.sway_x * cmath.sin(sway) + motion.stroke_x * part,
        motion.y + motion.velocity_y * t + motion.sway_y * cmath.sin(sway) + motion.stroke_y * part,
        motion.angle + motion.rate * t + motion.swing * cmath.sin(swing) + motion.stroke_angle * part,
    )


def wall_state(motion, t, stroke=None):
    """x, y, angle, vx, vy, rate at the time t."""
    values = [complex(value) for value in pose(motion, t + TINY, stroke or Stroke())]
    return [*(value.real for value in values), *(value.imag / TINY.imag for value in values)]


def wall_motion(walls, wall_count, t):
    for wall in walls.T[:wall_count]:
        motion, stroke = motion_of(wall), stroke_of(wall)
        wall[[X, Y, ANGLE, VX, VY, RATE]] = wall_state(motion, t, stroke)
        put(wall, COS, cmath.rect(1.0, wall[ANGLE]))
        wall[SWAY_AT] = motion.sway_rate * t + motion.sway_phase
        wall[SWING_AT] = motion.swing_rate * t + motion.swing_phase
        wall[STROKE_AT] = stroke_position(motion, stroke, t)


def wall_pose_before(motion, t, s, stroke=None):
    """x, y, cosine and sine of the angle, vx, vy and rate of a wall s before the time t."""
    x, y, angle, *velocities = wall_state(motion, t - s, stroke)
    return x, y, math.cos(angle), math.sin(angle), *velocities


def wall_poses(walls, wall_count, out, t, back, center_x, center_y):
    """Takes the time too."""
    for wall, row in zip(walls.T[:wall_count], out, strict=False):
        row[:] = wall_pose_before(motion_of(wall), t, back, stroke_of(wall))[:4]
        row[:2] -= center_x, center_y
