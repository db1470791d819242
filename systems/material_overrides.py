"""Material properties that are overridden for all balls and walls."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Table

PROPERTIES = ("restitution", "friction", "rolling_resistance")


class OwnValues(NamedTuple):
    """The own values (n,) of a property, and their entities (n,). Neither array is changed in place."""

    entities: NDArray[np.int64]
    values: NDArray[np.float64]


class MaterialOverrideState(NamedTuple):
    """For each of `PROPERTIES`, the overriding value, and the own values of balls and walls; None if not overridden."""

    values: tuple[float | None, ...]
    own: tuple[tuple[OwnValues, ...] | None, ...]


NO_OVERRIDES = MaterialOverrideState((None,) * len(PROPERTIES), (None,) * len(PROPERTIES))


class MaterialOverrides(esper.Processor):
    """Gives all balls and walls the same restitution, friction or rolling resistance, and later their own values back.

    state : what is overridden; never changed in place, so it serves as a snapshot
    """

    def __init__(self, balls: Table, walls: Table) -> None:
        self.state = NO_OVERRIDES
        self._tables = (balls, walls)

    def value(self, name: str) -> float | None:
        """Return the value that overrides a property, or None."""
        return self.state.values[PROPERTIES.index(name)]

    def set(self, name: str, value: float | None) -> None:
        """Override a property from the next step on; None gives all balls and walls their own values back."""
        k = PROPERTIES.index(name)
        own = self.state.own[k]
        if value is None and own is not None:
            for table, before in zip(self._tables, own, strict=True):
                row = table.rows_of(before.entities)
                getattr(table[Collider], name)[row[row >= 0]] = before.values[row >= 0]
            own = None
        values, owns = list(self.state.values), list(self.state.own)
        values[k], owns[k] = value, own
        self.state = MaterialOverrideState(tuple(values), tuple(owns))

    def process(self) -> None:
        """Write the overriding values into the columns, for new balls and walls too."""
        if self.state is NO_OVERRIDES:
            return
        owns = list(self.state.own)
        for k, value in enumerate(self.state.values):
            if value is not None:
                before = owns[k] or (None,) * len(self._tables)
                owns[k] = tuple(self._override(k, n, value, own) for n, own in enumerate(before))
        self.state = self.state._replace(own=tuple(owns))

    def _override(self, k: int, n: int, value: float, own: OwnValues | None) -> OwnValues:
        """Write a value into a column of a table; return the own values of all its entities."""
        table = self._tables[n]
        column = getattr(table[Collider], PROPERTIES[k])
        if own is None or own.entities is not table.entities:
            values = column.copy()
            if own is not None:
                row = table.rows_of(own.entities)
                values[row[row >= 0]] = own.values[row >= 0]
            own = OwnValues(table.entities, values)
        column[:] = value
        return own
