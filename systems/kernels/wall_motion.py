"""Arithmetic of `WallMotion`."""

from systems.kernels.compiler import Floats, kernel


@kernel("void(" + "f8[::1], " * 12 + "f8)")
def wall_motion(
    x: Floats,
    y: Floats,
    vx: Floats,
    vy: Floats,
    angle: Floats,
    rate: Floats,
    x_0: Floats,
    y_0: Floats,
    angle_0: Floats,
    drive_vx: Floats,
    drive_vy: Floats,
    drive_rate: Floats,
    t: float,
) -> None:
    """Put every wall where its drive says at the time t, and write how fast it moves there.

    x, y, vx, vy, angle, rate : (w,) m, m/s, rad, rad/s, out
    x_0, y_0, angle_0 : (w,) m, rad, pose at t = 0
    drive_vx, drive_vy, drive_rate : (w,) m/s, rad/s
    t : s
    """
    for k in range(len(x)):
        x[k] = x_0[k] + drive_vx[k] * t
        y[k] = y_0[k] + drive_vy[k] * t
        angle[k] = angle_0[k] + drive_rate[k] * t
        vx[k] = drive_vx[k]
        vy[k] = drive_vy[k]
        rate[k] = drive_rate[k]
