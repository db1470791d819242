"""Arithmetic of `WallPoses`."""

from systems.kernels.compiler import Floats, Singles, kernel
from systems.kernels.wall_features import wall_pose_before


@kernel
def wall_poses(
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats,
    sway_x: Floats, sway_y: Floats, sway_rate: Floats, swing_by: Floats, swing_rate: Floats,
    sway: Floats, swing: Floats,
    out: Singles, back: float, center_x: float, center_y: float,
) -> None:  # fmt: skip
    """Write where every wall was a moment ago.

    x, y, angle, vx, vy, rate : (w,) m, rad, m/s, rad/s, of now
    sway_x to swing_rate : (w,) of `KinematicMotion`
    sway, swing : (w,) rad, arguments of its two sines now
    out : (w, 4) float32, out: x and y in m from the centre, cosine and sine of the angle
    back : s
    center_x, center_y : m, so that 32 bits are enough far from the origin
    """
    for w in range(len(x)):
        wall = (
            x[w], y[w], angle[w], vx[w], vy[w], rate[w],
            sway_x[w], sway_y[w], sway_rate[w], swing_by[w], swing_rate[w], sway[w], swing[w],
        )  # fmt: skip
        then_x, then_y, cos, sin, _, _, _ = wall_pose_before(wall, back)
        out[w, 0], out[w, 1], out[w, 2], out[w, 3] = then_x - center_x, then_y - center_y, cos, sin
