"""Columns behind the rows: one table holds every entity of one kind."""

from itertools import accumulate, islice, repeat
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakSet

import esper
import numpy as np
from numpy.typing import NDArray

from components.collider import Collider
from components.component import Cells, Component, Field, Row
from components.drive import Drive
from components.flight import Flight
from components.force import Force
from components.kick import Kick
from components.outline import Outline
from components.phase import Phase
from components.position import Position
from components.previous import Previous
from components.spin import Spin
from components.stir import Stir
from components.velocity import Velocity

FloatColumn = NDArray[np.float64]
Bundle = tuple[Component, ...]


class Columns:
    """The live columns of one component class: a contiguous (n,) float64 array a field, one row an entity."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> FloatColumn: ...


class Binding:
    """Columns of a table, chosen once.

    arrays : live (n,) columns in the order in which they were chosen, the same tuple while the rows are the same
    """

    def __init__(self, fields: tuple[Field | type[Component], ...], dirty: bool) -> None:
        self._fields = [
            each
            for field in fields
            for each in ([field] if isinstance(field, Field) else [getattr(field, name) for name in field.fields])
        ]
        self._dirty = dirty
        self.arrays: tuple[NDArray[Any], ...] = ()

    def follow(self, table: "Table") -> None:
        """Look the columns up; their table does so whenever its rows have changed."""
        columns = [getattr(table[field.kind], field.name) for field in self._fields]
        self.arrays = (*columns, table.dirty) if self._dirty else tuple(columns)


class TableState(NamedTuple):
    """A copy of everything in a table at one moment."""

    entities: NDArray[np.int64]
    block: NDArray[np.float64]
    dirty: NDArray[np.uint8]


class _Nobody:
    """A component that no entity has: esper's answer to who has it is a token of the state of the world."""


class Table:
    """Contiguous float64 columns for the entities that have the component ``key``, in the order of their ids.

    An entity is in the table while it has ``key`` and none of the components in ``without``; it must then have the
    ``others`` too. These classes need not derive from `Component`, but only those that do have columns. ``private``
    names component classes whose fields are columns that systems keep for every row, with no instance on the entity.
    Row order depends on entity ids alone, never on the history of deletions.

    ``table[Position].x`` is the live column. Fetch it anew in every step: it is bound again whenever entities
    come or go, and ``version`` counts how often that was.

    ``entities`` : (n,) ids in row order, never changed in place
    ``dirty`` : (n,) 1 where Python wrote a component since a system last cleared it; kernels do not set it
    """

    def __init__(
        self,
        key: type,
        *others: type[Component],
        private: tuple[type[Component], ...] = (),
        without: tuple[type, ...] = (),
        capacity: int = 64,
    ) -> None:
        self.key = key
        self.bundle = (key, *others) if issubclass(key, Component) else others
        self.private = private
        self.without = without
        self.version = 0
        self.entities: NDArray[np.int64] = np.empty(0, np.int64)
        self._token: object = None
        self._members: dict[int, Bundle] = {}
        self._rows: dict[int, Row] = {}
        self._cells: dict[type[Component], Cells] = {kind: [] for kind in self.bundle}
        self._columns: dict[type[Component], Columns] = {kind: Columns() for kind in (*self.bundle, *private)}
        ends = list(accumulate(len(kind.fields) for kind in self._columns))
        self._bindings = WeakSet[Binding]()
        self._parts = {kind: slice(end - len(kind.fields), end) for kind, end in zip(self._columns, ends, strict=True)}
        self._allocate(capacity)
        self._bind()

    def __len__(self) -> int:
        return len(self.entities)

    def __getitem__(self, kind: type[Component]) -> Columns:
        """Look up the columns of one component class; ``KeyError`` when the table has none."""
        return self._columns[kind]

    def bind(self, *fields: Any, dirty: bool = False) -> Binding:
        """Choose columns by the fields of component classes, or all of one: ``table.bind(Velocity.x, Position)``.

        ``dirty`` adds that column last.
        """
        binding = Binding(fields, dirty)
        binding.follow(self)
        self._bindings.add(binding)
        return binding

    def block(self, kind: type[Component]) -> FloatColumn:
        """Live columns of one component class as the rows of a (fields, n) array."""
        return self._block[self._parts[kind], : len(self)]

    def sync(self) -> None:
        """Let entities in and out, so that the rows are the entities of the current esper world.

        Costs one comparison while the world has not changed, or only through `spawn` and `despawn`: esper answers
        a query with the same list until then. Newcomers bring their values, those who leave take a copy along,
        and the rest close ranks.

        Raises ``LookupError`` when an entity with the key lacks another component of the bundle, and
        ``ValueError`` when two entities share one component, or when a component is still in another table; the table
        stays as it was. An entity that changes from one table to another leaves the first when that table syncs.
        """
        token = esper.get_component(_Nobody)
        if token is self._token:
            return
        members = self._bundles_of(self._find_members())
        known = self._members
        changed = [entity for entity, bundle in members.items() if known.get(entity) != bundle]
        if changed or len(members) != len(known):
            self._check_owners(members, changed)
            self._replace(members, changed)
        self._token = token

    def spawn(self, *components: object) -> int:
        """Create an entity in the current world and give it the last row at once; return its id.

        The same as ``esper.create_entity`` and `sync`, but its cost does not grow with the number of rows.

        Raises ``LookupError`` when a component of the bundle is lacking, and ``ValueError`` when one belongs to
        another entity or is one that the table excludes; nothing is created then.
        """
        in_step = esper.get_component(_Nobody) is self._token
        entity = esper.create_entity(*components)
        try:
            bundle = self._bundles_of([entity])[entity]
            if any(esper.has_component(entity, kind) for kind in self.without):
                names = ", ".join(kind.__name__ for kind in self.without)
                raise ValueError(f"cannot spawn into this table: allowed are entities without {names}")
            if not all(component.is_loose for component in bundle):
                raise ValueError(f"entity {entity} shares a component: give each its own")
        except (LookupError, ValueError):
            esper.delete_entity(entity, immediate=True)
            raise
        last = len(self)
        if last == self._block.shape[1]:
            self._move_rows(np.append(np.arange(last), -1))
        self._block[:, last] = 0.0
        self._members[entity], self._rows[entity] = bundle, Row(last)
        self.entities = np.append(self.entities, entity)
        self._adopt(bundle, self._rows[entity])
        self._acknowledge(in_step)
        return entity

    def despawn(self, entity: int) -> None:
        """Delete an entity of the current world at once; its components take a copy of their values along.

        Raises ``LookupError`` when the table does not have it, or when it is deleted already.
        """
        if entity not in self._rows or not esper.entity_exists(entity):
            raise LookupError(f"there is no entity {entity} in the table")
        in_step = esper.get_component(_Nobody) is self._token
        esper.delete_entity(entity, immediate=True)
        for component in self._members.pop(entity):
            component.loosen()
        gone, last = self._rows.pop(entity).index, len(self) - 1
        self._block[:, gone:last] = self._block[:, gone + 1 : last + 1]
        self._dirty[gone:last] = self._dirty[gone + 1 : last + 1]
        for row in islice(self._rows.values(), gone, None):
            row.index -= 1
        self.entities = np.delete(self.entities, gone)
        self._acknowledge(in_step)

    def _acknowledge(self, in_step: bool) -> None:
        """Count a change; if it was the only one to the world since the last sync, the next need not look for more."""
        self.version += 1
        self._bind()
        if in_step:
            self._token = esper.get_component(_Nobody)

    def rows_of(self, entities: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows (m,) of the entities with these ids (m,); -1 where the table has none."""
        row = np.searchsorted(self.entities, entities)
        row[row == len(self)] = -1
        row[self.entities[row] != entities if len(self) else ...] = -1
        return row

    def snapshot(self) -> TableState:
        """Copy every column, private ones included."""
        count = len(self)
        return TableState(self.entities, self._block[:, :count].copy(), self._dirty[:count].copy())

    def restore(self, state: TableState) -> None:
        """Put a snapshot back in place; live references to components stay valid.

        Raises ``ValueError`` when entities have come or gone since the snapshot was taken.
        """
        self.check(state)
        count = len(self)
        self._block[:, :count] = state.block
        self._dirty[:count] = state.dirty

    def check(self, state: TableState) -> None:
        """Raise ``ValueError`` unless the snapshot speaks of the entities of now."""
        if not np.array_equal(state.entities, self.entities):
            raise ValueError(f"the snapshot holds {len(state.entities)} entities, not the {len(self)} of now")

    def _find_members(self) -> list[int]:
        """List the entities that belong in the table, by their ids."""
        entities = {entity for entity, _ in esper.get_component(self.key)}
        for kind in self.without:
            entities.difference_update(entity for entity, _ in esper.get_component(kind))
        return sorted(entities)

    def _bundles_of(self, entities: list[int]) -> dict[int, Bundle]:
        try:
            kinds = [list(map(esper.component_for_entity, entities, repeat(kind))) for kind in self.bundle]
        except KeyError:
            poor = next(entity for entity in entities if not esper.has_components(entity, *self.bundle))
            names = ", ".join(kind.__name__ for kind in self.bundle if not esper.has_component(poor, kind))
            raise LookupError(f"entity {poor} has {self.key.__name__} but lacks {names}") from None
        return dict(zip(entities, zip(*kinds, strict=True), strict=True))

    def _check_owners(self, members: dict[int, Bundle], changed: list[int]) -> None:
        owners: dict[Component, int] = {}
        for entity in changed:
            for component in members[entity]:
                if not component.is_loose and component._cells is not self._cells[type(component)]:
                    name = type(component).__name__
                    raise ValueError(f"the {name} of entity {entity} is in another table: sync that table first")
                owner = owners.setdefault(component, self._owner_of(component, entity))
                if owner != entity and component in members.get(owner, ()):
                    name = type(component).__name__
                    raise ValueError(f"entities {owner} and {entity} share one {name}: give each its own")

    def _owner_of(self, component: Component, default: int) -> int:
        """Find the entity whose row the component views, if it is a row of this table."""
        index = component._row.index
        owner = int(self.entities[index]) if index < len(self) else default
        return owner if self._rows.get(owner) is component._row else default

    def _replace(self, members: dict[int, Bundle], changed: list[int]) -> None:
        """Lay the rows anew for ``members``, which are in ascending order of ids."""
        known, rows = self._members, self._rows
        for entity in (known.keys() - members.keys()).union(changed):
            staying = members.get(entity, ())
            for component in known.get(entity, ()):
                if component not in staying:
                    component.loosen()

        source = np.array([rows[entity].index if entity in rows else -1 for entity in members], np.int64)
        self._members, self._rows = members, {entity: rows.get(entity) or Row() for entity in members}
        self._move_rows(source)
        for index, row in enumerate(self._rows.values()):
            row.index = index
        for entity in changed:
            self._adopt(members[entity], self._rows[entity])

        self.entities = np.fromiter(members, np.int64, len(members))
        self.version += 1
        self._bind()

    def _move_rows(self, source: NDArray[np.int64]) -> None:
        """Make row k what row ``source[k]`` was; -1 asks for a row of zeros."""
        block, dirty = self._block, self._dirty
        self._allocate(max(block.shape[1], 2 * len(source) if len(source) > block.shape[1] else 0))
        kept = np.flatnonzero(source >= 0)
        self._block[:, kept] = block[:, source[kept]]
        self._dirty[kept] = dirty[source[kept]]

    def _adopt(self, bundle: Bundle, row: Row) -> None:
        """Bring the values of loose components into the row, and re-point the components at it."""
        for kind, component in zip(self.bundle, bundle, strict=True):
            cells = self._cells[kind]
            if component._cells is not cells:
                for cell, value in zip(cells, component.values, strict=False):
                    cell[row.index] = value
                component.attach(cells, row)
        self._dirty[row.index] = 1

    def _allocate(self, capacity: int) -> None:
        """Make fresh columns; live components see them at once, because they share the lists of cells."""
        fields = sum(len(kind.fields) for kind in self._columns)
        self._block = np.zeros((fields, capacity))
        self._dirty = np.zeros(capacity, np.uint8)
        dirty = self._dirty.data
        columns = iter(self._block)
        for kind in self.bundle:
            self._cells[kind][:] = [*(next(columns).data for _ in kind.fields), dirty]

    def _bind(self) -> None:
        """Point the columns at the rows in use."""
        count = len(self)
        columns = iter(self._block)
        for kind, bound in self._columns.items():
            vars(bound).update({name: next(columns)[:count] for name in kind.fields})
        self.dirty = self._dirty[:count]
        for binding in self._bindings:
            binding.follow(self)


def ball_table() -> Table:
    """Make the table of balls: entities that have a `Collider` and no `Outline`."""
    return Table(Collider, Position, Velocity, Spin, private=(Kick, Flight, Stir, Previous), without=(Outline,))


def wall_table() -> Table:
    """Make the table of walls: entities that have an `Outline`."""
    return Table(Outline, Position, Velocity, Spin, Drive, Collider, private=(Phase,))


def force_table() -> Table:
    """Make a table of everything that acts from afar."""
    return Table(Force)
