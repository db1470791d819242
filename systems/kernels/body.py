"""The numbers of a ball side by side: two cache lines instead of sixteen, for kernels that jump from ball to ball."""

from systems.kernels.compiler import Floats, inline

SIZE = 16
# The first cache line holds what decides whether two balls meet. Impulses are multiplied by INV_MASS and INV_INERTIA.
X, Y, VX, VY, RADIUS, CHANGE_X, CHANGE_Y, PATH_START = range(8)
RATE, ANGLE, INV_MASS, INV_INERTIA, FRICTION, RESTITUTION, ROLLING_RESISTANCE, IMPACTS = range(8, SIZE)


@inline
def load_body(
    body: Floats, b: int,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, change_x: Floats, change_y: Floats,
    begin: Floats, hits: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
) -> None:  # fmt: skip
    """Copy row b of the columns into ``body``."""
    p = SIZE * b
    body[p + X], body[p + Y], body[p + VX], body[p + VY] = x[b], y[b], vx[b], vy[b]
    body[p + RATE], body[p + ANGLE] = rate[b], angle[b]
    body[p + CHANGE_X], body[p + CHANGE_Y] = change_x[b], change_y[b]
    body[p + RADIUS], body[p + INV_MASS] = radius[b], 1.0 / mass[b]
    body[p + INV_INERTIA] = 2.0 / (mass[b] * radius[b] * radius[b])
    body[p + FRICTION], body[p + RESTITUTION] = friction[b], restitution[b]
    body[p + ROLLING_RESISTANCE] = rolling[b]
    body[p + PATH_START], body[p + IMPACTS] = begin[b], hits[b]
