"""Twin of the sensors: it tests very many points of each path."""

import itertools

import numpy as np

from systems.kernels.columns import CHANGE_X, DIRTY, PATH_START, SEEN_X, VX, X
from tests.naive.plane import put, vector

POINTS = np.linspace(0.0, 1.0, 20_001)


def holds(zone, points):
    x, y, half_width, half_height, is_round, _ = zone
    across, up = (points.real - x) / half_width, (points.imag - y) / half_height
    return np.hypot(across, up) <= 1.0 if is_round else np.maximum(abs(across), abs(up)) <= 1.0


def sensing(balls, ball_count, zones, zone_count, known, h):
    passages, inside, arrived = known.reshape(3, zone_count, ball_count)
    tells = False
    for i, ball in enumerate(balls.T[:ball_count]):
        now = vector(ball, X)
        corners = [now if ball[DIRTY] else vector(ball, SEEN_X), now]
        s = h - ball[PATH_START]
        if ball[PATH_START] > 0.0 and s > 0.0 and not ball[DIRTY]:
            corners.insert(1, now - s * vector(ball, VX) + s * s / 2 * vector(ball, CHANGE_X) / h)
        for place, zone in enumerate(zones.T[:zone_count]):
            was_inside = bool(inside[place, i])
            states = [was_inside]
            for begin, end in itertools.pairwise(corners):
                states += holds(zone, begin + POINTS * (end - begin)).tolist()
            entries = sum(after and not before for before, after in itertools.pairwise(states))
            if zone[-1]:
                entries = any(states[1:]) and not arrived[place, i]
            passages[place, i] = min(passages[place, i] + entries, 255)
            inside[place, i] = states[-1]
            arrived[place, i] = arrived[place, i] and states[-1]
            tells |= bool(entries) or states[-1] != was_inside
        put(ball, SEEN_X, now)
    return tells
