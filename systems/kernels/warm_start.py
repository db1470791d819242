"""Arithmetic of `WarmStart`."""

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import MOST, NORMAL, NORMAL_X, NORMAL_Y, ROLLING, TANGENT


@kernel
def warm_start(
    first: Rows, second: Rows, pairs: Block, count: Rows, touches: Block,
    vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats, kick_rate: Floats,
    radius: Floats, mass: Floats, dirty: Flags,
) -> None:  # fmt: skip
    """Let every contact support its balls as in the last sub-step; contacts of dirty balls are forgotten.

    first, second, pairs : (m,), (m,), (5, capacity) near pairs of balls, in/out
    count, touches : (n,), (5, MOST n) how many walls each ball touches, from MOST times its row, in/out
    dirty : (n,) 1 for a ball that was put elsewhere; its impulses are set to zero
    vx, vy, rate, kick_x, kick_y, kick_rate : in/out
    """
    for k in range(len(first)):
        normal, tangent, roll = pairs[NORMAL, k], pairs[TANGENT, k], pairs[ROLLING, k]
        if normal == 0.0:
            continue
        i, j = first[k], second[k]
        if dirty[i] or dirty[j]:
            pairs[NORMAL, k] = pairs[TANGENT, k] = pairs[ROLLING, k] = 0.0
            continue
        px = normal * pairs[NORMAL_X, k] - tangent * pairs[NORMAL_Y, k]
        py = normal * pairs[NORMAL_Y, k] + tangent * pairs[NORMAL_X, k]
        for b, sign in ((i, -1.0), (j, 1.0)):
            dvx, dvy = sign * px / mass[b], sign * py / mass[b]
            vx[b] += dvx
            vy[b] += dvy
            kick_x[b] += dvx
            kick_y[b] += dvy
            spin = -2.0 * (tangent + sign * roll / radius[b]) / (mass[b] * radius[b])
            rate[b] += spin
            kick_rate[b] += spin
    for b in range(len(count)):
        for k in range(MOST * b, MOST * b + count[b]):
            if dirty[b]:
                touches[NORMAL, k] = touches[TANGENT, k] = touches[ROLLING, k] = 0.0
                continue
            normal, tangent = -touches[NORMAL, k], touches[TANGENT, k]
            dvx = (normal * touches[NORMAL_X, k] - tangent * touches[NORMAL_Y, k]) / mass[b]
            dvy = (normal * touches[NORMAL_Y, k] + tangent * touches[NORMAL_X, k]) / mass[b]
            vx[b] += dvx
            vy[b] += dvy
            kick_x[b] += dvx
            kick_y[b] += dvy
            spin = 2.0 * (tangent + touches[ROLLING, k] / radius[b]) / (mass[b] * radius[b])
            rate[b] += spin
            kick_rate[b] += spin
