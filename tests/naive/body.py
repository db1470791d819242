"""A ball in complex numbers, and functions of all contacts."""

import cmath
import math
from dataclasses import dataclass

from systems.kernels import contact


@dataclass
class Body:
    """A solid disc and its present path."""

    place: complex
    velocity: complex
    change: complex
    angle: float
    rate: float
    path_start: float
    radius: float
    mass: float
    restitution: float
    friction: float
    rolling: float
    impacts: float = 0.0

    @property
    def inertia(self):
        return self.mass * self.radius**2 / 2

    def before(self, s, h):
        """Position and velocity s before the end of the sub-step, on the parabola of its forces."""
        pull = self.change / h
        return self.place - s * self.velocity + s * s * pull / 2, self.velocity - s * pull

    def push(self, impulse, torque, s):
        """Apply an impulse and an angular impulse that act s before the end."""
        self.velocity += impulse / self.mass
        self.place += s * impulse / self.mass
        self.rate += torque / self.inertia
        self.angle += s * torque / self.inertia


def bodies(x, y, angle, vx, vy, rate, change_x, change_y, begin, radius, mass, restitution, friction, rolling):
    """Read bodies from columns."""
    return [
        Body(
            *(complex(x[i], y[i]), complex(vx[i], vy[i]), complex(change_x[i], change_y[i])),
            *(angle[i], rate[i], begin[i], radius[i], mass[i], restitution[i], friction[i], rolling[i]),
        )
        for i in range(len(x))
    ]


def write(bodies, x, y, angle, vx, vy, rate, begin):
    """Write everything that contacts change to the columns."""
    for i, body in enumerate(bodies):
        x[i], y[i], vx[i], vy[i] = body.place.real, body.place.imag, body.velocity.real, body.velocity.imag
        angle[i], rate[i], begin[i] = body.angle, body.rate, body.path_start


def dot(a, b):
    return (a * b.conjugate()).real


def mix(a, b, rule):
    return (math.sqrt(a * b), min(a, b), max(a, b), a * b, (a + b) / 2)[rule]


def clamp(value, limit):
    return math.copysign(min(abs(value), limit), value)


def rotate_normal(n, angle):
    """Rotate a unit normal; the kernels use the tangent of the angle instead of the angle."""
    return n * cmath.rect(1.0, math.atan(clamp(angle, 0.5)))


def contact_margin(small, rest_speed, h):
    """Largest gap at which bodies touch; small is the smaller radius."""
    return min(max(contact.MARGIN * small, contact.GRAVITY_MARGIN * rest_speed * h), contact.MAX_MARGIN * small)
