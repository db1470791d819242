"""Bodies: what the contacts between balls need of the balls, gathered ball by ball in the order of cells.

Bodies that are close in space are close in memory, and a body takes two cache lines. So threads that work on different
cells write to different cache lines, and most of what a contact needs is in the cache already.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from systems.kernels import columns
from systems.kernels.arguments import ArrayType
from systems.kernels.columns import Balls
from systems.kernels.compiler import Flags, Indices, kernel

# Numbers of a body: where and how it moves in the first cache line, what impulses change in the second one.
X, Y, VX, VY, CHANGE_X, CHANGE_Y, PATH_START, RADIUS = range(8)
INV_MASS, INV_INERTIA, RATE, ANGLE, FRICTION, ROLLING_RESISTANCE, RESTITUTION, IMPACTS = range(8, 16)
BODY_SIZE = 16

Bodies = Annotated[NDArray[np.float64], ArrayType(np.float64, 2)]
"""(n, BODY_SIZE), in the units of the components."""


@kernel
def gather_bodies(balls: Balls, ball_count: int, body_of: Indices, bodies: Bodies) -> None:
    """Copy the balls to their bodies.

    body_of : (n,) index of the body of each ball
    bodies : written
    """
    for b in range(ball_count):
        i = body_of[b]
        bodies[i, X], bodies[i, Y] = balls[columns.X, b], balls[columns.Y, b]
        bodies[i, VX], bodies[i, VY] = balls[columns.VX, b], balls[columns.VY, b]
        bodies[i, CHANGE_X], bodies[i, CHANGE_Y] = balls[columns.CHANGE_X, b], balls[columns.CHANGE_Y, b]
        bodies[i, PATH_START], bodies[i, RADIUS] = balls[columns.PATH_START, b], balls[columns.RADIUS, b]
        bodies[i, INV_MASS], bodies[i, INV_INERTIA] = balls[columns.INV_MASS, b], balls[columns.INV_INERTIA, b]
        bodies[i, RATE], bodies[i, ANGLE] = balls[columns.RATE, b], balls[columns.ANGLE, b]
        bodies[i, FRICTION], bodies[i, RESTITUTION] = balls[columns.FRICTION, b], balls[columns.RESTITUTION, b]
        bodies[i, ROLLING_RESISTANCE] = balls[columns.ROLLING_RESISTANCE, b]
        bodies[i, IMPACTS] = balls[columns.IMPACTS, b]


@kernel
def scatter_bodies(balls: Balls, ball_count: int, body_of: Indices, bodies: Bodies, wake: Flags) -> None:
    """Copy what contacts have changed of the bodies back to the balls.

    balls : motion, PATH_START and IMPACTS are written
    wake : (n,) flags of the bodies, not 0 where a body was changed
    """
    for b in range(ball_count):
        i = body_of[b]
        if wake[i] > 0:
            balls[columns.X, b], balls[columns.Y, b] = bodies[i, X], bodies[i, Y]
            balls[columns.VX, b], balls[columns.VY, b] = bodies[i, VX], bodies[i, VY]
            balls[columns.RATE, b], balls[columns.ANGLE, b] = bodies[i, RATE], bodies[i, ANGLE]
            balls[columns.PATH_START, b], balls[columns.IMPACTS, b] = bodies[i, PATH_START], bodies[i, IMPACTS]
