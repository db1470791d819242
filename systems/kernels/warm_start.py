"""Kernel of `WarmStart`."""

from systems.kernels.broad_phase import COUNT, IS_UNEQUAL, Pairs
from systems.kernels.columns import (
    ADDED_MASS,
    CHANGE_RATE,
    CHANGE_X,
    CHANGE_Y,
    DIRTY,
    MASS,
    RADIUS,
    RATE,
    SUPPORT_X,
    SUPPORT_Y,
    VX,
    VY,
    Balls,
)
from systems.kernels.compiler import kernel, subroutine
from systems.kernels.contact import NORMAL, NORMAL_X, NORMAL_Y, ROLLING, SLOTS, TANGENT, forget
from systems.kernels.loads import add_masses, has_unequal_masses
from systems.kernels.wall_features import WallContacts


@subroutine
def support(balls: Balls, b: int, dvx: float, dvy: float, spin: float) -> None:
    """Change the velocity (m/s) and the spin (rad/s) of ball b, and note that a contact has done so."""
    balls[VX, b] += dvx
    balls[VY, b] += dvy
    balls[CHANGE_X, b] += dvx
    balls[CHANGE_Y, b] += dvy
    balls[SUPPORT_X, b] += dvx
    balls[SUPPORT_Y, b] += dvy
    balls[RATE, b] += spin
    balls[CHANGE_RATE, b] += spin


@kernel
def warm_start(balls: Balls, ball_count: int, pairs: Pairs, contacts: WallContacts, h: float) -> None:
    """Apply the impulses of the last sub-step again.

    balls : VX, VY, RATE, CHANGE_* and SUPPORT_* are changed; the impulses of balls that are DIRTY, because they were
        teleported, are set to zero
    pairs, contacts : contacts of balls with balls, and with walls
    h : length of the sub-step, s
    """
    pairs.state[IS_UNEQUAL] = 0
    if has_unequal_masses(balls, ball_count):
        add_masses(balls, ball_count, pairs, contacts, h)
    for k in range(pairs.state[COUNT]):
        normal, tangent, roll = pairs.contacts[k, NORMAL], pairs.contacts[k, TANGENT], pairs.contacts[k, ROLLING]
        if normal == 0.0:
            continue
        i, j = pairs.first[k], pairs.second[k]
        if balls[DIRTY, i] or balls[DIRTY, j]:
            forget(pairs.contacts, k)
            continue
        px = normal * pairs.contacts[k, NORMAL_X] - tangent * pairs.contacts[k, NORMAL_Y]
        py = normal * pairs.contacts[k, NORMAL_Y] + tangent * pairs.contacts[k, NORMAL_X]
        for b, sign in ((i, -1.0), (j, 1.0)):
            mass, radius = balls[MASS, b] + balls[ADDED_MASS, b], balls[RADIUS, b]
            spin = -2.0 * (tangent + sign * roll / radius) / (mass * radius)
            support(balls, b, sign * px / mass, sign * py / mass, spin)
    impulses = contacts.impulses
    for b in range(ball_count):
        mass, radius = balls[MASS, b] + balls[ADDED_MASS, b], balls[RADIUS, b]
        for k in range(SLOTS * b, SLOTS * b + contacts.count[b]):
            if balls[DIRTY, b]:
                forget(impulses, k)
                continue
            normal, tangent = -impulses[k, NORMAL], impulses[k, TANGENT]
            nx, ny = impulses[k, NORMAL_X], impulses[k, NORMAL_Y]
            spin = 2.0 * (tangent + impulses[k, ROLLING] / radius) / (mass * radius)
            support(balls, b, (normal * nx - tangent * ny) / mass, (normal * ny + tangent * nx) / mass, spin)
