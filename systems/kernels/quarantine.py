"""Kernel of `Quarantine`."""

from systems.kernels.columns import (
    ANGLE,
    FRICTION,
    MASS,
    RADIUS,
    RATE,
    RESTITUTION,
    ROLLING_RESISTANCE,
    VX,
    VY,
    Balls,
    X,
    Y,
)
from systems.kernels.compiler import kernel

MAX_VALUE = 1e100  # of any number of a ball; the square of a larger one may overflow


@kernel
def first_invalid(balls: Balls, ball_count: int, start: int) -> int:
    """Return the first ball from ``start`` on with invalid numbers, or -1.

    Position, velocity, angle and spin must be finite, radius and mass finite and positive, and restitution, friction
    and rolling resistance finite and not negative. The sum of their absolute values must be less than `MAX_VALUE`.
    """
    for i in range(start, ball_count):
        radius, mass = balls[RADIUS, i], balls[MASS, i]
        restitution, friction, rolling = balls[RESTITUTION, i], balls[FRICTION, i], balls[ROLLING_RESISTANCE, i]
        motion = abs(balls[X, i]) + abs(balls[Y, i]) + abs(balls[ANGLE, i])
        motion = motion + abs(balls[VX, i]) + abs(balls[VY, i]) + abs(balls[RATE, i])
        material = abs(restitution) + abs(friction) + abs(rolling)
        if not (
            motion + material + (radius + mass) < MAX_VALUE
            and min(radius, mass) > 0.0
            and min(restitution, friction, rolling) >= 0.0
        ):
            return i
    return -1
