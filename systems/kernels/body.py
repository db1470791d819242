"""The numbers of a ball side by side: two lines of cache instead of sixteen, for kernels that go from ball to ball."""

from systems.kernels.compiler import Floats, inlined

SIZE = 16
X, Y, VX, VY, RADIUS, KICK_X, KICK_Y, BEGIN = range(8)  # all that tells whether two balls meet
RATE, ANGLE, LIGHT, EASE, FRICTION, RESTITUTION, RESISTANCE, HITS = range(8, SIZE)
# LIGHT and EASE are what impulses are multiplied by: 1 / m and 1 / I.


@inlined
def gather(
    body: Floats, b: int,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, hits: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
) -> None:  # fmt: skip
    """Read the columns of row b into its place."""
    p = SIZE * b
    body[p + X], body[p + Y], body[p + VX], body[p + VY] = x[b], y[b], vx[b], vy[b]
    body[p + RATE], body[p + ANGLE], body[p + KICK_X], body[p + KICK_Y] = rate[b], angle[b], kick_x[b], kick_y[b]
    body[p + RADIUS], body[p + LIGHT] = radius[b], 1.0 / mass[b]
    body[p + EASE] = 2.0 / (mass[b] * radius[b] * radius[b])
    body[p + FRICTION], body[p + RESTITUTION], body[p + RESISTANCE] = friction[b], restitution[b], rolling[b]
    body[p + BEGIN], body[p + HITS] = begin[b], hits[b]
