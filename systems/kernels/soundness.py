"""Arithmetic of `Quarantine`."""

from systems.kernels.compiler import Floats, kernel

LARGEST = 1e100  # of any number of a ball; the square of a larger one may be no number any more


@kernel
def first_unsound(
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    start: int,
) -> int:  # fmt: skip
    """Find the first row from ``start`` on that no kernel can bear, or -1.

    x, y, angle, vx, vy, rate : (n,) must be finite, and smaller than LARGEST
    radius, mass : (n,) must be so too, and greater than 0
    restitution, friction, rolling : (n,) must be so too, and at least 0
    """
    for i in range(start, len(x)):
        motion = abs(x[i]) + abs(y[i]) + abs(angle[i]) + abs(vx[i]) + abs(vy[i]) + abs(rate[i])
        surface = abs(restitution[i]) + abs(friction[i]) + abs(rolling[i])
        body = radius[i] + mass[i]
        if not (
            motion + surface + body < LARGEST
            and min(radius[i], mass[i]) > 0.0
            and min(restitution[i], friction[i], rolling[i]) >= 0.0
        ):
            return i
    return -1
