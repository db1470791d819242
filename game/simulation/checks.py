"""What goes in and out of simulations: arrays of quantities, and numbers of steps."""

from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def finite_array(values: ArrayLike, shape: tuple[int, ...], is_used: NDArray[np.bool_] | None = None) -> Floats:
    """Return values as a contiguous and writable array.

    Raises ``ValueError`` for another shape, or values that are not finite, of those that are used.
    """
    array = np.require(values, np.float64, ["C", "W"])  # kernels take no read-only arrays
    if array.shape != shape:
        raise ValueError(f"cannot set values: their shape is {array.shape}; allowed: {shape}")
    if not np.isfinite(array if is_used is None else array[is_used]).all():
        raise ValueError("cannot set values: some are not finite; allowed: finite numbers")
    return array


def read_only(array: Floats) -> Floats:
    """Return an array after it was made read-only."""
    array.flags.writeable = False
    return array


def check_count(count: int) -> int:
    """Return a number of steps. Raises ``ValueError`` if it is negative, and ``TypeError`` if it is no integer."""
    if (steps := index(count)) < 0:
        raise ValueError(f"cannot run {steps} steps: negative; allowed: 0 or more")
    return steps
