"""Arithmetic of `BallCollision`: which pair is next."""

from systems.kernels.ball_impact import APART, TOUCHING, meeting, strike
from systems.kernels.ball_rest import support
from systems.kernels.compiler import Flags, Floats, Rows, kernel, part
from systems.kernels.contact import CALM, MOVED, NORMAL, ROLLING, STIRRED, TANGENT
from systems.kernels.queue import pop, push

SWEEPS = 3  # at most, through the resting pairs in one call
MOST_IMPACTS = 16  # of one ball with others in a sub-step; whatever hits it then comes to rest on it


@part
def look(
    k: int, i: int, j: int, contacts: Floats, due: Floats, when: Floats, what: Rows, waiting: int,
    touching: Rows, listed: Flags, count: int,
    x: Floats, y: Floats, vx: Floats, vy: Floats, kick_x: Floats, kick_y: Floats, begin: Floats, hits: Floats,
    radius: Floats, mass: Floats, rest_speed: float, h: float,
) -> tuple[int, int]:  # fmt: skip
    """Put a pair into the queue of impacts, or on the list of those that touch; return how long both are now."""
    s = meeting(k, i, j, contacts, x, y, vx, vy, kick_x, kick_y, begin, radius, mass, rest_speed, h)
    if s >= 0.0 and max(hits[i], hits[j]) >= MOST_IMPACTS:
        s = TOUCHING
    due[k] = s
    if s >= 0.0:
        waiting = push(when, what, waiting, s, k)
    elif s == APART:
        contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
    elif not listed[k]:
        listed[k] = 1
        touching[count] = k
        count += 1
    return waiting, count


@kernel(
    "void(i8[::1], i8[::1], f8[:, ::1], i8[::1], i8[::1], i8[::1], i8[::1], u1[::1], f8[::1], i8[::1], "
    + "f8[::1], " * 18
    + "i8, i8, f8, f8, b1)"
)
def ball_collision(
    first: Rows, second: Rows, contacts: Floats,
    start: Rows, back_start: Rows, back: Rows, touching: Rows, listed: Flags, when: Floats, what: Rows, due: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, hits: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, again: bool,
) -> None:  # fmt: skip
    """Bounce, rub and part every pair that touches.

    Pairs that meet faster than ``rest_speed`` (m/s) are impacts. A queue hands them out in the order of time; each
    is put back to its moment, and what the two do next is looked up anew (event-driven molecular dynamics, Alder
    and Wainwright, J. Chem. Phys. 31, 459, 1959). Slower pairs rest: sequential impulses, forth and back through
    those that touch, until nothing is stirred: changed by more than ``rest_speed``, and visibly.

    The first call of a sub-step looks at all pairs; the next ones, ``again``, at those of balls that walls have
    stirred since.

    first, second : (m,) rows of near pairs
    contacts : (5, capacity) in/out
    start, back_start, back : the pairs of every ball, see `link`
    touching, listed, due : (at least m,) scratch
    when, what : (capacity,) scratch of the queue
    x, y, angle, vx, vy, rate, begin : in/out
    hits : (n,) impacts with balls in this sub-step, in/out
    by_balls : (n,) out, STIRRED or MOVED where this call did so to a ball, or 0
    by_walls : (n,) in/out, the same of walls; zero afterwards
    h : s, length of the sub-step
    """
    by_balls[:] = 0.0
    listed[: len(first)] = 0
    waiting = count = 0
    if not again:
        hits[:] = 0.0
    for k in range(len(first)):
        i, j = first[k], second[k]
        if again and by_walls[i] < STIRRED and by_walls[j] < STIRRED:
            continue
        waiting, count = look(
            k, i, j, contacts, due, when, what, waiting, touching, listed, count,
            x, y, vx, vy, kick_x, kick_y, begin, hits, radius, mass, rest_speed, h,
        )  # fmt: skip

    while waiting > 0:
        waiting = pop(when, what, waiting)
        s, k = when[waiting], what[waiting]
        if due[k] != s:
            continue  # one of the two has been hit since
        i, j = first[k], second[k]
        gained = strike(
            k, i, j, s, contacts, x, y, angle, vx, vy, rate, kick_x, kick_y, begin,
            radius, mass, restitution, friction, rolling, friction_rule, restitution_rule, h,
        )  # fmt: skip
        hits[i] += 1.0
        hits[j] += 1.0
        stir = STIRRED if gained > max(rest_speed, CALM * min(radius[i], radius[j]) / h) else MOVED
        for b in (i, j):
            by_balls[b] = max(by_balls[b], stir)
            for q in range(start[b], start[b + 1]):
                waiting, count = look(
                    q, b, second[q], contacts, due, when, what, waiting, touching, listed, count,
                    x, y, vx, vy, kick_x, kick_y, begin, hits, radius, mass, rest_speed, h,
                )  # fmt: skip
            for q in back[back_start[b] : back_start[b + 1]]:
                waiting, count = look(
                    q, first[q], b, contacts, due, when, what, waiting, touching, listed, count,
                    x, y, vx, vy, kick_x, kick_y, begin, hits, radius, mass, rest_speed, h,
                )  # fmt: skip

    for sweep in range(SWEEPS):
        settled = True
        for step in range(count):
            k = touching[step if sweep % 2 == 0 else count - 1 - step]
            i, j = first[k], second[k]
            if sweep > 0 and by_balls[i] < STIRRED and by_balls[j] < STIRRED:
                continue
            gained = support(
                k, i, j, contacts, x, y, angle, vx, vy, rate, begin,
                radius, mass, friction, rolling, friction_rule, rest_speed, h,
            )  # fmt: skip
            stir = MOVED
            if abs(gained) > max(rest_speed, CALM * min(radius[i], radius[j]) / h):
                stir = STIRRED
                settled = False
            by_balls[i], by_balls[j] = max(by_balls[i], stir), max(by_balls[j], stir)
        if settled:
            break
    by_walls[:] = 0.0
