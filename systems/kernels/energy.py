"""Kernels of `Energy`."""

import math

from systems.kernels.columns import CHANGE_X, CHANGE_Y, MASS, RADIUS, RATE, VX, VY, Balls, X, Y
from systems.kernels.compiler import Floats, kernel

(
    BEFORE, AFTER, DISSIPATED, DISSIPATED_IN_STEP, GIVEN, WORK_BEFORE, IMPULSE_BEFORE, HAS_NEW_ROWS, G_X, G_Y,
    FIELD_WORK, FIELD_WORK_BEFORE, ACCOUNT_COUNT,
) = range(13)  # fmt: skip
"""Elements of the accounts: total energy of the balls before and after the last step; see `Energy`, J; totals of the
walls before the step; 1 if balls were added or removed within the step; gravity before the step, m/s²; work of fields
since the start, and before the step, J. The last is the number of elements."""


@kernel
def energy(
    balls: Balls, ball_count: int, each: Floats, gx: float, gy: float
) -> tuple[float, float, float, float]:  # fmt: skip
    """Sum the energies of all balls, one ball after the other.

    each : (n,) J, energy of every ball, in: at the last call, or nan for a new ball, out: now
    gx, gy : m/s², gravity; its potential is zero at the origin
    Returns the kinetic energies of translation and rotation, the potential energy, and the gain since the last call of
    all balls that are not new, J.
    """
    motion = spin = potential = gain = 0.0
    for i in range(ball_count):
        mass, surface_speed = balls[MASS, i], balls[RADIUS, i] * balls[RATE, i]
        moving = 0.5 * mass * (balls[VX, i] * balls[VX, i] + balls[VY, i] * balls[VY, i])
        turning = 0.25 * mass * surface_speed * surface_speed
        height = -mass * (gx * balls[X, i] + gy * balls[Y, i])
        motion += moving
        spin += turning
        potential += height
        now = moving + turning + height
        gain += 0.0 if math.isnan(each[i]) else now - each[i]
        each[i] = now
    return motion, spin, potential, gain


@kernel
def open_energy_account(
    balls: Balls, ball_count: int, each: Floats, accounts: Floats, totals: Floats, g: Floats
) -> None:  # fmt: skip
    """Record the energy of every ball and the totals of the walls before a step; what was added since is given.

    each : (n,) J, out
    accounts : (12,) in/out
    totals : (2,) work of the walls, J, and sum of their impulses, N s
    g : (2,) m/s²
    """
    accounts[G_X], accounts[G_Y] = g[0], g[1]
    accounts[WORK_BEFORE], accounts[IMPULSE_BEFORE] = totals[0], totals[1]
    accounts[FIELD_WORK_BEFORE] = accounts[FIELD_WORK]
    accounts[HAS_NEW_ROWS] = 0.0
    motion, spin, potential, _ = energy(balls, ball_count, each, g[0], g[1])
    accounts[BEFORE] = motion + spin + potential
    accounts[GIVEN] += accounts[BEFORE] - accounts[AFTER]


@kernel
def add_field_work(balls: Balls, ball_count: int, each: Floats, accounts: Floats, h: float) -> None:
    """Add the work in a sub-step of all forces except gravity and drag, after they have changed the velocities.

    A force that changes the velocity by dv does the work m dv (v + v') / 2, if all forces together change it from v to
    v'. Balls that were added within the step have none: their energy was given.

    balls : see `VelocityChange`
    each : (n,) see `open_energy_account`
    accounts : (12,) in/out
    h : s, length of the sub-step
    """
    fall_x, fall_y = h * accounts[G_X], h * accounts[G_Y]
    work = 0.0
    for i in range(ball_count):
        change_x, change_y = balls[CHANGE_X, i], balls[CHANGE_Y, i]
        mean_x, mean_y = balls[VX, i] - 0.5 * change_x, balls[VY, i] - 0.5 * change_y
        of_ball = balls[MASS, i] * ((change_x - fall_x) * mean_x + (change_y - fall_y) * mean_y)
        work += 0.0 if math.isnan(each[i]) else of_ball
    accounts[FIELD_WORK] += work


@kernel
def close_energy_account(balls: Balls, ball_count: int, each: Floats, accounts: Floats, totals: Floats) -> None:
    """Account for the step since `open_energy_account`, with the same parameters.

    The energy that walls and fields gave and the balls did not gain was dissipated. Of balls that were added or removed
    within the step, the energy was given. Totals and work that are not finite, because of a ball with invalid numbers,
    are set back.
    """
    if not (math.isfinite(totals[0]) and math.isfinite(totals[1])):
        totals[0], totals[1] = accounts[WORK_BEFORE], accounts[IMPULSE_BEFORE]
    if not math.isfinite(accounts[FIELD_WORK]):
        accounts[FIELD_WORK] = accounts[FIELD_WORK_BEFORE]
    motion, spin, potential, gain = energy(balls, ball_count, each, accounts[G_X], accounts[G_Y])
    accounts[AFTER] = motion + spin + potential
    if accounts[HAS_NEW_ROWS] > 0.0:
        accounts[GIVEN] += accounts[AFTER] - accounts[BEFORE] - gain
    work = totals[0] - accounts[WORK_BEFORE] + (accounts[FIELD_WORK] - accounts[FIELD_WORK_BEFORE])
    accounts[DISSIPATED_IN_STEP] = work - gain
    accounts[DISSIPATED] += accounts[DISSIPATED_IN_STEP]
