"""Functions of arrays with the same bits on every machine, see `components.portable_math`.

numpy computes +, -, *, / and square roots of elements exactly as IEEE 754 says. But it leaves the order of a sum or a
matrix product to the library that it uses, and its sines depend on the processor. These functions replace both.
"""

import numpy as np
from numpy.typing import NDArray

from components import portable_math

Floats = NDArray[np.float64]

ATAN_LIMITS = np.array(portable_math.ATAN_LIMITS)
ATANS = np.array(portable_math.ATANS)
ATAN_RESTS = np.array(portable_math.ATAN_RESTS)


def unit_vectors(angles: Floats) -> Floats:
    """Return the unit vectors (n, 2) in the directions of angles (n,) in rad, with the bits of `sincos`."""
    angles = np.asarray(angles, np.float64)
    large = ~(np.abs(angles) < portable_math.MAX_ANGLE)
    quarters, rest, tail = portable_math.reduce_angle(np.where(large, 0.0, angles))
    sine, cosine = portable_math.sine_near_zero(rest, tail), portable_math.cosine_near_zero(rest, tail)
    sine = np.where(angles == 0.0, angles, sine)  # keeps -0
    quarter = quarters.astype(np.int64) & 3
    is_odd = (quarter & 1).astype(np.bool_)
    x, y = np.where(is_odd, sine, cosine), np.where(is_odd, cosine, sine)
    vectors = np.column_stack((np.where((quarter + 1) & 2, -x, x), np.where(quarter & 2, -y, y)))
    for k in np.flatnonzero(large).tolist():
        vectors[k] = portable_math.sincos(float(angles[k]))[::-1]
    return vectors


def directions(x: Floats, y: Floats) -> Floats:
    """Return the angles (n,) of vectors in rad, with the bits of `atan2`."""
    is_plain = (x != 0.0) & np.isfinite(x) & np.isfinite(y)
    with np.errstate(over="ignore", under="ignore"):
        ratio = np.abs(y) / np.where(is_plain, np.abs(x), 1.0)
        angles = _arc_tangents(ratio)
    angles = np.copysign(np.where(x < 0.0, np.pi - (angles - portable_math.PI_REST), angles), y)
    for k in np.flatnonzero(~is_plain).tolist():
        angles[k] = portable_math.atan2(float(y[k]), float(x[k]))
    return angles


def _arc_tangents(ratio: Floats) -> Floats:
    """Return the arc tangents (n,) of ratios >= 0, in rad."""
    near = np.searchsorted(ATAN_LIMITS, ratio, side="right")
    numerator = np.choose(near, (ratio, 2.0 * ratio - 1.0, ratio - 1.0, ratio - 1.5, np.full_like(ratio, -1.0)))
    denominator = np.choose(near, (np.ones_like(ratio), 2.0 + ratio, ratio + 1.0, 1.0 + 1.5 * ratio, ratio))
    rest = numerator / denominator
    angles: Floats = ATANS[near] - ((rest * portable_math.atan_series(rest) - ATAN_RESTS[near]) - rest)
    return angles


def lengths(x: Floats, y: Floats) -> Floats:
    """Return the lengths of vectors; x and y broadcast.

    Right for components that are 0 or between 1e-145 and 1e150; longer vectors may have an infinite length.
    """
    with np.errstate(over="ignore"):
        squared: Floats = x * x + y * y
    return np.sqrt(squared)


def transform(points: Floats, matrix: Floats) -> Floats:
    """Return the product of row vectors (n, 2) and a matrix (2, 2)."""
    product: Floats = points[:, :1] * matrix[0] + points[:, 1:] * matrix[1]
    return product


def ordered_sum(values: Floats) -> float:
    """Return the sum of (n,) numbers, added one after the other from the first to the last."""
    return float(np.add.accumulate(values)[-1]) if len(values) else 0.0
