"""The passes of `BallCollision` over pairs: each does one thing to a list of pairs."""

import math
from typing import NamedTuple

from systems.kernels.ball_impact import (
    APART,
    DEEP,
    DEEP_SPEED,
    TOUCHING,
    glance,
    is_earlier,
    pair_impulse,
    pair_time_of_impact,
)
from systems.kernels.bodies import (
    ANGLE,
    CHANGE_X,
    CHANGE_Y,
    FRICTION,
    IMPACTS,
    INERTIA_FACTOR,
    INV_MASS,
    MOVED_NOW,
    PATH_START,
    RADIUS,
    RATE,
    REST_INV_MASS,
    ROLLING_RESISTANCE,
    VX,
    VY,
    WAKES,
    Bodies,
    X,
    Y,
)
from systems.kernels.broad_phase import STRIPES, Adjacency, Pairs
from systems.kernels.columns import RESTITUTION, TOI_BALL, TOI_WALL, Balls
from systems.kernels.compiler import Flags, Floats, Indices, Rows, kernel, subroutine
from systems.kernels.contact import (
    MASS_RATIO,
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


class PairMarks(NamedTuple):
    """What the passes know of balls and pairs in one call.

    bodies : (n, BODY_SIZE) see `systems.kernels.bodies`
    wake : (n,) flags of the bodies, see there
    toi, flags : (m,) times of impact and flags of all pairs
    """

    bodies: Bodies
    wake: Flags
    toi: Floats
    flags: Flags


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
    leader : (n,) earliest pending pair of each body, or -1
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
def is_pressed(bodies: Bodies, i: int, j: int) -> bool:
    """Whether a ball of a pair is much lighter than what presses on it: it does not bounce while it is pressed."""
    inv_i, inv_j = bodies[i, INV_MASS], bodies[j, INV_MASS]
    least = min(bodies[i, REST_INV_MASS], bodies[j, REST_INV_MASS])
    return bool(max(inv_i, inv_j) > MASS_RATIO * least)


@subroutine
def look_at_pair(
    pairs: Pairs, marks: PairMarks, k: int, rest_speed: float, h: float
) -> tuple[bool, bool]:  # fmt: skip
    """Return whether pair k touches, and whether it may have collided, see `glance`; forget a pair that is apart."""
    bodies, i, j = marks.bodies, pairs.first_body[k], pairs.second_body[k]
    load = pairs.contacts[k, NORMAL]
    r_i, r_j = bodies[i, RADIUS], bodies[j, RADIUS]
    is_near, may_collide = glance(
        bodies[j, X] - bodies[i, X], bodies[j, Y] - bodies[i, Y],
        bodies[j, VX] - bodies[i, VX], bodies[j, VY] - bodies[i, VY],
        bodies[j, CHANGE_X] - bodies[i, CHANGE_X], bodies[j, CHANGE_Y] - bodies[i, CHANGE_Y],
        r_i + r_j, min(r_i, r_j), h - max(bodies[i, PATH_START], bodies[j, PATH_START]),
        load * (bodies[i, REST_INV_MASS] + bodies[j, REST_INV_MASS]), rest_speed, h,
    )  # fmt: skip
    marks.toi[k] = TOUCHING if is_near else APART
    if load != 0.0 and not (is_near or may_collide):
        forget(pairs.contacts, k)
    return is_near, may_collide


@subroutine
def find_impact(pairs: Pairs, marks: PairMarks, k: int, rest_speed: float, h: float) -> float:
    """Find the time of impact of pair k that may have collided, see `pair_time_of_impact`; return it."""
    bodies, i, j = marks.bodies, pairs.first_body[k], pairs.second_body[k]
    r_i, r_j = bodies[i, RADIUS], bodies[j, RADIUS]
    reach, small = r_i + r_j, min(r_i, r_j)
    speeds = abs(bodies[i, VX]) + abs(bodies[i, VY]) + abs(bodies[j, VX]) + abs(bodies[j, VY])
    load_speed = pairs.contacts[k, NORMAL] * (bodies[i, REST_INV_MASS] + bodies[j, REST_INV_MASS])
    deep, press = reach - DEEP * small, DEEP_SPEED * rest_speed
    if is_pressed(bodies, i, j):
        deep, press = reach, math.inf
    s = pair_time_of_impact(
        bodies[j, X] - bodies[i, X], bodies[j, Y] - bodies[i, Y],
        bodies[j, VX] - bodies[i, VX], bodies[j, VY] - bodies[i, VY],
        bodies[j, CHANGE_X] - bodies[i, CHANGE_X], bodies[j, CHANGE_Y] - bodies[i, CHANGE_Y],
        reach, reach + contact_margin(small, rest_speed, h), deep,
        h - max(bodies[i, PATH_START], bodies[j, PATH_START]),
        max(rest_speed, load_speed, SPEED_ROUNDING * speeds), press, h, k,
    )  # fmt: skip
    if s >= 0.0:
        s = max(s, MIN_TOI) if max(bodies[i, IMPACTS], bodies[j, IMPACTS]) < MAX_IMPACTS else TOUCHING
    if s == APART:
        forget(pairs.contacts, k)
    marks.toi[k] = s
    return s


@kernel
def look_at_stripe(
    pairs: Pairs, marks: PairMarks, lists: PairLists, stripe: int, rest_speed: float, h: float
) -> None:  # fmt: skip
    """Look at all pairs of a stripe: list those that touch, and those that have a pending impact.

    marks : ``toi`` and ``flags`` of the pairs are written
    lists : the parts of the stripe in ``touching`` and ``candidates`` are written, and their numbers
    """
    first, last = pairs.stripes[stripe], pairs.stripes[stripe + 1]
    touching = candidates = begin = first + stripe
    for k in range(first, last):
        is_near, may_collide = look_at_pair(pairs, marks, k, rest_speed, h)
        adds = is_near & (not may_collide)
        lists.touching[touching] = lists.candidates[candidates] = k  # branch-free: write every pair, count some
        touching += adds
        candidates += may_collide
        marks.flags[k] = LISTED * adds
    pending = begin
    for place in range(begin, candidates):
        k = lists.candidates[place]
        s = find_impact(pairs, marks, k, rest_speed, h)
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
    pairs: Pairs, marks: PairMarks, lists: PairLists, asked: int, pending: int, rest_speed: float, h: float
) -> int:  # fmt: skip
    """Look at the pairs that were asked for, as `look_at_stripe`; return the number of all pending pairs."""
    answers = 0
    for place in range(asked):
        k = lists.asked[place]
        is_near, may_collide = look_at_pair(pairs, marks, k, rest_speed, h)
        lists.answers[answers] = k
        answers += may_collide
        if is_near and not may_collide:
            list_touching(pairs, marks, lists, k)
    for place in range(answers):
        k = lists.answers[place]
        s = find_impact(pairs, marks, k, rest_speed, h)
        if s == TOUCHING:
            list_touching(pairs, marks, lists, k)
        elif s >= 0.0 and not marks.flags[k] & PENDING:
            lists.pending[pending] = k
            pending += 1
            marks.flags[k] |= PENDING
    return pending


@subroutine
def find_leaders(pairs: Pairs, marks: PairMarks, lists: PairLists, pending: int) -> int:
    """Write the earliest pending pair of every body to ``leader``; return the earliest of all, or -1."""
    best = -1
    for place in range(pending):
        k = lists.pending[place]
        s = marks.toi[k]
        if s >= 0.0:
            if best < 0 or is_earlier(s, k, marks.toi[best], best):
                best = k
            for i in (pairs.first_body[k], pairs.second_body[k]):
                leader = lists.leader[i]
                if leader < 0 or is_earlier(s, k, marks.toi[leader], leader):
                    lists.leader[i] = k
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
        is_first = lists.leader[pairs.first_body[k]] == k and lists.leader[pairs.second_body[k]] == k
        before = max(balls[TOI_BALL, i], balls[TOI_BALL, j], balls[TOI_WALL, i], balls[TOI_WALL, j])
        if s < 0.0:  # one of the balls was hit since
            marks.flags[k] &= LISTED | STRUCK
        elif not last_pass and s < before:
            balls[TOI_BALL, i], balls[TOI_BALL, j] = max(balls[TOI_BALL, i], s), max(balls[TOI_BALL, j], s)
            marks.flags[k] &= LISTED | STRUCK
        elif is_first and (k == best or not few):
            lists.chosen[count] = k
            count += 1
            marks.flags[k] &= LISTED | STRUCK
        else:
            lists.pending[stay] = k
            stay += 1
    for place in range(pending):
        k = lists.asked[place]
        lists.leader[pairs.first_body[k]] = lists.leader[pairs.second_body[k]] = -1
    return stay, count


@subroutine
def apply_pair_impulse(
    bodies: Bodies, inverse: int, i: int, j: int, nx: float, ny: float,
    normal: float, tangent: float, rolling: float, s: float,
) -> None:  # fmt: skip
    """Change the motion of two bodies by impulses of their contact (N s, N m s), s before the end of the sub-step.

    inverse : which inverse mass counts, INV_MASS or REST_INV_MASS
    """
    px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
    inv_i, inv_j = bodies[i, inverse], bodies[j, inverse]
    twist_i = (rolling - bodies[i, RADIUS] * tangent) * inv_i * bodies[i, INERTIA_FACTOR]
    twist_j = (-rolling - bodies[j, RADIUS] * tangent) * inv_j * bodies[j, INERTIA_FACTOR]
    bodies[i, VX] -= px * inv_i
    bodies[i, VY] -= py * inv_i
    bodies[j, VX] += px * inv_j
    bodies[j, VY] += py * inv_j
    bodies[i, RATE] += twist_i
    bodies[j, RATE] += twist_j
    bodies[i, X] -= s * px * inv_i
    bodies[i, Y] -= s * py * inv_i
    bodies[j, X] += s * px * inv_j
    bodies[j, Y] += s * py * inv_j
    bodies[i, ANGLE] += s * twist_i
    bodies[j, ANGLE] += s * twist_j


@subroutine
def rolling_impulse(
    bodies: Bodies, inverse: int, i: int, j: int, tangent: float, old: float, limit: float
) -> float:  # fmt: skip
    """Return the accumulated impulse (N m s) of the rolling resistance, which stops the relative spin if it can.

    inverse : as in `apply_pair_impulse`
    tangent : N s, tangent impulse that acts at the same time
    """
    inertia_i = bodies[i, inverse] * bodies[i, INERTIA_FACTOR]
    inertia_j = bodies[j, inverse] * bodies[j, INERTIA_FACTOR]
    twist_i, twist_j = -bodies[i, RADIUS] * tangent * inertia_i, -bodies[j, RADIUS] * tangent * inertia_j
    apart = bodies[j, RATE] + twist_j - bodies[i, RATE] - twist_i
    return clamp(old + apart / (inertia_i + inertia_j), limit)


@subroutine
def solve_impact(
    balls: Balls, pairs: Pairs, marks: PairMarks, k: int, friction_rule: int, restitution_rule: int,
    rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Solve the impact of pair k at its time, with restitution, friction and rolling resistance."""
    bodies, i, j, s = marks.bodies, pairs.first_body[k], pairs.second_body[k], marks.toi[k]
    r_i, r_j = bodies[i, RADIUS], bodies[j, RADIUS]
    reach, small, reduced = r_i + r_j, min(r_i, r_j), 1.0 / (bodies[i, INV_MASS] + bodies[j, INV_MASS])
    dx, dy = bodies[j, X] - bodies[i, X], bodies[j, Y] - bodies[i, Y]
    wx, wy = bodies[j, VX] - bodies[i, VX], bodies[j, VY] - bodies[i, VY]
    ax, ay = (bodies[j, CHANGE_X] - bodies[i, CHANGE_X]) / h, (bodies[j, CHANGE_Y] - bodies[i, CHANGE_Y]) / h
    if s == h - max(bodies[i, PATH_START], bodies[j, PATH_START]):  # see `pair_time_of_impact`
        ax = ay = 0.0
    bounce = 0.0
    if max(bodies[i, IMPACTS], bodies[j, IMPACTS]) < MAX_BOUNCES:
        first, second = pairs.first[k], pairs.second[k]
        bounce = mix(balls[RESTITUTION, first], balls[RESTITUTION, second], restitution_rule)
    nx, ny, normal, tangent = pair_impulse(
        dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), wx - s * ax, wy - s * ay,
        bodies[i, RATE] * r_i + bodies[j, RATE] * r_j, reach, small, reduced, bounce,
        mix(bodies[i, FRICTION], bodies[j, FRICTION], friction_rule), h, k,
    )  # fmt: skip
    lever = max(bodies[i, ROLLING_RESISTANCE], bodies[j, ROLLING_RESISTANCE]) * max(r_i, r_j)
    rolling = rolling_impulse(bodies, INV_MASS, i, j, tangent, 0.0, lever * normal) if lever > 0.0 else 0.0
    apply_pair_impulse(bodies, INV_MASS, i, j, nx, ny, normal, tangent, rolling, s)
    wakes = abs(normal) > max(rest_speed, WAKE_TRAVEL * small / h) * reduced
    for body in (i, j):
        bodies[body, PATH_START] = h - s
        bodies[body, IMPACTS] += 1.0
        marks.wake[body] |= WAKES if wakes else MOVED_NOW


@subroutine
def ask_for_neighbors(
    balls: Balls, pairs: Pairs, adjacency: Adjacency, marks: PairMarks, lists: PairLists, chosen: int, h: float
) -> int:  # fmt: skip
    """Ask for all pairs of the balls that have collided, except the pairs that have just done so; return their number.

    The pairs that have collided are listed as touching.
    """
    asked = 0
    for place in range(chosen):
        k = lists.chosen[place]
        list_touching(pairs, marks, lists, k)
        marks.flags[k] |= STRUCK
        for b, body in ((pairs.first[k], pairs.first_body[k]), (pairs.second[k], pairs.second_body[k])):
            if balls[TOI_WALL, b] != NOTHING_NEAR:  # its path has changed, so it must be checked against walls first
                balls[TOI_WALL, b] = max(h - marks.bodies[body, PATH_START], MIN_TOI)
            for spot in range(adjacency.start[b], adjacency.start[b + 1]):
                lists.asked[asked] = adjacency.pairs_of[spot]
                asked += adjacency.pairs_of[spot] != k
        marks.toi[k] = APART
    return asked
