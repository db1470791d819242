"""Twin of the passes over the contacts between balls."""

import cmath

import numpy as np

from systems.kernels import ball_collision as kernel
from systems.kernels import ball_impact, ball_passes, ball_rest, contact
from systems.kernels.bodies import IMPACTS
from systems.kernels.broad_phase import COUNT, IS_UNEQUAL
from systems.kernels.columns import BY_BALLS, BY_WALLS, TOI_BALL, TOI_WALL
from tests.naive.body import bodies, clamp, contact_margin, mix, rotate_normal, write
from tests.naive.branches import Undecided, chosen
from tests.naive.plane import dot

APART, TOUCHING = "apart", "touching"

BRANCHES = {
    *("no touch", "passed through each other", "pulled apart", "separated", "overlapped before", "deep overlap"),
    *("before this path", "pending", "path changed", "closing by forces only"),
    *("impact", "no restitution left", "too many impacts", "no bounce in an overlap", "stick", "slip"),
    *("keeps rolling", "stops rolling"),
    *("no longer near", "not yet there", "landing", "landing is not kept", "held by an impact", "load decreases"),
    *("driven apart", "driven apart at the limit", "pushed apart", "pushed apart at the limit", "crushed"),
    *("coincident", "settled after 1", "settled after 2", "settled after 3", "many pending"),
    *("pressed", "settled after 4", "turns too fast"),
}


class Pair:
    """Two bodies, their index, and the combination of their properties."""

    def __init__(self, k, one, other, world):
        self.k, self.one, self.other, self.world = k, one, other, world
        self.reach, self.small = one.radius + other.radius, min(one.radius, other.radius)
        self.reduced = 1 / (1 / one.mass + 1 / other.mass)
        self.resting = 1 / (1 / one.resting + 1 / other.resting)
        self.is_pressed = max(one.resting, other.resting) > contact.MASS_RATIO * min(one.mass, other.mass)
        self.near = self.reach + contact_margin(self.small, world.rest_speed, world.h)
        self.mu = mix(one.friction, other.friction, world.friction_rule)
        self.lever = max(one.rolling, other.rolling) * max(one.radius, other.radius)

    @property
    def sums(self):
        """Accumulated normal, tangent and rolling impulses, as a view of the contacts."""
        return self.world.contacts[self.k, 2:]

    def before(self, s):
        """Offset and relative velocity s before the end."""
        (place, velocity), (other_place, other_velocity) = (b.before(s, self.world.h) for b in (self.one, self.other))
        return other_place - place, other_velocity - velocity

    def contact_normal(self, offset):
        if chosen("coincident", abs(offset) <= ball_impact.COINCIDENT * self.reach):
            return cmath.rect(1.0, ball_impact.GOLDEN_ANGLE * self.k)
        return offset / abs(offset)

    def since(self):
        return self.world.h - max(self.one.path_start, self.other.path_start)

    def never_touched(self, offset, speed):
        """Whether they did not touch, if forces have not pulled them apart."""
        along, across = dot(offset, speed), (offset * speed.conjugate()).imag
        return (along <= 0.0 and abs(offset) >= self.reach) or abs(across) >= self.reach * abs(speed)

    def touch(self):
        """When they touched last, with their paths extended to the start of the sub-step, or None.

        This is a root of |offset(s)|² = reach².
        """
        offset, speed = self.before(0.0)
        path = np.array([(self.other.change - self.one.change) / self.world.h / 2, -speed, offset])
        squares = np.polymul(path.real, path.real) + np.polymul(path.imag, path.imag)
        squares[-1] -= self.reach**2
        roots = [root.real for root in np.roots(squares) if abs(root.imag) < 1e-6 * abs(root)]
        closing = [s for s in roots if 0.0 <= s <= self.world.h and dot(*self.before(s)) < 0.0]
        return min(closing, default=None)

    def is_candidate(self):
        """Whether the kernel asks when they collided; this decides the order of the list of touching pairs."""
        offset, speed = self.before(0.0)
        change = self.other.change - self.one.change
        load_speed = self.sums[0] / self.resting
        parts = (part for vector in (offset, speed, change) for part in (vector.real, vector.imag))
        settings = (self.reach, self.small, self.since(), load_speed, self.world.rest_speed, self.world.h)
        return ball_impact.glance(*parts, *settings)[1]

    def pair_time_of_impact(self):
        """Time of impact, s before the end, or TOUCHING or APART."""
        world, one, other = self.world, self.one, self.other
        offset, speed = self.before(0.0)
        touching = abs(offset) < self.near
        passed = dot(offset, speed) > 0.0 and abs((offset * speed.conjugate()).imag) < self.reach * abs(speed)
        if not (touching or passed):
            return APART
        nothing = TOUCHING if touching else APART
        chosen("passed through each other", passed and not touching)

        rounding = contact.SPEED_ROUNDING * sum(
            abs(part) for b in (one, other) for part in (b.velocity.real, b.velocity.imag)
        )
        slow = max(world.rest_speed, self.sums[0] / self.resting, rounding)
        if chosen("no touch", self.never_touched(offset, speed)):
            return nothing
        s, since, (first_offset, first_speed) = self.touch(), self.since(), self.before(self.since())
        if s is not None and max(abs(offset), abs(self.before(world.h)[0])) < self.reach:
            raise Undecided  # they have parted and come together again within the sub-step
        begin, apart = abs(first_offset), abs(offset) >= self.reach
        if apart and abs(begin - self.reach) < 1e-12 * self.reach and dot(first_offset, first_speed) < 0.0:
            raise Undecided
        if s is None and chosen("pulled apart", abs(self.before(world.h)[0]) >= self.reach):
            return nothing
        before_this_path = s is None or chosen("before this path", s > since)
        if before_this_path and chosen("separated", apart):
            return nothing
        if s is None or (before_this_path and self.is_pressed):
            s = since
            chosen("overlapped before", True)
            begin = abs(self.then(s)[0])
            if chosen("pressed", self.is_pressed and begin < self.reach):
                return nothing
            if chosen("deep overlap", begin < self.reach - ball_impact.DEEP * self.small):
                slow = max(slow, world.press)
        offset, speed = self.then(s)
        n = self.contact_normal(offset)
        pressed = -dot(other.change - one.change, n)
        chosen("closing by forces only", slow < -dot(speed, n) <= pressed)
        if not chosen("impact", -dot(speed, n) > max(slow, pressed)):
            return nothing
        if chosen("too many impacts", max(one.impacts, other.impacts) >= ball_passes.MAX_IMPACTS):
            return TOUCHING
        return max(s, contact.MIN_TOI)

    def then(self, s):
        """Offset and relative velocity s before the end; at the start of the path, without acceleration."""
        if s != self.since():
            return self.before(s)
        offset, speed = self.before(0.0)
        return offset - s * speed, speed

    def collide(self, s):
        """Solve the impact at the time s before the end."""
        world, one, other = self.world, self.one, self.other
        offset, speed = self.then(s)
        n = self.contact_normal(offset)
        bounce = mix(one.restitution, other.restitution, world.restitution_rule)
        if chosen("no restitution left", max(one.impacts, other.impacts) >= ball_passes.MAX_BOUNCES):
            bounce = 0.0
        closing = -dot(speed, n)
        if chosen("no bounce in an overlap", self.reach - abs(offset) >= contact.SLOP * self.small + world.h * closing):
            bounce = 0.0
        normal = self.reduced * (1 + bounce) * closing
        wanted = -self.reduced / 3 * self.slip(speed, n)  # of solid discs
        tangent = clamp(wanted, self.mu * normal)
        chosen("slip" if tangent != wanted else "stick", True)
        self.apply(n, normal, tangent, self.rolling_impulse(0.0, normal, tangent), s)
        self.record(normal)
        for body in (one, other):
            body.path_start = world.h - s
            body.impacts += 1

    def solve_resting(self):
        """Solve the resting contact; return whether it woke the balls."""
        world, h = self.world, self.world.h
        offset, speed = self.before(0.0)
        gap = abs(offset) - self.reach
        if chosen("no longer near", gap >= 0.0 and not (self.sums[0] > 0.0 and abs(offset) < self.near)):
            self.sums[:] = 0.0
            return False
        n = self.contact_normal(offset)
        closing = -dot(speed, n)
        s = -gap / closing if chosen("landing", self.lands(gap, closing)) else self.since() / 2
        crushed = max(0.0, -gap - ball_rest.CRUSHED * self.small)
        drive = min(ball_rest.DRIVE * crushed / h, world.press)
        chosen("driven apart" if drive < world.press else "driven apart at the limit", crushed > 0.0)

        old_normal, old_tangent, old_rolling = self.sums
        wanted = old_normal + self.resting * (closing + drive - max(gap, 0.0) / h)
        least = old_normal if self.k in world.struck else 0.0
        if chosen("held by an impact" if least else "load decreases", wanted < least):
            wanted = least
        if chosen("not yet there", gap >= 0.0 and wanted > old_normal):
            wanted = old_normal
        tangent = clamp(old_tangent - self.resting / 3 * self.slip(speed, n), self.mu * wanted)
        rolling = self.rolling_impulse(old_rolling, wanted, tangent - old_tangent, resting=True)
        kept = max(wanted - self.resting * drive, 0.0)
        if chosen("landing is not kept", old_normal == 0.0 and wanted > 0.0 and not self.is_pressed):
            kept = min(max(-self.resting * dot(self.other.change - self.one.change, n), 0.0), wanted)
        turn = h * dot(speed, 1j * n) / self.reach
        if chosen("turns too fast", abs(turn) >= contact.MAX_TURN):
            kept = 0.0
        self.sums[:] = np.array([wanted, tangent, rolling]) * (kept / wanted if wanted else 1.0)
        ahead = rotate_normal(n, turn / 2)
        world.contacts[self.k, :2] = ahead.real, ahead.imag
        self.apply(n, wanted - old_normal, tangent - old_tangent, rolling - old_rolling, s, resting=True)

        overlap = max(0.0, -gap - s * (wanted - old_normal) / self.resting - contact.SLOP * self.small)
        fastest = ball_rest.PUSH_SPEED * self.small * h
        push = min(ball_rest.PUSH * overlap, fastest) * n
        chosen("pushed apart" if ball_rest.PUSH * overlap < fastest else "pushed apart at the limit", overlap > 0.0)
        share = 0.5 if chosen("crushed", crushed > 0.0) else self.resting / self.one.resting
        self.one.place -= share * push
        self.other.place += (1.0 - share) * push
        return self.record(wanted - old_normal, resting=True)

    def lands(self, gap, closing):
        way = closing * self.world.h
        return 0.0 < -gap < way and way > contact.LANDING * self.small

    def slip(self, speed, n):
        return dot(speed, 1j * n) - self.one.rate * self.one.radius - self.other.rate * self.other.radius

    def rolling_impulse(self, before, normal, tangent, resting=False):
        """Accumulated rolling impulse, which acts against the relative rotation after friction."""
        one, other = self.one, self.other
        inertia, other_inertia = ((b.resting if resting else b.mass) * b.radius**2 / 2 for b in (one, other))
        spin = one.rate - one.radius * tangent / inertia
        other_spin = other.rate - other.radius * tangent / other_inertia
        wanted = before + (other_spin - spin) / (1 / inertia + 1 / other_inertia)
        rolling = clamp(wanted, self.lever * normal)
        chosen("keeps rolling" if rolling != wanted else "stops rolling", self.lever > 0.0)
        return rolling

    def apply(self, n, normal, tangent, rolling, s, resting=False):
        impulse = (normal + 1j * tangent) * n
        masses = [b.resting if resting else b.mass for b in (self.one, self.other)]
        self.one.push(-impulse, -self.one.radius * tangent + rolling, s, masses[0])
        self.other.push(impulse, -self.other.radius * tangent - rolling, s, masses[1])

    def record(self, normal, resting=False):
        """Record that the balls were moved; return whether they were woken."""
        world = self.world
        least = max(world.rest_speed, contact.WAKE_TRAVEL * self.small / world.h)
        if resting and world.is_unequal:
            least *= contact.STRICT
        much = abs(normal) / (self.resting if resting else self.reduced) > least
        two = {world.first[self.k], world.second[self.k]}
        world.moved |= two
        if much:
            world.woken |= two
            world.woken_now |= two
        return much


class World:
    """Data of all pairs, and the lists of the passes.

    due : times of impact of the pairs that have one
    resting, pending : pairs that touch, and that have a pending impact
    """

    def __init__(self, balls, ball_count, pairs, friction_rule, restitution_rule, rest_speed, h):
        self.first, self.second, self.contacts = pairs.first, pairs.second, pairs.contacts
        self.friction_rule, self.restitution_rule = friction_rule, restitution_rule
        self.rest_speed, self.h = rest_speed, h
        self.press = ball_impact.DEEP_SPEED * rest_speed
        self.is_unequal = pairs.state[IS_UNEQUAL] > 0
        self.bodies = bodies(balls, ball_count)
        rows = zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
        self.pairs = [Pair(k, self.bodies[i], self.bodies[j], self) for k, (i, j) in enumerate(rows)]
        self.pairs = self.pairs[: pairs.state[COUNT]]
        self.toi_ball, self.toi_wall = balls[TOI_BALL], balls[TOI_WALL]
        self.moved, self.woken, self.woken_now, self.struck = set(), set(), set(), set()
        self.due, self.resting, self.pending = {}, [], []

    def two(self, pair):
        return [self.first[pair.k], self.second[pair.k]]

    def pairs_with(self, b):
        return [pair for pair in self.pairs if b in self.two(pair)]

    def look(self, asked):
        """List the pairs that touch or collide: first those that are sure to touch, then those that must be asked."""
        answers = []
        for pair in asked:
            self.due.pop(pair, None)
            answers.append((pair, pair.is_candidate(), pair.pair_time_of_impact()))
        for pair, is_candidate, answer in sorted(answers, key=lambda one: one[1]):
            if answer == APART:
                pair.sums[:] = 0.0
            elif answer == TOUCHING and pair not in self.resting:
                self.resting.append(pair)
            elif answer != TOUCHING:
                assert is_candidate
                self.due[pair] = answer
                if pair not in self.pending:
                    self.pending.append(pair)

    def earliest(self, pairs):
        """The earliest of pairs with an impact; of simultaneous ones, that with the lowest index."""
        first = max(pairs, key=lambda pair: (self.due[pair], -pair.k))
        if any(0.0 < self.due[first] - self.due[other] < 1e-9 * self.h for other in pairs):
            raise Undecided
        return first

    def choose(self, last_pass):
        """Take the pairs out of the pending ones that collide now, that must wait, and that collide no more."""
        due = [pair for pair in self.pending if pair in self.due]
        few = not chosen("many pending", len(self.pending) > ball_passes.FEW)
        leaders = {b: self.earliest([p for p in due if b in self.two(p)]) for pair in due for b in self.two(pair)}
        first = self.earliest(due) if due else None
        now, stay = [], []
        for pair in self.pending:
            s, two = self.due.get(pair), self.two(pair)
            before = [column[b] for column in (self.toi_ball, self.toi_wall) for b in two]
            if s and any(0.0 < abs(one - s) < 1e-9 * self.h for one in before):
                raise Undecided
            if s and not last_pass and chosen("pending", s < max(before)):
                for b in two:
                    self.toi_ball[b] = max(self.toi_ball[b], s)
            elif s and all(leaders[b] is pair for b in two) and (pair is first or not few):
                now.append(pair)
            elif s:
                stay.append(pair)
        self.pending = stay
        return now

    def collide(self, pairs):
        """Solve impacts, and look at all pairs of their balls."""
        for pair in pairs:
            pair.collide(self.due[pair])
        asked = {}
        for pair in pairs:
            self.struck.add(pair.k)
            if pair not in self.resting:
                self.resting.append(pair)
            for b in self.two(pair):
                if chosen("path changed", self.toi_wall[b] != contact.NOTHING_NEAR):
                    self.toi_wall[b] = max(self.h - self.bodies[b].path_start, contact.MIN_TOI)
                asked |= dict.fromkeys(other for other in self.pairs_with(b) if other is not pair)
            del self.due[pair]
        self.look(asked)

    def solve_turns(self):
        """Solve the resting pairs forwards, then those of woken balls backwards, and so on."""
        for turn in range(kernel.MANY_TURNS if self.is_unequal else kernel.MAX_TURNS):
            solved = self.resting
            if turn > 0:
                solved = [pair for pair in self.resting if self.woken_now & set(self.two(pair))]
                self.woken_now.clear()
            woken = [pair.solve_resting() for pair in solved[:: 1 - 2 * (turn % 2)] if pair not in self.due]
            if chosen(f"settled after {min(turn + 1, 4)}", not any(woken)):
                break


def ball_collision(
    balls, ball_count, pairs, adjacency, marks, lists, team, friction_rule, restitution_rule, rest_speed, h, resume,
    last_pass,
):  # fmt: skip
    world = World(balls, ball_count, pairs, friction_rule, restitution_rule, rest_speed, h)
    for body, impacts in zip(world.bodies, marks.bodies[:, IMPACTS].tolist(), strict=False):
        body.impacts = impacts if resume else 0.0
    fresh = [
        b for b in range(ball_count) if not resume or balls[BY_WALLS, b] >= contact.WOKEN or balls[TOI_BALL, b] > 0
    ]
    for b in fresh:
        balls[TOI_BALL, b] = contact.NO_IMPACT if world.pairs_with(b) else contact.NOTHING_NEAR
    asked = dict.fromkeys(pair for b in fresh for pair in world.pairs_with(b))
    world.look(asked if resume else world.pairs)
    while world.pending:
        world.collide(world.choose(last_pass))
    world.solve_turns()
    for body, ball in zip(world.bodies, balls.T, strict=False):
        write(body, ball)
    levels = ((world.woken, contact.WOKEN), (world.moved, contact.MOVED), (range(ball_count), 0.0))
    balls[BY_BALLS, :ball_count] = [next(level for group, level in levels if b in group) for b in range(ball_count)]
    balls[BY_WALLS, :ball_count] = 0.0
