"""Arithmetic of `Jolts`."""

import math

from systems.kernels.compiler import Floats, kernel


@kernel
def jolts(
    vx: Floats, vy: Floats, kick_x: Floats, kick_y: Floats, vx_then: Floats, vy_then: Floats, out: Floats,
    substeps: int, pull_x: float, pull_y: float,
) -> float:  # fmt: skip
    """Measure how much every velocity has changed in a step, but for what forces from afar have done.

    The account of kicks tells that, but it may hold what supports a ball as well; so the pull of gravity is tried too.

    vx, vy : (n,) m/s
    kick_x, kick_y : (n,) m/s, of the last sub-step
    vx_then, vy_then : (n,) m/s before the step; out: those of now
    out : (n,) m/s, out: the smaller one of what is unexplained
    pull_x, pull_y : m/s, what gravity gives in a step
    Returns the largest of all, or 0.
    """
    largest = 0.0
    for i in range(len(vx)):
        dx, dy = vx[i] - vx_then[i], vy[i] - vy_then[i]
        x, y = dx - substeps * kick_x[i], dy - substeps * kick_y[i]
        fallen_x, fallen_y = dx - pull_x, dy - pull_y
        out[i] = math.sqrt(min(x * x + y * y, fallen_x * fallen_x + fallen_y * fallen_y))
        vx_then[i], vy_then[i] = vx[i], vy[i]
        largest = max(largest, out[i])
    return largest
