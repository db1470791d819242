"""Slow, obvious twins of the kernels: same arguments, same results, plane geometry in complex numbers."""

import cmath
import math

from systems.kernels import ball_collision as balls_kernel
from systems.kernels import contact
from systems.kernels import wall_collision as walls_kernel


def gravity(vx, vy, kick_x, kick_y, dvx, dvy):
    for i in range(len(vx)):
        vx[i], vy[i] = vx[i] + dvx, vy[i] + dvy
        kick_x[i], kick_y[i] = dvx, dvy


def damping(vx, vy, rate, kick_x, kick_y, keep, keep_spin):
    for i in range(len(vx)):
        before = complex(vx[i], vy[i])
        after = keep * before
        vx[i], vy[i] = after.real, after.imag
        kick_x[i] += (after - before).real
        kick_y[i] += (after - before).imag
        rate[i] = keep_spin * rate[i]


def integration(x, y, angle, vx, vy, rate, kick_x, kick_y, h):
    for i in range(len(x)):
        after = complex(vx[i], vy[i])
        before = after - complex(kick_x[i], kick_y[i])
        place = complex(x[i], y[i]) + h * (before + after) / 2
        x[i], y[i] = place.real, place.imag
        angle[i] += h * rate[i]


def remember(x, y, angle, previous_x, previous_y, previous_angle):
    previous_x[:], previous_y[:], previous_angle[:] = x, y, angle


def wall_motion(x, y, vx, vy, angle, rate, x_0, y_0, angle_0, drive_vx, drive_vy, drive_rate, t):
    x[:], y[:], angle[:] = x_0 + t * drive_vx, y_0 + t * drive_vy, angle_0 + t * drive_rate
    vx[:], vy[:], rate[:] = drive_vx, drive_vy, drive_rate


def has_moved(x, y, x_then, y_then, distance):
    return any(
        math.dist(*ends) > distance
        for ends in zip(zip(x, y, strict=True), zip(x_then, y_then, strict=True), strict=True)
    )


def find_pairs(x, y, radius, skin):
    """All pairs (i, j), i < j, whose surfaces are at most a skin apart; every one of n (n - 1) / 2 is looked at."""
    n = len(x)
    return [
        (i, j)
        for i in range(n)
        for j in range(i + 1, n)
        if math.hypot(x[j] - x[i], y[j] - y[i]) <= radius[i] + radius[j] + skin
    ]


def carry_over(old_first, old_second, old_contacts, first, second, contacts):
    old = {pair: old_contacts[:, k] for k, pair in enumerate(zip(old_first, old_second, strict=True))}
    for k, pair in enumerate(zip(first, second, strict=True)):
        contacts[:, k] = old.get(pair, 0.0)


def mix(a, b, rule):
    return (math.sqrt(a * b), min(a, b), max(a, b), a * b, (a + b) / 2)[rule]


def clamp(value, limit):
    return math.copysign(min(abs(value), limit), value)


def dot(a, b):
    return (a * b.conjugate()).real


def warm_start(
    first, second, pairs, ball, side, touches, touch_count, dirty, vx, vy, rate, kick_x, kick_y, radius, mass
):  # fmt: skip
    def push(b, impulse, torque):
        vx[b] += impulse.real / mass[b]
        vy[b] += impulse.imag / mass[b]
        kick_x[b] += impulse.real / mass[b]
        kick_y[b] += impulse.imag / mass[b]
        rate[b] += torque / (mass[b] * radius[b] ** 2 / 2)

    for k, (i, j) in enumerate(zip(first, second, strict=True)):
        if pairs[contact.NORMAL, k] == 0.0:
            continue
        if dirty[i] or dirty[j]:
            pairs[2:, k] = 0.0
        nx, ny, normal, tangent, roll = pairs[:, k]
        impulse = complex(normal, tangent) * complex(nx, ny)
        push(i, -impulse, -radius[i] * tangent + roll)
        push(j, impulse, -radius[j] * tangent - roll)
    for k in range(touch_count):
        if dirty[ball[k]]:
            touches[2:, k] = 0.0
        nx, ny, normal, tangent, roll = touches[:, k]
        push(ball[k], complex(-normal, tangent) * complex(nx, ny), radius[ball[k]] * tangent + roll)


def resting(before_normal, before_tangent, mass, closing, slip, gap, mu, h, apart=0.0):
    """Sums of the normal and tangential impulse of a contact that does not bounce, and leaves at a speed apart."""
    wanted = before_normal + mass * (closing + apart - max(gap, 0.0) / h)
    normal = max(wanted, 0.0) if gap < 0.0 else min(max(wanted, 0.0), before_normal)
    return normal, clamp(before_tangent - mass * slip / 3, mu * normal)


def ball_collision(
    first, second, contacts,
    x, y, vx, vy, rate, radius, mass, restitution, friction, rolling, by_balls, by_walls,
    friction_rule, restitution_rule, rest_speed, h, again,
):  # fmt: skip
    normal_x, normal_y, normal_sum, tangent_sum, rolling_sum = contacts
    everyone = set(range(len(x)))
    due = {b for b in everyone if by_walls[b] >= contact.STIRRED} if again else everyone
    stirred, moved = set(), set()
    for sweep in range(balls_kernel.SWEEPS):
        settled = True
        pairs = range(len(first)) if sweep % 2 == 0 else reversed(range(len(first)))
        for k in pairs:
            i, j = first[k], second[k]
            if not {i, j} & (due if sweep == 0 else stirred):
                continue
            offset = complex(x[j] - x[i], y[j] - y[i])
            speed = complex(vx[j] - vx[i], vy[j] - vy[i])
            reach, small = radius[i] + radius[j], min(radius[i], radius[j])
            gap = abs(offset) - reach
            if gap >= contact.MARGIN * small:
                normal_sum[k] = tangent_sum[k] = rolling_sum[k] = 0.0
                continue
            coincident = abs(offset) <= balls_kernel.COINCIDENT * reach
            n = cmath.rect(1.0, balls_kernel.GOLDEN_ANGLE * k) if coincident else offset / abs(offset)
            closing = -dot(speed, n)
            reduced = mass[i] * mass[j] / (mass[i] + mass[j])

            s, impact, bounce = h / 2, False, 0.0
            if gap < 0.0 and closing > 0.0:
                touch = time_since_touch(offset, speed, reach)
                then = (offset - touch * speed) / reach if touch <= h else n
                pressed = touch > h and gap <= -balls_kernel.DEEP * small
                impact = -dot(speed, then) > rest_speed * (balls_kernel.DRIVE_SPEED if pressed else 1.0)
                if impact and touch <= h:
                    s, n, closing = touch, then, -dot(speed, then)
                if touch <= h or gap > -contact.SLOP * small:
                    bounce = mix(restitution[i], restitution[j], restitution_rule)
                if not impact and -gap < closing * h:
                    s = -gap / closing

            slip = dot(speed, 1j * n) - rate[i] * radius[i] - rate[j] * radius[j]
            mu = mix(friction[i], friction[j], friction_rule)
            deep = max(0.0, -gap - balls_kernel.DEEP * small)
            apart = min(balls_kernel.DRIVE * deep / h, balls_kernel.DRIVE_SPEED * rest_speed)
            if impact:
                normal = load = reduced * (1 + bounce) * closing
                tangent = clamp(-reduced * slip / 3, mu * normal)
            else:
                load, rubbing = resting(normal_sum[k], tangent_sum[k], reduced, closing, slip, gap, mu, h, apart)
                normal, tangent = load - normal_sum[k], rubbing - tangent_sum[k]
                normal_sum[k], tangent_sum[k] = load, rubbing
            normal_x[k], normal_y[k] = n.real, n.imag
            if abs(normal) / reduced > max(rest_speed, contact.CALM * small / h):
                stirred |= {i, j}
                settled = False
            moved |= {i, j}

            impulse = complex(normal, tangent) * n
            for b, sign in ((i, -1.0), (j, 1.0)):
                dv = sign * impulse / mass[b]
                vx[b], vy[b] = vx[b] + dv.real, vy[b] + dv.imag
                x[b], y[b] = x[b] + s * dv.real, y[b] + s * dv.imag
                rate[b] -= radius[b] * tangent / (mass[b] * radius[b] ** 2 / 2)

            inertia = [mass[b] * radius[b] ** 2 / 2 for b in (i, j)]
            limit = max(rolling[i], rolling[j]) * max(radius[i], radius[j]) * load
            before = 0.0 if impact else rolling_sum[k]
            after = clamp(before + (rate[j] - rate[i]) / (1 / inertia[0] + 1 / inertia[1]), limit)
            if not impact:
                rolling_sum[k] = after
            rate[i] += (after - before) / inertia[0]
            rate[j] -= (after - before) / inertia[1]

            overlap = -gap - s * normal / reduced - contact.SLOP * small
            push = max(0.0, min(balls_kernel.PUSH * overlap, balls_kernel.PUSH_SPEED * small * h)) * n
            x[i] -= push.real * mass[j] / (mass[i] + mass[j])
            y[i] -= push.imag * mass[j] / (mass[i] + mass[j])
            x[j] += push.real * mass[i] / (mass[i] + mass[j])
            y[j] += push.imag * mass[i] / (mass[i] + mass[j])
        if settled:
            break
    by_balls[:] = [contact.STIRRED if b in stirred else contact.MOVED if b in moved else 0.0 for b in range(len(x))]
    by_walls[:] = 0.0


def time_since_touch(offset, speed, reach):
    """The positive s with |offset - s speed| = reach, for discs that overlap."""
    a, b, c = abs(speed) ** 2, dot(offset, speed), abs(offset) ** 2 - reach**2
    return (b + math.sqrt(b * b - a * c)) / a


def stand_to_wall(ball, wall, side, s):
    """Gap, normal, closing speed and slip of a ball and a side, s seconds ago."""
    n = side["normal"] * cmath.rect(1.0, wall["angle"] - s * wall["rate"])
    place = ball["place"] - s * ball["velocity"] + s * s * ball["acceleration"] / 2
    arm = place - (wall["place"] - s * wall["velocity"])
    material = wall["velocity"] + 1j * wall["rate"] * (arm + ball["radius"] * n)
    relative = ball["velocity"] - s * ball["acceleration"] - material
    gap = side["distance"] - ball["radius"] - dot(n, arm)
    return gap, n, dot(relative, n), dot(relative, 1j * n) + ball["rate"] * ball["radius"]


def time_since_wall(ball, wall, side, h):
    """The s in 0 .. h at which the gap was zero, by bisection; None if they overlapped already h ago."""
    if stand_to_wall(ball, wall, side, h)[0] < 0.0:
        return None
    low, high = 0.0, h
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if stand_to_wall(ball, wall, side, middle)[0] < 0.0 else (low, middle)
    return high


def wall_collision(old, walls, balls, friction_rule, restitution_rule, rest_speed, h, by_balls, again):
    """Contacts of this sub-step as {(ball, side): [normal, tangent, rolling sum]}, from those of the last.

    walls : dicts of place, velocity, angle, rate, restitution, friction, rolling, sides; a side is a dict of number,
        normal and distance in the wall's own frame
    by_balls, again : in a pass that goes on, only stirred balls are looked at, and only moved ones kept inside
    balls : dicts of place, velocity, acceleration, rate, radius, mass, restitution, friction, rolling; in/out
    """
    contacts = {}
    for i, ball in enumerate(balls):
        is_due = not again or by_balls[i] >= contact.STIRRED
        if not is_due:
            contacts |= {key: sums for key, sums in old.items() if key[0] == i}
        for wall in walls:
            touched = []
            for _ in range(walls_kernel.ROUNDS if is_due else 0):
                bounced = False
                for side in wall["sides"]:
                    gap, n, closing, slip = stand_to_wall(ball, wall, side, 0.0)
                    if gap >= contact.MARGIN * ball["radius"]:
                        continue
                    key = (i, side["number"])
                    if key not in contacts:
                        contacts[key] = list(old.get(key, (0.0, 0.0, 0.0)))
                        touched.append(key)
                    hit = bounce_off_wall if closing > 0.0 and gap < 0.0 else rest_on_wall
                    bounced |= hit(
                        ball, wall, side, contacts[key], gap, n, closing, slip, friction_rule, restitution_rule,
                        rest_speed, h,
                    )  # fmt: skip
                if not bounced and len(touched) < 2:
                    break
            if is_due or by_balls[i] > 0.0:
                push_inside(ball, wall)
    return contacts


def bounce_off_wall(
    ball, wall, side, sums, gap, n, closing, slip, friction_rule, restitution_rule, rest_speed, h
):  # fmt: skip
    touch = time_since_wall(ball, wall, side, h)
    then = stand_to_wall(ball, wall, side, touch) if touch is not None else (gap, n, closing, slip)
    if then[2] <= rest_speed:
        return rest_on_wall(
            ball, wall, side, sums, gap, n, closing, slip, friction_rule, restitution_rule, rest_speed, h
        )
    _, n, closing, slip = then
    shallow = gap > -contact.SLOP * ball["radius"]
    bounce = mix(ball["restitution"], wall["restitution"], restitution_rule) if touch is not None or shallow else 0.0
    normal = ball["mass"] * (1 + bounce) * closing
    mu = mix(ball["friction"], wall["friction"], friction_rule)
    tangent = clamp(-ball["mass"] * slip / 3, mu * normal)
    strike(ball, n, normal, tangent, h / 2 if touch is None else touch)
    roll(ball, wall, normal, 0.0)
    return True


def rest_on_wall(
    ball, wall, side, sums, gap, n, closing, slip, friction_rule, restitution_rule, rest_speed, h
):  # fmt: skip
    landing = gap < 0.0 < closing and -gap < closing * h
    mu = mix(ball["friction"], wall["friction"], friction_rule)
    load, rubbing = resting(*sums[:2], ball["mass"], closing, slip, gap, mu, h)
    strike(ball, n, load - sums[0], rubbing - sums[1], -gap / closing if landing else h / 2)
    sums[:] = load, rubbing, roll(ball, wall, load, sums[2])
    return False


def strike(ball, n, normal, tangent, s):
    dv = (-normal * n + tangent * 1j * n) / ball["mass"]
    ball["velocity"] += dv
    ball["place"] += s * dv
    ball["rate"] += ball["radius"] * tangent / (ball["mass"] * ball["radius"] ** 2 / 2)


def roll(ball, wall, load, before):
    inertia = ball["mass"] * ball["radius"] ** 2 / 2
    limit = max(ball["rolling"], wall["rolling"]) * ball["radius"] * load
    after = clamp(before + (wall["rate"] - ball["rate"]) * inertia, limit)
    ball["rate"] += (after - before) / inertia
    return after


def push_inside(ball, wall):
    for _ in range(walls_kernel.ROUNDS_INSIDE):
        inside = True
        for side in wall["sides"]:
            gap, n, _, _ = stand_to_wall(ball, wall, side, 0.0)
            if gap < 0.0:
                ball["place"] += gap * n
                inside = False
        if inside:
            return
