"""Arithmetic of `BallCollision`: which pair is next, and what an impulse does."""

from systems.kernels.ball_impact import APART, DEEP_SPEED, TOUCHING, meeting, strike
from systems.kernels.ball_rest import support
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
    STIRRED,
    TANGENT,
    clamp,
    margin,
    mix,
    turned,
)
from systems.kernels.queue import pop, push

SWEEPS = 3  # at most, through the resting pairs in one call
MOST_BOUNCES = 16  # of one ball from others in a sub-step; then it is hit without bouncing ...
MOST_IMPACTS = 32  # ... and at last, whatever hits it comes to rest on it
LISTED, STRUCK = 1, 2  # marks of pairs that touch, and of those that have collided in this call


@kernel
def ball_collision(
    first: Rows, second: Rows, contacts: Block,
    start: Rows, pairs_of: Rows, fresh: Rows, touching: Rows, mark: Flags, when: Floats, what: Rows, due: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, hits: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats, next_ball: Floats, next_wall: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, again: bool,
) -> None:  # fmt: skip
    """Bounce, rub and part every pair that touches.

    Pairs that meet faster than ``rest_speed`` (m/s) are impacts. A queue hands them out in the order of time; each
    is put back to its moment, and what the two do next is looked up anew (event-driven molecular dynamics, Alder
    and Wainwright, J. Chem. Phys. 31, 459, 1959). Slower pairs rest: sequential impulses, forth and back through
    those that touch, until nothing is stirred: changed by more than ``rest_speed``, and visibly.

    A pair whose impact comes after that of one of them with a wall waits. The first call of a sub-step looks at all
    pairs; the next ones, ``again``, at those of balls that walls have stirred since, or that wait.

    first, second : (m,) rows of near pairs
    contacts : (5, capacity) in/out
    start, pairs_of : (n + 1,), (2 m,) the pairs of each ball, see `link`
    fresh : (n,) scratch, balls whose pairs must be looked at
    touching, mark, due : (at least m,) scratch
    when, what : (capacity,) scratch of the queue
    x, y, angle, vx, vy, rate, begin : in/out
    hits : (n,) impacts with balls in this sub-step, in/out
    by_balls : (n,) out, STIRRED or MOVED where this call did so to a ball, or 0
    by_walls : (n,) in/out, the same of walls; zero afterwards
    next_ball, next_wall : (n,) s before the end of the sub-step when a ball hits another next, where that must wait,
        or a wall; or NEAR or NOWHERE; in/out
    h : s, length of the sub-step
    """
    pairs, balls = len(first), len(x)
    press = DEEP_SPEED * rest_speed
    mark[:pairs] = 0
    by_balls[:] = 0.0
    everyone = not again
    looking = 0  # balls on the list of fresh ones
    for b in range(balls - 1, -1, -1):
        if everyone or by_walls[b] >= STIRRED or next_ball[b] > 0.0:
            fresh[looking] = b
            looking += 1
            next_ball[b] = NEAR if start[b] < start[b + 1] else NOWHERE
    if everyone:
        hits[:] = 0.0
    by_walls[:] = 0.0
    waiting = count = 0  # pairs in the queue of impacts, and on the list of those that touch
    sweep = place = 0
    settled = True
    while True:
        if looking > 0:
            looking -= 1
            b = fresh[looking]
            for q in range(start[b], start[b + 1]):
                k = pairs_of[q]
                i, j = first[k], second[k]
                if everyone and i != b:
                    continue  # each pair once
                dx, dy = x[j] - x[i], y[j] - y[i]
                wx, wy = vx[j] - vx[i], vy[j] - vy[i]
                reach, small = radius[i] + radius[j], min(radius[i], radius[j])
                creep = CREEP * (abs(vx[i]) + abs(vy[i]) + abs(vx[j]) + abs(vy[j]))
                carried = contacts[NORMAL, k] * (1.0 / mass[i] + 1.0 / mass[j])
                s = meeting(
                    dx, dy, wx, wy, kick_x[j] - kick_x[i], kick_y[j] - kick_y[i],
                    reach, reach + margin(small, rest_speed, h), small,
                    h - max(begin[i], begin[j]), max(rest_speed, carried, creep), press, h, k,
                )  # fmt: skip
                if s >= 0.0:
                    s = max(s, INSTANT) if max(hits[i], hits[j]) < MOST_IMPACTS else TOUCHING
                due[k] = s
                if s >= 0.0:
                    waiting = push(when, what, waiting, s, k)
                elif s == APART:
                    contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
                elif mark[k] == 0:
                    mark[k] = LISTED
                    touching[count] = k
                    count += 1
            continue
        everyone = False
        impact = waiting > 0
        if impact:
            waiting = pop(when, what, waiting)
            s, k = when[waiting], what[waiting]
            if due[k] != s:
                continue  # one of the two has been hit since
            i, j = first[k], second[k]
            if s < max(next_ball[i], next_ball[j], next_wall[i], next_wall[j]):  # something of theirs comes before
                next_ball[i], next_ball[j] = max(next_ball[i], s), max(next_ball[j], s)
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
        i, j = first[k], second[k]
        if sweep > 0 and by_balls[i] < STIRRED and by_balls[j] < STIRRED:
            continue

        r_i, r_j = radius[i], radius[j]
        reach, small = r_i + r_j, min(r_i, r_j)
        dx, dy = x[j] - x[i], y[j] - y[i]
        wx, wy = vx[j] - vx[i], vy[j] - vy[i]
        light_i, light_j = 1.0 / mass[i], 1.0 / mass[j]  # what an impulse is multiplied by
        reduced = 1.0 / (light_i + light_j)
        turning = rate[i] * r_i + rate[j] * r_j
        mu = mix(friction[i], friction[j], friction_rule)
        lever = max(rolling[i], rolling[j]) * max(r_i, r_j)
        load = rub = roll = shove = 0.0
        if impact:
            ax, ay = (kick_x[j] - kick_x[i]) / h, (kick_y[j] - kick_y[i]) / h
            bounce = 0.0
            if max(hits[i], hits[j]) < MOST_BOUNCES:
                bounce = mix(restitution[i], restitution[j], restitution_rule)
            nx, ny, normal, tangent = strike(
                dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), wx - s * ax, wy - s * ay,
                turning, reach, small, reduced, bounce, mu, h, k,
            )  # fmt: skip
        else:
            if not dx * dx + dy * dy < (reach + margin(small, rest_speed, h)) ** 2:
                contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
                continue
            least = contacts[NORMAL, k] if mark[k] == STRUCK else 0.0
            nx, ny, normal, tangent, s, shove, forget = support(
                dx, dy, wx, wy, turning, reach, small, reduced, h - max(begin[i], begin[j]),
                contacts[NORMAL, k], contacts[TANGENT, k], least, mu, press, h, k,
            )  # fmt: skip
            load, rub, roll = contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k]
            ahead = 0.5 * h * (nx * wy - ny * wx) / reach
            contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = turned(nx, ny, ahead)

        # The impulses are the sums of now less those that have acted before.
        ease_i, ease_j = 2.0 * light_i / (r_i * r_i), 2.0 * light_j / (r_j * r_j)  # 1 / I
        twist_i, twist_j = -r_i * (tangent - rub), -r_j * (tangent - rub)
        brake = 0.0
        if lever > 0.0:
            apart = rate[j] + twist_j * ease_j - rate[i] - twist_i * ease_i
            brake = clamp(roll + apart / (ease_i + ease_j), lever * normal)
            twist_i += brake - roll
            twist_j -= brake - roll
        if not impact:
            keep = max(normal - forget, 0.0) / normal if normal > 0.0 else 1.0
            if load == 0.0 and normal > 0.0:
                pressed = reduced * ((kick_x[i] - kick_x[j]) * nx + (kick_y[i] - kick_y[j]) * ny)
                keep = min(max(pressed, 0.0) / normal, 1.0)
            contacts[NORMAL, k], contacts[TANGENT, k] = keep * normal, keep * tangent
            contacts[ROLLING, k] = keep * brake
        normal -= load
        tangent -= rub
        px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
        vx[i] -= px * light_i
        vy[i] -= py * light_i
        vx[j] += px * light_j
        vy[j] += py * light_j
        rate[i] += twist_i * ease_i
        rate[j] += twist_j * ease_j
        angle[i] += s * twist_i * ease_i
        angle[j] += s * twist_j * ease_j
        px, py = s * px + shove * nx, s * py + shove * ny
        x[i] -= px * light_i
        y[i] -= py * light_i
        x[j] += px * light_j
        y[j] += py * light_j

        stir = STIRRED if abs(normal) > max(rest_speed, CALM * small / h) * reduced else MOVED
        by_balls[i], by_balls[j] = max(by_balls[i], stir), max(by_balls[j], stir)
        if impact:
            for b in (i, j):
                begin[b] = h - s
                hits[b] += 1.0
                if next_wall[b] != NOWHERE:
                    next_wall[b] = s  # it goes another way now, and must be looked at before it goes on
            if mark[k] == 0:
                touching[count] = k
                count += 1
            mark[k] = STRUCK
            due[k] = APART
            fresh[0], fresh[1] = i, j
            looking = 2
        elif stir == STIRRED:
            settled = False
