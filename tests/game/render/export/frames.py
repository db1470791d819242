"""Frames for tests of exports."""

import numpy as np


def frames(count, size=(48, 32)):
    """Yield frames (height, width, 3), top row first: a white square moves to the right, 1 px a frame."""
    for k in range(count):
        frame = np.zeros((size[1], size[0], 3), np.uint8)
        frame[4:12, k : k + 8] = 255
        yield frame
