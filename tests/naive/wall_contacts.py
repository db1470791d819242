"""Twins of the contacts with walls: they check every ball against every feature of every wall."""

from systems.kernels import contact
from systems.kernels import wall_impact as kernel
from systems.kernels import wall_rest as resting
from systems.kernels.columns import BY_BALLS, BY_WALLS, KICKS, TOI_BALL, TOI_WALL, X
from systems.kernels.containment import MAX_ROUNDS
from systems.kernels.wall_features import CIRCLE, INVERTED_CIRCLE, SEGMENT
from tests.naive.body import body_of, clamp, contact_margin, mix, rotate_normal, write
from tests.naive.branches import Undecided, chosen
from tests.naive.plane import dot, put, vector
from tests.naive.walls import closest_approach, contact_kinematics, touch, walls_of

BRANCHES = {
    *("impact", "bounced off a segment", "bounced off a circle", "bounced off an inverted circle"),
    *(
        "kicked",
        "too slow for a kick",
        "no restitution left",
        "too many impacts",
        "overlapped at the start",
        "overlapped before",
        "separates",
    ),
    *("behind the feature", "beside the segment", "beside the corner", "passing through"),
    *("no bounce in an overlap", "hits a ball before", "others may be earlier"),
    *("stick", "slip", "keeps rolling", "stops rolling", "no longer near", "landing", "landing is not kept"),
    *("not yet there", "held by an impact", "load decreases", "no free slot", "in a corner"),
    *("turns too fast", "checked again", "pending impact", "rests", "moved inside", "moved to the front"),
}
KIND_NAMES = {SEGMENT: "a segment", CIRCLE: "a circle", INVERTED_CIRCLE: "an inverted circle"}


class Solver:
    """One ball and its contacts: normal x, y and the three accumulated impulses, by the index of the feature."""

    def __init__(self, i, ball, walls, contacts, rest_speed, h, friction_rule=0, restitution_rule=0):
        self.i, self.ball, self.body = i, ball, body_of(ball)
        self.walls, self.slots = walls, contacts
        self.friction_rule, self.restitution_rule = friction_rule, restitution_rule
        self.rest_speed, self.h = rest_speed, h
        self.features = [feature for wall in walls for feature in wall.features]
        self.reach = contact_margin(self.body.radius, rest_speed, h)
        used = range(contact.SLOTS * i, contact.SLOTS * i + contacts.count[i])
        self.contacts = {contacts.feature[k]: contacts.impulses[k].tolist() for k in used}
        self.struck = {contacts.feature[k] for k in used if contacts.flags[k] & kernel.STRUCK}
        self.seen = set()
        self.wake, self.unsolved = 0.0, False
        self.work = self.pressed = 0.0

    def write(self, totals):
        """Write the ball and its contacts, and add to the totals of the walls."""
        write(self.body, self.ball)
        self.slots.count[self.i] = len(self.contacts)
        for k, (q, sums) in enumerate(self.contacts.items(), contact.SLOTS * self.i):
            self.slots.feature[k], self.slots.impulses[k] = q, sums
            self.slots.flags[k] = kernel.FOUND + kernel.STRUCK * (q in self.struck)
        totals += self.work, self.pressed

    def forget_lost_contacts(self):
        self.slots.unsolved[self.i] |= self.unsolved
        for q in self.contacts.keys() - self.seen:
            del self.contacts[q]

    @property
    def since(self):
        return self.h - self.body.path_start

    def near_walls(self):
        """Walls that the ball may hit on its present path."""
        found = []
        for wall in self.walls:
            if wall.is_convex_polygon:
                gaps = [contact_kinematics(self.body, feature, 0.0, self.h).gap for feature in wall.features]
                found += [wall] if min(gaps) < self.reach else []
                continue
            origin, _, drift, _ = wall.before(0.0)
            away, speed, pull = abs(self.body.place - origin), self.body.velocity - drift, self.body.change / self.h
            travel = self.since * (abs(speed.real) + abs(speed.imag) + self.since * (abs(pull.real) + abs(pull.imag)))
            travel += wall.stroke_way(self.since)
            room = self.body.radius + self.reach
            if away + room + wall.bounded * travel > wall.near and away - room - travel < wall.far:
                found.append(wall)
                self.unsolved |= bool(wall.bounded)
        return found

    def first_impact(self, may_hit=True):
        """First feature that the ball hits on its present path, and when; adds the contacts at the end of the path."""
        body, found, when, walls = self.body, None, -1.0, self.near_walls()
        for feature in [feature for wall in walls for feature in wall.features]:
            end = contact_kinematics(body, feature, 0.0, self.h)
            held = feature.number in self.contacts
            inner, front, overlaps = closest_approach(body, feature, self.since, self.h, held)
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
            s = touch(body, feature, inner, front, self.h)
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
        self.ball[TOI_WALL] = contact.NO_IMPACT if walls else contact.NOTHING_NEAR
        if chosen("impact", found is not None):
            self.ball[TOI_WALL] = max(when, contact.MIN_TOI)
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
        self.wake = max(self.wake, contact.WOKEN if abs(normal) / self.body.mass > least else contact.MOVED)

    def bounce(self, feature, s, may_bounce):
        body, wall = self.body, feature.wall
        then = contact_kinematics(body, feature, s, self.h)
        chosen(f"bounced off {KIND_NAMES[feature.kind]}", True)
        bounce, kick = mix(body.restitution, wall.restitution, self.restitution_rule), 0.0
        deepest = contact.SLOP * body.radius + self.h * then.closing
        if chosen("no bounce in an overlap", then.gap <= -deepest) or chosen("no restitution left", not may_bounce):
            bounce = 0.0
        elif feature.kick:
            kick = feature.kick if then.closing > kernel.KICK_TRIGGER * feature.kick else 0.0
            chosen("kicked" if kick else "too slow for a kick", True)
        normal = body.mass * ((1 + bounce) * then.closing + kick)
        leaving = bounce * then.closing
        self.work += 0.5 * body.mass * ((leaving + kick) ** 2 - leaving**2)
        wall.kicks += kick > 0.0
        wanted = -then.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(wall) * normal)
        chosen("slip" if tangent != wanted else "stick", True)
        rolling = self.rolling_impulse(feature, then.rate, 0.0, normal, tangent)
        self.apply(then, normal, tangent, rolling, s, then.material)
        body.path_start = self.h - s
        if feature.number in self.seen:
            self.struck.add(feature.number)
            self.contacts[feature.number][:2] = then.n.real, then.n.imag

    def hit(self, last_pass):
        """Solve impacts in the order of time."""
        for impact in range(kernel.MAX_IMPACTS + 1):
            feature, s = self.first_impact(impact < kernel.MAX_IMPACTS)
            if feature is None or (not last_pass and chosen("hits a ball before", s < self.ball[TOI_BALL])):
                return
            alone = self.ball[TOI_BALL] == contact.NOTHING_NEAR
            if not last_pass and chosen("others may be earlier", impact > 0 and not alone):
                return
            self.bounce(feature, s, impact < kernel.MAX_BOUNCES)
        raise AssertionError("the last impact is one too many")

    def count_warm_start(self):
        """Add the work of the warm start, at half of the path."""
        for q, (nx, ny, normal, tangent, rolling) in self.contacts.items():
            feature, n = self.features[q], complex(nx, ny)
            origin, _, drift, rate = feature.wall.before(0.0)
            arm = self.body.place + self.body.radius * n - self.h / 2 * self.body.velocity - origin
            material = drift + 1j * rate * arm + feature.belt * 1j * n
            if normal > 0.0:
                self.work += dot((-normal + 1j * tangent) * n, material) + rolling * rate
                self.pressed += normal

    def rest(self, feature):
        body, sums = self.body, self.contacts[feature.number]
        now = contact_kinematics(body, feature, 0.0, self.h)
        is_near = now.gap < self.reach and feature.meets(now.p, now.gap, body.radius, held=True)
        if chosen("no longer near", not is_near):
            sums[2:] = 0.0, 0.0, 0.0
            return
        s = self.since / 2
        if chosen("landing", max(-now.gap, contact.LANDING * body.radius) < now.closing * self.h and now.gap < 0.0):
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
        if chosen("turns too fast", abs(now.turning) * self.h >= contact.MAX_TURN or now.gap <= -body.radius):
            part = 0.0
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
        if abs(gap) < 1e-12 and feature.meets(p, gap, body.radius, feature.number in held):
            raise Undecided
        if chosen("moved inside", gap < 0.0 and feature.meets(p, gap, body.radius, feature.number in held)):
            p += gap * n
            free = False
    if not free:
        body.place = origin + p * turn


def predict_wall_impacts(balls, ball_count, walls, wall_count, shapes, contacts, totals, rest_speed, h, t):
    """Takes the time too, as all of these twins; returns the rows of undecided balls too."""
    undecided, walls = set(), walls_of(walls, wall_count, shapes, t)
    for i, ball in enumerate(balls.T[:ball_count]):
        contacts.unsolved[i] = ball[BY_WALLS] = 0
        solver = Solver(i, ball, walls, contacts, rest_speed, h)
        solver.struck.clear()
        solver.count_warm_start()
        try:
            solver.first_impact()
            solver.forget_lost_contacts()
        except Undecided:
            undecided.add(i)
        solver.write(totals)
    return None, undecided


def solve_wall_impacts(
    balls, ball_count, walls, wall_count, shapes, contacts, totals, friction_rule, restitution_rule, rest_speed, h,
    last_pass, t,
):  # fmt: skip
    undecided, columns, walls = set(), walls, walls_of(walls, wall_count, shapes, t)
    for i, ball in enumerate(balls.T[:ball_count]):
        ball[BY_WALLS] = 0.0
        if not chosen("checked again", ball[TOI_WALL] > 0.0 or ball[BY_BALLS] >= contact.WOKEN):
            continue
        solver = Solver(i, ball, walls, contacts, rest_speed, h, friction_rule, restitution_rule)
        try:
            solver.hit(last_pass)
            solver.forget_lost_contacts()
        except Undecided:
            undecided.add(i)
        solver.write(totals)
        ball[BY_WALLS] = solver.wake
    columns[KICKS, :wall_count] += [wall.kicks for wall in walls]
    return None, undecided


def wall_rest(balls, ball_count, walls, shapes, contacts, totals, friction_rule, rest_speed, h, t):
    undecided, walls = set(), walls_of(walls, shapes.shapes.shape[1], shapes, t)
    for i, ball in enumerate(balls.T[:ball_count]):
        if chosen("pending impact", ball[TOI_WALL] > 0.0):
            continue
        if not chosen("rests", contacts.unsolved[i] or ball[BY_BALLS] >= contact.WOKEN):
            continue
        contacts.unsolved[i] = 1
        solver = Solver(i, ball, walls, contacts, rest_speed, h, friction_rule)
        try:
            for _ in range(resting.MAX_ROUNDS if chosen("in a corner", len(solver.contacts) > 1) else 1):
                for number in list(solver.contacts):
                    solver.rest(solver.features[number])
        except Undecided:
            undecided.add(i)
        solver.write(totals)
        ball[BY_WALLS] = max(ball[BY_WALLS], solver.wake)
    pending = balls[[TOI_BALL, TOI_WALL], :ball_count].max(initial=0.0) > 0.0
    return pending or bool((balls[BY_WALLS, :ball_count] == contact.WOKEN).any()), undecided


def containment(balls, ball_count, walls, wall_count, shapes, contacts, t):
    undecided, walls = set(), walls_of(walls, wall_count, shapes, t)
    for i, ball in enumerate(balls.T[:ball_count]):
        if ball[TOI_WALL] > 0.0 or not (contacts.unsolved[i] or ball[BY_BALLS] > 0.0):
            continue
        contacts.unsolved[i] = ball[BY_BALLS] = 0
        body, held = body_of(ball), contacts.feature[contact.SLOTS * i :][: contacts.count[i]]
        try:
            for _ in range(MAX_ROUNDS):
                before = body.place
                for wall in walls:
                    put_back_to(wall, body, held)
                if body.place == before:
                    break
        except Undecided:
            undecided.add(i)
        if body.place != vector(ball, X):
            ball[BY_WALLS] = max(ball[BY_WALLS], contact.MOVED)
        put(ball, X, body.place)
    return None, undecided
