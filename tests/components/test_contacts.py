"""Contacts: columns that are viewed, copied, and led to the rows where balls have gone."""

from itertools import combinations

import numpy as np
import pytest

from components import Contacts

FLOATS = len(Contacts._fields) - 2
"""Columns after the two of rows, all of them float64."""


@pytest.fixture
def contacts():
    """Three contacts: 0-1, 1-2 and 0-3."""
    first, second = np.array([0, 1, 0]), np.array([1, 2, 3])
    return Contacts(first, second, *(np.arange(3) + 10.0 * column for column in range(1, FLOATS + 1)))


def equal(one, two):
    return all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def pairs_of(contacts):
    return list(zip(contacts.first.tolist(), contacts.second.tolist(), strict=True))


@pytest.mark.parametrize("capacity", [0, 1, 1000])
def test_room_has_contiguous_columns_of_the_right_kind(capacity):
    room = Contacts.room(capacity)
    assert [column.dtype for column in room] == [np.int64] * 2 + [np.float64] * FLOATS
    assert all(column.shape == (capacity,) and column.flags.c_contiguous for column in room)


def test_room_shares_no_memory_between_columns():
    room = Contacts.room(4)
    assert not any(np.shares_memory(one, other) for one, other in combinations(room, 2))


@pytest.mark.parametrize("count", [0, 2, 3])
def test_the_head_is_the_first_rows(contacts, count):
    assert pairs_of(contacts.head(count)) == [(0, 1), (1, 2), (0, 3)][:count]
    assert all(len(column) == count for column in contacts.head(count))


def test_the_head_is_a_view(contacts):
    head = contacts.head(2)
    head.normal_impulse[1] = 7.0
    assert contacts.normal_impulse[1] == 7.0
    assert all(np.shares_memory(view, column) for view, column in zip(head, contacts, strict=True))


def test_a_copy_is_equal_and_independent(contacts):
    copy = contacts.copy()
    assert equal(copy, contacts)
    for column in copy:
        column[:] = -1
    assert pairs_of(contacts) == [(0, 1), (1, 2), (0, 3)]
    assert contacts.tangent_impulse.tolist() == [40.0, 41.0, 42.0]


def test_a_copy_of_a_head_is_contiguous_and_small(contacts):
    copy = contacts.head(2).copy()
    assert all(column.shape == (2,) and column.flags.c_contiguous and column.base is None for column in copy)


def test_contacts_follow_two_balls_to_their_new_rows(contacts):
    moved = contacts.follow(np.array([5, 6, 7, 8]), pairs=True)
    assert pairs_of(moved) == [(5, 6), (6, 7), (5, 8)]
    assert equal(moved[2:], contacts[2:])


def test_contacts_with_a_wall_follow_the_ball_alone(contacts):
    moved = contacts.follow(np.array([4, -1]), pairs=False)
    assert pairs_of(moved) == [(4, 1), (4, 3)]


def test_a_side_of_a_wall_may_have_a_higher_number_than_any_row():
    touch = Contacts(np.array([0]), np.array([99]), *np.ones((FLOATS, 1)))
    assert pairs_of(touch.follow(np.array([0]), pairs=False)) == [(0, 99)]


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ([-1, 0, 1, 2], [(0, 1)]),
        ([0, -1, 1, 2], [(0, 2)]),
        ([0, 1, 2, -1], [(0, 1), (1, 2)]),
        ([-1, -1, -1, -1], []),
    ],
)
def test_contacts_of_the_departed_are_left_out(contacts, row, left):
    assert pairs_of(contacts.follow(np.array(row), pairs=True)) == left


def test_impulses_stay_with_their_contact(contacts):
    moved = contacts.follow(np.array([0, -1, 1, 2]), pairs=True)
    assert [column.tolist() for column in moved[2:]] == [[10.0 * column + 2.0] for column in range(1, FLOATS + 1)]


@pytest.mark.parametrize("pairs", [True, False])
def test_following_makes_a_copy(contacts, pairs):
    moved = contacts.follow(np.arange(4), pairs=pairs)
    assert equal(moved, contacts)
    assert not any(np.shares_memory(a, b) for a, b in zip(moved[2:], contacts[2:], strict=True))
    moved.first[:] = moved.second[:] = 9
    assert pairs_of(contacts) == [(0, 1), (1, 2), (0, 3)]


@pytest.mark.parametrize("pairs", [True, False])
def test_no_contacts_follow_anywhere(pairs):
    assert pairs_of(Contacts.room(0).follow(np.empty(0, np.int64), pairs=pairs)) == []
