"""Tick values and SI prefixes of axes."""

import numpy as np
import pytest

from game.ui.widgets.axis_ticks import axis_ticks, si_prefix


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-3.0, 41.0, [-10.0, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0]),
        (0.0, 0.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (1200.0, 1900.0, [1200.0, 1400.0, 1600.0, 1800.0, 2000.0]),
    ],
)
def test_the_spacing_of_ticks_is_round(low, high, expected):
    assert axis_ticks(low, high) == pytest.approx(expected)


def test_ticks_enclose_the_range_in_few_round_steps():
    rng = np.random.default_rng(5)
    for scale in 10.0 ** np.arange(-9.0, 9.0):
        low, high = np.sort(scale * rng.normal(size=2))
        ticks = axis_ticks(low, high)
        step = ticks[1] - ticks[0]
        assert ticks[0] <= low + 1e-6 * step
        assert ticks[-1] >= high - 1e-6 * step
        assert 2 <= len(ticks) <= 8
        mantissa = step / 10.0 ** np.floor(np.log10(step) + 1e-9)
        assert min(abs(mantissa - np.array([1.0, 2.0, 5.0]))) < 1e-6


@pytest.mark.parametrize(
    ("largest", "prefix"), [(0.0, ""), (0.004, "m"), (1.0, ""), (999.0, ""), (1000.0, "k"), (5e6, "M"), (1e-30, "n")]
)
def test_the_prefix_suits_the_largest_value(largest, prefix):
    assert si_prefix(largest)[1] == prefix
