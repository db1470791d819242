"""Twin of the search for invalid numbers."""

import math

from systems.kernels.columns import MASS, RADIUS, RATE, RESTITUTION, ROLLING_RESISTANCE
from systems.kernels.quarantine import MAX_VALUE


def first_invalid(balls, ball_count, start):
    for i, ball in enumerate(balls.T[:ball_count]):
        numbers = ball[RADIUS : RATE + 1].tolist()
        is_valid = all(map(math.isfinite, numbers)) and math.fsum(map(abs, numbers)) < MAX_VALUE
        material = ball[RESTITUTION : ROLLING_RESISTANCE + 1]
        if i >= start and not (is_valid and ball[RADIUS] > 0 and ball[MASS] > 0 and min(material) >= 0):
            return i
    return -1
