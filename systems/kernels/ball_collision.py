"""Kernel of `BallCollision`: contacts between balls in a sub-step, in passes."""

from systems.kernels.ball_passes import (
    WAS_WOKEN,
    PairScratch,
    ask_for_neighbors,
    choose_impacts,
    find_impacts,
    look,
    solve_impacts,
)
from systems.kernels.ball_rest import list_woken, solve_resting
from systems.kernels.broad_phase import COUNT, PairList
from systems.kernels.columns import (
    BY_BALLS,
    BY_WALLS,
    IMPACTS,
    INV_INERTIA,
    INV_MASS,
    MASS,
    RADIUS,
    TOI_BALL,
    Balls,
)
from systems.kernels.compiler import kernel, subroutine
from systems.kernels.contact import MOVED, NO_IMPACT, NOTHING_NEAR, WOKEN

MAX_TURNS = 3  # over the resting pairs in one call


@subroutine
def begin_substep(balls: Balls, ball_count: int) -> None:
    """Prepare the columns that only the contacts between balls use."""
    for b in range(ball_count):
        mass, radius = balls[MASS, b], balls[RADIUS, b]
        balls[INV_MASS, b] = 1.0 / mass
        balls[INV_INERTIA, b] = 2.0 / (mass * radius * radius)
        balls[IMPACTS, b] = 0.0


@subroutine
def begin_call(balls: Balls, ball_count: int, pairs: PairList, scratch: PairScratch, resume: bool) -> int:
    """Reset the flags of all balls; return how many pairs must be looked at.

    Of a call that resumes, these are the pairs of balls that walls have woken, or that have a pending impact.
    """
    asked = 0 if resume else pairs.state[COUNT]
    for b in range(ball_count):
        scratch.wake[b] = 0
        scratch.leader[b] = -1
        if not resume or balls[BY_WALLS, b] >= WOKEN or balls[TOI_BALL, b] > 0.0:
            start, end = pairs.start[b], pairs.start[b + 1]
            balls[TOI_BALL, b] = NO_IMPACT if start < end else NOTHING_NEAR
            for spot in range(start, end if resume else start):
                scratch.asked[asked] = pairs.pairs_of[spot]
                asked += 1
        balls[BY_WALLS, b] = balls[BY_BALLS, b] = 0.0
    return asked


@kernel
def ball_collision(
    balls: Balls, ball_count: int, pairs: PairList, scratch: PairScratch, friction_rule: int, restitution_rule: int,
    rest_speed: float, h: float, resume: bool, last_pass: bool,
) -> None:  # fmt: skip
    """Solve the impacts and the resting contacts of all pairs that touch.

    A pair with a closing speed above ``rest_speed`` (m/s) is an impact. It is solved at its time of impact, and the
    next impacts of both balls are found again (event-driven molecular dynamics, Alder and Wainwright, J. Chem. Phys.
    31, 459, 1959). Only impacts that share a ball need time order, so they are solved in rounds, see `choose_impacts`.
    Slower pairs rest: they are solved by sequential impulses in forward and backward turns, until no ball is woken,
    that is, changed by more than ``rest_speed`` and visibly.

    The impact of a pair stays pending while one of the balls hits a wall before. The first call of a sub-step solves
    all pairs. With ``resume`` a call solves only pairs of balls that walls have woken since, or with pending impacts.

    balls : motion, PATH_START, IMPACTS, TOI_BALL, TOI_WALL, INV_MASS and INV_INERTIA are changed; BY_BALLS becomes WOKEN
        or MOVED for balls that this call has woken or moved, else 0; BY_WALLS becomes 0
    pairs : ``contacts`` is changed
    h : s, length of the sub-step
    last_pass : solve impacts even if one of the balls hits a wall before
    """
    if not resume:
        begin_substep(balls, ball_count)
    asked = begin_call(balls, ball_count, pairs, scratch, resume)
    if asked == 0:
        return
    scratch.flags[: pairs.state[COUNT]] = 0
    every, touching, pending = not resume, 0, 0
    while asked > 0:
        touching, candidates = look(balls, pairs, scratch, every, asked, touching, pending, rest_speed, h)
        touching, pending = find_impacts(balls, pairs, scratch, touching, pending, candidates, rest_speed, h)
        every, asked = False, 0
        while pending > 0 and asked == 0:
            pending, chosen = choose_impacts(balls, pairs, scratch, pending, last_pass)
            solve_impacts(balls, pairs, scratch, chosen, friction_rule, restitution_rule, rest_speed, h)
            touching, asked = ask_for_neighbors(balls, pairs, scratch, chosen, touching)

    woken = solve_resting(
        balls, pairs, scratch, scratch.touching, touching, False, friction_rule, rest_speed, h
    )  # fmt: skip
    turn = 1
    while woken and turn < MAX_TURNS:
        count = list_woken(pairs, scratch, ball_count, touching)
        woken = solve_resting(
            balls, pairs, scratch, scratch.asked, count, turn % 2 == 1, friction_rule, rest_speed, h
        )  # fmt: skip
        turn += 1
    for b in range(ball_count):
        balls[BY_BALLS, b] = WOKEN if scratch.wake[b] & WAS_WOKEN else MOVED if scratch.wake[b] > 0 else 0.0
