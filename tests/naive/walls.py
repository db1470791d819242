"""Walls and their features for the twins: where they are comes from their drives alone, and moments by bisection."""

import cmath
import math
from types import SimpleNamespace

from systems.kernels import contact
from systems.kernels.wall_features import CIRCLE, HELD, INVERTED_CIRCLE, SEGMENT
from tests.naive.body import dot
from tests.naive.branches import chosen
from tests.naive.plan import motion


class Wall:
    """Where a wall was s before the end of the sub-step, and what it is made of."""

    def __init__(self, drive, t, restitution, friction, rolling):
        self.drive, self.t = drive, t
        self.restitution, self.friction, self.rolling = restitution, friction, rolling
        self.features = []
        self.core, self.thickness, self.container = [], 0.0, False

    def before(self, s):
        """Place, turn as a unit number, velocity and rate."""
        x, y, angle, vx, vy, rate = motion(self.drive, self.t - s)
        return complex(x, y), cmath.rect(1.0, angle), complex(vx, vy), rate

    def turns_about(self, p):
        """How often the core of a closed outline goes round a place."""
        ends = zip(self.core, [*self.core[1:], *self.core[:1]], strict=True)
        return round(sum(cmath.phase((b - p) / (a - p)) for a, b in ends) / (2 * math.pi))

    def nearest(self, p):
        """The points of the sides of the core that are nearest to a place, the nearest first."""
        ends = zip(self.core, [*self.core[1:], *self.core[:1]], strict=True)
        points = [a + min(max(dot(p - a, b - a) / abs(b - a) ** 2, 0.0), 1.0) * (b - a) for a, b in ends]
        return sorted(points, key=lambda point: abs(point - p))


class Feature:
    """A face, a disc or a bowl in the frame of its wall."""

    def __init__(self, number, wall, column):
        self.number, self.wall, self.kind = number, wall, column[0]
        self.at, (self.distance, self.low, self.high) = complex(column[1], column[2]), column[3:6]
        self.depth, self.belt = column[6:]
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
        """Coordinate along the face; of a ridge, the direction from low to low + 360 degrees."""
        if self.kind == SEGMENT:
            return dot(1j * self.at, p)
        return self.low + (cmath.phase(p - self.at) - self.low) % (2 * math.pi)

    def meets(self, p, gap, radius, held):
        if not self.ends:
            return True
        where = "face" if self.kind == SEGMENT else "ridge"
        if chosen(f"beside the {where}", not self.low <= self.along(p) <= self.high):
            return False
        if chosen("on its way through", not held and self.depth < 1.0 and self.is_behind(gap, radius, held)):
            return False
        return not chosen("behind the face", self.is_behind(gap, radius, held))

    def is_behind(self, gap, radius, held):
        return self.ends and gap <= -radius * (HELD if held and self.depth < 1.0 else self.depth)


def stand(body, feature, s, h):
    """How a ball stood to a feature s before the end: its place in the wall's frame, gap, normal, closing, slip ..."""
    place, velocity = body.before(s, h)
    origin, turn, drift, rate = feature.wall.before(s)
    p = (place - origin) / turn
    gap, n = feature.gap(p, body.radius)
    n *= turn
    material = drift + 1j * rate * (place + body.radius * n - origin) + feature.belt * 1j * n
    slip = dot(velocity - material, 1j * n) + body.rate * body.radius
    turning = rate
    if feature.kind != SEGMENT:  # the normal turns about what is round
        out = place - origin - feature.at * turn
        turning += (out.conjugate() * (velocity - drift - 1j * rate * (place - origin))).imag / abs(out) ** 2
    return SimpleNamespace(
        turning=turning, p=p, gap=gap, n=n, closing=dot(velocity - material, n), slip=slip, material=material, rate=rate
    )  # fmt: skip


def most_overlap(body, feature, since, h, held):
    """When on a straight way through the wall's frame they overlap most, and whether they do."""
    end, begin = stand(body, feature, 0.0, h), stand(body, feature, since, h)
    if feature.is_behind(begin.gap, body.radius, held):
        return 0.0, False
    if feature.kind != CIRCLE:
        return 0.0, end.gap < 0.0
    way, out = end.p - begin.p, end.p - feature.at
    back = min(max(dot(out, way) / abs(way) ** 2, 0.0), 1.0) if way else 0.0
    return back * since, abs(out - back * way) < feature.distance + body.radius


def touch(body, feature, inner, since, h):
    """When the ball met the feature, before an overlap; None if it has been parting.

    A ball that overlapped it when its flight began met it before, as if it had flown so since the sub-step began; if
    it overlapped it even then, at the begin of its flight.
    """
    begin, free = stand(body, feature, since, h), since
    if chosen("overlapped at the begin", begin.gap < -1e-10 or begin.gap <= 0.0 < begin.closing):
        if chosen("parts", begin.closing <= 0.0):
            return None
        if chosen("overlapped before", stand(body, feature, h, h).gap <= 0.0):
            return since
        free = h
    overlap = inner
    for _ in range(60):
        middle = (overlap + free) / 2
        if stand(body, feature, middle, h).gap > 0.0:
            free = middle
        else:
            overlap = middle
    return overlap if abs(stand(body, feature, overlap, h).gap) < contact.SLOP * body.radius else None
