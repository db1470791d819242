"""The broad phase: the list of pairs of balls that may touch."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Contacts, Table
from systems.kernels.broad_phase import (
    COUNT,
    KEPT,
    NEEDED,
    STALE,
    STATUS,
    VALID,
    Grid,
    PairList,
    broad_phase,
    build_adjacency,
)

MIN_CAPACITY = 64
"""Number of pairs that the list can hold at first."""


class BroadPhaseState(NamedTuple):
    """A copy of a list of pairs; positions, (2, n) m, and skin, m, that it was made with; and whether it is stale."""

    pairs: Contacts
    places: NDArray[np.float64]
    skin: float
    stale: bool


class BroadPhase(esper.Processor):
    """Keeps a list of all pairs of balls that are close, and makes it again only when a ball has moved far enough.

    A pair keeps its impulses when the list is made again, and when rows of the table move.

    pair_list, grid : arrays of the kernel; replaced when they are too small
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self._entities = np.empty(0, np.int64)
        self.pair_list = _allocate_pairs(0, MIN_CAPACITY)
        self.grid = _allocate_grid(0)

    def process(self, h: float = 0.0) -> None:
        """Bring `pairs` up to date: all pairs that are close now, or that passed each other in the last h seconds."""
        self.update_rows()
        while not broad_phase(self.balls.storage, len(self.balls), self.pair_list, self.grid, h):
            self.grow()

    @property
    def pairs(self) -> Contacts:
        """The pairs found last, cell by cell, with the rows that the table has now; the list may be stale.

        The block of impulses is that of the kernel, the rows are copies.
        """
        self.update_rows()
        return self._listed_pairs()

    def update_rows(self) -> None:
        """Move the pairs to the present rows, after balls were added or removed."""
        if self._entities is not self.balls.entities:
            pairs = self._listed_pairs().remap(self.balls.rows_of(self._entities), pairs=True)
            self._entities = self.balls.entities
            self.grid = _allocate_grid(len(self.balls))
            self._set_pairs(pairs, STALE)

    def grow(self) -> None:
        """Make room for twice as many pairs as the kernel needed."""
        old, kept = self.pair_list, self.pair_list.state.item(KEPT)
        self.pair_list = new = _allocate_pairs(len(self.balls), 2 * old.state.item(NEEDED))
        new.state[:], new.skin[:] = old.state, old.skin
        new.kept_first[:kept], new.kept_second[:kept] = old.kept_first[:kept], old.kept_second[:kept]
        new.kept_contacts[:kept] = old.kept_contacts[:kept]

    def snapshot(self) -> BroadPhaseState:
        """Copy the list, and the positions that it was made with."""
        pairs = self.pairs.copy()
        state, skin = self.pair_list.state, self.pair_list.skin
        return BroadPhaseState(pairs, self.grid.places.copy(), skin.item(0), state.item(STATUS) != VALID)

    def restore(self, state: BroadPhaseState) -> None:
        """Restore a snapshot; the table must have the rows that it had then."""
        self.update_rows()
        self._set_pairs(state.pairs, STALE if state.stale else VALID)
        self.grid.places[:] = state.places
        self.pair_list.skin[0] = state.skin

    def _listed_pairs(self) -> Contacts:
        """Return the pairs with the rows that the table had when the list was made; the contacts are views."""
        count = self.pair_list.state.item(COUNT)
        first, second = self.pair_list.first[:count].astype(np.int64), self.pair_list.second[:count].astype(np.int64)
        return Contacts(first, second, self.pair_list.contacts[:count])

    def _set_pairs(self, pairs: Contacts, status: int) -> None:
        """Replace the list by copies of pairs, in arrays that have as much room as before, or more."""
        count, balls, skin = len(pairs.first), len(self.balls), self.pair_list.skin
        self.pair_list = new = _allocate_pairs(balls, max(2 * count, len(self.pair_list.first)))
        new.state[COUNT], new.state[STATUS], new.skin[:] = count, status, skin
        new.first[:count], new.second[:count], new.contacts[:count] = pairs
        build_adjacency(new.first, new.second, new.start, new.pairs_of, balls, count)


def _allocate_pairs(balls: int, capacity: int) -> PairList:
    """Return an empty list with room for so many pairs."""
    rows, blocks = np.empty((4, capacity), np.uint32), np.empty((2, capacity, 5))
    state, start = np.array([0, STALE, 0, 0]), np.zeros(balls + 1, np.int64)
    adjacency = np.empty(2 * capacity, np.uint32)
    return PairList(state, np.zeros(1), rows[0], rows[1], blocks[0], start, adjacency, rows[2], rows[3], blocks[1])


def _allocate_grid(balls: int) -> Grid:
    """Return the arrays of a grid for so many balls."""
    cell_start, cells = np.empty(4 * balls + 65, np.int64), np.empty((2, balls), np.int64)
    return Grid(np.zeros((2, balls)), cell_start, cells, np.empty((4, balls)))  # zeros, as they are part of the state
