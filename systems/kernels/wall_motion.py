"""Arithmetic of `WallMotion`."""

import math

from systems.kernels.compiler import Floats, kernel


@kernel
def wall_motion(
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, sway_at: Floats, swing_at: Floats,
    x_0: Floats, y_0: Floats, angle_0: Floats, drift_x: Floats, drift_y: Floats, turning: Floats,
    sway_x: Floats, sway_y: Floats, sway_rate: Floats, sway_phase: Floats,
    swing: Floats, swing_rate: Floats, swing_phase: Floats,
    t: float,
) -> None:  # fmt: skip
    """Put every wall where its drive says at the time t, and write how fast it moves there.

    x, y, angle, vx, vy, rate : (w,) m, rad, m/s, rad/s, out
    sway_at, swing_at : (w,) rad, out, arguments of the two sines
    The others : (w,) the fields of `KinematicMotion`
    t : s
    """
    for w in range(len(x)):
        sway_at[w] = sway_rate[w] * t + sway_phase[w]
        swing_at[w] = swing_rate[w] * t + swing_phase[w]
        sin, cos = math.sin(sway_at[w]), sway_rate[w] * math.cos(sway_at[w])
        x[w] = x_0[w] + drift_x[w] * t + sway_x[w] * sin
        y[w] = y_0[w] + drift_y[w] * t + sway_y[w] * sin
        vx[w] = drift_x[w] + sway_x[w] * cos
        vy[w] = drift_y[w] + sway_y[w] * cos
        angle[w] = angle_0[w] + turning[w] * t + swing[w] * math.sin(swing_at[w])
        rate[w] = turning[w] + swing[w] * swing_rate[w] * math.cos(swing_at[w])
