"""Resting contacts of balls."""

from systems.kernels.ball_impact import DEEP_SPEED, contact_normal
from systems.kernels.ball_passes import STRUCK, PairLists, PairMarks, apply_pair_impulse, is_pressed, rolling_impulse
from systems.kernels.bodies import (
    CHANGE_X,
    CHANGE_Y,
    FRICTION,
    MOVED_NOW,
    PATH_START,
    RADIUS,
    RATE,
    REST_INV_MASS,
    ROLLING_RESISTANCE,
    VX,
    VY,
    WAKES,
    WAS_WOKEN,
    WOKEN_NOW,
    Bodies,
    X,
    Y,
)
from systems.kernels.broad_phase import IS_UNEQUAL, STRIPES, Pairs
from systems.kernels.compiler import Indices, kernel, subroutine
from systems.kernels.contact import (
    LANDING,
    MAX_TURN,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOP,
    STRICT,
    TANGENT,
    WAKE_TRAVEL,
    clamp,
    contact_margin,
    forget,
    rotate_normal,
)
from systems.kernels.mixing import mix

PUSH = 0.8  # part of the overlap beyond the slop that is corrected in a sub-step
PUSH_SPEED = 80.0  # radii per second, largest speed of the correction of an overlap
CRUSHED = 0.2  # radii of the smaller ball; balls that overlap more are also driven apart by a speed ...
THIRD = 1.0 / 3.0  # of the reduced mass resists a tangent impulse on two solid discs
DRIVE = 0.2  # ... that removes this part of the overlap beyond CRUSHED in a sub-step


@subroutine
def share_to_keep(
    bodies: Bodies, i: int, j: int, nx: float, ny: float, normal: float, old_normal: float, reduced: float, away: float
) -> float:  # fmt: skip
    """Return the share of the impulses of a contact that starts the next sub-step.

    It leaves out what pressing crushed balls apart with the speed ``away`` has needed, and, of a contact that is new,
    everything but the load of the forces: that is the landing. A light ball that is pressed by a heavy one keeps it.
    """
    change_x, change_y = bodies[j, CHANGE_X] - bodies[i, CHANGE_X], bodies[j, CHANGE_Y] - bodies[i, CHANGE_Y]
    keeps = old_normal != 0.0 or is_pressed(bodies, i, j)
    load = normal - reduced * away if keeps else -reduced * (change_x * nx + change_y * ny)
    return min(max(load, 0.0) / normal, 1.0) if normal > 0.0 else 0.0


@subroutine
def move_apart(bodies: Bodies, i: int, j: int, x_i: float, y_i: float, x_j: float, y_j: float) -> None:
    """Move the first ball backwards and the second one forwards, m."""
    bodies[i, X] -= x_i
    bodies[i, Y] -= y_i
    bodies[j, X] += x_j
    bodies[j, Y] += y_j


@kernel
def solve_resting(
    pairs: Pairs, marks: PairMarks, listed: Indices, begin: int, count: int, backwards: bool,
    friction_rule: int, rest_speed: float, h: float,
) -> bool:  # fmt: skip
    """Correct the impulses of the listed pairs, one after the other, by sequential impulses; return if any ball woke.

    What is left of an overlap is corrected by moving the balls (pseudo-impulses, which change no velocity); the lighter
    ball moves more. Crushed balls move alike, because a light ball between a heavy one and a wall has nowhere to go,
    and they are driven apart too.

    begin, count, backwards : the part of the list, and its order
    """
    bodies, woken, part = marks.bodies, False, STRICT if pairs.state[IS_UNEQUAL] else 1.0
    press, rate = DEEP_SPEED * rest_speed, 1.0 / h  # multiplications, because divisions take most of the time
    for place in range(count):
        k = listed[begin + (count - 1 - place if backwards else place)]
        i, j, old_normal = pairs.first_body[k], pairs.second_body[k], pairs.contacts[k, NORMAL]
        if marks.toi[k] >= 0.0:
            continue  # its impact is pending
        r_i, r_j = bodies[i, RADIUS], bodies[j, RADIUS]
        inv_i, inv_j = bodies[i, REST_INV_MASS], bodies[j, REST_INV_MASS]
        reach, small, reduced = r_i + r_j, min(r_i, r_j), 1.0 / (inv_i + inv_j)
        distance, nx, ny = contact_normal(bodies[j, X] - bodies[i, X], bodies[j, Y] - bodies[i, Y], reach, k)
        gap = distance - reach
        if not (gap < 0.0 or (old_normal > 0.0 and gap < contact_margin(small, rest_speed, h))):
            forget(pairs.contacts, k)
            continue
        wx, wy = bodies[j, VX] - bodies[i, VX], bodies[j, VY] - bodies[i, VY]
        closing, slip = -(wx * nx + wy * ny), wy * nx - wx * ny - bodies[i, RATE] * r_i - bodies[j, RATE] * r_j
        has_landed = (gap < 0.0) & (-gap < closing * h) & (closing * h > LANDING * small)  # or it acts all the time
        s = -gap / closing if has_landed else 0.5 * (h - max(bodies[i, PATH_START], bodies[j, PATH_START]))
        away = min(DRIVE * max(-gap - CRUSHED * small, 0.0) * rate, press)
        least = old_normal if marks.flags[k] & STRUCK else 0.0
        normal = max(least, old_normal + reduced * (closing + away - max(gap, 0.0) * rate))
        normal = min(normal, old_normal) if gap >= 0.0 else normal
        old_tangent, old_rolling = pairs.contacts[k, TANGENT], pairs.contacts[k, ROLLING]
        mu = mix(bodies[i, FRICTION], bodies[j, FRICTION], friction_rule)
        tangent, rolling = clamp(old_tangent - reduced * slip * THIRD, mu * normal), 0.0
        lever = max(bodies[i, ROLLING_RESISTANCE], bodies[j, ROLLING_RESISTANCE]) * max(r_i, r_j)
        if lever > 0.0:
            rolling = rolling_impulse(bodies, REST_INV_MASS, i, j, tangent - old_tangent, old_rolling, lever * normal)

        # Apply the difference of the new and the old accumulated impulses.
        more = normal - old_normal
        apply_pair_impulse(bodies, REST_INV_MASS, i, j, nx, ny, more, tangent - old_tangent, rolling - old_rolling, s)
        overlap = -gap - s * more * (inv_i + inv_j) - SLOP * small
        push = min(PUSH * max(overlap, 0.0), PUSH_SPEED * small * h)
        push_i = (0.5 if -gap > CRUSHED * small else reduced * inv_i) * push
        move_apart(bodies, i, j, push_i * nx, push_i * ny, (push - push_i) * nx, (push - push_i) * ny)
        kept = share_to_keep(bodies, i, j, nx, ny, normal, old_normal, reduced, away)
        turn = h * (nx * wy - ny * wx) / reach
        pairs.contacts[k, NORMAL_X], pairs.contacts[k, NORMAL_Y] = rotate_normal(nx, ny, 0.5 * turn)
        kept = kept if abs(turn) < MAX_TURN else 0.0
        pairs.contacts[k, NORMAL], pairs.contacts[k, TANGENT] = kept * normal, kept * tangent
        pairs.contacts[k, ROLLING] = kept * rolling
        wakes = abs(more) > part * max(rest_speed, WAKE_TRAVEL * small * rate) * reduced
        woken = woken or wakes
        for body in (i, j):
            marks.wake[body] |= WAKES if wakes else MOVED_NOW
    return woken


@subroutine
def list_woken(pairs: Pairs, marks: PairMarks, lists: PairLists, ball_count: int) -> None:
    """List the touching pairs of balls that were woken since the last turn, for every stripe."""
    for stripe in range(pairs.state[STRIPES]):
        begin = end = pairs.stripes[stripe] + stripe
        for place in range(begin, begin + lists.touching_count[stripe]):
            k = lists.touching[place]
            lists.woken[end] = k
            end += (marks.wake[pairs.first_body[k]] | marks.wake[pairs.second_body[k]]) & WOKEN_NOW > 0
        lists.woken_count[stripe] = end - begin
    for b in range(ball_count):
        marks.wake[b] &= MOVED_NOW | WAS_WOKEN
