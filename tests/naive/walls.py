"""Walls and features for the twins: poses come from the kinematic motion, times of impact from bisection."""

import cmath
import math
from types import SimpleNamespace

from systems.kernels import contact
from systems.kernels.columns import FRICTION, RESTITUTION, ROLLING_RESISTANCE
from systems.kernels.wall_features import CIRCLE, HELD, INVERTED_CIRCLE, SEGMENT
from tests.naive.branches import chosen
from tests.naive.plane import dot
from tests.naive.wall_motion import motion_of, part_of, stroke_of, wall_state


class Wall:
    """Motion, material, features and shape of a wall, from its column of the block of walls and its shape."""

    def __init__(self, w, wall, shapes, t):
        self.motion, self.stroke, self.t, self.kicks = motion_of(wall), stroke_of(wall), t, 0
        self.restitution, self.friction, self.rolling = wall[[RESTITUTION, FRICTION, ROLLING_RESISTANCE]]
        self.features = [Feature(q, self, shapes.features[:, q]) for q in range(*shapes.first[w : w + 2])]
        self.near, self.far, self.bounded, self.thickness, self.container = shapes.shapes[:, w]
        self.core = [complex(*shapes.corners[:, c]) for c in range(*shapes.first_corner[w : w + 2])]

    @property
    def is_convex_polygon(self):
        """Whether the wall is a container of segments without ends."""
        return not self.bounded and self.features[0].kind == SEGMENT

    def before(self, s):
        """Position, rotation as a complex unit number, velocity and rate, s before the end of the sub-step."""
        x, y, angle, vx, vy, rate = wall_state(self.motion, self.t - s, self.stroke)
        return complex(x, y), cmath.rect(1.0, angle), complex(vx, vy), rate

    def stroke_way(self, s):
        """Distance, summed over both axes, by which the stroke has moved the wall in the last s seconds."""
        part, before = (part_of(self.motion, self.stroke, complex(t)).real for t in (self.t, self.t - s))
        return abs(part - before) * (abs(self.motion.stroke_x) + abs(self.motion.stroke_y))

    def turns_about(self, p):
        """Winding number of the core of a closed outline about a point."""
        ends = zip(self.core, [*self.core[1:], *self.core[:1]], strict=True)
        return round(sum(cmath.phase((b - p) / (a - p)) for a, b in ends) / (2 * math.pi))

    def nearest(self, p):
        """Nearest points of the sides of the core, in order of distance."""
        ends = zip(self.core, [*self.core[1:], *self.core[:1]], strict=True)
        points = [a + min(max(dot(p - a, b - a) / abs(b - a) ** 2, 0.0), 1.0) * (b - a) for a, b in ends]
        return sorted(points, key=lambda point: abs(point - p))


def walls_of(walls, wall_count, shapes, t):
    return [Wall(w, wall, shapes, t) for w, wall in enumerate(walls.T[:wall_count])]


class Feature:
    """A segment, circle or inverted circle in the frame of its wall."""

    def __init__(self, number, wall, column):
        self.number, self.wall, self.kind = number, wall, column[0]
        self.at, (self.distance, self.low, self.high) = complex(column[1], column[2]), column[3:6]
        self.depth, self.belt, self.kick = column[6:]
        self.ends = math.isfinite(self.low)

    def gap(self, p, radius):
        """Gap to a ball at p, and the unit normal from the ball to the feature."""
        if self.kind == SEGMENT:
            return self.distance - radius - dot(self.at, p), self.at
        out = p - self.at
        n = out / abs(out) if out else 1.0
        return (
            (self.distance - radius - abs(out), n)
            if self.kind == INVERTED_CIRCLE
            else (abs(out) - self.distance - radius, -n)
        )

    def along(self, p):
        """Coordinate along a segment; of a corner, the direction from low to low + 360 degrees."""
        if self.kind == SEGMENT:
            return dot(1j * self.at, p)
        return self.low + (cmath.phase(p - self.at) - self.low) % (2 * math.pi)

    def meets(self, p, gap, radius, held):
        if not self.ends:
            return True
        where = "segment" if self.kind == SEGMENT else "corner"
        if chosen(f"beside the {where}", not self.low <= self.along(p) <= self.high):
            return False
        if chosen("passing through", not held and self.depth < 1.0 and self.is_behind(gap, radius, held)):
            return False
        return not chosen("behind the feature", self.is_behind(gap, radius, held))

    def is_behind(self, gap, radius, held):
        return self.ends and gap <= -radius * (HELD if held and self.depth < 1.0 else self.depth)


def contact_kinematics(body, feature, s, h):
    """Kinematics of a contact s before the end: position in the frame of the wall, gap, normal, closing speed ..."""
    place, velocity = body.before(s, h)
    origin, turn, drift, rate = feature.wall.before(s)
    p = (place - origin) / turn
    gap, n = feature.gap(p, body.radius)
    n *= turn
    material = drift + 1j * rate * (place + body.radius * n - origin) + feature.belt * 1j * n
    slip = dot(velocity - material, 1j * n) + body.rate * body.radius
    turning = rate
    if feature.kind != SEGMENT:  # the normal of a circle turns
        out = place - origin - feature.at * turn
        turning += (out.conjugate() * (velocity - drift - 1j * rate * (place - origin))).imag / abs(out) ** 2
    return SimpleNamespace(
        turning=turning, p=p, gap=gap, n=n, closing=dot(velocity - material, n), slip=slip, material=material, rate=rate
    )  # fmt: skip


def closest_approach(body, feature, since, h, held):
    """Times when they overlap most on a straight path, and when the ball is in front; whether they overlap."""
    end, begin = contact_kinematics(body, feature, 0.0, h), contact_kinematics(body, feature, since, h)
    start, gap, front = begin.p, begin.gap, 1.0
    is_arc = feature.ends and feature.kind == INVERTED_CIRCLE
    if is_arc and end.gap < 0.0 and gap < 0.0 and not feature.low <= feature.along(start) <= feature.high:
        front = nearest_to_center(feature, start, end.p)
        start = end.p + front * (start - end.p)
        gap = feature.gap(start, body.radius)[0]
    if feature.is_behind(gap, body.radius, held):
        return 0.0, since, False
    if feature.kind != CIRCLE:
        return 0.0, front * since, end.gap < 0.0
    back = nearest_to_center(feature, start, end.p)
    return back * since, since, abs(end.p + back * (start - end.p) - feature.at) < feature.distance + body.radius


def nearest_to_center(feature, begin, end):
    """Fraction of a straight path, backwards from its end, where it is nearest to the centre of a circle."""
    way = end - begin
    return min(max(dot(end - feature.at, way) / abs(way) ** 2, 0.0), 1.0) if way else 0.0


def touch(body, feature, inner, since, h):
    """Time of impact before an overlap, or None if the ball separates.

    If the ball overlaps the feature at the start of its path, the path is extended to the start of the sub-step. If it
    overlaps even there, the impact is at the start of the path.
    """
    begin, free = contact_kinematics(body, feature, since, h), since
    if chosen("overlapped at the start", begin.gap < -1e-10 or begin.gap <= 0.0 < begin.closing):
        if chosen("separates", begin.closing <= 0.0):
            return None
        if chosen("overlapped before", contact_kinematics(body, feature, h, h).gap <= 0.0):
            return since
        free = h
    overlap = inner
    for _ in range(60):
        middle = (overlap + free) / 2
        if contact_kinematics(body, feature, middle, h).gap > 0.0:
            free = middle
        else:
            overlap = middle
    return overlap if abs(contact_kinematics(body, feature, overlap, h).gap) < contact.SLOP * body.radius else None
