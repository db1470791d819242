"""Kernel of `Quarantine`."""

from systems.kernels.compiler import Floats, kernel

MAX_VALUE = 1e100  # of any number of a ball; the square of a larger one may overflow


@kernel
def first_invalid(
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    start: int,
) -> int:  # fmt: skip
    """Return the first row from ``start`` on with invalid numbers, or -1.

    x, y, angle, vx, vy, rate : (n,) must be finite
    radius, mass : (n,) must be finite and positive
    restitution, friction, rolling : (n,) must be finite and not negative
    The sum of the absolute values of a row must be less than `MAX_VALUE`.
    """
    for i in range(start, len(x)):
        motion = abs(x[i]) + abs(y[i]) + abs(angle[i]) + abs(vx[i]) + abs(vy[i]) + abs(rate[i])
        material = abs(restitution[i]) + abs(friction[i]) + abs(rolling[i])
        body = radius[i] + mass[i]
        if not (
            motion + material + body < MAX_VALUE
            and min(radius[i], mass[i]) > 0.0
            and min(restitution[i], friction[i], rolling[i]) >= 0.0
        ):
            return i
    return -1
