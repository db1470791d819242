"""The passes of `BallCollision`: each does one thing to a list of pairs."""

from typing import NamedTuple

from systems.kernels.ball_impact import (
    APART,
    DEEP_SPEED,
    TOUCHING,
    glance,
    is_earlier,
    pair_impulse,
    pair_time_of_impact,
)
from systems.kernels.broad_phase import PairList
from systems.kernels.columns import (
    ANGLE,
    CHANGE_X,
    CHANGE_Y,
    FRICTION,
    IMPACTS,
    INV_INERTIA,
    INV_MASS,
    PATH_START,
    RADIUS,
    RATE,
    RESTITUTION,
    ROLLING_RESISTANCE,
    TOI_BALL,
    TOI_WALL,
    VX,
    VY,
    Balls,
    X,
    Y,
)
from systems.kernels.compiler import Flags, Floats, Indices, Rows, subroutine
from systems.kernels.contact import (
    MIN_TOI,
    NORMAL,
    NOTHING_NEAR,
    ROLLING,
    SPEED_ROUNDING,
    TANGENT,
    WAKE_TRAVEL,
    clamp,
    contact_margin,
)
from systems.kernels.mixing import mix

MAX_BOUNCES = 16  # of one ball in a sub-step; further impacts with this ball have no restitution
MAX_IMPACTS = 32  # of one ball in a sub-step; further impacts with this ball are solved as resting contacts
LISTED, STRUCK, PENDING = 1, 2, 4  # flags of pairs: touches, has collided in this call, has a pending impact
FEW = 16  # pending impacts; so few are solved in the order of time, even those that share no ball
MOVED_NOW, WOKEN_NOW, WAS_WOKEN = 1, 2, 4  # flags of balls: moved in this call, woken since the last turn, or at all
WAKES = MOVED_NOW | WOKEN_NOW | WAS_WOKEN


class PairScratch(NamedTuple):
    """Scratch arrays of the passes.

    toi, flags : (m,) times of impact and flags of all pairs
    touching, pending, chosen : (m + 1,) pairs that touch, that have a pending impact, that collide in this round
    asked : (2 m + 1,) pairs that must be looked at
    wake : (n,) wake levels of the balls
    leader : (n,) earliest pending pair of each ball, or -1
    """

    toi: Floats
    flags: Flags
    touching: Indices
    pending: Indices
    chosen: Indices
    asked: Indices
    wake: Flags
    leader: Rows


@subroutine
def forget(pairs: PairList, k: int) -> None:
    """Set the impulses of pair k to zero."""
    pairs.contacts[k, NORMAL] = pairs.contacts[k, TANGENT] = pairs.contacts[k, ROLLING] = 0.0


@subroutine
def look(
    balls: Balls, pairs: PairList, scratch: PairScratch, every: bool, count: int, touching: int, pending: int,
    rest_speed: float, h: float,
) -> tuple[int, int]:  # fmt: skip
    """Look at ``count`` pairs: list those that touch, and after the pending ones, those that may have collided.

    every : look at all pairs instead of those that are asked for
    touching, pending : lengths of both lists before; both are returned as they are after
    """
    toi, flags = scratch.toi, scratch.flags
    for place in range(count):
        k = place if every else scratch.asked[place]
        i, j = pairs.first[k], pairs.second[k]
        load = pairs.contacts[k, NORMAL]
        r_i, r_j = balls[RADIUS, i], balls[RADIUS, j]
        is_near, may_collide = glance(
            balls[X, j] - balls[X, i], balls[Y, j] - balls[Y, i],
            balls[VX, j] - balls[VX, i], balls[VY, j] - balls[VY, i],
            balls[CHANGE_X, j] - balls[CHANGE_X, i], balls[CHANGE_Y, j] - balls[CHANGE_Y, i],
            r_i + r_j, min(r_i, r_j), h - max(balls[PATH_START, i], balls[PATH_START, j]),
            load * (balls[INV_MASS, i] + balls[INV_MASS, j]), rest_speed, h,
        )  # fmt: skip
        adds = is_near & (not may_collide) & (flags[k] & LISTED == 0)
        scratch.touching[touching] = scratch.pending[pending] = k  # branch-free append: write always, count some
        touching += adds
        pending += may_collide
        flags[k] |= LISTED * adds
        toi[k] = TOUCHING if is_near else APART
        if load != 0.0 and not (is_near or may_collide):
            forget(pairs, k)
    return touching, pending


@subroutine
def find_impacts(
    balls: Balls, pairs: PairList, scratch: PairScratch, touching: int, pending: int, candidates: int,
    rest_speed: float, h: float,
) -> tuple[int, int]:  # fmt: skip
    """Find the times of impact of the candidates, which follow the pending pairs; those that collide become pending.

    Returns the lengths of the lists of touching and of pending pairs.
    """
    toi, flags, press = scratch.toi, scratch.flags, DEEP_SPEED * rest_speed
    for place in range(pending, candidates):
        k = scratch.pending[place]
        i, j = pairs.first[k], pairs.second[k]
        r_i, r_j = balls[RADIUS, i], balls[RADIUS, j]
        reach, small = r_i + r_j, min(r_i, r_j)
        speeds = abs(balls[VX, i]) + abs(balls[VY, i]) + abs(balls[VX, j]) + abs(balls[VY, j])
        load_speed = pairs.contacts[k, NORMAL] * (balls[INV_MASS, i] + balls[INV_MASS, j])
        s = pair_time_of_impact(
            balls[X, j] - balls[X, i], balls[Y, j] - balls[Y, i],
            balls[VX, j] - balls[VX, i], balls[VY, j] - balls[VY, i],
            balls[CHANGE_X, j] - balls[CHANGE_X, i], balls[CHANGE_Y, j] - balls[CHANGE_Y, i],
            reach, reach + contact_margin(small, rest_speed, h), small,
            h - max(balls[PATH_START, i], balls[PATH_START, j]),
            max(rest_speed, load_speed, SPEED_ROUNDING * speeds), press, h, k,
        )  # fmt: skip
        if s >= 0.0:
            s = max(s, MIN_TOI) if max(balls[IMPACTS, i], balls[IMPACTS, j]) < MAX_IMPACTS else TOUCHING
        toi[k] = s
        if s >= 0.0 and not flags[k] & PENDING:
            scratch.pending[pending] = k
            pending += 1
            flags[k] |= PENDING
        if s == TOUCHING and not flags[k] & LISTED:
            scratch.touching[touching] = k
            touching += 1
            flags[k] |= LISTED
        if s == APART:
            forget(pairs, k)
    return touching, pending


@subroutine
def find_leaders(pairs: PairList, scratch: PairScratch, pending: int) -> int:
    """Write the earliest pending pair of every ball to ``leader``; return the earliest of all, or -1."""
    best = -1
    for place in range(pending):
        k = scratch.pending[place]
        s = scratch.toi[k]
        if s >= 0.0:
            if best < 0 or is_earlier(s, k, scratch.toi[best], best):
                best = k
            for b in (pairs.first[k], pairs.second[k]):
                leader = scratch.leader[b]
                if leader < 0 or is_earlier(s, k, scratch.toi[leader], leader):
                    scratch.leader[b] = k
    return best


@subroutine
def choose_impacts(
    balls: Balls, pairs: PairList, scratch: PairScratch, pending: int, last_pass: bool
) -> tuple[int, int]:  # fmt: skip
    """Choose the pairs that collide now: each is the earliest of all pending pairs that share a ball with it.

    So no two of them share a ball, and their order does not change the result. A pair that hits a wall or another ball
    before is put off to the next call, and so are its later impacts.

    Returns how many pairs stay pending, and how many are chosen.
    """
    few, best = pending <= FEW, find_leaders(pairs, scratch, pending)
    for place in range(pending):
        scratch.asked[place] = scratch.pending[place]
    stay = count = 0
    for place in range(pending):
        k = scratch.asked[place]
        i, j, s = pairs.first[k], pairs.second[k], scratch.toi[k]
        before = max(balls[TOI_BALL, i], balls[TOI_BALL, j], balls[TOI_WALL, i], balls[TOI_WALL, j])
        is_next = scratch.leader[i] == k and scratch.leader[j] == k and (k == best or not few)
        if s < 0.0:  # one of the balls was hit since
            scratch.flags[k] &= LISTED | STRUCK
        elif not last_pass and s < before:
            balls[TOI_BALL, i], balls[TOI_BALL, j] = max(balls[TOI_BALL, i], s), max(balls[TOI_BALL, j], s)
            scratch.flags[k] &= LISTED | STRUCK
        elif is_next:
            scratch.chosen[count] = k
            count += 1
            scratch.flags[k] &= LISTED | STRUCK
        else:
            scratch.pending[stay] = k
            stay += 1
    for place in range(pending):
        k = scratch.asked[place]
        scratch.leader[pairs.first[k]] = scratch.leader[pairs.second[k]] = -1
    return stay, count


@subroutine
def apply_pair_impulse(
    balls: Balls, i: int, j: int, nx: float, ny: float, normal: float, tangent: float, rolling: float, s: float
) -> None:  # fmt: skip
    """Change the motion of two balls by the impulses of their contact (N s, N m s), s before the end of the sub-step."""
    px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
    inv_i, inv_j = balls[INV_MASS, i], balls[INV_MASS, j]
    twist_i = (rolling - balls[RADIUS, i] * tangent) * balls[INV_INERTIA, i]
    twist_j = (-rolling - balls[RADIUS, j] * tangent) * balls[INV_INERTIA, j]
    balls[VX, i] -= px * inv_i
    balls[VY, i] -= py * inv_i
    balls[VX, j] += px * inv_j
    balls[VY, j] += py * inv_j
    balls[RATE, i] += twist_i
    balls[RATE, j] += twist_j
    balls[X, i] -= s * px * inv_i
    balls[Y, i] -= s * py * inv_i
    balls[X, j] += s * px * inv_j
    balls[Y, j] += s * py * inv_j
    balls[ANGLE, i] += s * twist_i
    balls[ANGLE, j] += s * twist_j


@subroutine
def rolling_impulse(balls: Balls, i: int, j: int, tangent: float, old: float, limit: float) -> float:
    """Return the accumulated impulse (N m s) of the rolling resistance, which stops the relative spin if it can.

    tangent : N s, tangent impulse that acts at the same time
    """
    inertia_i, inertia_j = balls[INV_INERTIA, i], balls[INV_INERTIA, j]
    twist_i, twist_j = -balls[RADIUS, i] * tangent * inertia_i, -balls[RADIUS, j] * tangent * inertia_j
    apart = balls[RATE, j] + twist_j - balls[RATE, i] - twist_i
    return clamp(old + apart / (inertia_i + inertia_j), limit)


@subroutine
def solve_impacts(
    balls: Balls, pairs: PairList, scratch: PairScratch, chosen: int, friction_rule: int, restitution_rule: int,
    rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Solve the impacts of the chosen pairs at their times, with restitution, friction and rolling resistance."""
    for place in range(chosen):
        k = scratch.chosen[place]
        i, j, s = pairs.first[k], pairs.second[k], scratch.toi[k]
        r_i, r_j = balls[RADIUS, i], balls[RADIUS, j]
        reach, small, reduced = r_i + r_j, min(r_i, r_j), 1.0 / (balls[INV_MASS, i] + balls[INV_MASS, j])
        dx, dy = balls[X, j] - balls[X, i], balls[Y, j] - balls[Y, i]
        wx, wy = balls[VX, j] - balls[VX, i], balls[VY, j] - balls[VY, i]
        ax, ay = (balls[CHANGE_X, j] - balls[CHANGE_X, i]) / h, (balls[CHANGE_Y, j] - balls[CHANGE_Y, i]) / h
        if s == h - max(balls[PATH_START, i], balls[PATH_START, j]):  # see `pair_time_of_impact`
            ax = ay = 0.0
        bounce = 0.0
        if max(balls[IMPACTS, i], balls[IMPACTS, j]) < MAX_BOUNCES:
            bounce = mix(balls[RESTITUTION, i], balls[RESTITUTION, j], restitution_rule)
        nx, ny, normal, tangent = pair_impulse(
            dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), wx - s * ax, wy - s * ay,
            balls[RATE, i] * r_i + balls[RATE, j] * r_j, reach, small, reduced, bounce,
            mix(balls[FRICTION, i], balls[FRICTION, j], friction_rule), h, k,
        )  # fmt: skip
        lever = max(balls[ROLLING_RESISTANCE, i], balls[ROLLING_RESISTANCE, j]) * max(r_i, r_j)
        rolling = rolling_impulse(balls, i, j, tangent, 0.0, lever * normal) if lever > 0.0 else 0.0
        apply_pair_impulse(balls, i, j, nx, ny, normal, tangent, rolling, s)
        wake = WAKES if abs(normal) > max(rest_speed, WAKE_TRAVEL * small / h) * reduced else MOVED_NOW
        for b in (i, j):
            balls[PATH_START, b] = h - s
            balls[IMPACTS, b] += 1.0
            scratch.wake[b] |= wake


@subroutine
def ask_for_neighbors(
    balls: Balls, pairs: PairList, scratch: PairScratch, chosen: int, touching: int
) -> tuple[int, int]:  # fmt: skip
    """Ask for all pairs of the balls that have collided, except the pairs that have just done so.

    Returns the number of touching pairs, to which the chosen ones are added, and of pairs that are asked for.
    """
    asked = 0
    for place in range(chosen):
        k = scratch.chosen[place]
        if not scratch.flags[k] & LISTED:
            scratch.touching[touching] = k
            touching += 1
        scratch.flags[k] |= LISTED | STRUCK
        for b in (pairs.first[k], pairs.second[k]):
            if balls[TOI_WALL, b] != NOTHING_NEAR:
                balls[TOI_WALL, b] = scratch.toi[k]  # its path has changed, so it must be checked against walls first
            for spot in range(pairs.start[b], pairs.start[b + 1]):
                scratch.asked[asked] = pairs.pairs_of[spot]
                asked += pairs.pairs_of[spot] != k
        scratch.toi[k] = APART
    return touching, asked
