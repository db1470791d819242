"""One property for all surfaces."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Table

PROPERTIES = ("restitution", "friction", "rolling_resistance")


class Own(NamedTuple):
    """What surfaces had before: of which entities (n,), and the values (n,). Neither is changed in place."""

    entities: NDArray[np.int64]
    values: NDArray[np.float64]


class SurfaceState(NamedTuple):
    """What holds for each of `PROPERTIES`, and what balls and walls had of it before; None where each has its own."""

    values: tuple[float | None, ...]
    own: tuple[tuple[Own, ...] | None, ...]


NOTHING = SurfaceState((None,) * len(PROPERTIES), (None,) * len(PROPERTIES))


class Surfaces(esper.Processor):
    """Gives all balls and walls the same restitution, friction or rolling resistance, as long as it is asked for.

    Newcomers get it too. Each keeps in mind what it had of its own.

    state : what holds now; never changed in place, so that it is a snapshot of itself
    """

    def __init__(self, balls: Table, walls: Table) -> None:
        self.state = NOTHING
        self._tables = (balls, walls)

    def value(self, name: str) -> float | None:
        """What holds for all of a property; None if each has its own."""
        return self.state.values[PROPERTIES.index(name)]

    def set(self, name: str, value: float | None) -> None:
        """Let a value hold for all from the next step on; None gives back to each what it had."""
        k = PROPERTIES.index(name)
        own = self.state.own[k]
        if value is None and own is not None:
            for table, had in zip(self._tables, own, strict=True):
                row = table.rows_of(had.entities)
                getattr(table[Collider], name)[row[row >= 0]] = had.values[row >= 0]
            own = None
        values, owns = list(self.state.values), list(self.state.own)
        values[k], owns[k] = value, own
        self.state = SurfaceState(tuple(values), tuple(owns))

    def process(self) -> None:
        """Write what holds for all into the columns, before a step."""
        if self.state is NOTHING:
            return
        owns = list(self.state.own)
        for k, value in enumerate(self.state.values):
            if value is not None:
                before = owns[k] or (None,) * len(self._tables)
                owns[k] = tuple(self._cover(k, n, value, had) for n, had in enumerate(before))
        self.state = self.state._replace(own=tuple(owns))

    def _cover(self, k: int, n: int, value: float, had: Own | None) -> Own:
        """Write a value into a column of a table; return what was there."""
        table = self._tables[n]
        column = getattr(table[Collider], PROPERTIES[k])
        if had is None or had.entities is not table.entities:
            values = column.copy()
            if had is not None:
                row = table.rows_of(had.entities)
                values[row[row >= 0]] = had.values[row >= 0]
            had = Own(table.entities, values)
        column[:] = value
        return had
