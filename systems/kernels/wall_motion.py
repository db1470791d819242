"""Arithmetic of `WallMotion`, and of looking back along it."""

import math

from systems.kernels.compiler import Floats, kernel, part

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


@part
def bend(rate: float, phase: float, s: float) -> tuple[float, float]:
    """How far sin(phase - rate s) has curved away from the tangent at s = 0; and how much its slope in time."""
    if rate == 0.0:
        return 0.0, 0.0
    sin, cos = math.sin(phase), math.cos(phase)
    return math.sin(phase - rate * s) - sin + rate * s * cos, rate * (math.cos(phase - rate * s) - cos)


@part
def wall_before(
    w: int, s: float, x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats,
    sway: Floats, swing: Floats, drive: Floats,
) -> tuple[float, float, float, float, float, float]:  # fmt: skip
    """Where a wall was s before now, and how it moved, exactly: x, y, angle, vx, vy, rate.

    What moves uniformly goes back along its velocity; what swings and sways, along its own curve.
    """
    place, slope = bend(drive[SWAY_RATE, w], sway[w], s)
    turn, turn_slope = bend(drive[SWING_RATE, w], swing[w], s)
    return (
        x[w] - s * vx[w] + drive[SWAY_X, w] * place,
        y[w] - s * vy[w] + drive[SWAY_Y, w] * place,
        angle[w] - s * rate[w] + drive[SWING, w] * turn,
        vx[w] + drive[SWAY_X, w] * slope,
        vy[w] + drive[SWAY_Y, w] * slope,
        rate[w] + drive[SWING, w] * turn_slope,
    )
