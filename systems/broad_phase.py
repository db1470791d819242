"""The broad phase: the list of pairs of balls that may touch."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Contacts, Table
from systems.kernels.broad_phase import (
    COUNT,
    KEPT,
    MAX_STRIPES,
    NEEDED,
    STALE,
    STATUS,
    STRIPES,
    VALID,
    Adjacency,
    Grid,
    Pairs,
    broad_phase,
    build_adjacency,
)

MIN_CAPACITY = 64
"""Number of pairs that the list can hold at first."""


class BroadPhaseState(NamedTuple):
    """A copy of a list of pairs, its stripes, the positions (2, n) m and the skin m that it was made with.

    stale : whether it must be made again
    """

    pairs: Contacts
    stripes: NDArray[np.int64]
    places: NDArray[np.float64]
    skin: float
    stale: bool


class BroadPhase(esper.Processor):
    """Keeps a list of all pairs of balls that are close, and makes it again only when a ball has moved far enough.

    A pair keeps its impulses when the list is made again, and when rows of the table move.

    pair_list, adjacency, grid : arrays of the kernel; replaced when they are too small
    max_stripes : largest number of stripes of a list
    """

    max_stripes = MAX_STRIPES

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self._entities = np.empty(0, np.int64)
        self._allocate(MIN_CAPACITY)

    def process(self, h: float = 0.0) -> None:
        """Bring `pairs` up to date: all pairs that are close now, or that passed each other in the last h seconds."""
        self.update_rows()
        while not broad_phase(self.balls.storage, len(self.balls), self.pair_list, self.adjacency, self.grid, h):
            self.grow()

    @property
    def pairs(self) -> Contacts:
        """The pairs found last, cell by cell, with the rows that the table has now; the list may be stale.

        The block of impulses is that of the kernel, the rows are copies.
        """
        self.update_rows()
        return self._contacts()

    def update_rows(self) -> None:
        """Move the pairs to the present rows, after balls were added or removed."""
        if self._entities is not self.balls.entities:
            pairs = self._contacts().remap(self.balls.rows_of(self._entities), pairs=True)
            self._entities = self.balls.entities
            self._set_pairs(pairs, np.array((0, len(pairs.first))), STALE)

    def grow(self) -> None:
        """Make room for twice as many pairs as the kernel needed."""
        before, list_before, kept = self.grid, self.pair_list, self.pair_list.state.item(KEPT)
        self._allocate(2 * list_before.state.item(NEEDED))
        self.pair_list.state[:] = list_before.state
        self.grid.skin[:], self.grid.places[:] = before.skin, before.places
        self.grid.kept_first[:kept], self.grid.kept_second[:kept] = before.kept_first[:kept], before.kept_second[:kept]
        self.grid.kept_contacts[:kept] = before.kept_contacts[:kept]

    def snapshot(self) -> BroadPhaseState:
        """Copy the list, and the positions that it was made with."""
        pairs, state = self.pairs.copy(), self.pair_list.state
        stripes = self.pair_list.stripes[: state.item(STRIPES) + 1].copy()
        return BroadPhaseState(
            pairs, stripes, self.grid.places.copy(), self.grid.skin.item(0), state.item(STATUS) != VALID
        )  # fmt: skip

    def restore(self, state: BroadPhaseState) -> None:
        """Restore a snapshot; the table must have the rows that it had then."""
        self.update_rows()
        self._set_pairs(state.pairs, state.stripes, STALE if state.stale else VALID)
        self.grid.places[:] = state.places
        self.grid.skin[0] = state.skin

    def _contacts(self) -> Contacts:
        """Return the pairs with the rows of the table when they were found."""
        count = self.pair_list.state.item(COUNT)
        first, second = self.pair_list.first[:count].astype(np.int64), self.pair_list.second[:count].astype(np.int64)
        return Contacts(first, second, self.pair_list.contacts[:count])

    def _set_pairs(self, pairs: Contacts, stripes: NDArray[np.int64], status: int) -> None:
        """Replace the list by copies of pairs, in arrays that have as much room as before, or more."""
        count, skin = len(pairs.first), self.grid.skin.copy()
        self._allocate(max(2 * count, len(self.pair_list.first)))
        new, self.grid.skin[:] = self.pair_list, skin
        new.state[COUNT], new.state[STATUS], new.state[STRIPES] = count, status, len(stripes) - 1
        new.stripes[: len(stripes)] = stripes
        new.first[:count], new.second[:count], new.contacts[:count] = pairs
        new.first_body[:count], new.second_body[:count] = pairs.first, pairs.second
        new.bodies_from[len(stripes) - 1] = len(self.balls)  # bodies are in the order of balls, all in the last stripe
        build_adjacency(new.first, new.second, *self.adjacency, len(self.balls), count)

    def _allocate(self, capacity: int) -> None:
        """Allocate an empty list with room for so many pairs, and what belongs to it."""
        balls, rows = len(self._entities), np.empty((6, capacity), np.uint32)
        state, stripes = np.array((0, STALE, 0, 0, 1, 0)), np.zeros(MAX_STRIPES + 1, np.int64)
        self.pair_list = Pairs(
            state=state,
            stripes=stripes,
            first=rows[0],
            second=rows[1],
            first_body=rows[2],
            second_body=rows[3],
            ball_of=np.arange(balls, dtype=np.uint32),
            bodies_from=np.zeros(MAX_STRIPES + 1, np.int64),
            contacts=np.empty((capacity, 5)),
        )
        self.adjacency = Adjacency(np.zeros(balls + 1, np.int64), np.empty(2 * capacity, np.uint32))
        self.grid = Grid(
            skin=np.zeros(1),
            kept_first=rows[4],
            kept_second=rows[5],
            kept_contacts=np.empty((capacity, 5)),
            places=np.zeros((2, balls)),  # zeros, as they are part of the state
            cell_start=np.empty(4 * balls + 65, np.int64),
            cells=np.empty(balls, np.int64),
            sorted=np.empty((4, balls)),
        )
