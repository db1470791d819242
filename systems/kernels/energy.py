"""Kernels of `Energy`."""

import math

from systems.kernels.columns import MASS, RADIUS, RATE, VX, VY, Balls, X, Y
from systems.kernels.compiler import Floats, kernel

BEFORE, AFTER, DISSIPATED, DISSIPATED_IN_STEP, GIVEN, WORK_BEFORE, IMPULSE_BEFORE, HAS_NEW_ROWS, G_X, G_Y = range(10)
"""Elements of the accounts: total energy of the balls before and after the last step; see `Energy`, J; totals of the
walls before the step; 1 if balls were added or removed within the step; gravity before the step, m/s²."""


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
    accounts : (10,) in/out
    totals : (2,) work of the walls, J, and sum of their impulses, N s
    g : (2,) m/s²
    """
    accounts[G_X], accounts[G_Y] = g[0], g[1]
    accounts[WORK_BEFORE], accounts[IMPULSE_BEFORE] = totals[0], totals[1]
    accounts[HAS_NEW_ROWS] = 0.0
    motion, spin, potential, _ = energy(balls, ball_count, each, g[0], g[1])
    accounts[BEFORE] = motion + spin + potential
    accounts[GIVEN] += accounts[BEFORE] - accounts[AFTER]


@kernel
def close_energy_account(balls: Balls, ball_count: int, each: Floats, accounts: Floats, totals: Floats) -> None:
    """Account for the step since `open_energy_account`, with the same parameters.

    The energy that the walls gave and the balls did not gain was dissipated. Of balls that were added or removed within
    the step, the energy was given. Totals that are not finite, because a wall has hit a ball with invalid numbers, are
    set back.
    """
    if not (math.isfinite(totals[0]) and math.isfinite(totals[1])):
        totals[0], totals[1] = accounts[WORK_BEFORE], accounts[IMPULSE_BEFORE]
    motion, spin, potential, gain = energy(balls, ball_count, each, accounts[G_X], accounts[G_Y])
    accounts[AFTER] = motion + spin + potential
    if accounts[HAS_NEW_ROWS] > 0.0:
        accounts[GIVEN] += accounts[AFTER] - accounts[BEFORE] - gain
    accounts[DISSIPATED_IN_STEP] = totals[0] - accounts[WORK_BEFORE] - gain
    accounts[DISSIPATED] += accounts[DISSIPATED_IN_STEP]
