"""Arithmetic of `WallMotion`."""

import math

from systems.kernels.compiler import Floats, kernel

# The fields of `Drive`, in their order.
X, Y, ANGLE, VELOCITY_X, VELOCITY_Y, RATE, SWAY_X, SWAY_Y, SWAY_RATE, SWAY_PHASE, SWING, SWING_RATE, SWING_PHASE = (
    range(13)
)


@kernel("void(" + "f8[::1], " * 8 + "f8[:, :], f8)")
def wall_motion(
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, sway: Floats, swing: Floats,
    drive: Floats, t: float,
) -> None:  # fmt: skip
    """Put every wall where its drive says at the time t, and write how fast it moves there.

    x, y, angle, vx, vy, rate : (w,) m, rad, m/s, rad/s, out
    sway, swing : (w,) rad, out, arguments of the two sines
    drive : (13, w) the fields of `Drive`
    t : s
    """
    for w in range(len(x)):
        sway[w] = drive[SWAY_RATE, w] * t + drive[SWAY_PHASE, w]
        swing[w] = drive[SWING_RATE, w] * t + drive[SWING_PHASE, w]
        sin, cos = math.sin(sway[w]), drive[SWAY_RATE, w] * math.cos(sway[w])
        x[w] = drive[X, w] + drive[VELOCITY_X, w] * t + drive[SWAY_X, w] * sin
        y[w] = drive[Y, w] + drive[VELOCITY_Y, w] * t + drive[SWAY_Y, w] * sin
        vx[w] = drive[VELOCITY_X, w] + drive[SWAY_X, w] * cos
        vy[w] = drive[VELOCITY_Y, w] + drive[SWAY_Y, w] * cos
        angle[w] = drive[ANGLE, w] + drive[RATE, w] * t + drive[SWING, w] * math.sin(swing[w])
        rate[w] = drive[RATE, w] + drive[SWING, w] * drive[SWING_RATE, w] * math.cos(swing[w])
