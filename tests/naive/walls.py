"""Twin of the contacts with walls: every ball looks at every surface of every wall, and moments come by bisection."""

import cmath
import math
from types import SimpleNamespace

from systems.kernels import contact
from systems.kernels import wall_collision as kernel
from systems.kernels.wall_surface import BOWL, DISC, FACE
from tests.naive.body import bodies, clamp, dot, margin, mix, write
from tests.naive.branches import Undecided, chosen
from tests.naive.plan import motion

BRANCHES = {
    *("impact", "bounced off a face", "bounced off a disc", "bounced off a bowl", "tired", "exhausted"),
    *(
        "overlapped at the begin",
        "overlapped before",
        "parts",
        "behind the face",
        "beside the face",
        "no bounce in an overlap",
    ),
    *("stick", "slip", "rolls on", "stops rolling", "no longer near", "landing", "landing is forgotten"),
    *("not yet there", "held by an impact", "let go", "too many contacts", "in a corner"),
    *("quiet", "moved a little", "put back", "brought back to the front"),
}


class Wall:
    """Where a wall was s before the end of the sub-step, and what it is made of."""

    def __init__(self, drive, t, restitution, friction, rolling):
        self.drive, self.t = drive, t
        self.restitution, self.friction, self.rolling = restitution, friction, rolling
        self.surfaces = []
        self.solid = False

    def before(self, s):
        """Place, turn as a unit number, velocity and rate."""
        x, y, angle, vx, vy, rate = motion(self.drive, self.t - s)
        return complex(x, y), cmath.rect(1.0, angle), complex(vx, vy), rate

    def faces(self):
        return [surface for surface in self.surfaces if surface.kind == FACE]

    @property
    def is_round(self):
        return any(surface.kind == DISC and surface.distance > 0.0 for surface in self.surfaces)

    def is_lost(self, p):
        """Whether a place is not before the faces of a closed outline: these have the balls' room to their left."""
        ends = [(face.at_along(face.low), face.at_along(face.high)) for face in self.faces()]
        area = sum((a.conjugate() * b).imag for a, b in ends)
        turns = round(sum(cmath.phase((b - p) / (a - p)) for a, b in ends) / (2 * math.pi))
        within = any(s.kind == DISC and abs(p - s.at) < s.distance for s in self.surfaces)
        return turns != (1 if area > 0.0 else 0) or within


class Surface:
    """A face, a disc or a bowl in the frame of its wall."""

    def __init__(self, number, wall, column):
        self.number, self.wall, self.kind = number, wall, column[0]
        self.at, (self.distance, self.low, self.high) = complex(column[1], column[2]), column[3:]
        self.ends = self.kind == FACE and math.isfinite(self.low)

    def gap(self, p, radius):
        """Gap to a ball at p, and the unit normal from the ball to the surface."""
        if self.kind == FACE:
            return self.distance - radius - dot(self.at, p), self.at
        out = p - self.at
        n = out / abs(out) if out else 1.0
        return (self.distance - radius - abs(out), n) if self.kind == BOWL else (abs(out) - self.distance - radius, -n)

    def along(self, p):
        """Coordinate along the face."""
        return dot(1j * self.at, p)

    def meets(self, p, gap, radius):
        if not self.ends:
            return True
        if chosen("beside the face", not self.low <= self.along(p) <= self.high):
            return False
        return not chosen("behind the face", gap <= -radius)

    def at_along(self, along):
        """The point of the face at a coordinate along it."""
        return (self.distance + 1j * along) * self.at

    def nearest(self, p):
        """The point of the face that is nearest to p."""
        return self.at_along(min(max(self.along(p), self.low), self.high))


def stand(body, surface, s, h):
    """How a ball stood to a surface s before the end: its place in the wall's frame, gap, normal, closing, slip ..."""
    place, velocity = body.before(s, h)
    origin, turn, drift, rate = surface.wall.before(s)
    p = (place - origin) / turn
    gap, n = surface.gap(p, body.radius)
    n *= turn
    material = drift + 1j * rate * (place + body.radius * n - origin)
    slip = dot(velocity - material, 1j * n) + body.rate * body.radius
    return SimpleNamespace(
        p=p, gap=gap, n=n, closing=dot(velocity - material, n), slip=slip, material=material, rate=rate
    )  # fmt: skip


def most_overlap(body, surface, since, h):
    """When on a straight way through the wall's frame they overlap most, and whether they do."""
    end, begin = stand(body, surface, 0.0, h), stand(body, surface, since, h)
    if surface.kind != DISC:
        return 0.0, end.gap < 0.0 and not (surface.ends and begin.gap <= -body.radius)
    way, out = end.p - begin.p, end.p - surface.at
    back = min(max(dot(out, way) / abs(way) ** 2, 0.0), 1.0) if way else 0.0
    return back * since, abs(out - back * way) < surface.distance + body.radius


def touch(body, surface, inner, since, h):
    """When the ball met the surface, before an overlap; None if it has been parting.

    A ball that overlapped it when its flight began met it before, as if it had flown so since the sub-step began; if
    it overlapped it even then, at the begin of its flight.
    """
    begin, free = stand(body, surface, since, h), since
    if chosen("overlapped at the begin", begin.gap < -1e-10 or begin.gap <= 0.0 < begin.closing):
        if chosen("parts", begin.closing <= 0.0):
            return None
        if chosen("overlapped before", stand(body, surface, h, h).gap <= 0.0):
            return since
        free = h
    overlap = inner
    for _ in range(60):
        middle = (overlap + free) / 2
        if stand(body, surface, middle, h).gap > 0.0:
            free = middle
        else:
            overlap = middle
    return overlap if abs(stand(body, surface, overlap, h).gap) < contact.SLOP * body.radius else None


class Solver:
    """One ball and its contacts: normal x, y and sums of the three impulses, by the number of the surface."""

    def __init__(self, body, walls, old, rules, rest_speed, h):
        self.body, self.walls, self.old = body, walls, old
        self.friction_rule, self.restitution_rule = rules
        self.rest_speed, self.h = rest_speed, h
        self.surfaces = [surface for wall in walls for surface in wall.surfaces]
        self.reach = margin(body.radius, rest_speed, h)
        self.contacts, self.struck = {}, set()
        self.stirred = False
        self.work = self.pressed = 0.0

    @property
    def since(self):
        return self.h - self.body.begin

    def first_impact(self, may_hit):
        """The surface that is hit first in the present flight, and when; what it touches in the end is a contact."""
        body, found, when = self.body, None, -1.0
        for surface in self.surfaces:
            end = stand(body, surface, 0.0, self.h)
            if end.gap < self.reach and surface.meets(end.p, end.gap, body.radius):
                full = len(self.contacts) >= kernel.MOST and surface.number not in self.contacts
                if not chosen("too many contacts", full):
                    self.contacts.setdefault(surface.number, list(self.old.get(surface.number, [0.0] * 5)))
            if abs(end.gap) < 1e-12 and end.closing > self.slow(surface):
                raise Undecided
            inner, overlaps = most_overlap(body, surface, self.since, self.h)
            if not overlaps or chosen("exhausted", not may_hit):
                continue
            s = touch(body, surface, inner, self.since, self.h)
            if s is None:
                continue
            then = stand(body, surface, s, self.h)
            if not (surface.meets(then.p, 0.0, body.radius) and then.closing > self.slow(surface)):
                continue
            begin = stand(body, surface, self.since, self.h).gap
            if 0.0 < abs(s - when) < 1e-9 * self.h or (abs(begin) < 1e-12 and s > 0.999 * self.since):
                raise Undecided
            if s > when:
                found, when = surface, s
        return found, when

    def slow(self, surface):
        """The closing speed up to which a ball rests."""
        origin, _, drift, rate = surface.wall.before(0.0)
        speeds = sum(abs(part) for v in (self.body.velocity, drift) for part in (v.real, v.imag))
        speeds += abs(rate) * (abs(self.body.place - origin) + self.body.radius)
        load = self.contacts.get(surface.number, [0.0] * 5)[2]
        return max(self.rest_speed, contact.CREEP * speeds, load / self.body.mass)

    def mu(self, wall):
        return mix(self.body.friction, wall.friction, self.friction_rule)

    def brake(self, surface, rate, before, normal, tangent):
        """Sum of the rolling impulse that brakes what rubbing leaves of the turning against the wall."""
        spin = self.body.rate + self.body.radius * tangent / self.body.inertia
        wanted = before + (rate - spin) * self.body.inertia
        limit = max(self.body.rolling, surface.wall.rolling) * self.body.radius * normal
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

    def bounce(self, surface, s, may_bounce):
        body, wall = self.body, surface.wall
        then = stand(body, surface, s, self.h)
        chosen({FACE: "bounced off a face", DISC: "bounced off a disc", BOWL: "bounced off a bowl"}[surface.kind], True)
        bounce = mix(body.restitution, wall.restitution, self.restitution_rule)
        deepest = contact.SLOP * body.radius + self.h * then.closing
        if chosen("no bounce in an overlap", then.gap <= -deepest) or chosen("tired", not may_bounce):
            bounce = 0.0
        normal = body.mass * (1 + bounce) * then.closing
        wanted = -then.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(wall) * normal)
        chosen("slip" if tangent != wanted else "stick", True)
        self.exert(then, normal, tangent, self.brake(surface, then.rate, 0.0, normal, tangent), s, then.material)
        body.begin = self.h - s
        if surface.number in self.contacts:
            self.struck.add(surface.number)
            self.contacts[surface.number][:2] = then.n.real, then.n.imag

    def rest(self, surface):
        body, sums = self.body, self.contacts[surface.number]
        now = stand(body, surface, 0.0, self.h)
        if chosen("no longer near", not now.gap < self.reach):
            sums[2:] = 0.0, 0.0, 0.0
            return
        s = self.since / 2
        if chosen("landing", 0.0 < -now.gap < now.closing * self.h):
            s = -now.gap / now.closing
        load, rub, roll = sums[2:]
        normal = load + body.mass * (now.closing - max(now.gap, 0.0) / self.h)
        if abs(now.gap) < 1e-12 and normal > load + 1e-9 * body.mass:
            raise Undecided
        least = load if surface.number in self.struck else 0.0
        if chosen("held by an impact" if least else "let go", normal < least):
            normal = least
        if chosen("not yet there", now.gap >= 0.0 and normal > load):
            normal = load
        wanted = rub - now.slip / (1 / body.mass + body.radius**2 / body.inertia)
        tangent = clamp(wanted, self.mu(surface.wall) * normal)
        brake = self.brake(surface, now.rate, roll, normal, tangent - rub)
        kept = normal
        if chosen("landing is forgotten", load == 0.0 and normal > 0.0):
            kept = min(max(body.mass * dot(body.kick, now.n), 0.0), normal)
        part = kept / normal if normal else 1.0
        sums[:] = now.n.real, now.n.imag, part * normal, part * tangent, part * brake
        material = now.material - 1j * now.rate * s * body.velocity  # of where the ball was then
        self.exert(now, normal - load, tangent - rub, brake - roll, s, material)

    def solve(self):
        for impact in range(kernel.MOST_IMPACTS + 1):
            surface, s = self.first_impact(impact < kernel.MOST_IMPACTS)
            if not chosen("impact", surface is not None):
                break
            self.bounce(surface, s, impact < kernel.MOST_BOUNCES)
        rounds = kernel.ROUNDS if chosen("in a corner", len(self.contacts) > 1) else 1
        for _ in range(rounds):
            for number in self.contacts:
                self.rest(self.surfaces[number])

    def put_back(self):
        """Put the ball where all walls allow it."""
        for _ in range(kernel.ROUNDS_INSIDE):
            before = self.body.place
            for wall in self.walls:
                self.put_back_to(wall)
            if self.body.place == before:
                return

    def put_back_to(self, wall):
        body = self.body
        origin, turn, _, _ = wall.before(0.0)
        p = (body.place - origin) / turn
        free, lost = True, wall.solid and wall.is_lost(p)
        for surface in wall.surfaces:
            gap, n = surface.gap(p, body.radius)
            if chosen("put back", gap < 0.0 and surface.meets(p, gap, body.radius)):
                p += gap * n
                free = False
        if chosen("brought back to the front", lost):
            front, next_best = sorted(wall.faces(), key=lambda face: abs(face.nearest(p) - p))[:2]
            is_tie = abs(abs(next_best.nearest(p) - p) - abs(front.nearest(p) - p)) < 1e-12
            if wall.is_round or is_tie or not free:
                raise Undecided
            p = front.nearest(p) - body.radius * front.at
            free = False
        if not free:
            body.place = origin + p * turn


def warm_work(body, surface, sums, h):
    """Work that the warm start has done, at half of the way."""
    origin, _, drift, rate = surface.wall.before(0.0)
    n = complex(*sums[:2])
    material = drift + 1j * rate * (body.place + body.radius * n - h / 2 * body.velocity - origin)
    return dot((-sums[2] + 1j * sums[3]) * n, material) + sums[4] * rate


def wall_collision(
    old_ball, old_side, old_contacts, ball, side, contacts,
    start, owner, surfaces, near, far, solid,
    wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate, wall_sway, wall_swing, drive,
    wall_restitution, wall_friction, wall_rolling,
    x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, restitution, friction, rolling,
    by_balls, by_walls, tally, friction_rule, restitution_rule, rest_speed, h, old_count, again, t,
):  # fmt: skip
    """The same arguments, and the time t; where walls are is taken from their drives alone.

    Returns the rows of undecided balls as well.
    """
    balls = bodies(x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, restitution, friction, rolling)
    walls = []
    for w in range(len(solid)):
        walls.append(Wall(drive[:, w], t, wall_restitution[w], wall_friction[w], wall_rolling[w]))
        walls[w].solid = bool(solid[w])
        walls[w].surfaces = [Surface(q, walls[w], surfaces[:, q]) for q in range(start[w], start[w + 1])]
    every = [surface for wall in walls for surface in wall.surfaces]

    count, undecided = 0, set()
    for i, body in enumerate(balls):
        old = {old_side[k]: old_contacts[:, k].tolist() for k in range(old_count) if old_ball[k] == i}
        solver = Solver(body, walls, old, (friction_rule, restitution_rule), rest_speed, h)
        try:
            if chosen("quiet", again and by_balls[i] < contact.STIRRED):
                solver.contacts = old
            else:
                if not again:
                    for q, sums in old.items():
                        if sums[2] > 0.0:
                            tally += warm_work(body, every[q], sums, h), sums[2]
                solver.solve()
            if not again or chosen("moved a little", by_balls[i] > 0.0):
                solver.put_back()
        except Undecided:
            undecided.add(i)
        for q, sums in solver.contacts.items():
            ball[count], side[count], contacts[:, count] = i, q, sums
            count += 1
        tally += solver.work, solver.pressed
        by_walls[i] = contact.STIRRED if solver.stirred else 0.0
    write(balls, x, y, angle, vx, vy, rate, begin)
    by_balls[:] = 0.0
    return count, bool(by_walls.any()), undecided
