"""Twins of the contacts with walls: they check every ball against every feature of every wall."""

from systems.kernels import contact
from systems.kernels import wall_impact as kernel
from systems.kernels import wall_rest as resting
from systems.kernels.containment import MAX_ROUNDS
from systems.kernels.wall_features import CIRCLE, INVERTED_CIRCLE, SEGMENT
from tests.naive.body import bodies, clamp, contact_margin, dot, mix, rotate_normal, write
from tests.naive.branches import Undecided, chosen
from tests.naive.walls import Feature, Wall, closest_approach, contact_kinematics, touch

BRANCHES = {
    *("impact", "bounced off a segment", "bounced off a circle", "bounced off an inverted circle"),
    *("no restitution left", "too many impacts", "overlapped at the start", "overlapped before", "separates"),
    *("behind the feature", "beside the segment", "beside the corner", "passing through"),
    *("no bounce in an overlap", "hits a ball before", "others may be earlier"),
    *("stick", "slip", "keeps rolling", "stops rolling", "no longer near", "landing", "landing is not kept"),
    *("not yet there", "held by an impact", "load decreases", "no free slot", "in a corner"),
    *("checked again", "pending impact", "rests", "moved inside", "moved to the front"),
}
KIND_NAMES = {SEGMENT: "a segment", CIRCLE: "a circle", INVERTED_CIRCLE: "an inverted circle"}


class Solver:
    """One ball and its contacts: normal x, y and the three accumulated impulses, by the index of the feature."""

    def __init__(self, body, walls, slots, rules, rest_speed, h):
        self.body, self.walls = body, walls
        self.friction_rule, self.restitution_rule = rules
        self.rest_speed, self.h = rest_speed, h
        self.features = [feature for wall in walls for feature in wall.features]
        self.reach = contact_margin(body.radius, rest_speed, h)
        self.contacts, self.struck = slots
        self.seen = set()
        self.woken = self.unsolved = False
        self.work = self.pressed = 0.0

    @property
    def since(self):
        return self.h - self.body.path_start

    def near_walls(self, near, far, bounded):
        """Walls that the ball may hit on its present path."""
        found = []
        for wall, inner, outer, ends in zip(self.walls, near, far, bounded, strict=True):
            origin, _, drift, _ = wall.before(0.0)
            away, speed, pull = abs(self.body.place - origin), self.body.velocity - drift, self.body.change / self.h
            travel = self.since * (abs(speed.real) + abs(speed.imag) + self.since * (abs(pull.real) + abs(pull.imag)))
            room = self.body.radius + self.reach
            if away + room + ends * travel > inner and away - room - travel < outer:
                found.append(wall)
                self.unsolved |= bool(ends)
        return found

    def first_impact(self, walls, may_hit):
        """First feature that the ball hits on its present path, and when; adds the contacts at the end of the path."""
        body, found, when = self.body, None, -1.0
        for feature in [feature for wall in walls for feature in wall.features]:
            end = contact_kinematics(body, feature, 0.0, self.h)
            held = feature.number in self.contacts
            inner, overlaps = closest_approach(body, feature, self.since, self.h, held)
            self.unsolved |= overlaps
            reach = body.radius if feature.depth < 1.0 else self.reach
            if end.gap < reach and feature.meets(end.p, end.gap, body.radius, held or overlaps):
                self.unsolved = True
                full = len(self.contacts) >= contact.SLOTS and feature.number not in self.contacts
                if not chosen("no free slot", full):
                    self.contacts.setdefault(feature.number, [0.0] * 5)
                    self.seen.add(feature.number)
            begin = contact_kinematics(body, feature, self.since, self.h)
            if abs(end.gap) < 1e-12 and max(begin.closing, end.closing) > self.slow(feature):
                raise Undecided
            if not overlaps or chosen("too many impacts", not may_hit):
                continue
            s = touch(body, feature, inner, self.since, self.h)
            if s is None:
                continue
            then = contact_kinematics(body, feature, s, self.h)
            place = contact_kinematics(body, feature, min(s, self.since), self.h).p
            if not (
                feature.meets(place, 0.0, body.radius, held=True)
                and then.closing > max(self.slow(feature), dot(body.change, then.n))
            ):
                continue
            if 0.0 < abs(s - when) < 1e-9 * self.h or (abs(begin.gap) < 1e-12 and s > 0.999 * self.since):
                raise Undecided
            if s > when:
                found, when = feature, s
        return found, when

    def slow(self, feature):
        """Closing speed up to which a ball rests."""
        origin, _, drift, rate = feature.wall.before(0.0)
        speeds = sum(abs(part) for v in (self.body.velocity, drift) for part in (v.real, v.imag))
        speeds += abs(rate) * (abs(self.body.place - origin) + self.body.radius)
        old_normal = self.contacts[feature.number][2] if feature.number in self.seen else 0.0
        return max(self.rest_speed, contact.SPEED_ROUNDING * speeds, old_normal / self.body.mass)

    def mu(self, wall):
        return mix(self.body.friction, wall.friction, self.friction_rule)

    def rolling_impulse(self, feature, rate, before, normal, tangent):
        """Accumulated rolling impulse, which acts against the rotation relative to the wall after friction."""
        spin = self.body.rate + self.body.radius * tangent / self.body.inertia
        wanted = before + (rate - spin) * self.body.inertia
        limit = max(self.body.rolling, feature.wall.rolling) * self.body.radius * normal
        if limit == 0.0:
            return 0.0
        rolling = clamp(wanted, limit)
        chosen("keeps rolling" if rolling != wanted else "stops rolling", True)
        return rolling

    def apply(self, then, normal, tangent, rolling, s, material):
        """Apply the impulses of a wall s before the end; material is the velocity of the wall at the contact."""
        impulse = (-normal + 1j * tangent) * then.n
        self.body.push(impulse, self.body.radius * tangent + rolling, s)
        self.work += dot(impulse, material) + rolling * then.rate
        self.pressed += normal
        least = max(self.rest_speed, contact.WAKE_TRAVEL * self.body.radius / self.h)
        self.woken |= abs(normal) / self.body.mass > least

    def bounce(self, feature, s, may_bounce):
        body, wall = self.body, feature.wall
        then = contact_kinematics(body, feature, s, self.h)
        chosen(f"bounced off {KIND_NAMES[feature.kind]}", True)
        bounce = mix(body.restitution, wall.restitution, self.restitution_rule)
        deepest = contact.SLOP * body.radius + self.h * then.closing
        if chosen("no bounce in an overlap", then.gap <= -deepest) or chosen("no restitution left", not may_bounce):
            bounce = 0.0
        normal = body.mass * (1 + bounce) * then.closing
        wanted = -then.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(wall) * normal)
        chosen("slip" if tangent != wanted else "stick", True)
        rolling = self.rolling_impulse(feature, then.rate, 0.0, normal, tangent)
        self.apply(then, normal, tangent, rolling, s, then.material)
        body.path_start = self.h - s
        if feature.number in self.seen:
            self.struck.add(feature.number)
            self.contacts[feature.number][:2] = then.n.real, then.n.imag

    def hit(self, i, predict_only, last_pass, near, far, bounded, toi_ball, toi_wall):
        """Solve impacts in the order of time; return whether there was one."""
        for impact in range(kernel.MAX_IMPACTS + 1):
            walls = self.near_walls(near, far, bounded)
            toi_wall[i] = contact.NO_IMPACT if walls else contact.NOTHING_NEAR
            feature, s = self.first_impact(walls, impact < kernel.MAX_IMPACTS)
            if not chosen("impact", feature is not None):
                return impact > 0
            toi_wall[i] = max(s, contact.MIN_TOI)
            alone = toi_ball[i] == contact.NOTHING_NEAR
            if predict_only or (not last_pass and chosen("hits a ball before", s < toi_ball[i])):
                return impact > 0
            if not last_pass and chosen("others may be earlier", impact > 0 and not alone):
                return True
            self.bounce(feature, s, impact < kernel.MAX_BOUNCES)
        raise AssertionError("the last impact is one too many")

    def rest(self, feature):
        body, sums = self.body, self.contacts[feature.number]
        now = contact_kinematics(body, feature, 0.0, self.h)
        is_near = now.gap < self.reach and feature.meets(now.p, now.gap, body.radius, held=True)
        if chosen("no longer near", not is_near):
            sums[2:] = 0.0, 0.0, 0.0
            return
        s = self.since / 2
        if chosen("landing", 0.0 < -now.gap < now.closing * self.h):
            s = -now.gap / now.closing
        old_normal, old_tangent, old_rolling = sums[2:]
        normal = old_normal + body.mass * (now.closing - max(now.gap, 0.0) / self.h)
        if abs(now.gap) < 1e-12 and normal > old_normal + 1e-9 * body.mass:
            raise Undecided
        least = old_normal if feature.number in self.struck else 0.0
        if chosen("held by an impact" if least else "load decreases", normal < least):
            normal = least
        if chosen("not yet there", now.gap >= 0.0 and normal > old_normal):
            normal = old_normal
        wanted = old_tangent - now.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(feature.wall) * normal)
        rolling = self.rolling_impulse(feature, now.rate, old_rolling, normal, tangent - old_tangent)
        kept = normal
        if chosen("landing is not kept", old_normal == 0.0 and normal > 0.0):
            kept = min(max(body.mass * dot(body.change, now.n), 0.0), normal)
        part = kept / normal if normal else 1.0
        ahead = rotate_normal(now.n, self.h / 2 * now.turning)
        sums[:] = ahead.real, ahead.imag, part * normal, part * tangent, part * rolling
        material = now.material - 1j * now.rate * s * body.velocity  # at the position of the ball at that time
        self.apply(now, normal - old_normal, tangent - old_tangent, rolling - old_rolling, s, material)


def put_back_to(wall, body, held):
    """Move a ball to the right side of one wall; held are the indices of the features that it touches."""
    origin, turn, _, _ = wall.before(0.0)
    p = (body.place - origin) / turn
    free, lost = True, wall.core and (wall.turns_about(p) != 0) != wall.container
    if wall.core:
        nearest, next_best = wall.nearest(p)[:2]
        distance = abs(p - nearest)
        if chosen("moved to the front", lost or distance < wall.thickness):
            if distance < 1e-12 or (abs(abs(p - next_best) - distance) < 1e-12 and abs(next_best - nearest) > 1e-12):
                raise Undecided
            p = nearest + (p - nearest) / distance * (wall.thickness + body.radius) * (-1.0 if lost else 1.0)
            free = False
    for feature in wall.features if free else []:
        gap, n = feature.gap(p, body.radius)
        if chosen("moved inside", gap < 0.0 and feature.meets(p, gap, body.radius, feature.number in held)):
            p += gap * n
            free = False
    if not free:
        body.place = origin + p * turn


def warm_work(body, feature, sums, h):
    """Work of the warm start, at half of the path."""
    origin, _, drift, rate = feature.wall.before(0.0)
    n = complex(*sums[:2])
    material = drift + 1j * rate * (body.place + body.radius * n - h / 2 * body.velocity - origin)
    material += feature.belt * 1j * n
    return dot((-sums[2] + 1j * sums[3]) * n, material) + sums[4] * rate


def read(i, count, slot_feature, contacts, slot_flags):
    places = range(contact.SLOTS * i, contact.SLOTS * i + count[i])
    return {slot_feature[k]: contacts[k].tolist() for k in places}, {
        slot_feature[k] for k in places if slot_flags[k] & kernel.STRUCK
    }


def keep(i, slots, count, slot_feature, contacts, slot_flags):
    found, hit = slots
    count[i] = len(found)
    for k, (q, sums) in enumerate(found.items(), contact.SLOTS * i):
        slot_feature[k], contacts[k], slot_flags[k] = q, sums, kernel.FOUND + kernel.STRUCK * (q in hit)


def walls_of(start, features, kinematic, t, restitution, friction, rolling):
    walls = [Wall(kinematic[:, w], t, restitution[w], friction[w], rolling[w]) for w in range(len(start) - 1)]
    for w, wall in enumerate(walls):
        wall.features = [Feature(q, wall, features[:, q]) for q in range(start[w], start[w + 1])]
    return walls


def wall_impact(
    count, slot_feature, contacts, slot_flags, unsolved, start, owner, features, near, far, bounded, wall_cos, wall_sin,
    wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate,
    sway_x, sway_y, sway_rate, swing, swing_rate, sway_at, swing_at, wall_restitution, wall_friction, wall_rolling,
    x, y, angle, vx, vy, rate, change_x, change_y, begin, radius, mass, restitution, friction, rolling,
    by_balls, by_walls, toi_ball, toi_wall, totals,
    friction_rule, restitution_rule, rest_speed, h, predict_only, last_pass, kinematic, t,
):  # fmt: skip
    """Takes the motions of the walls and the time too; returns the rows of undecided balls too."""
    balls = bodies(x, y, angle, vx, vy, rate, change_x, change_y, begin, radius, mass, restitution, friction, rolling)
    walls = walls_of(start, features, kinematic, t, wall_restitution, wall_friction, wall_rolling)
    every = [feature for wall in walls for feature in wall.features]
    undecided = set()
    by_walls[:] = 0.0
    for i, body in enumerate(balls):
        slots = read(i, count, slot_feature, contacts, slot_flags)
        if predict_only:
            unsolved[i] = 0
            slots[1].clear()
            for q, sums in slots[0].items():
                if sums[2] > 0.0:
                    totals += warm_work(body, every[q], sums, h), sums[2]
        elif not chosen("checked again", toi_wall[i] > 0.0 or by_balls[i] >= contact.WOKEN):
            continue
        solver = Solver(body, walls, slots, (friction_rule, restitution_rule), rest_speed, h)
        try:
            solver.hit(i, predict_only, last_pass, near, far, bounded, toi_ball, toi_wall)
            unsolved[i] |= solver.unsolved
            for q in slots[0].keys() - solver.seen:
                del slots[0][q]
        except Undecided:
            undecided.add(i)
        keep(i, slots, count, slot_feature, contacts, slot_flags)
        totals += solver.work, solver.pressed
        by_walls[i] = contact.WOKEN if solver.woken else 0.0
    write(balls, x, y, angle, vx, vy, rate, begin)
    return None, undecided


def wall_rest(
    count, slot_feature, contacts, slot_flags, unsolved, owner, features,
    wall_cos, wall_sin, wall_x, wall_y, wall_vx, wall_vy, wall_rate, wall_friction, wall_rolling,
    x, y, angle, vx, vy, rate, change_x, change_y, begin, radius, mass, friction, rolling,
    by_balls, by_walls, toi_ball, toi_wall, totals, friction_rule, rest_speed, h, kinematic, t,
):  # fmt: skip
    balls = bodies(x, y, angle, vx, vy, rate, change_x, change_y, begin, radius, mass, 0.0 * mass, friction, rolling)
    start = [sum(owner < w) for w in range(len(wall_x) + 1)]
    walls = walls_of(start, features, kinematic, t, 0.0 * wall_friction, wall_friction, wall_rolling)
    undecided, unsettled = set(), max([*toi_ball, *toi_wall, *by_walls], default=0.0) > 0.0
    for i, body in enumerate(balls):
        if chosen("pending impact", toi_wall[i] > 0.0):
            continue
        if not chosen("rests", unsolved[i] or by_balls[i] >= contact.WOKEN):
            continue
        unsolved[i] = 1
        slots = read(i, count, slot_feature, contacts, slot_flags)
        solver = Solver(body, walls, slots, (friction_rule, 0), rest_speed, h)
        try:
            for _ in range(resting.MAX_ROUNDS if chosen("in a corner", len(slots[0]) > 1) else 1):
                for number in list(solver.contacts):
                    solver.rest(solver.features[number])
        except Undecided:
            undecided.add(i)
        keep(i, slots, count, slot_feature, contacts, slot_flags)
        totals += solver.work, solver.pressed
        if solver.woken:
            by_walls[i] = contact.WOKEN
            unsettled = True
    write(balls, x, y, angle, vx, vy, rate, begin)
    return unsettled, undecided


def containment(
    count, slot_feature, unsolved, start, features, near, far, corner, corners, thickness, container,
    wall_cos, wall_sin, wall_x, wall_y, x, y, radius, by_balls, toi_wall, kinematic, t,
):  # fmt: skip
    zeros = 0.0 * x
    balls = bodies(x, y, *[zeros] * 7, radius, *[zeros] * 4)
    walls = walls_of(start, features, kinematic, t, *[thickness] * 3)
    for w, wall in enumerate(walls):
        wall.core = [complex(*corners[:, k]) for k in range(corner[w], corner[w + 1])]
        wall.thickness, wall.container = thickness[w], bool(container[w])
    undecided = set()
    for i, body in enumerate(balls):
        if toi_wall[i] > 0.0 or not (unsolved[i] or by_balls[i] > 0.0):
            continue
        unsolved[i] = by_balls[i] = 0
        try:
            for _ in range(MAX_ROUNDS):
                before = body.place
                for wall in walls:
                    put_back_to(wall, body, slot_feature[contact.SLOTS * i : contact.SLOTS * i + count[i]])
                if body.place == before:
                    break
        except Undecided:
            undecided.add(i)
        x[i], y[i] = body.place.real, body.place.imag
    return None, undecided
