"""Twin of the warm start."""

import math

from systems.kernels.broad_phase import COUNT, IS_UNEQUAL
from systems.kernels.columns import (
    ADDED_MASS,
    BORNE,
    BORNE_LIMIT,
    CHANGE_RATE,
    CHANGE_X,
    DIRTY,
    LOAD,
    MASS,
    NEIGHBOR_MASS,
    RADIUS,
    RATE,
    SUPPORT_X,
    VX,
    X,
)
from systems.kernels.contact import MASS_RATIO, NORMAL, SLOTS
from systems.kernels.loads import FADE, GROWTH, LOAD_RATIO, SWEEPS
from tests.naive.plane import put, vector


def push(ball, impulse, torque):
    mass = ball[MASS] + ball[ADDED_MASS]
    for x in (VX, CHANGE_X, SUPPORT_X):
        put(ball, x, vector(ball, x) + impulse / mass)
    ball[[RATE, CHANGE_RATE]] += torque / (mass * ball[RADIUS] ** 2 / 2)


def expect_loads(columns, on_pairs, h):
    for i, j, impulses in on_pairs:
        light, heavy = sorted((columns[i], columns[j]), key=lambda ball: ball[MASS])
        if impulses[NORMAL] != 0.0 or light[LOAD] == 0.0 or heavy[MASS] <= MASS_RATIO * light[MASS]:
            continue
        way = vector(light, X) - vector(heavy, X)
        normal = way / abs(way)
        closing = (normal.conjugate() * (vector(heavy, VX) - vector(light, VX))).real
        weight = (normal.conjugate() * vector(heavy, CHANGE_X)).real * heavy[MASS]
        if weight > 0.0 and abs(way) - heavy[RADIUS] - light[RADIUS] < closing * h:
            light[BORNE] = max(light[BORNE], weight)
            light[NEIGHBOR_MASS] = max(light[NEIGHBOR_MASS], heavy[MASS])


def add_masses(balls, ball_count, pairs, contacts, h):
    columns = balls.T[:ball_count]
    forces = [abs(vector(ball, CHANGE_X)) for ball in columns]
    limits = [
        GROWTH * max(ball[BORNE], ball[MASS] * force) if force else math.inf
        for ball, force in zip(columns, forces, strict=True)
    ]
    loads = [0.0] * ball_count
    on_pairs = [*zip(pairs.first, pairs.second, pairs.contacts[: pairs.state[COUNT]], strict=False)]
    on_walls = [(i, i, contacts.impulses[SLOTS * i + k]) for i in range(ball_count) for k in range(contacts.count[i])]
    for i, j, impulses in (*on_pairs, *on_walls):
        most = max(limits[i], limits[j])
        if impulses[NORMAL] > most:
            impulses[NORMAL:] *= most / impulses[NORMAL]
        loads[i], loads[j] = max(loads[i], impulses[NORMAL]), max(loads[j], impulses[NORMAL])
    for ball, load, limit in zip(columns, loads, limits, strict=True):
        borne, neighbor = (max(FADE * ball[BORNE], load), FADE * ball[NEIGHBOR_MASS]) if load else (0.0, 0.0)
        ball[[LOAD, BORNE, BORNE_LIMIT, NEIGHBOR_MASS]] = load, borne, limit, neighbor
    expect_loads(columns, on_pairs, h)
    for _ in range(SWEEPS):
        masses = columns[:, MASS] + columns[:, ADDED_MASS]
        for i, j, impulses in on_pairs:
            if impulses[NORMAL] > 0.0:
                columns[i, NEIGHBOR_MASS] = max(columns[i, NEIGHBOR_MASS], masses[j])
                columns[j, NEIGHBOR_MASS] = max(columns[j, NEIGHBOR_MASS], masses[i])
        for ball, force in zip(columns, forces, strict=True):
            wanted = ball[BORNE] / force / LOAD_RATIO if force else 0.0
            ball[ADDED_MASS] = max(min(wanted, ball[NEIGHBOR_MASS]) - ball[MASS], 0.0)
    for ball in columns:
        change = vector(ball, CHANGE_X)
        put(ball, CHANGE_X, change * ball[MASS] / (ball[MASS] + ball[ADDED_MASS]))
        put(ball, VX, vector(ball, VX) - change + vector(ball, CHANGE_X))
    pairs.state[IS_UNEQUAL] = any(columns[:, ADDED_MASS] > 0.0)


def warm_start(balls, ball_count, pairs, contacts, h):
    columns = balls.T
    masses, pairs.state[IS_UNEQUAL] = columns[:ball_count, MASS], 0
    if max(masses) > MASS_RATIO * min(masses) or max(columns[:ball_count, ADDED_MASS]) > 0.0:
        add_masses(balls, ball_count, pairs, contacts, h)
    for i, j, impulses in zip(pairs.first, pairs.second, pairs.contacts[: pairs.state[COUNT]], strict=False):
        one, other = columns[i], columns[j]
        if impulses[NORMAL] == 0.0:
            continue
        if one[DIRTY] or other[DIRTY]:
            impulses[2:] = 0.0
        nx, ny, normal, tangent, rolling = impulses
        impulse = complex(normal, tangent) * complex(nx, ny)
        push(one, -impulse, -one[RADIUS] * tangent + rolling)
        push(other, impulse, -other[RADIUS] * tangent - rolling)
    for i, ball in enumerate(columns[:ball_count]):
        for impulses in contacts.impulses[SLOTS * i : SLOTS * i + contacts.count[i]]:
            if ball[DIRTY]:
                impulses[2:] = 0.0
            nx, ny, normal, tangent, rolling = impulses
            push(ball, complex(-normal, tangent) * complex(nx, ny), ball[RADIUS] * tangent + rolling)
