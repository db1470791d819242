"""Twin of the motion of walls: the formula of `KinematicMotion`, and its derivative."""

import cmath
from types import SimpleNamespace

import numpy as np

from components import KinematicMotion

TINY = 1e-40j
"""A step in time for the derivative of an analytic function: f(t + i d) = f(t) + i d f'(t), without any difference."""


def pose(drive, t):
    """x, y, angle at a time that may be complex; drive is a column in the order of the fields."""
    d = SimpleNamespace(**dict(zip(KinematicMotion.fields, drive, strict=True)))
    sway, swing = d.sway_rate * t + d.sway_phase, d.swing_rate * t + d.swing_phase
    return (
        d.x + d.velocity_x * t + d.sway_x * cmath.sin(sway),
        d.y + d.velocity_y * t + d.sway_y * cmath.sin(sway),
        d.angle + d.rate * t + d.swing * cmath.sin(swing),
    )


def motion(drive, t):
    """x, y, angle, vx, vy, rate at the time t."""
    values = [complex(value) for value in pose(drive, t + TINY)]
    return [*(value.real for value in values), *(value.imag / TINY.imag for value in values)]


def wall_motion(x, y, angle, vx, vy, rate, sway, swing, *drive_and_t):
    *drive, t = drive_and_t
    drive = np.array(drive)
    for w in range(len(x)):
        x[w], y[w], angle[w], vx[w], vy[w], rate[w] = motion(drive[:, w], t)
        named = dict(zip(KinematicMotion.fields, drive[:, w], strict=True))
        sway[w] = named["sway_rate"] * t + named["sway_phase"]
        swing[w] = named["swing_rate"] * t + named["swing_phase"]


def wall_before(drive, t, s):
    """Where a wall is s before the time t, and how it moves: x, y, angle, vx, vy, rate."""
    return motion(drive, t - s)
