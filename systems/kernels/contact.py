"""What the arithmetic of all contacts shares: `WarmStart`, `BallCollision` and `WallCollision`.

The balls have already flown to the end of the sub-step when contacts are solved. An impulse that acts at the time
s before that end changes the velocity by dv and the place by s dv: so an impact is put back to the very moment of
touch, and a support that acts all the time (s = h / 2 on average) leaves a ball at rest where it was.

The names of the arrays in these kernels:

x, y : (n,) m           centres of the balls
vx, vy : (n,) m/s       their velocities
angle, rate : (n,)      rad, rad/s
kick_x, kick_y : (n,)   m/s gained from forces in this sub-step
begin : (n,) s          after the start of the sub-step, when the present flight of a ball began
radius, mass : (n,)     m, kg; solid discs, I = m r² / 2, so a tangential impulse meets a third of the mass
restitution, friction, rolling : (n,)
contacts : (m, 5) a row each: the unit normal, and impulses in N s (rolling: N m s) that are sums over the sub-step
    and are clamped as sums (Catto, GDC 2006)
"""

import math

from systems.kernels.compiler import part

SLOTS = 8  # contacts with walls that one ball can have
NORMAL_X, NORMAL_Y, NORMAL, TANGENT, ROLLING = range(5)
GEOMETRIC_MEAN, MINIMUM, MAXIMUM, PRODUCT, AVERAGE = range(5)

NOWHERE, NEAR = 0.0, -1.0  # instead of the time of the next impact: nothing is near, or nothing is hit ...
INSTANT = 1e-30  # ... and s before the end of a sub-step, for an impact right there
MOVED, WOKEN = 0.5, 1.0  # what a contact has done to a ball: a little, or so much that others must follow

MARGIN = 0.01  # of the smaller radius: closer than this still counts as touching ...
LIFT = 3.0  # ... or than this times what gravity moves in a sub-step, if that is more ...
FURTHEST = 0.1  # ... but never more than this
CALM = 0.002  # of the smaller radius: a change of speed that moves a ball less than this in a sub-step stirs nothing
SLOP = 0.002  # of the smaller radius: an overlap that is left alone
CREEP = 1e-10  # of the speeds of two bodies: closing this slowly is no more than rounding


@part
def mix(a: float, b: float, rule: int) -> float:
    """Mix a property of two materials by one of the rules above."""
    if rule == GEOMETRIC_MEAN:
        return math.sqrt(a * b)
    if rule == MINIMUM:
        return min(a, b)
    if rule == MAXIMUM:
        return max(a, b)
    if rule == PRODUCT:
        return a * b
    return 0.5 * (a + b)


@part
def clamp(value: float, limit: float) -> float:
    """Keep a value within -limit .. limit."""
    return max(-limit, min(value, limit))


@part
def turned(nx: float, ny: float, angle: float) -> tuple[float, float]:
    """Turn a unit normal by a small angle, at most half a radian."""
    angle = clamp(angle, 0.5)
    length = math.sqrt(1.0 + angle * angle)
    return (nx - angle * ny) / length, (ny + angle * nx) / length


@part
def margin(small: float, rest_speed: float, h: float) -> float:
    """How far balls may be apart, in m, and still count as touching; a contact that is lost forgets its load."""
    return min(max(MARGIN * small, LIFT * rest_speed * h), FURTHEST * small)
