"""Arithmetic of `BallCollision`."""

import math

from systems.kernels.compiler import Floats, Rows, kernel
from systems.kernels.contact import (
    CALM,
    MARGIN,
    MOVED,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOP,
    STIRRED,
    TANGENT,
    clamp,
    mix,
)

PUSH = 0.8  # of the overlap beyond the slop that is taken out in a sub-step
PUSH_SPEED = 40.0  # radii a second, the fastest that overlapping balls are pushed apart
DEEP = 0.02  # of the smaller radius: an overlap beyond it also drives balls apart, as a pressure that is passed on ...
DRIVE = 0.2  # ... so fast that this part of it is gone after a sub-step ...
DRIVE_SPEED = 20.0  # ... but no faster than this times rest_speed: what gravity presses, gravity may part
COINCIDENT = 1e-9  # of the sum of radii: closer centres have no direction of their own
GOLDEN_ANGLE = 2.399963229728653  # rad; spreads the directions of coincident pairs evenly
SWEEPS = 3  # at most, through the list of pairs in one call


@kernel("void(" + "i8[::1], i8[::1], f8[:, ::1], " + "f8[::1], " * 12 + "i8, i8, f8, f8, b1)")
def ball_collision(
    first: Rows, second: Rows, contacts: Floats,
    x: Floats, y: Floats, vx: Floats, vy: Floats, rate: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, again: bool,
) -> None:  # fmt: skip
    """Bounce, rub and part every pair that touches: sequential impulses, forth and back through the list.

    A pair that closes faster than ``rest_speed`` (m/s) is an impact: it is put back to the moment of touch, where
    the normal impulse with restitution and the friction impulse (stick or slip) are applied in one. A slower pair
    is in resting contact: its impulses are sums that warm-start the next sub-step. Overlap that remains is taken
    out of the positions and does not become velocity, unless it is deep: then the pair rests at a speed apart.

    The first sweep solves all pairs; or, ``again``, those of balls that walls have stirred since. The next ones
    solve those of balls that this call has stirred: changed by more than ``rest_speed``, and visibly.

    first, second : (m,) rows of near pairs
    contacts : (5, capacity) in/out
    x, y, vx, vy, rate : in/out
    by_balls : (n,) out, STIRRED or MOVED where this call did so to a ball, or 0
    by_walls : (n,) in/out, the same of walls; zero afterwards
    h : s, length of the sub-step
    """
    by_balls[:] = 0.0
    for sweep in range(SWEEPS):
        settled = True
        for step in range(len(first)):
            k = step if sweep % 2 == 0 else len(first) - 1 - step
            i, j = first[k], second[k]
            stir = max(by_balls[i], by_balls[j]) if sweep > 0 else max(by_walls[i], by_walls[j])
            if stir < STIRRED and (again or sweep > 0):
                continue
            dx, dy = x[j] - x[i], y[j] - y[i]
            r_i, r_j = radius[i], radius[j]
            reach, small = r_i + r_j, min(r_i, r_j)
            near = reach + MARGIN * small
            distance = dx * dx + dy * dy
            if distance >= near * near:
                contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
                continue
            distance = math.sqrt(distance)
            if distance > COINCIDENT * reach:
                nx, ny = dx / distance, dy / distance
            else:
                nx, ny = math.cos(GOLDEN_ANGLE * k), math.sin(GOLDEN_ANGLE * k)
            gap = distance - reach
            wx, wy = vx[j] - vx[i], vy[j] - vy[i]
            closing = -(wx * nx + wy * ny)
            light_i, light_j = 1.0 / mass[i], 1.0 / mass[j]  # what an impulse is multiplied by
            reduced = 1.0 / (light_i + light_j)

            s = 0.5 * h
            bounce = 0.0
            impact = False
            if gap < 0.0 and closing > 0.0:
                # When did they touch? |d - s w| = reach; gravity is the same for both and cancels.
                speed_squared = wx * wx + wy * wy
                along = dx * wx + dy * wy
                beyond = (distance - reach) * (distance + reach)
                touch = beyond / (along - math.sqrt(along * along - speed_squared * beyond))
                if touch <= h:
                    touch_nx, touch_ny = (dx - touch * wx) / reach, (dy - touch * wy) / reach
                    touch_closing = -(wx * touch_nx + wy * touch_ny)
                    impact = touch_closing > rest_speed
                    if impact:
                        s, nx, ny, closing = touch, touch_nx, touch_ny, touch_closing
                elif gap > -DEEP * small or closing > DRIVE_SPEED * rest_speed:
                    impact = closing > rest_speed
                if impact and (touch <= h or gap > -SLOP * small):
                    bounce = mix(restitution[i], restitution[j], restitution_rule)
                if not impact and -gap < closing * h:
                    s = -gap / closing

            slip = -wx * ny + wy * nx - rate[i] * r_i - rate[j] * r_j
            normal_before, tangent_before, rolling_before = 0.0, 0.0, 0.0
            if impact:
                load = reduced * (1.0 + bounce) * closing
            else:
                normal_before, tangent_before = contacts[NORMAL, k], contacts[TANGENT, k]
                rolling_before = contacts[ROLLING, k]
                away = min(DRIVE * max(-gap - DEEP * small, 0.0) / h, DRIVE_SPEED * rest_speed)
                load = max(0.0, normal_before + reduced * (closing + away - max(gap, 0.0) / h))
                if gap >= 0.0:
                    load = min(load, normal_before)
            mu = mix(friction[i], friction[j], friction_rule)
            rub = clamp(tangent_before - reduced * slip / 3.0, mu * load)
            normal, tangent = load - normal_before, rub - tangent_before

            twist = -r_i * tangent
            twist_j = -r_j * tangent
            lever = max(rolling[i], rolling[j]) * max(r_i, r_j)
            roll = 0.0
            if lever > 0.0:
                ease_i, ease_j = 2.0 * light_i / (r_i * r_i), 2.0 * light_j / (r_j * r_j)  # 1 / I
                apart = rate[j] + twist_j * ease_j - rate[i] - twist * ease_i
                roll = clamp(rolling_before + apart / (ease_i + ease_j), lever * load)
                twist += roll - rolling_before
                twist_j -= roll - rolling_before
            if not impact:
                contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k] = load, rub, roll
            contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
            if abs(normal) > max(rest_speed, CALM * small / h) * reduced:
                by_balls[i] = by_balls[j] = STIRRED
                settled = False
            by_balls[i], by_balls[j] = max(by_balls[i], MOVED), max(by_balls[j], MOVED)

            px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
            vx[i] -= px * light_i
            vy[i] -= py * light_i
            vx[j] += px * light_j
            vy[j] += py * light_j
            rate[i] += 2.0 * twist * light_i / (r_i * r_i)
            rate[j] += 2.0 * twist_j * light_j / (r_j * r_j)
            # What is left of the overlap is taken out of the places, as if by an impulse that leaves no speed.
            overlap = -gap - s * normal / reduced - SLOP * small
            push = reduced * min(PUSH * max(overlap, 0.0), PUSH_SPEED * small * h)
            px, py = s * px + push * nx, s * py + push * ny
            x[i] -= px * light_i
            y[i] -= py * light_i
            x[j] += px * light_j
            y[j] += py * light_j
        if settled:
            break
    by_walls[:] = 0.0
