"""The broad phase: which balls may touch."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Collider, Contacts, Position, Table, Velocity
from systems.bound import Bound
from systems.kernels.neighbours import carry_over, find_pairs, has_moved, link

SKIN = 0.8
"""How far apart near balls may be, as a part of the mean radius; the list holds until one has moved half of it."""


class Links(NamedTuple):
    """The same list from the side of each ball: row i is in the pairs ``pairs_of[start[i]:start[i + 1]]``."""

    start: NDArray[np.int64]
    pairs_of: NDArray[np.int64]


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
    links : those of each ball, as they were found
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.places = balls.bind(Position.x, Position.y)
        self.pairs = Contacts.room(0)
        self.links = _link(self.pairs, 0)
        self._entities = np.empty(0, np.int64)
        self._then: tuple[NDArray[np.float64], ...] = (np.empty(0), np.empty(0))
        self._has_moved = Bound(has_moved, self.places, lambda: self._then)
        self._skin = 0.0
        self._stale = True
        self._room = (Contacts.room(64), Contacts.room(64))
        self._scratch: tuple[NDArray[Any], ...] = ()

    def follow(self) -> Contacts:
        """The near pairs as they were found, by the rows that the table has now."""
        if self._entities is not self.balls.entities:
            self.pairs = self.pairs.follow(self.balls.rows_of(self._entities), pairs=True)
            self._entities = self.balls.entities
            self._skin = SKIN * float(self.balls[Collider].radius.mean()) if len(self.balls) else 0.0
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
        pairs = self.follow().copy()
        x, y = self._then
        return NeighbourState(pairs, x, y, self._skin, self._stale)

    def restore(self, state: NeighbourState) -> None:
        """Put a snapshot back; the rows must be those of the table now."""
        self._entities = self.balls.entities
        self.pairs = state.pairs.copy()
        self.links = _link(self.pairs, len(self.balls))
        self._then, (self._skin, self._stale) = (state.x, state.y), state[3:]

    def _find(self, h: float) -> None:
        velocity, count = self.balls[Velocity], len(self.balls)
        way = h * np.hypot(velocity.x, velocity.y)
        radius = self.balls[Collider].radius + np.where(way > 0.5 * self._skin, way, 0.0)
        x, y = self._then = tuple(column.copy() for column in self.places())
        if not self._scratch or len(self._scratch[1]) != count:
            sizes = (4 * count + 65, *[count] * 5)
            kinds = (*[np.int64] * 3, *[np.float64] * 3)
            self._scratch = tuple(np.empty(size, kind) for size, kind in zip(sizes, kinds, strict=True))
        spare, used = self._room
        found = find_pairs(x, y, radius, *self._scratch, spare.first, spare.second, self._skin)
        if found > len(spare.first):
            spare = Contacts.room(2 * found)
            find_pairs(x, y, radius, *self._scratch, spare.first, spare.second, self._skin)
        pairs = spare.head(found)
        self.links = _link(pairs, count)
        carry_over(*self.pairs, *pairs, *self.links)
        self.pairs = pairs
        self._room = (used, spare)
        self._stale = False


def _link(pairs: Contacts, count: int) -> Links:
    """Find the pairs of each of so many balls."""
    links = Links(np.empty(count + 1, np.int64), np.empty(2 * len(pairs.first), np.int64))
    link(pairs.first, pairs.second, *links)
    return links
