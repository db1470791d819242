"""The numbers of a ball side by side: two cache lines instead of sixteen, for kernels that jump from ball to ball."""

from systems.kernels import columns
from systems.kernels.columns import Balls
from systems.kernels.compiler import Floats, subroutine

SIZE = 16
# The first cache line holds what decides whether two balls meet. Impulses are multiplied by INV_MASS and INV_INERTIA.
X, Y, VX, VY, RADIUS, CHANGE_X, CHANGE_Y, PATH_START = range(8)
RATE, ANGLE, INV_MASS, INV_INERTIA, FRICTION, RESTITUTION, ROLLING_RESISTANCE, IMPACTS = range(8, SIZE)


@subroutine
def load_body(body: Floats, b: int, balls: Balls) -> None:
    """Copy ball b of the columns into ``body``."""
    p = SIZE * b
    for to, column in (
        (X, columns.X), (Y, columns.Y), (VX, columns.VX), (VY, columns.VY), (RATE, columns.RATE), (ANGLE, columns.ANGLE),
        (CHANGE_X, columns.CHANGE_X), (CHANGE_Y, columns.CHANGE_Y), (RADIUS, columns.RADIUS),
        (FRICTION, columns.FRICTION), (RESTITUTION, columns.RESTITUTION),
        (ROLLING_RESISTANCE, columns.ROLLING_RESISTANCE), (PATH_START, columns.PATH_START), (IMPACTS, columns.IMPACTS),
    ):  # fmt: skip
        body[p + to] = balls[column, b]
    body[p + INV_MASS] = 1.0 / balls[columns.MASS, b]
    body[p + INV_INERTIA] = 2.0 / (balls[columns.MASS, b] * balls[columns.RADIUS, b] * balls[columns.RADIUS, b])
