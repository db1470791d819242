"""The passes of `BallCollision` over pairs: each does one thing to a list of pairs."""

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
from systems.kernels.broad_phase import STRIPES, Adjacency, Pairs
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
from systems.kernels.compiler import Flags, Floats, Indices, Rows, kernel, subroutine
from systems.kernels.contact import (
    MIN_TOI,
    NORMAL,
    NOTHING_NEAR,
    SPEED_ROUNDING,
    WAKE_TRAVEL,
    clamp,
    contact_margin,
    forget,
)
from systems.kernels.mixing import mix

MAX_BOUNCES = 16  # of one ball in a sub-step; further impacts with this ball have no restitution
MAX_IMPACTS = 32  # of one ball in a sub-step; further impacts with this ball are solved as resting contacts
LISTED, STRUCK, PENDING = 1, 2, 4  # flags of pairs: touches, has collided in this call, has a pending impact
FEW = 16  # pending impacts; so few are solved in the order of time, even those that share no ball
MOVED_NOW, WOKEN_NOW, WAS_WOKEN = 1, 2, 4  # flags of balls: moved in this call, woken since the last turn, or at all
WAKES = MOVED_NOW | WOKEN_NOW | WAS_WOKEN


class PairMarks(NamedTuple):
    """What the passes know of pairs and balls in one call.

    toi, flags : (m,) times of impact and flags of all pairs
    wake : (n,) flags of the balls
    """

    toi: Floats
    flags: Flags
    wake: Flags


class PairLists(NamedTuple):
    """Lists of pairs.

    In the first three, stripe s has the part that begins at its first pair + s. So each part has room for one pair more
    than the stripe has, which is never counted.

    touching, candidates, woken : (m + MAX_STRIPES + 1,) pairs that touch, that may have collided or have a pending
        impact, that touch and have a woken ball
    touching_count, pending_count, woken_count : (MAX_STRIPES,) numbers of pairs in the parts of the stripes
    has_woken : (MAX_STRIPES,) 1 where the last turn woke a ball
    pending, chosen : (m + 1,) pairs that have a pending impact, and that collide in this round
    asked, answers : (2 m + 1,) pairs that must be looked at, and those of them that may have collided
    leader : (n,) earliest pending pair of each ball, or -1
    """

    touching: Indices
    candidates: Indices
    woken: Indices
    touching_count: Rows
    pending_count: Rows
    woken_count: Rows
    has_woken: Rows
    pending: Indices
    chosen: Indices
    asked: Indices
    answers: Indices
    leader: Rows


@subroutine
def look_at_pair(
    balls: Balls, pairs: Pairs, marks: PairMarks, k: int, rest_speed: float, h: float
) -> tuple[bool, bool]:  # fmt: skip
    """Return whether pair k touches, and whether it may have collided, see `glance`; forget a pair that is apart."""
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
    marks.toi[k] = TOUCHING if is_near else APART
    if load != 0.0 and not (is_near or may_collide):
        forget(pairs.contacts, k)
    return is_near, may_collide


@subroutine
def find_impact(balls: Balls, pairs: Pairs, marks: PairMarks, k: int, rest_speed: float, h: float) -> float:
    """Find the time of impact of pair k that may have collided, see `pair_time_of_impact`; return it."""
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
        max(rest_speed, load_speed, SPEED_ROUNDING * speeds), DEEP_SPEED * rest_speed, h, k,
    )  # fmt: skip
    if s >= 0.0:
        s = max(s, MIN_TOI) if max(balls[IMPACTS, i], balls[IMPACTS, j]) < MAX_IMPACTS else TOUCHING
    if s == APART:
        forget(pairs.contacts, k)
    marks.toi[k] = s
    return s


@kernel
def look_at_stripe(
    balls: Balls, pairs: Pairs, marks: PairMarks, lists: PairLists, stripe: int, rest_speed: float, h: float
) -> None:  # fmt: skip
    """Look at all pairs of a stripe: list those that touch, and those that have a pending impact.

    marks : ``toi`` and ``flags`` of the pairs are written
    lists : the parts of the stripe in ``touching`` and ``candidates`` are written, and their numbers
    """
    first, last = pairs.stripes[stripe], pairs.stripes[stripe + 1]
    touching = candidates = begin = first + stripe
    for k in range(first, last):
        is_near, may_collide = look_at_pair(balls, pairs, marks, k, rest_speed, h)
        adds = is_near & (not may_collide)
        lists.touching[touching] = lists.candidates[candidates] = k  # branch-free: write every pair, count some
        touching += adds
        candidates += may_collide
        marks.flags[k] = LISTED * adds
    pending = begin
    for place in range(begin, candidates):
        k = lists.candidates[place]
        s = find_impact(balls, pairs, marks, k, rest_speed, h)
        if s >= 0.0:
            lists.candidates[pending] = k
            pending += 1
            marks.flags[k] = PENDING
        elif s == TOUCHING:
            lists.touching[touching] = k
            touching += 1
            marks.flags[k] = LISTED
    lists.touching_count[stripe], lists.pending_count[stripe] = touching - begin, pending - begin


@subroutine
def join_pending(pairs: Pairs, lists: PairLists) -> int:
    """List the pending pairs of all stripes in ``pending``; return their number."""
    count = 0
    for stripe in range(pairs.state[STRIPES]):
        begin = pairs.stripes[stripe] + stripe
        for place in range(begin, begin + lists.pending_count[stripe]):
            lists.pending[count] = lists.candidates[place]
            count += 1
    return count


@subroutine
def list_touching(pairs: Pairs, marks: PairMarks, lists: PairLists, k: int) -> None:
    """Add pair k to the touching pairs of its stripe, unless it is listed already."""
    if not marks.flags[k] & LISTED:
        stripe = 0
        while k >= pairs.stripes[stripe + 1]:
            stripe += 1
        lists.touching[pairs.stripes[stripe] + stripe + lists.touching_count[stripe]] = k
        lists.touching_count[stripe] += 1
        marks.flags[k] |= LISTED


@subroutine
def look_at_asked(
    balls: Balls, pairs: Pairs, marks: PairMarks, lists: PairLists, asked: int, pending: int,
    rest_speed: float, h: float,
) -> int:  # fmt: skip
    """Look at the pairs that were asked for, as `look_at_stripe`; return the number of all pending pairs."""
    answers = 0
    for place in range(asked):
        k = lists.asked[place]
        is_near, may_collide = look_at_pair(balls, pairs, marks, k, rest_speed, h)
        lists.answers[answers] = k
        answers += may_collide
        if is_near and not may_collide:
            list_touching(pairs, marks, lists, k)
    for place in range(answers):
        k = lists.answers[place]
        s = find_impact(balls, pairs, marks, k, rest_speed, h)
        if s == TOUCHING:
            list_touching(pairs, marks, lists, k)
        elif s >= 0.0 and not marks.flags[k] & PENDING:
            lists.pending[pending] = k
            pending += 1
            marks.flags[k] |= PENDING
    return pending


@subroutine
def find_leaders(pairs: Pairs, marks: PairMarks, lists: PairLists, pending: int) -> int:
    """Write the earliest pending pair of every ball to ``leader``; return the earliest of all, or -1."""
    best = -1
    for place in range(pending):
        k = lists.pending[place]
        s = marks.toi[k]
        if s >= 0.0:
            if best < 0 or is_earlier(s, k, marks.toi[best], best):
                best = k
            for b in (pairs.first[k], pairs.second[k]):
                leader = lists.leader[b]
                if leader < 0 or is_earlier(s, k, marks.toi[leader], leader):
                    lists.leader[b] = k
    return best


@subroutine
def choose_impacts(
    balls: Balls, pairs: Pairs, marks: PairMarks, lists: PairLists, pending: int, last_pass: bool
) -> tuple[int, int]:  # fmt: skip
    """Choose the pairs that collide now: each is the earliest of all pending pairs that share a ball with it.

    So no two of them share a ball, and their order does not change the result. A pair that hits a wall or another ball
    before is put off to the next call, and so are its later impacts.

    Returns how many pairs stay pending, and how many are chosen.
    """
    few, best = pending <= FEW, find_leaders(pairs, marks, lists, pending)
    for place in range(pending):
        lists.asked[place] = lists.pending[place]
    stay = count = 0
    for place in range(pending):
        k = lists.asked[place]
        i, j, s = pairs.first[k], pairs.second[k], marks.toi[k]
        before = max(balls[TOI_BALL, i], balls[TOI_BALL, j], balls[TOI_WALL, i], balls[TOI_WALL, j])
        is_next = lists.leader[i] == k and lists.leader[j] == k and (k == best or not few)
        if s < 0.0:  # one of the balls was hit since
            marks.flags[k] &= LISTED | STRUCK
        elif not last_pass and s < before:
            balls[TOI_BALL, i], balls[TOI_BALL, j] = max(balls[TOI_BALL, i], s), max(balls[TOI_BALL, j], s)
            marks.flags[k] &= LISTED | STRUCK
        elif is_next:
            lists.chosen[count] = k
            count += 1
            marks.flags[k] &= LISTED | STRUCK
        else:
            lists.pending[stay] = k
            stay += 1
    for place in range(pending):
        k = lists.asked[place]
        lists.leader[pairs.first[k]] = lists.leader[pairs.second[k]] = -1
    return stay, count


@subroutine
def apply_pair_impulse(
    balls: Balls, i: int, j: int, nx: float, ny: float, normal: float, tangent: float, rolling: float, s: float
) -> None:  # fmt: skip
    """Change the motion of two balls by impulses of their contact (N s, N m s), s before the end of the sub-step."""
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
def solve_impact(
    balls: Balls, pairs: Pairs, marks: PairMarks, k: int, friction_rule: int, restitution_rule: int,
    rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Solve the impact of pair k at its time, with restitution, friction and rolling resistance."""
    i, j, s = pairs.first[k], pairs.second[k], marks.toi[k]
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
    wakes = abs(normal) > max(rest_speed, WAKE_TRAVEL * small / h) * reduced
    for b in (i, j):
        balls[PATH_START, b] = h - s
        balls[IMPACTS, b] += 1.0
        marks.wake[b] |= WAKES if wakes else MOVED_NOW


@subroutine
def ask_for_neighbors(
    balls: Balls, pairs: Pairs, adjacency: Adjacency, marks: PairMarks, lists: PairLists, chosen: int
) -> int:  # fmt: skip
    """Ask for all pairs of the balls that have collided, except the pairs that have just done so; return their number.

    The pairs that have collided are listed as touching.
    """
    asked = 0
    for place in range(chosen):
        k = lists.chosen[place]
        list_touching(pairs, marks, lists, k)
        marks.flags[k] |= STRUCK
        for b in (pairs.first[k], pairs.second[k]):
            if balls[TOI_WALL, b] != NOTHING_NEAR:
                balls[TOI_WALL, b] = marks.toi[k]  # its path has changed, so it must be checked against walls first
            for spot in range(adjacency.start[b], adjacency.start[b + 1]):
                lists.asked[asked] = adjacency.pairs_of[spot]
                asked += adjacency.pairs_of[spot] != k
        marks.toi[k] = APART
    return asked
