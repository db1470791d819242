"""A ball in complex numbers, and functions of all contacts."""

import cmath
import math
from dataclasses import dataclass

from systems.kernels import contact
from systems.kernels.columns import (
    ADDED_MASS,
    ANGLE,
    CHANGE_X,
    FRICTION,
    MASS,
    PATH_START,
    RADIUS,
    RATE,
    RESTITUTION,
    ROLLING_RESISTANCE,
    VX,
    X,
)
from tests.naive.plane import put, vector


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
    added: float = 0.0
    impacts: float = 0.0

    @property
    def inertia(self):
        return self.mass * self.radius**2 / 2

    @property
    def resting(self):
        """The mass that counts in resting contacts."""
        return self.mass + self.added

    def before(self, s, h):
        """Position and velocity s before the end of the sub-step, on the parabola of its forces."""
        pull = self.change / h
        return self.place - s * self.velocity + s * s * pull / 2, self.velocity - s * pull

    def push(self, impulse, torque, s, mass=None):
        """Apply an impulse and an angular impulse that act s before the end, on another mass if it is given."""
        mass = mass or self.mass
        inertia = mass * self.radius**2 / 2
        self.velocity += impulse / mass
        self.place += s * impulse / mass
        self.rate += torque / inertia
        self.angle += s * torque / inertia


def body_of(ball):
    """Read a body from the column of a ball."""
    return Body(
        *(vector(ball, X), vector(ball, VX), vector(ball, CHANGE_X)),
        *ball[[ANGLE, RATE, PATH_START, RADIUS, MASS, RESTITUTION, FRICTION, ROLLING_RESISTANCE, ADDED_MASS]].tolist(),
    )


def bodies(balls, ball_count):
    """Read bodies from the columns of balls."""
    return [body_of(ball) for ball in balls.T[:ball_count]]


def write(body, ball):
    """Write everything that contacts change to the column of a ball."""
    put(ball, X, body.place)
    put(ball, VX, body.velocity)
    ball[[ANGLE, RATE, PATH_START]] = body.angle, body.rate, body.path_start


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
