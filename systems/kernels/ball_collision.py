"""Kernels of `BallCollision`: contacts between balls in a sub-step, in passes."""

from systems.kernels.ball_passes import (
    PairLists,
    PairMarks,
    ask_for_neighbors,
    choose_impacts,
    join_pending,
    look_at_asked,
    look_at_stripe,
    solve_impact,
)
from systems.kernels.ball_rest import list_woken, solve_resting
from systems.kernels.bodies import gather_bodies, scatter_bodies
from systems.kernels.broad_phase import COUNT, IS_UNEQUAL, STRIPES, Adjacency, Pairs
from systems.kernels.columns import (
    BY_BALLS,
    BY_WALLS,
    TOI_BALL,
    Balls,
)
from systems.kernels.compiler import Rows, kernel, subroutine
from systems.kernels.contact import NO_IMPACT, NOTHING_NEAR, WOKEN
from systems.kernels.team import KIND, VARIANT, finish, post, report, take

MAX_TURNS, MANY_TURNS = 3, 12  # over the resting pairs in one call; many where light balls carry heavy ones
GATHER, LOOK, REST, SCATTER = range(4)  # kinds of jobs


@subroutine
def begin_call(
    balls: Balls, ball_count: int, pairs: Pairs, adjacency: Adjacency, marks: PairMarks, lists: PairLists, resume: bool
) -> int:  # fmt: skip
    """Reset what is known of balls, bodies and pairs; return how many pairs are asked for.

    In a call that resumes, these are the pairs of balls that walls have woken, or that have a pending impact.
    """
    asked = 0
    for b in range(ball_count):
        marks.wake[b] = 0
        lists.leader[b] = -1
        if not resume or balls[BY_WALLS, b] >= WOKEN or balls[TOI_BALL, b] > 0.0:
            start, end = adjacency.start[b], adjacency.start[b + 1]
            balls[TOI_BALL, b] = NO_IMPACT if start < end else NOTHING_NEAR
            for spot in range(start, end if resume else start):
                lists.asked[asked] = adjacency.pairs_of[spot]
                asked += 1
        balls[BY_WALLS, b] = balls[BY_BALLS, b] = 0.0
    if asked > 0:
        marks.flags[: pairs.state[COUNT]] = 0
        lists.touching_count[: pairs.state[STRIPES]] = 0
    return asked


@subroutine
def work_on_stripe(
    balls: Balls, pairs: Pairs, marks: PairMarks, lists: PairLists, team: Rows, item: int, friction_rule: int,
    rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Do one item of the present job: gather or scatter the bodies of a stripe, look at its pairs, or solve them.

    The first turn (variant 0 or 1) solves all touching pairs, later ones those that are woken; even turns go forwards.
    Stripes of the same parity share no ball, so a job solves those of one parity.
    """
    if team[KIND] == REST:
        turn, parity = team[VARIANT] // 2, team[VARIANT] % 2
        stripe = 2 * item + parity
        listed = lists.touching if turn == 0 else lists.woken
        count = lists.touching_count[stripe] if turn == 0 else lists.woken_count[stripe]
        woken = solve_resting(
            pairs, marks, listed, pairs.stripes[stripe] + stripe, count, turn % 2 == 1, friction_rule, rest_speed, h
        )  # fmt: skip
        lists.has_woken[stripe] = 1 if woken else 0
        return
    first, last = pairs.bodies_from[item], pairs.bodies_from[item + 1]
    if team[KIND] == LOOK:
        look_at_stripe(pairs, marks, lists, item, rest_speed, h)
    elif team[KIND] == GATHER:
        gather_bodies(balls, pairs.ball_of, marks.bodies, first, last, team[VARIANT] > 0)
    else:
        scatter_bodies(balls, pairs.ball_of, marks.bodies, marks.wake, first, last)


@subroutine
def run_job(
    balls: Balls, pairs: Pairs, marks: PairMarks, lists: PairLists, team: Rows, kind: int, variant: int, items: int,
    friction_rule: int, rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Do a job with the help of the other threads of the team."""
    post(team, kind, variant, items)
    item = take(team, False)
    while item >= 0:
        work_on_stripe(balls, pairs, marks, lists, team, item, friction_rule, rest_speed, h)
        report(team)
        item = take(team, False)
    finish(team, items)


@subroutine
def solve_turns(
    balls: Balls, ball_count: int, pairs: Pairs, marks: PairMarks, lists: PairLists, team: Rows,
    friction_rule: int, rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Solve the resting pairs in turns, until a turn wakes no ball."""
    stripes, turn, woken = pairs.state[STRIPES], 0, True
    while woken and turn < (MANY_TURNS if pairs.state[IS_UNEQUAL] else MAX_TURNS):
        if turn > 0:
            list_woken(pairs, marks, lists, ball_count)
        woken = False
        for parity in range(2):
            run_job(
                balls, pairs, marks, lists, team, REST, 2 * turn + parity, (stripes - parity + 1) // 2,
                friction_rule, rest_speed, h,
            )  # fmt: skip
        for stripe in range(stripes):
            woken = woken or lists.has_woken[stripe] > 0
        turn += 1


@kernel
def ball_collision(
    balls: Balls, ball_count: int, pairs: Pairs, adjacency: Adjacency, marks: PairMarks, lists: PairLists, team: Rows,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, resume: bool, last_pass: bool,
) -> None:  # fmt: skip
    """Solve the impacts and the resting contacts of all pairs that touch.

    A pair with a closing speed above ``rest_speed`` (m/s) is an impact. It is solved at its time of impact, and the
    next impacts of both balls are found again (event-driven molecular dynamics, Alder and Wainwright, J. Chem. Phys.
    31, 459, 1959). Only impacts that share a ball need time order, so they are solved in rounds, see `choose_impacts`.
    Slower pairs rest: they are solved by sequential impulses in forward and backward turns, until no ball is woken,
    that is, changed by more than ``rest_speed`` and visibly.

    The impact of a pair stays pending while one of the balls hits a wall before. The first call of a sub-step solves
    all pairs. With ``resume`` a call solves only pairs of balls that walls have woken since, or with pending impacts.

    balls : motion, PATH_START, TOI_BALL and TOI_WALL are changed; BY_BALLS becomes WOKEN or MOVED for balls that this
        call has woken or moved, else 0; BY_WALLS becomes 0
    pairs : ``contacts`` is changed
    team : threads that may help, see `systems.kernels.team`
    h : s, length of the sub-step
    last_pass : solve impacts even if one of the balls hits a wall before
    """
    stripes, rule = pairs.state[STRIPES], friction_rule
    run_job(balls, pairs, marks, lists, team, GATHER, 1 if resume else 0, stripes, rule, rest_speed, h)
    asked = begin_call(balls, ball_count, pairs, adjacency, marks, lists, resume)
    pending = 0
    if not resume:
        run_job(balls, pairs, marks, lists, team, LOOK, 0, stripes, rule, rest_speed, h)
        pending = join_pending(pairs, lists)
    elif asked == 0:
        return
    while asked > 0 or pending > 0:
        pending = look_at_asked(pairs, marks, lists, asked, pending, rest_speed, h)
        pending, chosen = choose_impacts(balls, pairs, marks, lists, pending, last_pass)
        for place in range(chosen):
            solve_impact(balls, pairs, marks, lists.chosen[place], rule, restitution_rule, rest_speed, h)
        asked = ask_for_neighbors(balls, pairs, adjacency, marks, lists, chosen, h)
    solve_turns(balls, ball_count, pairs, marks, lists, team, rule, rest_speed, h)
    run_job(balls, pairs, marks, lists, team, SCATTER, 0, stripes, rule, rest_speed, h)
