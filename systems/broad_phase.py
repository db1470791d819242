"""The broad phase: the list of pairs of balls that may touch."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Contacts, Position, Table, Velocity
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.broad_phase import build_adjacency, copy_impulses, find_pairs, has_moved, mean_radius_and_max_speed

SKIN, THIN_SKIN = 0.8, 0.1
"""Largest gap in a pair of the list, in mean radii. The list is valid until a ball has moved by half of the gap.

The skin is thin where balls are so fast that a list would soon be invalid.
"""

MIN_CAPACITY = 64
"""Number of pairs that the buffers can hold at first."""


class BroadPhaseState(NamedTuple):
    """A copy of a list of pairs, the positions (n,) m and the skin m that it was made with, and whether it is stale."""

    pairs: Contacts
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    skin: float
    stale: bool


class BroadPhase(esper.Processor):
    """Keeps a list of all pairs of balls that are close, and rebuilds it only when a ball has moved far enough.

    This is a Verlet neighbour list (L. Verlet, Phys. Rev. 159, 98, 1967), built with a uniform grid. A pair keeps its
    impulses when the list is rebuilt, and when rows of the table move.

    pairs : the pairs found last, cell by cell
    pair_buffers : the same with room for more, as a source of arrays for kernels
    adjacency : the pairs of each ball: row i is in the pairs ``pairs_of[start[i]:start[i + 1]]``
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.pairs = Contacts.allocate(0)
        self.pair_buffers, self._back_buffers, self._back_rows = Buffers(), Buffers(), Buffers()
        self.adjacency = Buffers(np.zeros(1, np.int64), np.empty(2 * MIN_CAPACITY, np.int64))
        self._entities = np.empty(0, np.int64)
        self._skin = 0.0
        self._stale = True
        self._set_buffers(_PairBuffer(MIN_CAPACITY), _PairBuffer(MIN_CAPACITY))
        self._list_positions, self._grid = Buffers(np.empty(0), np.empty(0)), Buffers()
        position, motion = balls.bind(Position), balls.bind(Velocity, Collider.radius)
        self._has_moved = BoundKernel(has_moved, position, self._list_positions)
        self._measure = BoundKernel(mean_radius_and_max_speed, balls.bind(Collider.radius, Velocity))
        self._find_pairs = BoundKernel(find_pairs, position, motion, self._list_positions, self._grid, self._back_rows)
        self._build_adjacency = BoundKernel(build_adjacency, self._back_rows, self.adjacency)
        self._copy_impulses = BoundKernel(copy_impulses, self.pair_buffers, self._back_buffers, self.adjacency)

    def process(self, h: float = 0.0) -> None:
        """Bring `pairs` up to date: all pairs that are close now, or that passed each other in the last h seconds."""
        self.current_pairs()
        if self._stale or self._has_moved(0.5 * self._skin):
            self._rebuild(h)

    def current_pairs(self) -> Contacts:
        """Return `pairs` with the rows that the table has now; the list may be stale."""
        if self._entities is not self.balls.entities:
            self._set_pairs(self.pairs.remap(self.balls.rows_of(self._entities), pairs=True))
            self._entities = self.balls.entities
            count = len(self._entities)
            self.adjacency.arrays = (np.zeros(count + 1, np.int64), self.adjacency.arrays[1])
            self._list_positions.arrays = (np.zeros(count), np.zeros(count))  # zeros, as they are part of the state
            sizes, kinds = (count, 4 * count + 65, *[count] * 5), (float, *[np.int64] * 3, *[float] * 3)
            self._grid.arrays = tuple(np.empty(size, kind) for size, kind in zip(sizes, kinds, strict=True))
            self._stale = True
        return self.pairs

    def snapshot(self) -> BroadPhaseState:
        """Copy the list, and the positions that it was made with."""
        pairs, (x, y) = self.current_pairs().copy(), self._list_positions.arrays
        return BroadPhaseState(pairs, x.copy(), y.copy(), self._skin, self._stale)

    def restore(self, state: BroadPhaseState) -> None:
        """Restore a snapshot; the table must have the rows that it had then."""
        self.current_pairs()
        self._set_pairs(state.pairs)
        build_adjacency(*self.pair_buffers.arrays[:2], *self.adjacency.arrays, len(self.pairs.first))
        self._list_positions.arrays = state.x.copy(), state.y.copy()
        self._skin, self._stale = state.skin, state.stale

    def _rebuild(self, h: float) -> None:
        """Find the pairs again; pairs that were in the list before keep their impulses."""
        mean_radius, max_speed = self._measure()
        self._skin = mean_radius * (THIN_SKIN if h * max_speed > 0.25 * SKIN * mean_radius else SKIN)
        found = self._find_pairs(self._skin, h)
        if found > len(self._back.contacts.first):
            self._reserve(found)
            found = self._find_pairs(self._skin, h)
        self._build_adjacency(found)
        self._copy_impulses(len(self.pairs.first), found)
        self._set_buffers(self._back, self._front)
        self.pairs = self._front.contacts.head(found)
        self._stale = False

    def _set_pairs(self, pairs: Contacts) -> None:
        """Copy pairs into the buffers."""
        count = len(pairs.first)
        self._reserve(count)
        self.pairs = self._front.contacts.head(count)
        for ours, theirs in zip(self.pairs, pairs, strict=True):
            ours[:] = theirs

    def _reserve(self, count: int) -> None:
        """Make room for twice as many pairs if the buffers are too small for them; the pairs stay."""
        if count <= len(self._back.contacts.first):
            return
        pairs = self.pairs
        self._set_buffers(_PairBuffer(2 * count), _PairBuffer(2 * count))
        self.adjacency.arrays = (self.adjacency.arrays[0], np.empty(4 * count, np.int64))
        self._set_pairs(pairs)

    def _set_buffers(self, front: "_PairBuffer", back: "_PairBuffer") -> None:
        """Use one buffer for the current pairs and the other for the next rebuild (double buffering)."""
        self._front, self._back = front, back
        self.pair_buffers.arrays = front.contacts
        self._back_buffers.arrays, self._back_rows.arrays = back.contacts, back.rows


class _PairBuffer:
    """Memory for pairs.

    contacts : all columns
    rows : the first two columns, always in the same tuple, so that `BoundKernel` need not bind them again
    """

    def __init__(self, capacity: int) -> None:
        self.contacts = Contacts.allocate(capacity)
        self.rows = self.contacts[:2]
