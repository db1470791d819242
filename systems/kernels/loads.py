"""Loads that are much larger than the weights of the balls that bear them: a kernel of `WarmStart`."""

import math

from systems.kernels.broad_phase import COUNT, IS_UNEQUAL, Pairs
from systems.kernels.columns import ADDED_MASS, BORNE, BORNE_LIMIT, CHANGE_X, CHANGE_Y, LOAD, MASS, VX, VY, Balls
from systems.kernels.compiler import Block, kernel, subroutine
from systems.kernels.contact import MASS_RATIO, NORMAL, ROLLING, SLOTS, TANGENT
from systems.kernels.wall_features import WallContacts

GROWTH = 2.0  # largest ratio of an impulse to those that the ball bore before; more was a landing, and does not stay
FADE = 0.99  # part of what a ball bore that counts in the next sub-step


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


@kernel
def add_masses(balls: Balls, ball_count: int, pairs: Pairs, contacts: WallContacts) -> None:
    """Let every ball that bears more than MASS_RATIO times its weight count as heavier, see `AddedMass`.

    What a ball bears is the largest normal impulse of its contacts, and at least its weight. In a sub-step it may grow
    to GROWTH times as much: the impulse that has stopped a heavy ball would throw it back if it were applied again.
    An added mass has inertia, but no weight.

    balls : ADDED_MASS, BORNE and BORNE_LIMIT are written; with an added mass also VX, VY, CHANGE_X and CHANGE_Y
    pairs, contacts : impulses that are too large are reduced; IS_UNEQUAL becomes 1 if any ball has an added mass
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
    pairs.state[IS_UNEQUAL] = 0
    for b in range(ball_count):
        for k in range(SLOTS * b, SLOTS * b + contacts.count[b]):
            balls[LOAD, b] = max(balls[LOAD, b], limit_impulses(contacts.impulses, k, balls[BORNE_LIMIT, b]))
        mass, change, load = balls[MASS, b], force_change(balls, b), balls[LOAD, b]
        balls[BORNE, b] = max(FADE * balls[BORNE, b], load) if load > 0.0 else 0.0
        balls[ADDED_MASS, b] = max(balls[BORNE, b] / (MASS_RATIO * change) - mass, 0.0) if change > 0.0 else 0.0
        if balls[ADDED_MASS, b] > 0.0:
            pairs.state[IS_UNEQUAL] = 1
            less = balls[ADDED_MASS, b] / (mass + balls[ADDED_MASS, b])
            balls[VX, b] -= less * balls[CHANGE_X, b]
            balls[VY, b] -= less * balls[CHANGE_Y, b]
            balls[CHANGE_X, b] -= less * balls[CHANGE_X, b]
            balls[CHANGE_Y, b] -= less * balls[CHANGE_Y, b]
