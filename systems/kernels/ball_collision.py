"""Kernel of `BallCollision`: the order of impacts, and the effect of impulses."""

from systems.kernels.ball_impact import (
    APART,
    DEEP_SPEED,
    TOUCHING,
    is_earlier,
    may_collide,
    pair_impulse,
    pair_time_of_impact,
)
from systems.kernels.ball_rest import resting_impulse
from systems.kernels.body import (
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
    SIZE,
    VX,
    VY,
    X,
    Y,
    load_body,
)
from typing import NamedTuple

from systems.kernels.broad_phase import COUNT, PairList
from systems.kernels.columns import ANGLE as COLANGLE, RATE as COLRATE, VX as COLVX, VY as COLVY, X as COLX, Y as COLY, PATH_START as COLPATH_START, IMPACTS as COLIMPACTS
from systems.kernels.columns import BY_BALLS, BY_WALLS, TOI_BALL, TOI_WALL, Balls
from systems.kernels.compiler import Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    MIN_TOI,
    MOVED,
    NO_IMPACT,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    NOTHING_NEAR,
    ROLLING,
    SPEED_ROUNDING,
    TANGENT,
    WAKE_TRAVEL,
    WOKEN,
    clamp,
    contact_margin,
    rotate_normal,
)
from systems.kernels.mixing import mix

MAX_SWEEPS = 3  # through the resting pairs in one call
MAX_BOUNCES = 16  # of one ball in a sub-step; further impacts with this ball have no restitution
MAX_IMPACTS = 32  # of one ball in a sub-step; further impacts with this ball are solved as resting contacts
LISTED, STRUCK, PENDING = 1, 2, 4  # flags of pairs: touches, has collided in this call, has a pending impact
ORDERED_IMPACTS = 16  # number of pending impacts, the latest found, from which the earliest is taken
SLIGHT, STRONG = 1, 2  # levels of `wake`: the ball was moved, or woken


class Scratch(NamedTuple):
    """Scratch arrays of `ball_collision`.

    body, loaded : (SIZE n,), (n,) the balls in use, see `systems.kernels.body`, and whether they are loaded
    wake, queue : (n,) wake levels of the balls, and the balls whose pairs must be checked
    touching, pending, flags, toi : (m,) pairs that touch, pairs with a pending impact, flags and times of impact of all
        pairs
    """

    body: Floats
    loaded: Flags
    wake: Flags
    queue: Rows
    touching: Rows
    pending: Rows
    flags: Flags
    toi: Floats


@kernel
def ball_collision(
    balls: Balls, ball_count: int, pairs: PairList, scratch: Scratch, friction_rule: int, restitution_rule: int,
    rest_speed: float, h: float, resume: bool, last_pass: bool,
) -> None:  # fmt: skip
    """Solve the impacts and the resting contacts of all pairs that touch.

    A pair with a closing speed above ``rest_speed`` (m/s) is an impact. It is solved at its time of impact, and the
    next impacts of both balls are computed again (event-driven molecular dynamics, Alder and Wainwright, J. Chem. Phys.
    31, 459, 1959). Only impacts that share a ball need time order: before an impact, all earlier impacts of its two
    balls are solved. So no event queue is needed. Slower pairs rest: they are solved by sequential impulses in forward
    and backward sweeps, until no ball is woken, that is, changed by more than ``rest_speed`` and visibly.

    The impact of a pair stays pending while one of the balls hits a wall before. The first call of a sub-step solves
    all pairs. With ``resume`` a call solves only pairs of balls that walls have woken since, or with pending impacts.

    first, second : (m,) rows of the pairs
    contacts : (m, 5) in/out
    start, pairs_of : (n + 1,), (2 m,) the pairs of each ball, see `build_adjacency`
    body, loaded : (SIZE n,), (n,) scratch, the balls in use, see `systems.kernels.body`, and whether they are loaded
    wake, queue : (n,) scratch, wake levels of the balls, and the balls whose pairs must be checked
    touching, pending, pair_flags, toi : (at least m,) scratch, pairs that touch, pairs with a pending impact, flags and
        times of impact of all pairs
    x, y, angle, vx, vy, rate, begin : in/out
    hits : (n,) number of impacts with balls in this sub-step, in/out
    by_balls : (n,) out, WOKEN or MOVED for balls that this call has woken or moved, else 0
    by_walls : (n,) in, the same for the last call of the wall kernels; set to 0
    toi_ball, toi_wall : (n,) s before the end of the sub-step, time of the next pending impact with a ball, or with a
        wall, or NO_IMPACT or NOTHING_NEAR; in/out
    h : s, length of the sub-step
    last_pass : solve impacts even if one of the balls hits a wall before
    """
    first, second, contacts, start, pairs_of = (
        pairs.first, pairs.second, pairs.contacts, pairs.start, pairs.pairs_of
    )  # fmt: skip
    body, loaded, wake, queue = scratch.body, scratch.loaded, scratch.wake, scratch.queue
    touching, pending, pair_flags, toi = scratch.touching, scratch.pending, scratch.flags, scratch.toi
    by_balls, by_walls, toi_ball, toi_wall = balls[BY_BALLS], balls[BY_WALLS], balls[TOI_BALL], balls[TOI_WALL]
    x, y, vx, vy, angle, rate = balls[COLX], balls[COLY], balls[COLVX], balls[COLVY], balls[COLANGLE], balls[COLRATE]
    begin, hits = balls[COLPATH_START], balls[COLIMPACTS]
    pair_count = pairs.state[COUNT]
    press = DEEP_SPEED * rest_speed
    pair_flags[:pair_count] = 0
    toi[:pair_count] = APART
    loaded[:ball_count] = 0
    wake[:ball_count] = 0
    waiting = count = 0  # numbers of pending and of touching pairs
    queued = 0
    for b in range(ball_count - 1, -1, -1):
        if resume and not (by_walls[b] >= WOKEN or toi_ball[b] > 0.0):
            continue
        toi_ball[b] = NO_IMPACT if start[b] < start[b + 1] else NOTHING_NEAR
        if resume:
            queue[queued] = b
            queued += 1
        else:
            hits[b] = 0.0
            loaded[b] = 1
            load_body(
                body, b, balls,
            )  # fmt: skip
    by_walls[:ball_count] = 0.0
    look, stop = 0, 0 if resume else pair_count  # the pairs to check: at first all, later those of a ball in the queue
    sweep = place = 0
    settled = True
    while True:
        while look == stop and queued > 0:
            queued -= 1
            look, stop = start[queue[queued]], start[queue[queued] + 1]
            resume = True
        if look < stop:
            k = pairs_of[look] if resume else look
            look += 1
            for b in (first[k], second[k]):
                if not loaded[b]:
                    loaded[b] = 1
                    load_body(
                        body, b, balls,
                    )  # fmt: skip
            i, j = SIZE * first[k], SIZE * second[k]
            dx, dy = body[j + X] - body[i + X], body[j + Y] - body[i + Y]
            wx, wy = body[j + VX] - body[i + VX], body[j + VY] - body[i + VY]
            reach, small = body[i + RADIUS] + body[j + RADIUS], min(body[i + RADIUS], body[j + RADIUS])
            near = reach + contact_margin(small, rest_speed, h)
            s = APART
            if may_collide(dx, dy, wx, wy, reach, near):
                speeds = abs(body[i + VX]) + abs(body[i + VY]) + abs(body[j + VX]) + abs(body[j + VY])
                old_speed = contacts[k, NORMAL] * (body[i + INV_MASS] + body[j + INV_MASS])
                s = pair_time_of_impact(
                    dx, dy, wx, wy, body[j + CHANGE_X] - body[i + CHANGE_X], body[j + CHANGE_Y] - body[i + CHANGE_Y],
                    reach, near, small,
                    h - max(body[i + PATH_START], body[j + PATH_START]),
                    max(rest_speed, old_speed, SPEED_ROUNDING * speeds), press, h, k,
                )  # fmt: skip
            if s >= 0.0:
                s = max(s, MIN_TOI) if max(body[i + IMPACTS], body[j + IMPACTS]) < MAX_IMPACTS else TOUCHING
            toi[k] = s
            if s >= 0.0:
                if not pair_flags[k] & PENDING:
                    pair_flags[k] |= PENDING
                    pending[waiting] = k
                    waiting += 1
            elif s == APART:
                if contacts[k, NORMAL] != 0.0:
                    contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0
            elif not pair_flags[k] & LISTED:
                pair_flags[k] |= LISTED
                touching[count] = k
                count += 1
            continue
        impact = waiting > 0
        if impact:
            at = waiting - 1
            for spot in range(max(0, waiting - ORDERED_IMPACTS), waiting):
                if is_earlier(toi[pending[spot]], pending[spot], toi[pending[at]], pending[at]):
                    at = spot
            requested = k = pending[at]
            before = -1
            while k != before and toi[k] >= 0.0:  # find the earliest of the impacts that must come before
                before = k
                for b in (first[before], second[before]):
                    for spot in range(start[b], start[b + 1]):
                        if is_earlier(toi[pairs_of[spot]], pairs_of[spot], toi[k], k):
                            k = pairs_of[spot]
            s, one, other = toi[k], first[k], second[k]
            free = last_pass or s >= max(toi_ball[one], toi_ball[other], toi_wall[one], toi_wall[other])
            if not (free and s >= 0.0):  # another impact comes before, or one of the balls was hit since
                for pair in (k, requested):
                    for b in (first[pair], second[pair]):
                        toi_ball[b] = max(toi_ball[b], toi[pair])
                pair_flags[requested] &= LISTED | STRUCK
                waiting -= 1
                pending[at] = pending[waiting]
                continue
        else:
            if place == count:
                sweep += 1
                if settled or sweep == MAX_SWEEPS:
                    break
                place, settled = 0, True
            k = touching[place if sweep % 2 == 0 else count - 1 - place]
            place += 1
            if toi[k] >= 0.0:
                continue  # its impact is pending
            s = 0.0
        one, other = first[k], second[k]
        if sweep > 0 and wake[one] < STRONG and wake[other] < STRONG:
            continue

        i, j = SIZE * one, SIZE * other
        r_i, r_j = body[i + RADIUS], body[j + RADIUS]
        reach, small = r_i + r_j, min(r_i, r_j)
        dx, dy = body[j + X] - body[i + X], body[j + Y] - body[i + Y]
        wx, wy = body[j + VX] - body[i + VX], body[j + VY] - body[i + VY]
        inv_mass_i, inv_mass_j = body[i + INV_MASS], body[j + INV_MASS]
        reduced = 1.0 / (inv_mass_i + inv_mass_j)
        turning = body[i + RATE] * r_i + body[j + RATE] * r_j
        mu = mix(body[i + FRICTION], body[j + FRICTION], friction_rule)
        lever = max(body[i + ROLLING_RESISTANCE], body[j + ROLLING_RESISTANCE]) * max(r_i, r_j)
        change_x_ij, change_y_ij = body[j + CHANGE_X] - body[i + CHANGE_X], body[j + CHANGE_Y] - body[i + CHANGE_Y]
        old_normal = old_tangent = old_rolling = push_i = push_j = 0.0
        if impact:
            ax, ay = change_x_ij / h, change_y_ij / h
            if s == h - max(body[i + PATH_START], body[j + PATH_START]):  # see `pair_time_of_impact`
                ax = ay = 0.0
            bounce = 0.0
            if max(body[i + IMPACTS], body[j + IMPACTS]) < MAX_BOUNCES:
                bounce = mix(body[i + RESTITUTION], body[j + RESTITUTION], restitution_rule)
            nx, ny, normal, tangent = pair_impulse(
                dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), wx - s * ax, wy - s * ay,
                turning, reach, small, reduced, bounce, mu, h, k,
            )  # fmt: skip
        else:
            if not dx * dx + dy * dy < (reach + contact_margin(small, rest_speed, h)) ** 2:
                contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0
                continue
            old_normal, old_tangent, old_rolling = contacts[k, NORMAL], contacts[k, TANGENT], contacts[k, ROLLING]
            nx, ny, normal, tangent, s, push_i, push_j, discarded = resting_impulse(
                dx, dy, wx, wy, turning, reach, small, reduced, reduced * inv_mass_i,
                h - max(body[i + PATH_START], body[j + PATH_START]), old_normal, old_tangent,
                old_normal if pair_flags[k] & STRUCK else 0.0, mu, press, h, k,
            )  # fmt: skip
            ahead = 0.5 * h * (nx * wy - ny * wx) / reach
            contacts[k, NORMAL_X], contacts[k, NORMAL_Y] = rotate_normal(nx, ny, ahead)

        # Apply the difference of the new and the old accumulated impulses.
        inv_inertia_i, inv_inertia_j = body[i + INV_INERTIA], body[j + INV_INERTIA]
        torque_i, torque_j = -r_i * (tangent - old_tangent), -r_j * (tangent - old_tangent)
        rolling_impulse = 0.0
        if lever > 0.0:
            apart = body[j + RATE] + torque_j * inv_inertia_j - body[i + RATE] - torque_i * inv_inertia_i
            rolling_impulse = clamp(old_rolling + apart / (inv_inertia_i + inv_inertia_j), lever * normal)
            torque_i += rolling_impulse - old_rolling
            torque_j -= rolling_impulse - old_rolling
        if not impact:
            kept = max(normal - discarded, 0.0) / normal if normal > 0.0 else 1.0
            if old_normal == 0.0 and normal > 0.0:
                kept = min(max(-reduced * (change_x_ij * nx + change_y_ij * ny), 0.0) / normal, 1.0)
            contacts[k, NORMAL], contacts[k, TANGENT] = kept * normal, kept * tangent
            contacts[k, ROLLING] = kept * rolling_impulse
        normal -= old_normal
        tangent -= old_tangent
        px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
        body[i + VX] -= px * inv_mass_i
        body[i + VY] -= py * inv_mass_i
        body[j + VX] += px * inv_mass_j
        body[j + VY] += py * inv_mass_j
        body[i + RATE] += torque_i * inv_inertia_i
        body[j + RATE] += torque_j * inv_inertia_j
        body[i + ANGLE] += s * torque_i * inv_inertia_i
        body[j + ANGLE] += s * torque_j * inv_inertia_j
        body[i + X] -= s * px * inv_mass_i + push_i * nx
        body[i + Y] -= s * py * inv_mass_i + push_i * ny
        body[j + X] += s * px * inv_mass_j + push_j * nx
        body[j + Y] += s * py * inv_mass_j + push_j * ny

        if abs(normal) > max(rest_speed, WAKE_TRAVEL * small / h) * reduced:
            wake[one] = wake[other] = STRONG
            settled = settled and impact
        else:
            wake[one], wake[other] = max(wake[one], SLIGHT), max(wake[other], SLIGHT)
        if impact:
            for b in (one, other):
                body[SIZE * b + PATH_START] = h - s
                body[SIZE * b + IMPACTS] += 1.0
                if toi_wall[b] != NOTHING_NEAR:
                    toi_wall[b] = s  # its path has changed, so it must be checked against walls before it goes on
            if not pair_flags[k] & LISTED:
                touching[count] = k
                count += 1
            pair_flags[k] |= LISTED | STRUCK
            toi[k] = APART
            queue[0], queue[1] = one, other
            queued = 2
    for b in range(ball_count):
        by_balls[b] = (0.0, MOVED, WOKEN)[wake[b]]
        if wake[b]:
            p = SIZE * b
            x[b], y[b], vx[b], vy[b] = body[p + X], body[p + Y], body[p + VX], body[p + VY]
            angle[b], rate[b] = body[p + ANGLE], body[p + RATE]
            begin[b], hits[b] = body[p + PATH_START], body[p + IMPACTS]
