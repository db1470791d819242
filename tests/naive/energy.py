"""Twins of the energy accounts, with exact sums."""

import math

import numpy as np

from systems.kernels.columns import CHANGE_X, MASS, RADIUS, RATE, VX, X
from systems.kernels.energy import (
    AFTER,
    BEFORE,
    DISSIPATED,
    DISSIPATED_IN_STEP,
    FIELD_WORK,
    FIELD_WORK_BEFORE,
    G_X,
    G_Y,
    GIVEN,
    HAS_NEW_ROWS,
    IMPULSE_BEFORE,
    WORK_BEFORE,
)
from tests.naive.plane import dot, vector


def energies(ball, g):
    """Return the energies of translation and rotation of a solid disc, and its potential energy."""
    inertia = ball[MASS] * ball[RADIUS] ** 2 / 2
    speed = abs(vector(ball, VX))
    return ball[MASS] * speed**2 / 2, inertia * ball[RATE] ** 2 / 2, -ball[MASS] * dot(vector(ball, X), g)


def energy(balls, ball_count, each, gx, gy):
    parts = [energies(ball, complex(gx, gy)) for ball in balls.T[:ball_count]]
    gain = math.fsum(sum(now) - before for now, before in zip(parts, each, strict=False) if not math.isnan(before))
    each[:ball_count] = [sum(now) for now in parts]
    motion, spin, potential = (math.fsum(column) for column in (zip(*parts, strict=True) if parts else ((), (), ())))
    return motion, spin, potential, gain


def open_energy_account(balls, ball_count, each, accounts, totals, g):
    total = math.fsum(energy(balls, ball_count, each, *g)[:3])
    accounts[GIVEN] += total - accounts[AFTER]
    accounts[[BEFORE, WORK_BEFORE, IMPULSE_BEFORE, HAS_NEW_ROWS, G_X, G_Y]] = total, *totals, 0.0, *g
    accounts[FIELD_WORK_BEFORE] = accounts[FIELD_WORK]


def add_field_work(balls, ball_count, each, accounts, h):
    def work(ball):
        after, change = vector(ball, VX), vector(ball, CHANGE_X)
        by_fields = change - h * complex(accounts[G_X], accounts[G_Y])
        return ball[MASS] * dot(by_fields, (after + (after - change)) / 2)

    known = [ball for ball, before in zip(balls.T[:ball_count], each, strict=False) if not math.isnan(before)]
    accounts[FIELD_WORK] += math.fsum(map(work, known))


def close_energy_account(balls, ball_count, each, accounts, totals):
    if not np.isfinite(totals).all():
        totals[:] = accounts[[WORK_BEFORE, IMPULSE_BEFORE]]
    if not math.isfinite(accounts[FIELD_WORK]):
        accounts[FIELD_WORK] = accounts[FIELD_WORK_BEFORE]
    *parts, gain = energy(balls, ball_count, each, accounts[G_X], accounts[G_Y])
    rise, work = math.fsum(parts) - accounts[BEFORE], totals[0] - accounts[WORK_BEFORE]
    work += accounts[FIELD_WORK] - accounts[FIELD_WORK_BEFORE]
    accounts[AFTER] = math.fsum(parts)
    accounts[GIVEN] += rise - gain if accounts[HAS_NEW_ROWS] else 0.0
    accounts[DISSIPATED_IN_STEP] = work - gain
    accounts[DISSIPATED] += work - gain
