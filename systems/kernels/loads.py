"""Loads that are much larger than the weights of the balls that bear them: a kernel of `WarmStart`."""

import math

from systems.kernels.broad_phase import COUNT, IS_UNEQUAL, Pairs
from systems.kernels.columns import (
    ADDED_MASS,
    BORNE,
    BORNE_LIMIT,
    CHANGE_X,
    CHANGE_Y,
    LOAD,
    MASS,
    NEIGHBOR_MASS,
    RADIUS,
    VX,
    VY,
    Balls,
    X,
    Y,
)
from systems.kernels.compiler import Block, kernel, subroutine
from systems.kernels.contact import MASS_RATIO, NORMAL, ROLLING, SLOTS, TANGENT
from systems.kernels.wall_features import WallContacts

GROWTH = 2.0  # largest ratio of an impulse to those that the ball bore before; more was a landing, and does not stay
LOAD_RATIO = 3.0  # largest ratio of what a ball bears to its weight; if it bears more, it gets an added mass
SWEEPS = 4  # of the spread of added masses in a sub-step, from neighbour to neighbour
FADE = 0.999  # part of what a ball bore that counts in the next sub-step


@subroutine
def has_unequal_masses(balls: Balls, ball_count: int) -> bool:
    """Whether any ball may bear much more than its own weight, or has an added mass."""
    lightest, heaviest, added = math.inf, 0.0, 0.0
    for b in range(ball_count):
        lightest, heaviest = min(lightest, balls[MASS, b]), max(heaviest, balls[MASS, b])
        added = max(added, balls[ADDED_MASS, b])
    return heaviest > MASS_RATIO * lightest or added > 0.0


@subroutine
def force_change(balls: Balls, b: int) -> float:
    """Return the change of the velocity of ball b by forces in the sub-step, m/s."""
    return math.sqrt(balls[CHANGE_X, b] * balls[CHANGE_X, b] + balls[CHANGE_Y, b] * balls[CHANGE_Y, b])


@subroutine
def limit_impulses(impulses: Block, k: int, most: float) -> float:
    """Reduce the impulses of a contact so that the normal one is at most so large; return the normal one, N s."""
    normal: float = impulses[k, NORMAL]
    if normal > most:
        part = most / normal
        impulses[k, NORMAL] = most
        impulses[k, TANGENT] *= part
        impulses[k, ROLLING] *= part
        return most
    return normal


@subroutine
def find_loads(balls: Balls, ball_count: int, pairs: Pairs, contacts: WallContacts) -> None:
    """Find what every ball bears: the largest normal impulse of its contacts, of late.

    The impulses of a contact may grow to GROWTH times what its balls bore before, or to so much of their weights: the
    impulse that has stopped a heavy ball would throw it back if it were applied again.
    """
    for b in range(ball_count):
        weight = balls[MASS, b] * force_change(balls, b)
        balls[BORNE_LIMIT, b] = GROWTH * max(balls[BORNE, b], weight) if weight > 0.0 else math.inf
        balls[LOAD, b] = 0.0
    for k in range(pairs.state[COUNT]):
        if pairs.contacts[k, NORMAL] > 0.0:
            i, j = pairs.first[k], pairs.second[k]
            load = limit_impulses(pairs.contacts, k, max(balls[BORNE_LIMIT, i], balls[BORNE_LIMIT, j]))
            balls[LOAD, i], balls[LOAD, j] = max(balls[LOAD, i], load), max(balls[LOAD, j], load)
    for b in range(ball_count):
        for k in range(SLOTS * b, SLOTS * b + contacts.count[b]):
            balls[LOAD, b] = max(balls[LOAD, b], limit_impulses(contacts.impulses, k, balls[BORNE_LIMIT, b]))
        bears = balls[LOAD, b] > 0.0
        balls[BORNE, b] = max(FADE * balls[BORNE, b], balls[LOAD, b]) if bears else 0.0
        balls[NEIGHBOR_MASS, b] = FADE * balls[NEIGHBOR_MASS, b] if bears else 0.0


@subroutine
def expect_loads(balls: Balls, pairs: Pairs, h: float) -> None:
    """Let a light ball that bears something bear a heavy ball that comes down on it in this sub-step.

    Without this it gets its added mass only as its impulses grow: the heavy ball sinks in for some sub-steps, and what
    lifts it again gives it energy.
    """
    for k in range(pairs.state[COUNT]):
        i, j = pairs.first[k], pairs.second[k]
        heavy, light = (i, j) if balls[MASS, i] > balls[MASS, j] else (j, i)
        is_new = (pairs.contacts[k, NORMAL] == 0.0) & (balls[LOAD, light] > 0.0)
        if is_new and balls[MASS, heavy] > MASS_RATIO * balls[MASS, light]:
            x, y = balls[X, light] - balls[X, heavy], balls[Y, light] - balls[Y, heavy]
            vx, vy = balls[VX, heavy] - balls[VX, light], balls[VY, heavy] - balls[VY, light]
            distance = math.sqrt(x * x + y * y)
            gap = distance - balls[RADIUS, heavy] - balls[RADIUS, light]
            pressing = x * balls[CHANGE_X, heavy] + y * balls[CHANGE_Y, heavy]
            if pressing > 0.0 and gap * distance < (x * vx + y * vy) * h:
                balls[BORNE, light] = max(balls[BORNE, light], balls[MASS, heavy] * pressing / distance)
                balls[NEIGHBOR_MASS, light] = max(balls[NEIGHBOR_MASS, light], balls[MASS, heavy])


@subroutine
def spread_masses(balls: Balls, ball_count: int, pairs: Pairs) -> None:
    """Let every ball count as a third of what it bears, but not as heavier than all its neighbours."""
    for k in range(pairs.state[COUNT]):
        if pairs.contacts[k, NORMAL] > 0.0:
            i, j = pairs.first[k], pairs.second[k]
            mass_i, mass_j = balls[MASS, i] + balls[ADDED_MASS, i], balls[MASS, j] + balls[ADDED_MASS, j]
            balls[NEIGHBOR_MASS, i] = max(balls[NEIGHBOR_MASS, i], mass_j)
            balls[NEIGHBOR_MASS, j] = max(balls[NEIGHBOR_MASS, j], mass_i)
    for b in range(ball_count):
        change = force_change(balls, b)
        wanted = balls[BORNE, b] / (LOAD_RATIO * change) if change > 0.0 else 0.0
        balls[ADDED_MASS, b] = max(min(wanted, balls[NEIGHBOR_MASS, b]) - balls[MASS, b], 0.0)


@kernel
def add_masses(balls: Balls, ball_count: int, pairs: Pairs, contacts: WallContacts, h: float) -> None:
    """Let every ball that bears more than LOAD_RATIO times its weight count as heavier, see `AddedMass`.

    An added mass has inertia, but no weight. It spreads from heavy balls from neighbour to neighbour. So in a
    centrifuge, where the loads are many times the weights, balls of one mass get none.

    balls : the columns of `AddedMass` are written; with an added mass also VX, VY, CHANGE_X and CHANGE_Y
    pairs, contacts : impulses that are too large are reduced; IS_UNEQUAL becomes 1 if any ball has an added mass
    h : length of the sub-step, s
    """
    find_loads(balls, ball_count, pairs, contacts)
    expect_loads(balls, pairs, h)
    for _ in range(SWEEPS):
        spread_masses(balls, ball_count, pairs)
    pairs.state[IS_UNEQUAL] = 0
    for b in range(ball_count):
        if balls[ADDED_MASS, b] > 0.0:
            pairs.state[IS_UNEQUAL] = 1
            less = balls[ADDED_MASS, b] / (balls[MASS, b] + balls[ADDED_MASS, b])
            balls[VX, b] -= less * balls[CHANGE_X, b]
            balls[VY, b] -= less * balls[CHANGE_Y, b]
            balls[CHANGE_X, b] -= less * balls[CHANGE_X, b]
            balls[CHANGE_Y, b] -= less * balls[CHANGE_Y, b]
