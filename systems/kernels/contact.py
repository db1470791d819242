"""Constants and subroutines of all contact kernels: `WarmStart`, `BallCollision` and `WallCollision`.

The balls are at the end of the sub-step when contacts are solved. An impulse that acts at the time s before this end
changes the velocity by dv and the position by s dv. So an impact is solved at its exact time of impact, and a resting
contact, which acts during the whole sub-step (s = h / 2 on average), leaves a ball at rest where it was.

These kernels use the same names for the same columns:

x, y : (n,) m               centres of the balls
vx, vy : (n,) m/s           velocities
angle, rate : (n,)          rad, rad/s
change_x, change_y : (n,)   m/s, see `VelocityChange`
begin : (n,) s              start of the present path, see `SubstepState.path_start`
radius, mass : (n,)         m, kg; a ball is a solid disc, I = m r² / 2, so a tangential impulse acts on the mass m / 3
restitution, friction, rolling : (n,) see `Collider`
contacts : (m, 5)           a row for each contact: unit normal, and impulses in N s (rolling: N m s), which are
                            accumulated over the sub-step and clamped as sums (E. Catto, GDC 2006)
"""

import math

from systems.kernels.compiler import Block, subroutine

SLOTS = 8  # contacts with walls that one ball can have
NORMAL_X, NORMAL_Y, NORMAL, TANGENT, ROLLING = range(5)  # columns of contacts

# Values instead of a time of impact (TOI), and the smallest TOI: that of an impact at the end of the sub-step, s.
NOTHING_NEAR, NO_IMPACT = 0.0, -1.0
MIN_TOI = 1e-30

MOVED, WOKEN = 0.5, 1.0  # see `WakeFlags`

# Bodies touch if their gap is less than the margin: MARGIN radii (of the smaller ball), or GRAVITY_MARGIN times the
# distance that gravity moves a ball in a sub-step if that is more, but at most MAX_MARGIN radii.
MARGIN = 0.01
GRAVITY_MARGIN = 3.0
MAX_MARGIN = 0.1

WAKE_TRAVEL = 0.002  # radii of the smaller ball; a change of speed that moves a ball less in a sub-step wakes no ball
LANDING = 1e-9  # radii of the smaller ball; a shorter way within a sub-step is rounding, not a landing
MASS_RATIO = 10.0  # ratio of two masses; balls of a scene with a larger one may get added masses
STRICT = 0.001  # part of the changes of speed that wake balls, where light balls carry heavy ones
MAX_TURN = 1.0  # rad; a contact whose normal turns more in a sub-step starts the next one without impulses
SLOP = 0.002  # radii of the smaller ball; a smaller overlap is not corrected
SPEED_ROUNDING = 1e-10  # of the speeds of two bodies; a smaller closing speed may be a rounding error


@subroutine
def clamp(value: float, limit: float) -> float:
    """Limit a value to -limit .. limit."""
    return max(-limit, min(value, limit))


@subroutine
def rotate_normal(nx: float, ny: float, angle: float) -> tuple[float, float]:
    """Rotate a unit normal by a small angle in rad, at most half a radian."""
    angle = clamp(angle, 0.5)
    shorten = 1.0 / math.sqrt(1.0 + angle * angle)
    return shorten * (nx - angle * ny), shorten * (ny + angle * nx)


@subroutine
def forget(contacts: Block, k: int) -> None:
    """Set the impulses of contact k to zero."""
    contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0


@subroutine
def contact_margin(small: float, rest_speed: float, h: float) -> float:
    """Return the largest gap, m, at which bodies touch. A contact with a larger gap loses its impulses.

    small : m, radius of the smaller ball
    """
    return min(max(MARGIN * small, GRAVITY_MARGIN * rest_speed * h), MAX_MARGIN * small)
