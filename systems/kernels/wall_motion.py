"""Kernel of `WallMotion`."""

import math

from components.kinematic_motion import pose_at
from systems.kernels.compiler import Floats, kernel, subroutine

compiled_pose_at = subroutine(pose_at)


@kernel
def wall_motion(
    x: Floats, y: Floats, angle: Floats, cos: Floats, sin: Floats, vx: Floats, vy: Floats, rate: Floats,
    sway_at: Floats, swing_at: Floats,
    x_0: Floats, y_0: Floats, angle_0: Floats, velocity_x: Floats, velocity_y: Floats, rate_0: Floats,
    sway_x: Floats, sway_y: Floats, sway_rate: Floats, sway_phase: Floats,
    swing: Floats, swing_rate: Floats, swing_phase: Floats,
    t: float,
) -> None:  # fmt: skip
    """Write the pose and the velocity of every wall at the time t, see `pose_at`.

    x, y, angle, vx, vy, rate : (w,) m, rad, m/s, rad/s, out
    cos, sin : (w,) of the angle, out
    sway_at, swing_at : (w,) rad, out, phases of the periodic motions
    The others : (w,) the fields of `KinematicMotion`
    t : s
    """
    for w in range(len(x)):
        x[w], y[w], angle[w], vx[w], vy[w], rate[w], sway_at[w], swing_at[w] = compiled_pose_at(
            t, x_0[w], y_0[w], angle_0[w], velocity_x[w], velocity_y[w], rate_0[w],
            sway_x[w], sway_y[w], sway_rate[w], sway_phase[w], swing[w], swing_rate[w], swing_phase[w],
        )  # fmt: skip
        cos[w], sin[w] = math.cos(angle[w]), math.sin(angle[w])
