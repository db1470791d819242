"""Tick values and SI prefixes for the axes of plots."""

from math import ceil, floor, log10

SI_PREFIXES = ("n", "µ", "m", "", "k", "M", "G")
"""SI prefixes from 10⁻⁹ to 10⁹, in steps of 1000."""


def axis_ticks(low: float, high: float, max_intervals: int = 5) -> list[float]:
    """Return evenly spaced tick values that enclose the range from ``low`` to ``high``.

    The spacing is 1, 2 or 5 times a power of ten. An empty range is widened first.

    max_intervals : intervals between ticks; rounding outwards to whole intervals can add up to two
    """
    span = high - low
    if not span > 1e-12 * max(abs(low), abs(high), 1e-12):
        low, high = (low, low + 1.0) if low == 0.0 else (low - 0.5 * abs(low), low + 0.5 * abs(low))
        span = high - low
    power = 10.0 ** floor(log10(span / max_intervals))
    allowed = (factor * power for factor in (1.0, 2.0, 5.0, 10.0))
    step = next(step for step in allowed if step * max_intervals >= span * (1.0 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [k * step for k in range(first, last + 1)]


def si_prefix(largest: float) -> tuple[float, str]:
    """Return the divisor and the SI prefix for an axis whose largest absolute value is ``largest``.

    The largest value divided by the divisor lies from 1 to 1000, where a prefix from nano to giga allows it.
    """
    exponent = floor(log10(largest) / 3.0 + 1e-9) if largest > 0.0 else 0
    exponent = min(max(exponent, -3), 3)
    return 1000.0**exponent, SI_PREFIXES[exponent + 3]
