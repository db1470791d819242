"""Tests of `game.files.counted`."""

from game.files.counted import counted


def test_one_is_singular():
    assert [counted(number, "ball") for number in (0, 1, 2, -1)] == ["0 balls", "1 ball", "2 balls", "-1 balls"]
    assert [counted(number, "hash", "hashes") for number in (1, 19)] == ["1 hash", "19 hashes"]
