"""Arithmetic of `WarmStart`."""

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import NORMAL, NORMAL_X, NORMAL_Y, ROLLING, SLOTS, TANGENT


@kernel
def warm_start(
    first: Rows, second: Rows, pairs: Block, count: Rows, touches: Block,
    vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats, kick_rate: Floats,
    radius: Floats, mass: Floats, dirty: Flags, pair_count: int,
) -> None:  # fmt: skip
    """Let every contact support its balls as in the last sub-step; contacts of dirty balls are forgotten.

    first, second, pairs : (capacity,), (capacity,), (capacity, 5) near pairs of balls, pair_count of them, in/out
    count, touches : (n,), (SLOTS n, 5) how many walls each ball touches, from SLOTS times its row, in/out
    dirty : (n,) 1 for a ball that was put elsewhere; its impulses are set to zero
    vx, vy, rate, kick_x, kick_y, kick_rate : in/out
    """
    for k in range(pair_count):
        normal, tangent, roll = pairs[k, NORMAL], pairs[k, TANGENT], pairs[k, ROLLING]
        if normal == 0.0:
            continue
        i, j = first[k], second[k]
        if dirty[i] or dirty[j]:
            pairs[k, NORMAL] = pairs[k, TANGENT] = pairs[k, ROLLING] = 0.0
            continue
        px = normal * pairs[k, NORMAL_X] - tangent * pairs[k, NORMAL_Y]
        py = normal * pairs[k, NORMAL_Y] + tangent * pairs[k, NORMAL_X]
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
        for k in range(SLOTS * b, SLOTS * b + count[b]):
            if dirty[b]:
                touches[k, NORMAL] = touches[k, TANGENT] = touches[k, ROLLING] = 0.0
                continue
            normal, tangent = -touches[k, NORMAL], touches[k, TANGENT]
            dvx = (normal * touches[k, NORMAL_X] - tangent * touches[k, NORMAL_Y]) / mass[b]
            dvy = (normal * touches[k, NORMAL_Y] + tangent * touches[k, NORMAL_X]) / mass[b]
            vx[b] += dvx
            vy[b] += dvy
            kick_x[b] += dvx
            kick_y[b] += dvy
            spin = 2.0 * (tangent + touches[k, ROLLING] / radius[b]) / (mass[b] * radius[b])
            rate[b] += spin
            kick_rate[b] += spin
