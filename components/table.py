"""The storage of components: contiguous columns, one table for all entities of one kind."""

from itertools import accumulate, islice, pairwise, repeat
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakSet

import esper
import numpy as np
from numpy.typing import NDArray

from components.added_mass import AddedMass
from components.collider import Collider
from components.component import Cells, Component, Field, Row
from components.contact_support import ContactSupport
from components.force import Force
from components.kick_count import KickCount
from components.kinematic_motion import KinematicMotion
from components.motion_phase import MotionPhase
from components.outline import Outline
from components.position import Position
from components.previous_pose import PreviousPose
from components.rotation import Rotation
from components.seen_position import SeenPosition
from components.spin import Spin
from components.stroke import Stroke
from components.substep_state import SubstepState
from components.velocity import Velocity
from components.velocity_change import VelocityChange
from components.wake_flags import WakeFlags

FloatColumn = NDArray[np.float64]
Bundle = tuple[Component, ...]


class Columns:
    """The live columns of one component class: a contiguous (n,) float64 array for each field."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> FloatColumn: ...

    def __repr__(self) -> str:
        return f"<Columns {', '.join(vars(self))}>"


class Binding:
    """Columns of a table, selected once and kept up to date.

    arrays : live (n,) columns in the order of their selection; the same tuple as long as the rows do not change
    """

    def __init__(self, fields: tuple[Field | type[Component], ...], dirty: bool) -> None:
        self._fields = [
            each
            for field in fields
            for each in ([field] if isinstance(field, Field) else [getattr(field, name) for name in field.fields])
        ]
        self._dirty = dirty
        self.arrays: tuple[NDArray[Any], ...] = ()

    def rebind(self, table: "Table") -> None:
        """Look up the columns again. The table calls this whenever its rows have changed."""
        columns = [getattr(table[field.kind], field.name) for field in self._fields]
        self.arrays = (*columns, table.dirty) if self._dirty else tuple(columns)


class TableState(NamedTuple):
    """A copy of the contents of a table: ids (n,), and the first n columns of `Table.storage`."""

    entities: NDArray[np.int64]
    block: NDArray[np.float64]


class _NoEntity:
    """A component class that no entity has. The list that esper returns for it identifies the state of the world."""


def world_token() -> object:
    """Return an object that is the same as long as no entity of the current esper world gets or loses a component."""
    return esper.get_component(_NoEntity)


class Table:
    """Contiguous float64 columns of the entities that have the component ``key``, in the order of their ids.

    An entity is in the table while it has ``key`` and none of the components in ``without``; it must then have the
    ``others`` too. These classes need not derive from `Component`, but only those that do have columns. ``private``
    names component classes whose fields are columns that systems keep for every row, with no instance on the entity;
    they start with the defaults of the fields. Row order depends only on the ids of the entities, never on the history
    of deletions.

    ``table[Position].x`` is the live column. Look it up in every step: it is another array after entities were added or
    removed. ``version`` counts these changes.

    ``entities`` : (n,) ids in row order, never changed in place
    ``dirty`` : (n,) 1 where Python code has written a component since the flags were cleared, else 0; kernels do not
        set it
    ``storage`` : (1 + fields, capacity) the memory of the table, contiguous, for kernels: the dirty flags, then one row
        for each field of the component classes in their order; another array after the capacity has grown
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
        ends = list(accumulate((len(kind.fields) for kind in self._columns), initial=1))
        self._parts = {kind: slice(*part) for kind, part in zip(self._columns, pairwise(ends), strict=True)}
        self._bindings = WeakSet[Binding]()
        self._defaults = np.array([0.0, *(value for kind in self._columns for value in kind.defaults)])
        self._allocate(capacity)
        self._rebind()

    def __len__(self) -> int:
        return len(self.entities)

    def __repr__(self) -> str:
        return f"<Table of {len(self)} entities with {', '.join(kind.__name__ for kind in self.bundle)}>"

    def __getitem__(self, kind: type[Component]) -> Columns:
        """Look up the columns of one component class; raises ``KeyError`` if the table has none."""
        return self._columns[kind]

    def bind(self, *fields: Any, dirty: bool = False) -> Binding:
        """Select columns by field or by class (all of its fields): ``table.bind(Velocity.x, Position)``.

        dirty : whether to append the column of dirty flags
        """
        binding = Binding(fields, dirty)
        binding.rebind(self)
        self._bindings.add(binding)
        return binding

    def block(self, kind: type[Component]) -> FloatColumn:
        """Live columns of one component class, as the rows of a (fields, n) array."""
        return self.storage[self._parts[kind], : len(self)]

    def sync(self) -> None:
        """Add and remove rows, so that they match the entities of the current esper world.

        Costs one comparison if the world has not changed, or only through `spawn` and `despawn`: esper returns the same
        list for a query until the world changes. The values of new entities are copied in, those of removed entities
        are copied out, and the rows stay contiguous.

        Raises ``LookupError`` when an entity with the key lacks another component of the bundle, and
        ``ValueError`` when two entities share one component, or when a component is still in another table; the table
        stays as it was. An entity that changes from one table to another leaves the first when that table syncs.
        """
        token = world_token()
        if token is self._token:
            return
        members = self._bundles_of(self._find_members())
        known = self._members
        changed = [entity for entity, bundle in members.items() if known.get(entity) != bundle]
        if changed or len(members) != len(known):
            self._check_owners(members, changed)
            self._rebuild(members, changed)
        self._token = token

    def spawn(self, *components: object) -> int:
        """Create an entity in the current world, append its row, and return its id.

        Does the same as ``esper.create_entity`` and `sync`, but its cost does not grow with the number of rows.

        Raises ``LookupError`` if a component of the bundle is missing, and ``ValueError`` if one belongs to another
        entity or is one that the table excludes. In both cases nothing is created.
        """
        in_sync = world_token() is self._token
        entity = esper.create_entity(*components)
        try:
            bundle = self._bundles_of([entity])[entity]
            if any(esper.has_component(entity, kind) for kind in self.without):
                names = ", ".join(kind.__name__ for kind in self.without)
                raise ValueError(f"cannot spawn into this table: allowed are entities without {names}")
            if not all(component.is_detached for component in bundle):
                raise ValueError(f"entity {entity} shares a component with another; give each its own")
        except (LookupError, ValueError):
            esper.delete_entity(entity, immediate=True)
            raise
        last = len(self)
        if last == self.storage.shape[1]:
            self._move_rows(np.append(np.arange(last), -1))
        self.storage[:, last] = self._defaults
        self._members[entity], self._rows[entity] = bundle, Row(last)
        self.entities = np.append(self.entities, entity)
        self._attach(bundle, self._rows[entity])
        self._note_change(in_sync)
        return entity

    def despawn(self, entity: int) -> None:
        """Delete an entity of the current world at once; its components keep copies of their values.

        Raises ``LookupError`` if the entity has no row, or is deleted already.
        """
        if entity not in self._rows or not esper.entity_exists(entity):
            raise LookupError(f"cannot despawn: there is no entity {entity} in the table")
        in_sync = world_token() is self._token
        esper.delete_entity(entity, immediate=True)
        for component in self._members.pop(entity):
            component.detach()
        gone, last = self._rows.pop(entity).index, len(self) - 1
        self.storage[:, gone:last] = self.storage[:, gone + 1 : last + 1]
        for row in islice(self._rows.values(), gone, None):
            row.index -= 1
        self.entities = np.delete(self.entities, gone)
        self._note_change(in_sync)

    def _note_change(self, in_sync: bool) -> None:
        """Count a change. If the table was in sync before, it still is, and the next `sync` has nothing to do."""
        self.version += 1
        self._rebind()
        if in_sync:
            self._token = world_token()

    def rows_of(self, entities: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows (m,) of entities (m,); -1 where the table does not have the entity."""
        row = np.searchsorted(self.entities, entities)
        row[row == len(self)] = -1
        row[self.entities[row] != entities if len(self) else ...] = -1
        return row

    def snapshot(self) -> TableState:
        """Copy all columns, private ones included."""
        count = len(self)
        return TableState(self.entities, self.storage[:, :count].copy())

    def restore(self, state: TableState) -> None:
        """Restore a snapshot in place; references to components stay valid.

        Raises ``ValueError`` if entities were added or removed since the snapshot.
        """
        self.check_entities(state)
        count = len(self)
        self.storage[:, :count] = state.block

    def clear(self, *kinds: type[Component]) -> None:
        """Set all columns of component classes to zero."""
        count = len(self)
        for kind in kinds:
            self.storage[self._parts[kind], :count] = 0.0

    def check_entities(self, state: TableState) -> None:
        """Raise ``ValueError`` unless the snapshot has the same entities as the table."""
        if not np.array_equal(state.entities, self.entities):
            raise ValueError(
                f"cannot restore: the snapshot holds {len(state.entities)} entities, not those of the table"
            )

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
            incomplete = next(entity for entity in entities if not esper.has_components(entity, *self.bundle))
            names = ", ".join(kind.__name__ for kind in self.bundle if not esper.has_component(incomplete, kind))
            raise LookupError(f"entity {incomplete} has {self.key.__name__} but lacks {names}") from None
        return dict(zip(entities, zip(*kinds, strict=True), strict=True))

    def _check_owners(self, members: dict[int, Bundle], changed: list[int]) -> None:
        owners: dict[Component, int] = {}
        for entity in changed:
            for component in members[entity]:
                if not component.is_detached and component._cells is not self._cells[type(component)]:
                    name = type(component).__name__
                    raise ValueError(f"the {name} of entity {entity} is in another table: sync that table first")
                owner = owners.setdefault(component, self._owner_of(component, entity))
                if owner != entity and component in members.get(owner, ()):
                    name = type(component).__name__
                    raise ValueError(f"entities {owner} and {entity} share one {name}; give each its own")

    def _owner_of(self, component: Component, default: int) -> int:
        """Return the entity whose row the component views, if it is a row of this table."""
        index = component._row.index
        owner = int(self.entities[index]) if index < len(self) else default
        return owner if self._rows.get(owner) is component._row else default

    def _rebuild(self, members: dict[int, Bundle], changed: list[int]) -> None:
        """Rebuild the rows for ``members``, which are in ascending order of ids."""
        known, rows = self._members, self._rows
        for entity in (known.keys() - members.keys()).union(changed):
            staying = members.get(entity, ())
            for component in known.get(entity, ()):
                if component not in staying:
                    component.detach()

        source = np.array([rows[entity].index if entity in rows else -1 for entity in members], np.int64)
        self._members, self._rows = members, {entity: rows.get(entity) or Row() for entity in members}
        self._move_rows(source)
        for index, row in enumerate(self._rows.values()):
            row.index = index
        for entity in changed:
            self._attach(members[entity], self._rows[entity])

        self.entities = np.fromiter(members, np.int64, len(members))
        self.version += 1
        self._rebind()

    def _move_rows(self, source: NDArray[np.int64]) -> None:
        """Let row k become what row ``source[k]`` was; -1 makes a row with the defaults of all fields."""
        before = self.storage
        self._allocate(max(before.shape[1], 2 * len(source) if len(source) > before.shape[1] else 0))
        kept = np.flatnonzero(source >= 0)
        self.storage[:, kept] = before[:, source[kept]]

    def _attach(self, bundle: Bundle, row: Row) -> None:
        """Copy the values of detached components into the row, and make the components views of it."""
        for kind, component in zip(self.bundle, bundle, strict=True):
            cells = self._cells[kind]
            if component._cells is not cells:
                for cell, value in zip(cells, component.values, strict=False):
                    cell[row.index] = value
                component.attach(cells, row)
        self.storage[0, row.index] = 1.0

    def _allocate(self, capacity: int) -> None:
        """Allocate new columns. Attached components see them at once, because they share the lists of cells."""
        self.storage = np.repeat(self._defaults[:, None], capacity, axis=1)
        dirty = self.storage[0].data
        for kind in self.bundle:
            self._cells[kind][:] = [*(column.data for column in self.storage[self._parts[kind]]), dirty]

    def _rebind(self) -> None:
        """Let the columns end after the last row in use."""
        count = len(self)
        for kind, columns in self._columns.items():
            vars(columns).update(zip(kind.fields, self.storage[self._parts[kind], :count], strict=True))
        self.dirty = self.storage[0, :count]
        for binding in self._bindings:
            binding.rebind(self)


def ball_table() -> Table:
    """Make the table of balls: entities that have a `Collider` and no `Outline`."""
    return Table(
        Collider,
        Position,
        Velocity,
        Spin,
        private=(VelocityChange, ContactSupport, SubstepState, WakeFlags, PreviousPose, SeenPosition, AddedMass),
        without=(Outline,),
    )


def wall_table() -> Table:
    """Make the table of walls: entities that have an `Outline`."""
    private = (Stroke, MotionPhase, Rotation, KickCount)
    return Table(Outline, Collider, Position, Velocity, Spin, KinematicMotion, private=private)


def force_table() -> Table:
    """Make the table of force fields: entities that have a `Force`."""
    return Table(Force)
