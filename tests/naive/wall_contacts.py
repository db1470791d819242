"""Twins of the contacts with walls: every ball looks at every feature of every wall."""

import numpy as np

from systems.kernels import contact
from systems.kernels import wall_impact as kernel
from systems.kernels import wall_rest as resting
from systems.kernels.containment import ROUNDS
from systems.kernels.wall_features import CIRCLE, INVERTED_CIRCLE, SEGMENT
from tests.naive.body import bodies, clamp, dot, margin, mix, turned, write
from tests.naive.branches import Undecided, chosen
from tests.naive.walls import Feature, Wall, most_overlap, stand, touch

BRANCHES = {
    *("impact", "bounced off a face", "bounced off a disc", "bounced off a bowl", "tired", "exhausted"),
    *("overlapped at the begin", "overlapped before", "parts", "behind the face", "beside the face"),
    *("beside the ridge", "on its way through"),
    *("no bounce in an overlap", "hits a ball before", "others may come before the next"),
    *("stick", "slip", "rolls on", "stops rolling", "no longer near", "landing", "landing is forgotten"),
    *("not yet there", "held by an impact", "let go", "too many contacts", "in a corner"),
    *("looks again", "left for later", "rests", "put back", "brought back to the front"),
}


class Solver:
    """One ball and its contacts: normal x, y and sums of the three impulses, by the number of the feature."""

    def __init__(self, body, walls, slots, rules, rest_speed, h):
        self.body, self.walls = body, walls
        self.friction_rule, self.restitution_rule = rules
        self.rest_speed, self.h = rest_speed, h
        self.features = [feature for wall in walls for feature in wall.features]
        self.reach = margin(body.radius, rest_speed, h)
        self.contacts, self.struck = slots
        self.seen = set()
        self.stirred = self.unsolved = False
        self.work = self.pressed = 0.0

    @property
    def since(self):
        return self.h - self.body.begin

    def near_walls(self, near, far, bounded):
        """The walls that are so near that they may be hit on the present flight."""
        found = []
        for wall, inner, outer, ends in zip(self.walls, near, far, bounded, strict=True):
            origin, _, drift, _ = wall.before(0.0)
            away, speed, pull = abs(self.body.place - origin), self.body.velocity - drift, self.body.kick / self.h
            travel = self.since * (abs(speed.real) + abs(speed.imag) + self.since * (abs(pull.real) + abs(pull.imag)))
            room = self.body.radius + self.reach
            if away + room + ends * travel > inner and away - room - travel < outer:
                found.append(wall)
                self.unsolved |= bool(ends)
        return found

    def first_impact(self, walls, may_hit):
        """The feature that is hit first in the present flight, and when; what it touches in the end is a contact."""
        body, found, when = self.body, None, -1.0
        for feature in [feature for wall in walls for feature in wall.features]:
            end = stand(body, feature, 0.0, self.h)
            held = feature.number in self.contacts
            inner, overlaps = most_overlap(body, feature, self.since, self.h, held)
            self.unsolved |= overlaps
            reach = body.radius if feature.depth < 1.0 else self.reach
            if end.gap < reach and feature.meets(end.p, end.gap, body.radius, held or overlaps):
                self.unsolved = True
                full = len(self.contacts) >= contact.SLOTS and feature.number not in self.contacts
                if not chosen("too many contacts", full):
                    self.contacts.setdefault(feature.number, [0.0] * 5)
                    self.seen.add(feature.number)
            begin = stand(body, feature, self.since, self.h)
            if abs(end.gap) < 1e-12 and max(begin.closing, end.closing) > self.slow(feature):
                raise Undecided
            if not overlaps or chosen("exhausted", not may_hit):
                continue
            s = touch(body, feature, inner, self.since, self.h)
            if s is None:
                continue
            then, place = stand(body, feature, s, self.h), stand(body, feature, min(s, self.since), self.h).p
            if not (
                feature.meets(place, 0.0, body.radius, held=True)
                and then.closing > max(self.slow(feature), dot(body.kick, then.n))
            ):
                continue
            if 0.0 < abs(s - when) < 1e-9 * self.h or (abs(begin.gap) < 1e-12 and s > 0.999 * self.since):
                raise Undecided
            if s > when:
                found, when = feature, s
        return found, when

    def slow(self, feature):
        """The closing speed up to which a ball rests."""
        origin, _, drift, rate = feature.wall.before(0.0)
        speeds = sum(abs(part) for v in (self.body.velocity, drift) for part in (v.real, v.imag))
        speeds += abs(rate) * (abs(self.body.place - origin) + self.body.radius)
        load = self.contacts[feature.number][2] if feature.number in self.seen else 0.0
        return max(self.rest_speed, contact.CREEP * speeds, load / self.body.mass)

    def mu(self, wall):
        return mix(self.body.friction, wall.friction, self.friction_rule)

    def brake(self, feature, rate, before, normal, tangent):
        """Sum of the rolling impulse that brakes what rubbing leaves of the turning against the wall."""
        spin = self.body.rate + self.body.radius * tangent / self.body.inertia
        wanted = before + (rate - spin) * self.body.inertia
        limit = max(self.body.rolling, feature.wall.rolling) * self.body.radius * normal
        if limit == 0.0:
            return 0.0
        brake = clamp(wanted, limit)
        chosen("rolls on" if brake != wanted else "stops rolling", True)
        return brake

    def exert(self, then, normal, tangent, brake, s, material):
        """Let the wall press and rub s before the end; its material moves there."""
        impulse = (-normal + 1j * tangent) * then.n
        self.body.push(impulse, self.body.radius * tangent + brake, s)
        self.work += dot(impulse, material) + brake * then.rate
        self.pressed += normal
        least = max(self.rest_speed, contact.CALM * self.body.radius / self.h)
        self.stirred |= abs(normal) / self.body.mass > least

    def bounce(self, feature, s, may_bounce):
        body, wall = self.body, feature.wall
        then = stand(body, feature, s, self.h)
        chosen(
            {SEGMENT: "bounced off a face", CIRCLE: "bounced off a disc", INVERTED_CIRCLE: "bounced off a bowl"}[
                feature.kind
            ],
            True,
        )
        bounce = mix(body.restitution, wall.restitution, self.restitution_rule)
        deepest = contact.SLOP * body.radius + self.h * then.closing
        if chosen("no bounce in an overlap", then.gap <= -deepest) or chosen("tired", not may_bounce):
            bounce = 0.0
        normal = body.mass * (1 + bounce) * then.closing
        wanted = -then.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(wall) * normal)
        chosen("slip" if tangent != wanted else "stick", True)
        self.exert(then, normal, tangent, self.brake(feature, then.rate, 0.0, normal, tangent), s, then.material)
        body.begin = self.h - s
        if feature.number in self.seen:
            self.struck.add(feature.number)
            self.contacts[feature.number][:2] = then.n.real, then.n.imag

    def hit(self, i, foresee, hurry, near, far, bounded, toi_ball, toi_wall):
        """Bounce in the order of time; return whether it did at all."""
        for impact in range(kernel.MOST_IMPACTS + 1):
            walls = self.near_walls(near, far, bounded)
            toi_wall[i] = contact.NEAR if walls else contact.NOWHERE
            feature, s = self.first_impact(walls, impact < kernel.MOST_IMPACTS)
            if not chosen("impact", feature is not None):
                return impact > 0
            toi_wall[i] = max(s, contact.INSTANT)
            alone = toi_ball[i] == contact.NOWHERE
            if foresee or (not hurry and chosen("hits a ball before", s < toi_ball[i])):
                return impact > 0
            if not hurry and chosen("others may come before the next", impact > 0 and not alone):
                return True
            self.bounce(feature, s, impact < kernel.MOST_BOUNCES)
        raise AssertionError("the last impact is one too many")

    def rest(self, feature):
        body, sums = self.body, self.contacts[feature.number]
        now = stand(body, feature, 0.0, self.h)
        is_near = now.gap < self.reach and feature.meets(now.p, now.gap, body.radius, held=True)
        if chosen("no longer near", not is_near):
            sums[2:] = 0.0, 0.0, 0.0
            return
        s = self.since / 2
        if chosen("landing", 0.0 < -now.gap < now.closing * self.h):
            s = -now.gap / now.closing
        load, rub, roll = sums[2:]
        normal = load + body.mass * (now.closing - max(now.gap, 0.0) / self.h)
        if abs(now.gap) < 1e-12 and normal > load + 1e-9 * body.mass:
            raise Undecided
        least = load if feature.number in self.struck else 0.0
        if chosen("held by an impact" if least else "let go", normal < least):
            normal = least
        if chosen("not yet there", now.gap >= 0.0 and normal > load):
            normal = load
        wanted = rub - now.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(feature.wall) * normal)
        brake = self.brake(feature, now.rate, roll, normal, tangent - rub)
        kept = normal
        if chosen("landing is forgotten", load == 0.0 and normal > 0.0):
            kept = min(max(body.mass * dot(body.kick, now.n), 0.0), normal)
        part = kept / normal if normal else 1.0
        ahead = turned(now.n, self.h / 2 * now.turning)
        sums[:] = ahead.real, ahead.imag, part * normal, part * tangent, part * brake
        material = now.material - 1j * now.rate * s * body.velocity  # of where the ball was then
        self.exert(now, normal - load, tangent - rub, brake - roll, s, material)


def put_back_to(wall, body, held):
    """Put a ball where one wall allows it; held are the numbers of the features that it touches."""
    origin, turn, _, _ = wall.before(0.0)
    p = (body.place - origin) / turn
    free, lost = True, wall.core and (wall.turns_about(p) != 0) != wall.container
    if wall.core:
        nearest, next_best = wall.nearest(p)[:2]
        distance = abs(p - nearest)
        if chosen("brought back to the front", lost or distance < wall.thickness):
            if distance < 1e-12 or (abs(abs(p - next_best) - distance) < 1e-12 and abs(next_best - nearest) > 1e-12):
                raise Undecided
            p = nearest + (p - nearest) / distance * (wall.thickness + body.radius) * (-1.0 if lost else 1.0)
            free = False
    for feature in wall.features if free else []:
        gap, n = feature.gap(p, body.radius)
        if chosen("put back", gap < 0.0 and feature.meets(p, gap, body.radius, feature.number in held)):
            p += gap * n
            free = False
    if not free:
        body.place = origin + p * turn


def warm_work(body, feature, sums, h):
    """Work that the warm start has done, at half of the way."""
    origin, _, drift, rate = feature.wall.before(0.0)
    n = complex(*sums[:2])
    material = drift + 1j * rate * (body.place + body.radius * n - h / 2 * body.velocity - origin)
    material += feature.belt * 1j * n
    return dot((-sums[2] + 1j * sums[3]) * n, material) + sums[4] * rate


def read(i, count, side, contacts, struck):
    places = range(contact.SLOTS * i, contact.SLOTS * i + count[i])
    return {side[k]: contacts[k].tolist() for k in places}, {side[k] for k in places if struck[k] & kernel.STRUCK}


def keep(i, slots, count, side, contacts, struck):
    found, hit = slots
    count[i] = len(found)
    for k, (q, sums) in enumerate(found.items(), contact.SLOTS * i):
        side[k], contacts[k], struck[k] = q, sums, kernel.SEEN + kernel.STRUCK * (q in hit)


def walls_of(start, features, drive, t, restitution, friction, rolling):
    walls = [Wall(drive[:, w], t, restitution[w], friction[w], rolling[w]) for w in range(len(start) - 1)]
    for w, wall in enumerate(walls):
        wall.features = [Feature(q, wall, features[:, q]) for q in range(start[w], start[w + 1])]
    return walls


def wall_impact(
    count, side, contacts, struck, unsolved, start, owner, features, near, far, bounded, wall_cos, wall_sin,
    wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate,
    sway_x, sway_y, sway_rate, swing, swing_rate, sway_at, swing_at, wall_restitution, wall_friction, wall_rolling,
    x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, restitution, friction, rolling,
    by_balls, by_walls, toi_ball, toi_wall, tally,
    friction_rule, restitution_rule, rest_speed, h, foresee, hurry, drive, t,
):  # fmt: skip
    """The same arguments, and the drives and the time; returns the rows of undecided balls."""
    balls = bodies(x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, restitution, friction, rolling)
    walls = walls_of(start, features, drive, t, wall_restitution, wall_friction, wall_rolling)
    every = [feature for wall in walls for feature in wall.features]
    undecided = set()
    by_walls[:] = 0.0
    if foresee:
        wall_cos[:], wall_sin[:] = np.cos(wall_angle), np.sin(wall_angle)
    for i, body in enumerate(balls):
        slots = read(i, count, side, contacts, struck)
        if foresee:
            unsolved[i] = 0
            slots[1].clear()
            for q, sums in slots[0].items():
                if sums[2] > 0.0:
                    tally += warm_work(body, every[q], sums, h), sums[2]
        elif not chosen("looks again", toi_wall[i] > 0.0 or by_balls[i] >= contact.WOKEN):
            continue
        solver = Solver(body, walls, slots, (friction_rule, restitution_rule), rest_speed, h)
        try:
            solver.hit(i, foresee, hurry, near, far, bounded, toi_ball, toi_wall)
            unsolved[i] |= solver.unsolved
            for q in slots[0].keys() - solver.seen:
                del slots[0][q]
        except Undecided:
            undecided.add(i)
        keep(i, slots, count, side, contacts, struck)
        tally += solver.work, solver.pressed
        by_walls[i] = contact.WOKEN if solver.stirred else 0.0
    write(balls, x, y, angle, vx, vy, rate, begin)
    return None, undecided


def wall_rest(
    count, side, contacts, struck, unsolved, owner, features,
    wall_cos, wall_sin, wall_x, wall_y, wall_vx, wall_vy, wall_rate, wall_friction, wall_rolling,
    x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, friction, rolling,
    by_balls, by_walls, toi_ball, toi_wall, tally, friction_rule, rest_speed, h, drive, t,
):  # fmt: skip
    balls = bodies(x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, 0.0 * mass, friction, rolling)
    start = [sum(owner < w) for w in range(len(wall_x) + 1)]
    walls = walls_of(start, features, drive, t, 0.0 * wall_friction, wall_friction, wall_rolling)
    undecided, unsettled = set(), max([*toi_ball, *toi_wall, *by_walls], default=0.0) > 0.0
    for i, body in enumerate(balls):
        if chosen("left for later", toi_wall[i] > 0.0):
            continue
        if not chosen("rests", unsolved[i] or by_balls[i] >= contact.WOKEN):
            continue
        unsolved[i] = 1
        slots = read(i, count, side, contacts, struck)
        solver = Solver(body, walls, slots, (friction_rule, 0), rest_speed, h)
        try:
            for _ in range(resting.ROUNDS if chosen("in a corner", len(slots[0]) > 1) else 1):
                for number in list(solver.contacts):
                    solver.rest(solver.features[number])
        except Undecided:
            undecided.add(i)
        keep(i, slots, count, side, contacts, struck)
        tally += solver.work, solver.pressed
        if solver.stirred:
            by_walls[i] = contact.WOKEN
            unsettled = True
    write(balls, x, y, angle, vx, vy, rate, begin)
    return unsettled, undecided


def containment(
    count, side, unsolved, start, features, near, far, corner, corners, thickness, container,
    wall_cos, wall_sin, wall_x, wall_y, x, y, radius, by_balls, toi_wall, drive, t,
):  # fmt: skip
    zeros = 0.0 * x
    balls = bodies(x, y, *[zeros] * 7, radius, *[zeros] * 4)
    walls = walls_of(start, features, drive, t, *[thickness] * 3)
    for w, wall in enumerate(walls):
        wall.core = [complex(*corners[:, k]) for k in range(corner[w], corner[w + 1])]
        wall.thickness, wall.container = thickness[w], bool(container[w])
    undecided = set()
    for i, body in enumerate(balls):
        if toi_wall[i] > 0.0 or not (unsolved[i] or by_balls[i] > 0.0):
            continue
        unsolved[i] = by_balls[i] = 0
        try:
            for _ in range(ROUNDS):
                before = body.place
                for wall in walls:
                    put_back_to(wall, body, side[contact.SLOTS * i : contact.SLOTS * i + count[i]])
                if body.place == before:
                    break
        except Undecided:
            undecided.add(i)
        x[i], y[i] = body.place.real, body.place.imag
    return None, undecided
