"""Twin of the motion of walls: the formula of `KinematicMotion`, and its derivative."""

import cmath
import math
from types import SimpleNamespace

import numpy as np

from components import KinematicMotion

TINY = 1e-40j
"""Imaginary time step d for complex-step differentiation: f(t + i d) = f(t) + i d f'(t), without cancellation."""


def pose(kinematic, t):
    """x, y and angle at a time that may be complex; kinematic holds the fields of `KinematicMotion`, in order."""
    d = SimpleNamespace(**dict(zip(KinematicMotion.fields, kinematic, strict=True)))
    sway, swing = d.sway_rate * t + d.sway_phase, d.swing_rate * t + d.swing_phase
    return (
        d.x + d.velocity_x * t + d.sway_x * cmath.sin(sway),
        d.y + d.velocity_y * t + d.sway_y * cmath.sin(sway),
        d.angle + d.rate * t + d.swing * cmath.sin(swing),
    )


def wall_state(kinematic, t):
    """x, y, angle, vx, vy, rate at the time t."""
    values = [complex(value) for value in pose(kinematic, t + TINY)]
    return [*(value.real for value in values), *(value.imag / TINY.imag for value in values)]


def wall_motion(x, y, angle, cos, sin, vx, vy, rate, sway, swing, *kinematic_and_t):
    *kinematic, t = kinematic_and_t
    kinematic = np.array(kinematic)
    for w in range(len(x)):
        x[w], y[w], angle[w], vx[w], vy[w], rate[w] = wall_state(kinematic[:, w], t)
        cos[w], sin[w] = math.cos(angle[w]), math.sin(angle[w])
        named = dict(zip(KinematicMotion.fields, kinematic[:, w], strict=True))
        sway[w] = named["sway_rate"] * t + named["sway_phase"]
        swing[w] = named["swing_rate"] * t + named["swing_phase"]


def wall_pose_before(kinematic, t, s):
    """x, y, angle, vx, vy and rate of a wall s before the time t."""
    return wall_state(kinematic, t - s)
