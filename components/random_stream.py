"""Random numbers with the same bits on every machine."""

import math
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Word = TypeVar("Word", int, NDArray[Any])
"""An unsigned number of 32 bits, or an array (n,) of such numbers as uint64."""

MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
INCREMENTS = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10
MASK = 0xFFFFFFFF
KEY_LIMIT = 2**64
UNIT = 1.0 / 2**53


def philox(counter: tuple[Word, Word, Word, Word], key: tuple[int, int]) -> tuple[Word, Word, Word, Word]:
    """Return the four random words that belong to a counter and a key.

    Philox4x32-10 (Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC11, 2011): integer
    arithmetic only, and every word of the stream is computed without those before it.
    """
    a, b, c, d = counter
    first, second = key
    for _ in range(ROUNDS):
        left, right = a * MULTIPLIERS[0], c * MULTIPLIERS[1]
        a, b, c, d = (right >> 32) ^ b ^ first, right & MASK, (left >> 32) ^ d ^ second, left & MASK
        first, second = (first + INCREMENTS[0]) & MASK, (second + INCREMENTS[1]) & MASK
    return a, b, c, d


class RandomStream:
    """A stream of random numbers, selected by any number of integers from 0 to 2**64 - 1.

    The integers are absorbed one by one: the state, four words, starts as (number of integers, 0, 0, 0). Each integer
    replaces it by ``philox((low word, high word, third, fourth of the state), (first, second of the state))``. Then
    block k of the stream is the same function of k. A block has two numbers, of its first two and last two words: the
    53 highest bits of ``second word * 2**32 + first word``, times 2**-53.

    Numbers that are drawn one by one are the same as those that are drawn as an array.
    """

    def __init__(self, *key: int) -> None:
        state = (len(key), 0, 0, 0)
        for number in key:
            if not 0 <= number < KEY_LIMIT:
                raise ValueError(f"cannot use {number} as a key; allowed: integers from 0 to 2**64 - 1")
            state = philox((int(number) & MASK, int(number) >> 32, *state[2:]), state[:2])
        self._state = state
        self._drawn = 0

    def random(self) -> float:
        """Draw a number that is uniform in [0, 1)."""
        block, half = divmod(self._drawn, 2)
        self._drawn += 1
        words = philox((block & MASK, block >> 32, *self._state[2:]), self._state[:2])
        return (words[2 * half + 1] << 21 | words[2 * half] >> 11) * UNIT

    def randoms(self, count: int) -> Floats:
        """Draw numbers (count,) that are uniform in [0, 1)."""
        first, skipped = divmod(self._drawn, 2)
        self._drawn += count
        block = np.arange(first, (self._drawn + 1) // 2, dtype=np.uint64)
        third, fourth = (np.full(len(block), word, np.uint64) for word in self._state[2:])
        words = philox((block & MASK, block >> 32, third, fourth), self._state[:2])
        numbers: Floats = np.column_stack((words[1] << 21 | words[0] >> 11, words[3] << 21 | words[2] >> 11)).ravel()
        return numbers[skipped : skipped + count] * UNIT

    def uniform(self, low: float, high: float) -> float:
        """Draw a number that is uniform between two limits; a rounding error may give the upper one."""
        return low + (high - low) * self.random()

    def uniforms(self, low: ArrayLike, high: ArrayLike, shape: tuple[int, ...]) -> Floats:
        """Draw an array of numbers that are uniform between two limits, which broadcast to the shape."""
        low, high = np.asarray(low, np.float64), np.asarray(high, np.float64)
        numbers: Floats = low + (high - low) * self.randoms(math.prod(shape)).reshape(shape)
        return numbers

    def permutation(self, count: int) -> NDArray[np.int64]:
        """Draw a random order (count,) of the numbers from 0 to count - 1."""
        return np.argsort(self.randoms(count), kind="stable")
