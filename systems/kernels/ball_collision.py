"""Arithmetic of `BallCollision`: which pair is next, and what an impulse does."""

from systems.kernels.ball_impact import APART, DEEP_SPEED, TOUCHING, comes_first, may_meet, meeting, strike
from systems.kernels.ball_rest import support
from systems.kernels.body import (
    ANGLE,
    BEGIN,
    EASE,
    FRICTION,
    HITS,
    KICK_X,
    KICK_Y,
    LIGHT,
    RADIUS,
    RATE,
    RESISTANCE,
    RESTITUTION,
    SIZE,
    VX,
    VY,
    X,
    Y,
    gather,
)
from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    CALM,
    CREEP,
    INSTANT,
    MOVED,
    NEAR,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    NOWHERE,
    ROLLING,
    TANGENT,
    WOKEN,
    clamp,
    margin,
    mix,
    turned,
)

SWEEPS = 3  # at most, through the resting pairs in one call
MOST_BOUNCES = 16  # of one ball from others in a sub-step; then it is hit without bouncing ...
MOST_IMPACTS = 32  # ... and at last, whatever hits it comes to rest on it
LISTED, STRUCK, PENDING = 1, 2, 4  # marks of pairs that touch, that have collided in this call, that are to collide
TOGETHER = 16  # pairs that are to collide, the latest found, whose impacts come in the order of time in any case
LITTLE, MUCH = 1, 2  # marks of balls that have been moved, or stirred


@kernel
def ball_collision(
    first: Rows, second: Rows, contacts: Block,
    start: Rows, pairs_of: Rows, body: Floats, here: Flags, stir: Flags, fresh: Rows,
    touching: Rows, pending: Rows, mark: Flags, due: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, hits: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats, toi_ball: Floats, toi_wall: Floats,
    pairs: int, friction_rule: int, restitution_rule: int, rest_speed: float, h: float, again: bool, hurry: bool,
) -> None:  # fmt: skip
    """Bounce, rub and part every pair that touches.

    Pairs that meet faster than ``rest_speed`` (m/s) are impacts. Each is put back to its moment, and what the two do
    next is looked up anew (event-driven molecular dynamics, Alder and Wainwright, J. Chem. Phys. 31, 459, 1959).
    What happens far away is of no account, so the order of time is kept only where balls share it: of a pair, every
    earlier impact of one of the two goes first. So the work goes from place to place, not to and fro, and needs no
    queue. Slower pairs rest: sequential impulses, forth and back through those that touch, until nothing is stirred:
    changed by more than ``rest_speed``, and visibly.

    A pair whose impact comes after that of one of them with a wall waits. The first call of a sub-step looks at all
    pairs; the next ones, ``again``, at those of balls that walls have stirred since, or that wait.

    first, second : (m,) rows of near pairs
    contacts : (m, 5) in/out
    start, pairs_of : (n + 1,), (2 m,) the pairs of each ball, see `link`
    body, here : (SIZE n,), (n,) scratch, the balls that are looked at, see `body`, and whether they are there
    stir, fresh : (n,) scratch, how much balls were changed, and whose pairs must be looked at
    touching, pending, mark, due : (at least m,) scratch, pairs that touch or are to collide, and when
    x, y, angle, vx, vy, rate, begin : in/out
    hits : (n,) impacts with balls in this sub-step, in/out
    by_balls : (n,) out, WOKEN or MOVED where this call did so to a ball, or 0
    by_walls : (n,) in/out, the same of walls; zero afterwards
    toi_ball, toi_wall : (n,) s before the end of the sub-step when a ball hits another next, where that must wait,
        or a wall; or NEAR or NOWHERE; in/out
    h : s, length of the sub-step
    hurry : wait for nothing
    """
    balls = len(x)
    press = DEEP_SPEED * rest_speed
    mark[:pairs] = 0
    due[:pairs] = APART
    here[:balls] = 0
    stir[:balls] = 0
    waiting = count = 0  # pairs that are to collide, and that touch
    looking = 0  # balls on the list of fresh ones
    for b in range(balls - 1, -1, -1):
        if again and not (by_walls[b] >= WOKEN or toi_ball[b] > 0.0):
            continue
        toi_ball[b] = NEAR if start[b] < start[b + 1] else NOWHERE
        if again:
            fresh[looking] = b
            looking += 1
        else:
            hits[b] = 0.0
            here[b] = 1
            gather(
                body, b, x, y, angle, vx, vy, rate, kick_x, kick_y, begin, hits,
                radius, mass, restitution, friction, rolling,
            )  # fmt: skip
    by_walls[:] = 0.0
    look, stop = 0, 0 if again else pairs  # the pairs to look at now: at first all, later those of a fresh ball
    sweep = place = 0
    settled = True
    while True:
        while look == stop and looking > 0:
            looking -= 1
            look, stop = start[fresh[looking]], start[fresh[looking] + 1]
            again = True
        if look < stop:
            k = pairs_of[look] if again else look
            look += 1
            for b in (first[k], second[k]):
                if not here[b]:
                    here[b] = 1
                    gather(
                        body, b, x, y, angle, vx, vy, rate, kick_x, kick_y, begin, hits,
                        radius, mass, restitution, friction, rolling,
                    )  # fmt: skip
            i, j = SIZE * first[k], SIZE * second[k]
            dx, dy = body[j + X] - body[i + X], body[j + Y] - body[i + Y]
            wx, wy = body[j + VX] - body[i + VX], body[j + VY] - body[i + VY]
            reach, small = body[i + RADIUS] + body[j + RADIUS], min(body[i + RADIUS], body[j + RADIUS])
            near = reach + margin(small, rest_speed, h)
            s = APART
            if may_meet(dx, dy, wx, wy, reach, near):
                creep = CREEP * (abs(body[i + VX]) + abs(body[i + VY]) + abs(body[j + VX]) + abs(body[j + VY]))
                carried = contacts[k, NORMAL] * (body[i + LIGHT] + body[j + LIGHT])
                s = meeting(
                    dx, dy, wx, wy, body[j + KICK_X] - body[i + KICK_X], body[j + KICK_Y] - body[i + KICK_Y],
                    reach, near, small,
                    h - max(body[i + BEGIN], body[j + BEGIN]), max(rest_speed, carried, creep), press, h, k,
                )  # fmt: skip
            if s >= 0.0:
                s = max(s, INSTANT) if max(body[i + HITS], body[j + HITS]) < MOST_IMPACTS else TOUCHING
            due[k] = s
            if s >= 0.0:
                if not mark[k] & PENDING:
                    mark[k] |= PENDING
                    pending[waiting] = k
                    waiting += 1
            elif s == APART:
                if contacts[k, NORMAL] != 0.0:
                    contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0
            elif not mark[k] & LISTED:
                mark[k] |= LISTED
                touching[count] = k
                count += 1
            continue
        impact = waiting > 0
        if impact:
            at = waiting - 1
            for spot in range(max(0, waiting - TOGETHER), waiting):
                if comes_first(due[pending[spot]], pending[spot], due[pending[at]], pending[at]):
                    at = spot
            asked = k = pending[at]
            before = -1
            while k != before and due[k] >= 0.0:  # to the first of all that come before it
                before = k
                for b in (first[before], second[before]):
                    for spot in range(start[b], start[b + 1]):
                        if comes_first(due[pairs_of[spot]], pairs_of[spot], due[k], k):
                            k = pairs_of[spot]
            s, one, other = due[k], first[k], second[k]
            free = hurry or s >= max(toi_ball[one], toi_ball[other], toi_wall[one], toi_wall[other])
            if not (free and s >= 0.0):  # something else of theirs comes before, or they have been hit since
                for pair in (k, asked):
                    for b in (first[pair], second[pair]):
                        toi_ball[b] = max(toi_ball[b], due[pair])
                mark[asked] &= LISTED | STRUCK
                waiting -= 1
                pending[at] = pending[waiting]
                continue
        else:
            if place == count:
                sweep += 1
                if settled or sweep == SWEEPS:
                    break
                place, settled = 0, True
            k = touching[place if sweep % 2 == 0 else count - 1 - place]
            place += 1
            if due[k] >= 0.0:
                continue  # its impact waits
            s = 0.0
        one, other = first[k], second[k]
        if sweep > 0 and stir[one] < MUCH and stir[other] < MUCH:
            continue

        i, j = SIZE * one, SIZE * other
        r_i, r_j = body[i + RADIUS], body[j + RADIUS]
        reach, small = r_i + r_j, min(r_i, r_j)
        dx, dy = body[j + X] - body[i + X], body[j + Y] - body[i + Y]
        wx, wy = body[j + VX] - body[i + VX], body[j + VY] - body[i + VY]
        light_i, light_j = body[i + LIGHT], body[j + LIGHT]  # what an impulse is multiplied by
        reduced = 1.0 / (light_i + light_j)
        turning = body[i + RATE] * r_i + body[j + RATE] * r_j
        mu = mix(body[i + FRICTION], body[j + FRICTION], friction_rule)
        lever = max(body[i + RESISTANCE], body[j + RESISTANCE]) * max(r_i, r_j)
        kick_x_ij, kick_y_ij = body[j + KICK_X] - body[i + KICK_X], body[j + KICK_Y] - body[i + KICK_Y]
        load = rub = roll = push_i = push_j = 0.0
        if impact:
            ax, ay = kick_x_ij / h, kick_y_ij / h
            if s == h - max(body[i + BEGIN], body[j + BEGIN]):  # or before, see `meeting`
                ax = ay = 0.0
            bounce = 0.0
            if max(body[i + HITS], body[j + HITS]) < MOST_BOUNCES:
                bounce = mix(body[i + RESTITUTION], body[j + RESTITUTION], restitution_rule)
            nx, ny, normal, tangent = strike(
                dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), wx - s * ax, wy - s * ay,
                turning, reach, small, reduced, bounce, mu, h, k,
            )  # fmt: skip
        else:
            if not dx * dx + dy * dy < (reach + margin(small, rest_speed, h)) ** 2:
                contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0
                continue
            load, rub, roll = contacts[k, NORMAL], contacts[k, TANGENT], contacts[k, ROLLING]
            nx, ny, normal, tangent, s, push_i, push_j, forget = support(
                dx, dy, wx, wy, turning, reach, small, reduced, reduced * light_i,
                h - max(body[i + BEGIN], body[j + BEGIN]), load, rub, load if mark[k] & STRUCK else 0.0,
                mu, press, h, k,
            )  # fmt: skip
            ahead = 0.5 * h * (nx * wy - ny * wx) / reach
            contacts[k, NORMAL_X], contacts[k, NORMAL_Y] = turned(nx, ny, ahead)

        # The impulses are the sums of now less those that have acted before.
        ease_i, ease_j = body[i + EASE], body[j + EASE]
        twist_i, twist_j = -r_i * (tangent - rub), -r_j * (tangent - rub)
        brake = 0.0
        if lever > 0.0:
            apart = body[j + RATE] + twist_j * ease_j - body[i + RATE] - twist_i * ease_i
            brake = clamp(roll + apart / (ease_i + ease_j), lever * normal)
            twist_i += brake - roll
            twist_j -= brake - roll
        if not impact:
            keep = max(normal - forget, 0.0) / normal if normal > 0.0 else 1.0
            if load == 0.0 and normal > 0.0:
                keep = min(max(-reduced * (kick_x_ij * nx + kick_y_ij * ny), 0.0) / normal, 1.0)
            contacts[k, NORMAL], contacts[k, TANGENT] = keep * normal, keep * tangent
            contacts[k, ROLLING] = keep * brake
        normal -= load
        tangent -= rub
        px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
        body[i + VX] -= px * light_i
        body[i + VY] -= py * light_i
        body[j + VX] += px * light_j
        body[j + VY] += py * light_j
        body[i + RATE] += twist_i * ease_i
        body[j + RATE] += twist_j * ease_j
        body[i + ANGLE] += s * twist_i * ease_i
        body[j + ANGLE] += s * twist_j * ease_j
        body[i + X] -= s * px * light_i + push_i * nx
        body[i + Y] -= s * py * light_i + push_i * ny
        body[j + X] += s * px * light_j + push_j * nx
        body[j + Y] += s * py * light_j + push_j * ny

        if abs(normal) > max(rest_speed, CALM * small / h) * reduced:
            stir[one] = stir[other] = MUCH
            settled = settled and impact
        else:
            stir[one], stir[other] = max(stir[one], LITTLE), max(stir[other], LITTLE)
        if impact:
            for b in (one, other):
                body[SIZE * b + BEGIN] = h - s
                body[SIZE * b + HITS] += 1.0
                if toi_wall[b] != NOWHERE:
                    toi_wall[b] = s  # it goes another way now, and must be looked at before it goes on
            if not mark[k] & LISTED:
                touching[count] = k
                count += 1
            mark[k] |= LISTED | STRUCK
            due[k] = APART
            fresh[0], fresh[1] = one, other
            looking = 2
    for b in range(balls):
        by_balls[b] = (0.0, MOVED, WOKEN)[stir[b]]
        if stir[b]:
            p = SIZE * b
            x[b], y[b], vx[b], vy[b] = body[p + X], body[p + Y], body[p + VX], body[p + VY]
            angle[b], rate[b], begin[b], hits[b] = body[p + ANGLE], body[p + RATE], body[p + BEGIN], body[p + HITS]
