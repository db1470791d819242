"""The functions of arrays have the bits of the functions of floats."""

import math
from itertools import product

import numpy as np

from components import portable_arrays, portable_math


def same_bits(a, b):
    return np.array_equal(np.asarray(a).view(np.int64), np.asarray(b).view(np.int64))


def test_unit_vectors_have_the_bits_of_sine_and_cosine():
    chance = np.random.default_rng(1)
    angles = np.concatenate(
        [chance.uniform(-20.0, 20.0, 3000), chance.uniform(-1e9, 1e9, 1000), 10.0 ** chance.uniform(-300, 300, 300),
         [0.0, -0.0, 5e-324, 1e9, 1.1e9, -3e9, -1e300, math.inf, math.nan]]
    )  # fmt: skip
    expected = [portable_math.sincos(angle)[::-1] for angle in angles.tolist()]
    assert same_bits(portable_arrays.unit_vectors(angles), expected)


def test_no_angles_have_no_unit_vectors():
    assert portable_arrays.unit_vectors(np.empty(0)).shape == (0, 2)


def test_directions_have_the_bits_of_the_arc_tangent():
    special = [0.0, -0.0, 1.0, -1.0, 5e-324, -1e-300, 1e300, math.inf, -math.inf, math.nan]
    chance = np.random.default_rng(2)
    x, y = np.hstack((chance.normal(size=(2, 5000)), np.array(list(product(special, special))).T))
    assert same_bits(portable_arrays.directions(x, y), list(map(portable_math.atan2, y.tolist(), x.tolist())))


def test_lengths_broadcast():
    np.testing.assert_array_equal(
        portable_arrays.lengths(np.array([[3.0], [0.0]]), np.array([4.0, 0.0])), [[5.0, 3.0], [4.0, 0.0]]
    )


def test_lengths_lose_no_digits_between_their_limits():
    sizes = np.array([1e-145, 1e-10, 1.0, 1e150])
    np.testing.assert_allclose(portable_arrays.lengths(3.0 * sizes, 4.0 * sizes), 5.0 * sizes, rtol=4e-16)


def test_transform_multiplies_row_vectors_by_a_matrix():
    points, matrix = np.random.default_rng(3).normal(size=(50, 2)), np.array(((0.6, -0.8), (0.8, 0.6)))
    np.testing.assert_allclose(portable_arrays.transform(points, matrix), points @ matrix, rtol=0.0, atol=1e-15)


def test_a_sum_is_added_from_the_first_to_the_last():
    values = np.random.default_rng(4).normal(size=1000)
    total = 0.0
    for value in values.tolist():
        total += value
    assert portable_arrays.ordered_sum(values) == total != math.fsum(values)
    assert portable_arrays.ordered_sum(np.empty(0)) == 0.0
