"""Kernel of `WarmStart`."""

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import NORMAL, NORMAL_X, NORMAL_Y, ROLLING, SLOTS, TANGENT


@kernel
def warm_start(
    first: Rows, second: Rows, pairs: Block, count: Rows, wall_contacts: Block,
    vx: Floats, vy: Floats, rate: Floats, change_x: Floats, change_y: Floats, change_rate: Floats,
    support_x: Floats, support_y: Floats,
    radius: Floats, mass: Floats, dirty: Flags, pair_count: int,
) -> None:  # fmt: skip
    """Apply the impulses of the last sub-step again.

    first, second, pairs : (capacity,), (capacity,), (capacity, 5) pairs of balls, of which pair_count are used, in/out
    count, wall_contacts : (n,), (SLOTS n, 5) number of contacts of each ball with walls; those of row b from SLOTS b
    vx, vy, rate, change_x, change_y, change_rate, support_x, support_y : (n,) m/s, rad/s, in/out
    dirty : (n,) 1 for a ball that was teleported; all impulses of its contacts are set to zero
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
            change_x[b] += dvx
            change_y[b] += dvy
            support_x[b] += dvx
            support_y[b] += dvy
            spin = -2.0 * (tangent + sign * roll / radius[b]) / (mass[b] * radius[b])
            rate[b] += spin
            change_rate[b] += spin
    for b in range(len(count)):
        for k in range(SLOTS * b, SLOTS * b + count[b]):
            if dirty[b]:
                wall_contacts[k, NORMAL] = wall_contacts[k, TANGENT] = wall_contacts[k, ROLLING] = 0.0
                continue
            normal, tangent = -wall_contacts[k, NORMAL], wall_contacts[k, TANGENT]
            dvx = (normal * wall_contacts[k, NORMAL_X] - tangent * wall_contacts[k, NORMAL_Y]) / mass[b]
            dvy = (normal * wall_contacts[k, NORMAL_Y] + tangent * wall_contacts[k, NORMAL_X]) / mass[b]
            vx[b] += dvx
            vy[b] += dvy
            change_x[b] += dvx
            change_y[b] += dvy
            support_x[b] += dvx
            support_y[b] += dvy
            spin = 2.0 * (tangent + wall_contacts[k, ROLLING] / radius[b]) / (mass[b] * radius[b])
            rate[b] += spin
            change_rate[b] += spin
