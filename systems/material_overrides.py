"""Material properties that are overridden, for all balls and walls or for those of a material."""

from math import pi
from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Table

PROPERTIES = ("restitution", "friction", "rolling_resistance")


class Substance(NamedTuple):
    """What the balls or the walls of a material have in common: their own values of all `PROPERTIES`, and density.

    density : kg/m2, mass of a ball over the area of its disc; 0 for walls
    """

    density: float
    restitution: float
    friction: float
    rolling_resistance: float


class Override(NamedTuple):
    """A value that replaces a property of some balls and walls.

    substances : the balls and walls that it applies to; empty for all of them
    """

    name: str
    value: float
    substances: tuple[Substance, ...] = ()


class OwnValues(NamedTuple):
    """The own values (3, n) of all `PROPERTIES`, and their entities (n,). Neither array is changed in place."""

    entities: NDArray[np.int64]
    values: NDArray[np.float64]


class MaterialOverrideState(NamedTuple):
    """The overrides, the more special ones last, and the own values of balls and of walls; None without overrides."""

    overrides: tuple[Override, ...]
    own: tuple[OwnValues, ...] | None


NO_OVERRIDES = MaterialOverrideState((), None)


class MaterialOverrides(esper.Processor):
    """Gives balls and walls other values of restitution, friction or rolling resistance, and later their own back.

    state : what is overridden; never changed in place, so it serves as a snapshot
    """

    def __init__(self, balls: Table, walls: Table) -> None:
        self.state = NO_OVERRIDES
        self._tables = (balls, walls)

    def set(self, name: str, value: float | None, substances: tuple[Substance, ...] = ()) -> None:
        """Override a property; None removes the override.

        substances : the balls and walls that it applies to, even if the property of all is overridden; empty for all
        """
        key = name, substances
        overrides = [one for one in self.state.overrides if (one.name, one.substances) != key]
        if value is not None:
            overrides.append(Override(name, value, substances))
        overrides.sort(key=lambda one: (bool(one.substances), one.substances, one.name))
        self.state = self.state._replace(overrides=tuple(overrides))
        self.process()

    def process(self) -> None:
        """Write the overriding values into the columns, for new balls and walls too."""
        if self.state is NO_OVERRIDES:
            return
        before = self.state.own or (None,) * len(self._tables)
        own = tuple(_own_values(table, known) for table, known in zip(self._tables, before, strict=True))
        for table, (_, values) in zip(self._tables, own, strict=True):
            for column, written in zip(_columns(table), self._overridden(table, values), strict=True):
                column[:] = written
        self.state = self.state._replace(own=own) if self.state.overrides else NO_OVERRIDES

    def _overridden(self, table: Table, own: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the own values (3, n) of the rows of a table with all overrides."""
        values, collider = own.copy(), table[Collider]
        for name, value, substances in self.state.overrides:
            applies = np.full(len(table), not substances)
            for density, *same in substances:
                mass = _masses(density, collider.radius) if density else np.inf
                applies |= (mass == collider.mass) & np.all(own == np.reshape(same, (-1, 1)), axis=0)
            values[PROPERTIES.index(name), applies] = value
        return values


def _masses(density: float, radius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the masses (n,) of balls in kg, rounded as those of a level."""
    return density * pi * (radius * radius)


def _columns(table: Table) -> list[NDArray[np.float64]]:
    """Return the columns of all properties."""
    return [getattr(table[Collider], name) for name in PROPERTIES]


def _own_values(table: Table, known: OwnValues | None) -> OwnValues:
    """Return the own values of all rows: the known ones, and for new entities those in the columns."""
    if known is not None and known.entities is table.entities:
        return known
    values = np.array(_columns(table)).reshape(len(PROPERTIES), len(table))
    if known is not None:
        row = table.rows_of(known.entities)
        values[:, row[row >= 0]] = known.values[:, row >= 0]
    return OwnValues(table.entities, values)
