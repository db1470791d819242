"""Twin of the contacts between balls: no lists of neighbours, but a look at everything, every time."""

import cmath

import numpy as np

from systems.kernels import ball_collision as kernel
from systems.kernels import ball_impact, ball_rest, contact
from tests.naive.body import bodies, clamp, dot, margin, mix, turned, write
from tests.naive.branches import Undecided, chosen

APART, TOUCHING = "apart", "touching"

BRANCHES = {
    *("no touch", "passed through each other", "pulled apart", "parted", "overlapped before", "deeply"),
    *("before this flight", "waits", "goes another way", "only pressed"),
    *("impact", "tired", "exhausted", "no bounce in an overlap", "stick", "slip", "rolls on", "stops rolling"),
    *("no longer near", "not yet there", "landing", "landing is forgotten", "held by an impact", "let go"),
    *("driven apart", "driven apart with all might", "pushed apart", "pushed apart with all might", "crushed"),
    *("coincident", "settled after 1", "settled after 2", "settled after 3"),
}


class Pair:
    """Two bodies, their number, and what they make of their properties."""

    def __init__(self, k, one, other, world):
        self.k, self.one, self.other, self.world = k, one, other, world
        self.reach, self.small = one.radius + other.radius, min(one.radius, other.radius)
        self.reduced = 1 / (1 / one.mass + 1 / other.mass)
        self.sideways = 1 / (1 / self.reduced + one.radius**2 / one.inertia + other.radius**2 / other.inertia)
        self.near = self.reach + margin(self.small, world.rest_speed, world.h)
        self.mu = mix(one.friction, other.friction, world.friction_rule)
        self.lever = max(one.rolling, other.rolling) * max(one.radius, other.radius)

    @property
    def sums(self):
        """Normal, tangential and rolling impulses of the sub-step, as a view of the contacts."""
        return self.world.contacts[self.k, 2:]

    def before(self, s):
        """Offset and relative velocity s before the end."""
        (place, velocity), (other_place, other_velocity) = (b.before(s, self.world.h) for b in (self.one, self.other))
        return other_place - place, other_velocity - velocity

    def direction(self, offset):
        if chosen("coincident", abs(offset) <= ball_impact.COINCIDENT * self.reach):
            return cmath.rect(1.0, ball_impact.GOLDEN_ANGLE * self.k)
        return offset / abs(offset)

    def since(self):
        return self.world.h - max(self.one.begin, self.other.begin)

    def never_touched(self, offset, speed):
        """Whether they were never as near as reach, if nothing had pulled them apart."""
        along, across = dot(offset, speed), (offset * speed.conjugate()).imag
        return (along <= 0.0 and abs(offset) >= self.reach) or abs(across) >= self.reach * abs(speed)

    def touch(self):
        """When they touched last, their flights prolonged to the begin of the sub-step, or None.

        A root of |offset(s)|² = reach².
        """
        offset, speed = self.before(0.0)
        path = np.array([(self.other.kick - self.one.kick) / self.world.h / 2, -speed, offset])
        squares = np.polymul(path.real, path.real) + np.polymul(path.imag, path.imag)
        squares[-1] -= self.reach**2
        roots = [root.real for root in np.roots(squares) if abs(root.imag) < 1e-6 * abs(root)]
        closing = [s for s in roots if 0.0 <= s <= self.world.h and dot(*self.before(s)) < 0.0]
        return min(closing, default=None)

    def meeting(self):
        """How long before the end the two collided, or whether they touch."""
        world, one, other = self.world, self.one, self.other
        offset, speed = self.before(0.0)
        touching = abs(offset) < self.near
        passed = dot(offset, speed) > 0.0 and abs((offset * speed.conjugate()).imag) < self.reach * abs(speed)
        if not (touching or passed):
            return APART
        nothing = TOUCHING if touching else APART
        chosen("passed through each other", passed and not touching)

        rounding = contact.CREEP * sum(abs(part) for b in (one, other) for part in (b.velocity.real, b.velocity.imag))
        slow = max(world.rest_speed, self.sums[0] / self.reduced, rounding)
        if chosen("no touch", self.never_touched(offset, speed)):
            return nothing
        s, since, (first_offset, first_speed) = self.touch(), self.since(), self.before(self.since())
        begin, apart = abs(first_offset), abs(offset) >= self.reach
        if apart and abs(begin - self.reach) < 1e-12 * self.reach and dot(first_offset, first_speed) < 0.0:
            raise Undecided
        if s is None:
            if chosen("pulled apart", abs(self.before(world.h)[0]) >= self.reach) or chosen("parted", apart):
                return nothing
            s = since
            chosen("overlapped before", True)
            begin = abs(self.then(s)[0])
            if chosen("deeply", begin < self.reach - ball_impact.DEEP * self.small):
                slow = max(slow, world.press)
        elif chosen("before this flight", s > since) and chosen("parted", apart):
            return nothing
        offset, speed = self.then(s)
        n = self.direction(offset)
        pressed = -dot(other.kick - one.kick, n)
        chosen("only pressed", slow < -dot(speed, n) <= pressed)
        if not chosen("impact", -dot(speed, n) > max(slow, pressed)):
            return nothing
        if chosen("exhausted", max(one.hits, other.hits) >= kernel.MOST_IMPACTS):
            return TOUCHING
        return max(s, contact.INSTANT)

    def then(self, s):
        """Offset and relative velocity s before the end; at the begin of the flight, as if nothing had pulled."""
        if s != self.since():
            return self.before(s)
        offset, speed = self.before(0.0)
        return offset - s * speed, speed

    def collide(self, s):
        """Bounce, put back to the time s before the end."""
        world, one, other = self.world, self.one, self.other
        offset, speed = self.then(s)
        n = self.direction(offset)
        bounce = mix(one.restitution, other.restitution, world.restitution_rule)
        if chosen("tired", max(one.hits, other.hits) >= kernel.MOST_BOUNCES):
            bounce = 0.0
        closing = -dot(speed, n)
        if chosen("no bounce in an overlap", self.reach - abs(offset) >= contact.SLOP * self.small + world.h * closing):
            bounce = 0.0
        normal = self.reduced * (1 + bounce) * closing
        wanted = -self.sideways * self.slip(speed, n)
        tangent = clamp(wanted, self.mu * normal)
        chosen("slip" if tangent != wanted else "stick", True)
        self.exert(n, normal, tangent, self.brake(0.0, normal, tangent), s)
        self.mark(normal)
        for body in (one, other):
            body.begin = world.h - s
            body.hits += 1

    def support(self):
        """Rest, roll and slide on each other; return whether that was more than a little."""
        world, h = self.world, self.world.h
        offset, speed = self.before(0.0)
        gap = abs(offset) - self.reach
        if chosen("no longer near", not abs(offset) < self.near):
            self.sums[:] = 0.0
            return False
        n = self.direction(offset)
        closing = -dot(speed, n)
        s = -gap / closing if chosen("landing", 0.0 < -gap < closing * h) else self.since() / 2
        crushed = max(0.0, -gap - ball_rest.CRUSHED * self.small)
        drive = min(ball_rest.DRIVE * crushed / h, world.press)
        chosen("driven apart" if drive < world.press else "driven apart with all might", crushed > 0.0)

        load, rub, roll = self.sums
        wanted = load + self.reduced * (closing + drive - max(gap, 0.0) / h)
        least = load if self.k in world.struck else 0.0
        if chosen("held by an impact" if least else "let go", wanted < least):
            wanted = least
        if chosen("not yet there", gap >= 0.0 and wanted > load):
            wanted = load
        tangent = clamp(rub - self.sideways * self.slip(speed, n), self.mu * wanted)
        brake = self.brake(roll, wanted, tangent - rub)
        kept = max(wanted - self.reduced * drive, 0.0)
        if chosen("landing is forgotten", load == 0.0 and wanted > 0.0):
            kept = min(max(-self.reduced * dot(self.other.kick - self.one.kick, n), 0.0), wanted)
        self.sums[:] = np.array([wanted, tangent, brake]) * (kept / wanted if wanted else 1.0)
        ahead = turned(n, h / 2 * dot(speed, 1j * n) / self.reach)
        world.contacts[self.k, :2] = ahead.real, ahead.imag
        self.exert(n, wanted - load, tangent - rub, brake - roll if self.lever else 0.0, s)

        overlap = max(0.0, -gap - s * (wanted - load) / self.reduced - contact.SLOP * self.small)
        fastest = ball_rest.PUSH_SPEED * self.small * h
        push = min(ball_rest.PUSH * overlap, fastest) * n
        chosen("pushed apart" if ball_rest.PUSH * overlap < fastest else "pushed apart with all might", overlap > 0.0)
        share = 0.5 if chosen("crushed", crushed > 0.0) else self.reduced / self.one.mass
        self.one.place -= share * push
        self.other.place += (1.0 - share) * push
        return self.mark(wanted - load)

    def slip(self, speed, n):
        return dot(speed, 1j * n) - self.one.rate * self.one.radius - self.other.rate * self.other.radius

    def brake(self, before, normal, tangent):
        """Sum of the rolling impulse, which brakes the turning against each other that rubbing leaves."""
        one, other = self.one, self.other
        spin = one.rate - one.radius * tangent / one.inertia
        other_spin = other.rate - other.radius * tangent / other.inertia
        wanted = before + (other_spin - spin) / (1 / one.inertia + 1 / other.inertia)
        brake = clamp(wanted, self.lever * normal)
        chosen("rolls on" if brake != wanted else "stops rolling", self.lever > 0.0)
        return brake

    def exert(self, n, normal, tangent, brake, s):
        impulse = (normal + 1j * tangent) * n
        self.one.push(-impulse, -self.one.radius * tangent + brake, s)
        self.other.push(impulse, -self.other.radius * tangent - brake, s)

    def mark(self, normal):
        """Note what has been moved; return whether it was stirred."""
        world = self.world
        much = abs(normal) / self.reduced > max(world.rest_speed, contact.CALM * self.small / world.h)
        world.moved |= {world.first[self.k], world.second[self.k]}
        if much:
            world.stirred |= {world.first[self.k], world.second[self.k]}
        return much


class World:
    """What all pairs share."""

    def __init__(self, first, second, contacts, friction_rule, restitution_rule, rest_speed, h):
        self.first, self.second, self.contacts = first, second, contacts
        self.friction_rule, self.restitution_rule = friction_rule, restitution_rule
        self.rest_speed, self.h = rest_speed, h
        self.press = ball_impact.DEEP_SPEED * rest_speed
        self.moved, self.stirred, self.struck = set(), set(), set()


def ball_collision(
    first, second, contacts, start, pairs_of, side_by_side, here, stir, fresh, touching, pending_rows, mark, due_array,
    x, y, angle, vx, vy, rate, kick_x, kick_y, begin, hits,
    radius, mass, restitution, friction, rolling, by_balls, by_walls, toi_ball, toi_wall,
    pair_count, friction_rule, restitution_rule, rest_speed, h, again, hurry,
):  # fmt: skip
    world = World(first, second, contacts, friction_rule, restitution_rule, rest_speed, h)
    balls = bodies(x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, restitution, friction, rolling)
    pairs = [Pair(k, balls[first[k]], balls[second[k]], world) for k in range(pair_count)]
    for body, count in zip(balls, hits, strict=True):
        body.hits = count if again else 0.0
    due, resting, pending, waiting = {}, [], [], set()

    def pairs_with(b):
        return [pair for pair in pairs if b in (first[pair.k], second[pair.k])]

    def look(pair):
        due.pop(pair, None)
        waiting.discard(pair)
        answer = pair.meeting()
        if answer == APART:
            pair.sums[:] = 0.0
        elif answer != TOUCHING:
            due[pair] = answer
            if pair not in pending:
                pending.append(pair)
        elif pair not in resting:
            resting.append(pair)

    fresh = [b for b in range(len(x)) if not again or by_walls[b] >= contact.WOKEN or toi_ball[b] > 0.0]
    for b in fresh:
        toi_ball[b] = contact.NEAR if pairs_with(b) else contact.NOWHERE
    for pair in dict.fromkeys(pair for b in fresh for pair in pairs_with(b)):
        look(pair)

    def order(pair):
        return due.get(pair, -1.0), -pair.k

    while pending:
        asked = pair = max(pending[-kernel.TOGETHER :], key=order)
        earlier = None
        while pair in due and earlier != pair:
            earlier, rivals = pair, [other for b in (first[pair.k], second[pair.k]) for other in pairs_with(b)]
            if any(0.0 < abs(due[pair] - due.get(other, np.inf)) < 1e-9 * h for other in rivals):
                raise Undecided
            pair = max(rivals, key=order)
        s, two = due.get(pair), [first[pair.k], second[pair.k]]
        before = [column[b] for column in (toi_ball, toi_wall) for b in two]
        if s and any(0.0 < abs(one - s) < 1e-9 * h for one in before):
            raise Undecided
        if not s or (not hurry and chosen("waits", s < max(before))):
            pending[pending.index(asked)] = pending[-1]
            pending.pop()
            for other in {pair: None, asked: None} if s else ():
                waiting.add(other)
                for b in (first[other.k], second[other.k]):
                    toi_ball[b] = max(toi_ball[b], due[other])
            continue
        del due[pair]
        pair.collide(s)
        for b in two:
            if chosen("goes another way", toi_wall[b] != contact.NOWHERE):
                toi_wall[b] = s
        world.struck.add(pair.k)
        if pair not in resting:
            resting.append(pair)
        for b in (second[pair.k], first[pair.k]):
            for other in pairs_with(b):
                look(other)
    for sweep in range(kernel.SWEEPS):
        settled = True
        for pair in resting if sweep % 2 == 0 else resting[::-1]:
            if pair in waiting:
                continue
            if sweep == 0 or {first[pair.k], second[pair.k]} & world.stirred:
                settled &= not pair.support()
        if chosen(f"settled after {sweep + 1}", settled):
            break

    write(balls, x, y, angle, vx, vy, rate, begin)
    hits[:] = [body.hits for body in balls]
    levels = ((world.stirred, contact.WOKEN), (world.moved, contact.MOVED), (range(len(x)), 0.0))
    by_balls[:] = [next(level for group, level in levels if b in group) for b in range(len(x))]
    by_walls[:] = 0.0
