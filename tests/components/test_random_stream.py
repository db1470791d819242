"""Random numbers: the published stream, uniform, and independent of how they are drawn."""

import numpy as np
import pytest

from components.random_stream import RandomStream, philox

ONES = 0xFFFFFFFF

# Known answers for philox 4x32 with 10 rounds, from the file kat_vectors of Random123, the library of the authors.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert philox(counter, key) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_of_arrays_gives_the_published_answers(counter, key, answer):
    words = philox(tuple(np.full(3, word, np.uint64) for word in counter), key)
    assert [set(word.tolist()) for word in words] == [{word} for word in answer]


def test_a_stream_is_as_its_docstring_says():
    key = 12345678901234567890, 7
    a, b, c, d = 2, 0, 0, 0
    for number in key:
        a, b, c, d = philox((number % 2**32, number // 2**32, c, d), (a, b))
    numbers = []
    for block in range(3):
        first, second, third, fourth = philox((block, 0, c, d), (a, b))
        numbers += [(second * 2**32 + first) // 2**11 / 2**53, (fourth * 2**32 + third) // 2**11 / 2**53]
    stream = RandomStream(*key)
    assert [stream.random() for _ in range(6)] == numbers


def test_numbers_are_the_same_one_by_one_and_as_an_array():
    one_by_one, in_parts = RandomStream(3, 1), RandomStream(3, 1)
    expected = [one_by_one.random() for _ in range(13)]
    parts = [in_parts.randoms(1), in_parts.randoms(4), [in_parts.random()], in_parts.randoms(0), in_parts.randoms(7)]
    assert np.concatenate(parts).tolist() == expected


def test_every_key_and_every_order_of_keys_has_its_own_stream():
    keys = [(), (0,), (1,), (0, 0), (0, 1), (1, 0), (1, 2, 3), (3, 2, 1), (2**32,), (0, 2**32), (2**64 - 1,)]
    assert len({RandomStream(*key).random() for key in keys}) == len(keys)
    assert RandomStream(1, 2).random() == RandomStream(1, 2).random()
    assert RandomStream(np.int64(5)).random() == RandomStream(5).random()


@pytest.mark.parametrize("key", [-1, 2**64])
def test_a_key_beyond_64_bits_is_an_error(key):
    with pytest.raises(ValueError, match=r"allowed: integers from 0 to 2\*\*64 - 1"):
        RandomStream(0, key)


def chi_squared(counts):
    expected = counts.sum() / len(counts)
    return ((counts - expected) ** 2).sum() / expected


def test_numbers_are_uniform_and_successive_numbers_independent():
    numbers = RandomStream(11).randoms(200_000)
    assert 0.0 <= numbers.min() < 1e-4
    assert 1.0 - 1e-4 < numbers.max() < 1.0
    cells = np.floor(16.0 * numbers).astype(int)
    # The mean of chi squared is the number of degrees of freedom f, its deviation sqrt(2 f); allow four of them.
    assert chi_squared(np.bincount(cells, minlength=16)) < 15 + 4 * 30**0.5
    assert chi_squared(np.bincount(16 * cells[:-1] + cells[1:], minlength=256)) < 255 + 4 * 510**0.5


def test_the_first_numbers_of_neighbouring_keys_are_uniform():
    numbers = np.array([RandomStream(5, key).random() for key in range(4000)])
    assert chi_squared(np.bincount(np.floor(16.0 * numbers).astype(int), minlength=16)) < 15 + 4 * 30**0.5
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 4.0 / 4000**0.5


def test_all_53_bits_are_random():
    bits = (RandomStream(8).randoms(4000) * 2.0**53).astype(np.int64)
    ones = np.array([np.count_nonzero(bits >> k & 1) for k in range(53)])
    assert np.abs(ones - 2000).max() < 5 * 1000**0.5  # five standard deviations


def test_numbers_between_limits():
    stream = RandomStream(2)
    assert 3.0 <= stream.uniform(3.0, 4.0) <= 4.0
    box = stream.uniforms((0.0, -2.0), (1.0, 5.0), (1000, 2))
    assert (box.min(axis=0) >= (0.0, -2.0)).all()
    assert (box.max(axis=0) <= (1.0, 5.0)).all()
    assert np.ptp(box, axis=0) == pytest.approx([1.0, 7.0], rel=0.02)


def test_a_permutation_holds_every_number_once_in_random_order():
    stream = RandomStream(4)
    assert sorted(stream.permutation(100).tolist()) == list(range(100))
    first = np.array([stream.permutation(8)[0] for _ in range(2000)])
    assert chi_squared(np.bincount(first, minlength=8)) < 7 + 4 * 14**0.5
