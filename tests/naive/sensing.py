"""Twins of the sensors: they test very many points of each path."""

import numpy as np

from systems.kernels.columns import DIRTY, PREVIOUS_X, PREVIOUS_Y, X, Y
from systems.kernels.sensing import INSIDE, PASSED

POINTS = np.linspace(0.0, 1.0, 20_001)


def sensing(balls, ball_count, zones, zone, flags):
    x, y, half_width, half_height, is_round, _ = zones[:, zone]

    def holds(px, py):
        across, up = (px - x) / half_width, (py - y) / half_height
        return np.hypot(across, up) <= 1.0 if is_round else np.maximum(abs(across), abs(up)) <= 1.0

    for i, ball in enumerate(balls.T[:ball_count]):
        end = ball[[X, Y]]
        begin = end if ball[DIRTY] else ball[[PREVIOUS_X, PREVIOUS_Y]]
        passed = holds(*(begin + POINTS[:, None] * (end - begin)).T).any()
        flags[i] = PASSED * passed + INSIDE * holds(*end)
    return int((flags[:ball_count] > 0).sum())


def has_sensor_events(balls, ball_count, zones, zone_count, flags, inside):
    for zone in range(zone_count):
        sensing(balls, ball_count, zones, zone, flags)
        before = set(np.flatnonzero(inside[zone * ball_count : (zone + 1) * ball_count]))
        passed, now = (set(np.flatnonzero(flags[:ball_count] & flag)) for flag in (PASSED, INSIDE))
        tells_all = zones[-1, zone]
        if now != before or (passed if tells_all else passed - before):
            return True
    return False
