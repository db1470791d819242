"""The broad phase: which balls may touch."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Collider, Contacts, Position, Table, Velocity
from systems.bound import Bound, Holder
from systems.kernels.neighbours import carry_over, find_pairs, has_moved, link, survey

SKIN, THIN_SKIN = 0.8, 0.1
"""How far apart near balls may be, as a part of the mean radius; the list holds until one has moved half of it.

Thin where it would not hold for long.
"""

FEWEST = 64  # pairs that there is room for


class NeighbourState(NamedTuple):
    """A copy of a list of near pairs."""

    pairs: Contacts
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    skin: float
    stale: bool


class Neighbours:
    """A list of all pairs of balls that are close, made anew only when one of them has moved far enough.

    This is Verlet's neighbour list (Phys. Rev. 159, 98, 1967) on a uniform grid. Every pair keeps its impulses,
    also when rows of the table move because balls come and go.

    pairs : the near pairs at the last update, cell by cell
    room : the same and, behind them, room for more
    links : the same from the side of each ball: row i is in the pairs ``pairs_of[start[i]:start[i + 1]]``
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.pairs = Contacts.allocate(0)
        self.room, self._spare, self._spare_rows = Holder(), Holder(), Holder()
        self.links = Holder(np.zeros(1, np.int64), np.empty(2 * FEWEST, np.int64))
        self._entities = np.empty(0, np.int64)
        self._skin = 0.0
        self._stale = True
        self._take_turns(_Room(FEWEST), _Room(FEWEST))
        self._then, self._grid = Holder(np.empty(0), np.empty(0)), Holder()
        places, motion = balls.bind(Position), balls.bind(Velocity, Collider.radius)
        self._has_moved = Bound(has_moved, places, self._then)
        self._survey = Bound(survey, balls.bind(Collider.radius, Velocity))
        self._find_pairs = Bound(find_pairs, places, motion, self._then, self._grid, self._spare_rows)
        self._link = Bound(link, self._spare_rows, self.links)
        self._carry_over = Bound(carry_over, self.room, self._spare, self.links)

    def follow(self) -> Contacts:
        """The near pairs as they were found, by the rows that the table has now."""
        if self._entities is not self.balls.entities:
            self._keep(self.pairs.remap(self.balls.rows_of(self._entities), pairs=True))
            self._entities = self.balls.entities
            count = len(self._entities)
            self.links.arrays = (np.zeros(count + 1, np.int64), self.links.arrays[1])
            self._then.arrays = (np.zeros(count), np.zeros(count))  # part of the state, even before it means anything
            sizes, kinds = (count, 4 * count + 65, *[count] * 5), (float, *[np.int64] * 3, *[float] * 3)
            self._grid.arrays = tuple(np.empty(size, kind) for size, kind in zip(sizes, kinds, strict=True))
            self._stale = True
        return self.pairs

    def update(self, h: float = 0.0) -> Contacts:
        """The near pairs of now, and those that passed each other in the last h seconds; found anew if need be."""
        self.follow()
        if self._stale or self._has_moved(0.5 * self._skin):
            self._find(h)
        return self.pairs

    def snapshot(self) -> NeighbourState:
        """Copy the list, and where the balls were when it was made."""
        pairs, (x, y) = self.follow().copy(), self._then.arrays
        return NeighbourState(pairs, x.copy(), y.copy(), self._skin, self._stale)

    def restore(self, state: NeighbourState) -> None:
        """Put a snapshot back; the rows must be those of the table now."""
        self.follow()
        self._keep(state.pairs)
        link(*self.room.arrays[:2], *self.links.arrays, len(self.pairs.first))
        self._then.arrays, self._skin, self._stale = (state.x.copy(), state.y.copy()), state.skin, state.stale

    def _keep(self, pairs: Contacts) -> None:
        """Let these be the pairs."""
        count = len(pairs.first)
        self._make_room(count)
        self.pairs = self._rooms[0].contacts.head(count)
        for ours, theirs in zip(self.pairs, pairs, strict=True):
            ours[:] = theirs

    def _make_room(self, count: int) -> None:
        """Let there be room for so many pairs, and as many more; those of now stay."""
        if count <= len(self._spare.arrays[0]):
            return
        old = self.pairs
        self._take_turns(_Room(2 * count), _Room(2 * count))
        self.links.arrays = (self.links.arrays[0], np.empty(4 * count, np.int64))
        self._keep(old)

    def _find(self, h: float) -> None:
        mean, fastest = self._survey()
        self._skin = mean * (THIN_SKIN if h * fastest > 0.25 * SKIN * mean else SKIN)
        found = self._find_pairs(self._skin, h)
        if found > len(self._spare.arrays[0]):
            self._make_room(found)
            found = self._find_pairs(self._skin, h)
        self._link(found)
        self._carry_over(len(self.pairs.first), found)
        self._take_turns(*reversed(self._rooms))
        self.pairs = self._rooms[0].contacts.head(found)
        self._stale = False

    def _take_turns(self, room: "_Room", spare: "_Room") -> None:
        """Let the pairs be in one room; the next ones are found in the other."""
        self._rooms = room, spare
        self.room.arrays, self._spare.arrays, self._spare_rows.arrays = room.contacts, spare.contacts, spare.rows


class _Room:
    """Room for so many pairs."""

    def __init__(self, capacity: int) -> None:
        self.contacts = Contacts.allocate(capacity)
        self.rows = self.contacts[:2]
