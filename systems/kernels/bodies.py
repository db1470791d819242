"""Bodies: what the contacts between balls need of the balls, gathered ball by ball in the order of cells.

Bodies that are close in space are close in memory, and a body takes two cache lines. So threads that work on different
cells write to different cache lines, and most of what a contact needs is in the cache already.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from systems.kernels import columns
from systems.kernels.arguments import ArrayType
from systems.kernels.columns import ADDED_MASS, BY_BALLS, BY_WALLS, MASS, Balls
from systems.kernels.compiler import Flags, Indices, kernel
from systems.kernels.contact import MOVED, WOKEN

# Numbers of a body: where and how it moves in the first cache line, what impulses change in the second one.
# REST_INV_MASS includes the `AddedMass`; an inverse mass times INERTIA_FACTOR is the inverse moment of inertia.
X, Y, VX, VY, CHANGE_X, CHANGE_Y, PATH_START, RADIUS = range(8)
INV_MASS, REST_INV_MASS, INERTIA_FACTOR, RATE, ANGLE, FRICTION, ROLLING_RESISTANCE, IMPACTS = range(8, 16)
BODY_SIZE = 16

Bodies = Annotated[NDArray[np.float64], ArrayType(np.float64, 2)]
"""(n, BODY_SIZE), in the units of the components; inverse masses in 1/kg, INERTIA_FACTOR in 1/m²."""

# Flags of bodies: moved in this call, woken since the last turn, or at all in this call.
MOVED_NOW, WOKEN_NOW, WAS_WOKEN = 1, 2, 4
WAKES = MOVED_NOW | WOKEN_NOW | WAS_WOKEN


@kernel
def gather_bodies(balls: Balls, ball_of: Indices, bodies: Bodies, first: int, last: int, resume: bool) -> None:
    """Copy the balls to their bodies.

    ball_of : (n,) ball of each body
    bodies : those from first to before last are written
    resume : copy only the balls that walls have moved since, see `WakeFlags`
    """
    for i in range(first, last):
        b = ball_of[i]
        if resume and balls[BY_WALLS, b] == 0.0:
            continue
        mass, radius = balls[MASS, b], balls[columns.RADIUS, b]
        bodies[i, X], bodies[i, Y] = balls[columns.X, b], balls[columns.Y, b]
        bodies[i, VX], bodies[i, VY] = balls[columns.VX, b], balls[columns.VY, b]
        bodies[i, CHANGE_X], bodies[i, CHANGE_Y] = balls[columns.CHANGE_X, b], balls[columns.CHANGE_Y, b]
        bodies[i, PATH_START], bodies[i, RADIUS] = balls[columns.PATH_START, b], radius
        bodies[i, INV_MASS], bodies[i, REST_INV_MASS] = 1.0 / mass, 1.0 / (mass + balls[ADDED_MASS, b])
        bodies[i, INERTIA_FACTOR] = 2.0 / (radius * radius)
        bodies[i, RATE], bodies[i, ANGLE] = balls[columns.RATE, b], balls[columns.ANGLE, b]
        bodies[i, FRICTION] = balls[columns.FRICTION, b]
        bodies[i, ROLLING_RESISTANCE] = balls[columns.ROLLING_RESISTANCE, b]
        if not resume:
            bodies[i, IMPACTS] = 0.0


@kernel
def scatter_bodies(balls: Balls, ball_of: Indices, bodies: Bodies, wake: Flags, first: int, last: int) -> None:
    """Copy what contacts have changed of the bodies back to the balls.

    balls : motion and PATH_START are written; BY_BALLS becomes WOKEN or MOVED, or 0 where nothing was changed
    ball_of, wake : (n,) ball and flags of each body
    first, last : copy the bodies from first to before last
    """
    for i in range(first, last):
        b = ball_of[i]
        balls[BY_BALLS, b] = WOKEN if wake[i] & WAS_WOKEN else MOVED if wake[i] > 0 else 0.0
        if wake[i] > 0:
            balls[columns.X, b], balls[columns.Y, b] = bodies[i, X], bodies[i, Y]
            balls[columns.VX, b], balls[columns.VY, b] = bodies[i, VX], bodies[i, VY]
            balls[columns.RATE, b], balls[columns.ANGLE, b] = bodies[i, RATE], bodies[i, ANGLE]
            balls[columns.PATH_START, b] = bodies[i, PATH_START]
