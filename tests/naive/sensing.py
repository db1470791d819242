"""Twin of the sensors: it tests very many points of each path."""

import numpy as np

from systems.kernels.sensing import INSIDE, PASSED

POINTS = np.linspace(0.0, 1.0, 20_001)


def sensing(x, y, before_x, before_y, dirty, flags, at_x, at_y, half_width, half_height, is_round):
    def holds(px, py):
        across, up = (px - at_x) / half_width, (py - at_y) / half_height
        return np.hypot(across, up) <= 1.0 if is_round else np.maximum(abs(across), abs(up)) <= 1.0

    for i in range(len(x)):
        from_x, from_y = (x[i], y[i]) if dirty[i] else (before_x[i], before_y[i])
        passed = holds(from_x + POINTS * (x[i] - from_x), from_y + POINTS * (y[i] - from_y)).any()
        flags[i] = PASSED * passed + INSIDE * holds(x[i], y[i])
    return int((flags > 0).sum())
