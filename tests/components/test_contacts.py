"""Contacts: views, copies and remapping of rows."""

import numpy as np
import pytest

from components import Contacts


@pytest.fixture
def contacts():
    """Three contacts, 0-1, 1-2 and 0-3."""
    return Contacts(np.array([0, 1, 0]), np.array([1, 2, 3]), np.arange(15.0).reshape(3, 5))


def pairs_of(contacts):
    return list(zip(contacts.first.tolist(), contacts.second.tolist(), strict=True))


def columns_of(contacts):
    names = ("normal_x", "normal_y", "normal_impulse", "tangent_impulse", "rolling_impulse")
    return [getattr(contacts, name).tolist() for name in names]


def test_every_contact_is_a_row_of_the_block(contacts):
    assert columns_of(contacts) == [[float(k), k + 5.0, k + 10.0] for k in range(5)]


@pytest.mark.parametrize("capacity", [0, 1, 1000])
def test_allocated_arrays_are_contiguous_and_have_the_right_types(capacity):
    room = Contacts.allocate(capacity)
    assert [part.dtype for part in room] == [np.int64, np.int64, np.float64]
    assert [part.shape for part in room] == [(capacity,), (capacity,), (capacity, 5)]
    assert all(part.flags.c_contiguous for part in room)


@pytest.mark.parametrize("count", [0, 2, 3])
def test_head_returns_the_first_rows(contacts, count):
    head = contacts.head(count)
    assert pairs_of(head) == [(0, 1), (1, 2), (0, 3)][:count]
    assert columns_of(head) == [column[:count] for column in columns_of(contacts)]


def test_head_returns_views(contacts):
    contacts.head(2).normal_impulse[1] = 7.0
    assert contacts.normal_impulse[1] == 7.0


def test_a_copy_is_equal_and_independent(contacts):
    copy = contacts.copy()
    assert (pairs_of(copy), columns_of(copy)) == (pairs_of(contacts), columns_of(contacts))
    assert copy.block.shape == (3, 5)
    before = columns_of(contacts)
    for part in copy:
        part[:] = -1
    assert (pairs_of(contacts), columns_of(contacts)) == ([(0, 1), (1, 2), (0, 3)], before)


def test_remap_updates_the_rows_of_both_balls(contacts):
    moved = contacts.remap(np.array([5, 6, 7, 8]), pairs=True)
    assert pairs_of(moved) == [(5, 6), (6, 7), (5, 8)]
    assert columns_of(moved) == columns_of(contacts)
    assert moved.block.flags.c_contiguous


def test_remap_of_wall_contacts_updates_only_the_row_of_the_ball(contacts):
    moved = contacts.remap(np.array([4, -1]), pairs=False)
    assert pairs_of(moved) == [(4, 1), (4, 3)]
    assert moved.normal_impulse.tolist() == [2.0, 12.0]


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ([-1, 0, 1, 2], [(0, 1)]),
        ([0, -1, 1, 2], [(0, 2)]),
        ([0, 1, 2, -1], [(0, 1), (1, 2)]),
        ([-1, -1, -1, -1], []),
    ],
)
def test_remap_omits_contacts_of_removed_balls(contacts, row, left):
    assert pairs_of(contacts.remap(np.array(row), pairs=True)) == left
