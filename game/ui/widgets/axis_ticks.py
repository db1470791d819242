"""Round numbers for axes."""

from math import ceil, floor, log10

PREFIXES = ("n", "µ", "m", "", "k", "M", "G")
"""Of SI units, from 10⁻⁹ in steps of a thousand."""


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers, evenly spaced by 1, 2 or 5 times a power of ten, that hold low and high between them.

    most : spaces between them, more or less
    """
    span = high - low
    if not span > 1e-12 * max(abs(low), abs(high), 1e-12):
        low, high = (low, low + 1.0) if low == 0.0 else (low - 0.5 * abs(low), low + 0.5 * abs(low))
        span = high - low
    power = 10.0 ** floor(log10(span / most))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power * most >= span * (1.0 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [k * step for k in range(first, last + 1)]


def prefix(largest: float) -> tuple[float, str]:
    """Return what to divide by and the prefix of the unit, so that a number up to the largest reads easily."""
    thousands = floor(log10(largest) / 3.0 + 1e-9) if largest > 0.0 else 0
    thousands = min(max(thousands, -3), 3)
    return 1000.0**thousands, PREFIXES[thousands + 3]
