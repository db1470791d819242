"""Where walls stand between two steps."""

import numpy as np
from numpy.typing import NDArray

from components import Drive, Position, Spin, Table, Velocity

Floats = NDArray[np.float64]


def wall_poses(walls: Table, time: float, back: float) -> tuple[Floats, Floats, Floats]:
    """Return x, y (w,) in m and angle (w,) in rad that the walls had a moment ago.

    What moves uniformly goes back along its velocity; what its `Drive` swings and sways, along its own curve.

    time : s, now
    back : s, how long ago
    """
    position, velocity, spin, drive = walls[Position], walls[Velocity], walls[Spin], walls[Drive]
    sway = _bend(drive.sway_rate, drive.sway_phase, time, back)
    x = position.x - back * velocity.x + drive.sway_x * sway
    y = position.y - back * velocity.y + drive.sway_y * sway
    swing = _bend(drive.swing_rate, drive.swing_phase, time, back)
    return x, y, spin.angle - back * spin.rate + drive.swing * swing


def _bend(rate: Floats, phase: Floats, time: float, back: float) -> Floats:
    """How far a sine has curved away from its tangent at ``time``, ``back`` s before."""
    if not rate.any():
        return rate
    now = rate * time + phase
    bend: Floats = np.sin(now - rate * back) - np.sin(now) + back * rate * np.cos(now)
    return bend
