"""A ball in complex numbers, and what contacts of all kinds share."""

import cmath
import math
from dataclasses import dataclass

from systems.kernels import contact


@dataclass
class Body:
    """A solid disc and the flight that it is on."""

    place: complex
    velocity: complex
    kick: complex
    angle: float
    rate: float
    begin: float
    radius: float
    mass: float
    restitution: float
    friction: float
    rolling: float
    hits: float = 0.0

    @property
    def inertia(self):
        return self.mass * self.radius**2 / 2

    def before(self, s, h):
        """Place and velocity s before the end of the sub-step, on the parabola of its forces."""
        pull = self.kick / h
        return self.place - s * self.velocity + s * s * pull / 2, self.velocity - s * pull

    def push(self, impulse, torque, s):
        """Take an impulse and an angular one that acted s before the end."""
        self.velocity += impulse / self.mass
        self.place += s * impulse / self.mass
        self.rate += torque / self.inertia
        self.angle += s * torque / self.inertia


def bodies(x, y, angle, vx, vy, rate, kick_x, kick_y, begin, radius, mass, restitution, friction, rolling):
    """Read bodies from columns."""
    return [
        Body(
            *(complex(x[i], y[i]), complex(vx[i], vy[i]), complex(kick_x[i], kick_y[i])),
            *(angle[i], rate[i], begin[i], radius[i], mass[i], restitution[i], friction[i], rolling[i]),
        )
        for i in range(len(x))
    ]


def write(bodies, x, y, angle, vx, vy, rate, begin):
    """Write what contacts change back to the columns."""
    for i, body in enumerate(bodies):
        x[i], y[i], vx[i], vy[i] = body.place.real, body.place.imag, body.velocity.real, body.velocity.imag
        angle[i], rate[i], begin[i] = body.angle, body.rate, body.begin


def dot(a, b):
    return (a * b.conjugate()).real


def mix(a, b, rule):
    return (math.sqrt(a * b), min(a, b), max(a, b), a * b, (a + b) / 2)[rule]


def clamp(value, limit):
    return math.copysign(min(abs(value), limit), value)


def turned(n, angle):
    """A unit normal a little later, when it turns by so much; the kernels take the tangent for the angle."""
    return n * cmath.rect(1.0, math.atan(clamp(angle, 0.5)))


def margin(small, rest_speed, h):
    """How far apart surfaces still count as touching, for the smaller of two radii."""
    return min(max(contact.MARGIN * small, contact.LIFT * rest_speed * h), contact.FURTHEST * small)
