"""A stateful test: random operations on a world and its table, compared with a model in dictionaries."""

from itertools import count

import esper
import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from components import PreviousPose, ball_table

KINDS = ball_table().bundle
COLLIDER = KINDS[0]

numbers = st.floats(allow_nan=False, width=64)
picks = st.integers(0, 999)
kinds = st.sampled_from(KINDS)
worlds = count(1)


class TableMachine(RuleBasedStateMachine):
    """The model knows components by identity: their values, and the rows at the last sync.

    values : expected values of every component ever made, member or not
    private : one private value for each row
    rows : for each row in order, the entity and its bundle at the last sync
    dying : entities that esper will delete when the dead are cleared
    lacking : components that were removed from an entity, by entity
    """

    def __init__(self):
        super().__init__()
        self.before = esper.current_world
        self.world = f"fuzz {next(worlds)}"
        esper.switch_world(self.world)
        self.table = ball_table()
        self.values = {}
        self.private = {}
        self.dirty = set()
        self.rows = {}
        self.dying = set()
        self.lacking = {}
        self.saved = None

    def teardown(self):
        esper.switch_world(self.before)
        esper.delete_world(self.world)

    # -- operations on the world ------------------------------

    def make(self, kind, first):
        component = kind(first)
        self.values[component] = list(component.values)
        return component

    def living(self):
        return sorted(set(esper.get_entities()) - self.dying)

    def pick(self, entities, number):
        return entities[number % len(entities)]

    @rule(first=numbers)
    def create(self, first):
        esper.create_entity(*(self.make(kind, first) for kind in KINDS))

    @rule(first=numbers, births=st.integers(30, 70))
    def create_many(self, first, births):
        for _ in range(births):
            self.create(first)

    @rule(first=numbers)
    def spawn(self, first):
        bundle = tuple(self.make(kind, first) for kind in KINDS)
        entity = self.table.spawn(*bundle)
        self.rows[entity] = bundle
        self.private[entity] = 0.0
        self.dirty.add(entity)

    @precondition(lambda self: set(self.living()) & set(self.rows))
    @rule(number=picks)
    def despawn(self, number):
        entity = self.pick(sorted(set(self.living()) & set(self.rows)), number)
        self.table.despawn(entity)
        self.lacking.pop(entity, None)
        del self.rows[entity], self.private[entity]
        self.dirty.discard(entity)

    @precondition(lambda self: self.living())
    @rule(number=picks, immediate=st.booleans())
    def delete(self, number, immediate):
        entity = self.pick(self.living(), number)
        esper.delete_entity(entity, immediate=immediate)
        self.lacking.pop(entity, None)
        if not immediate:
            self.dying.add(entity)

    @precondition(lambda self: self.living())
    @rule(number=picks, most=st.integers(1, 50))
    def delete_many(self, number, most):
        for entity in self.living()[number % 3 :: 2][:most]:
            self.lacking.pop(entity, None)
            self.dying.add(entity)
            esper.delete_entity(entity)

    @precondition(lambda self: set(self.living()) - set(self.lacking))
    @rule(number=picks, kind=kinds)
    def remove_a_component(self, number, kind):
        entity = self.pick(sorted(set(self.living()) - set(self.lacking)), number)
        self.lacking[entity] = esper.remove_component(entity, kind)

    @precondition(lambda self: self.lacking)
    @rule(number=picks, same=st.booleans(), first=numbers)
    def give_a_component_back(self, number, same, first):
        entity = self.pick(sorted(self.lacking), number)
        taken = self.lacking.pop(entity)
        esper.add_component(entity, taken if same else self.make(type(taken), first))

    @precondition(lambda self: self.living())
    @rule(number=picks, kind=kinds, first=numbers)
    def replace_a_component(self, number, kind, first):
        entity = self.pick(self.living(), number)
        if not isinstance(self.lacking.get(entity), kind):
            esper.add_component(entity, self.make(kind, first))

    # -- writes by Python and by kernels ----------------------

    @precondition(lambda self: self.values)
    @rule(number=picks, field=picks, value=numbers)
    def write_a_component(self, number, field, value):
        component = self.pick(list(self.values), number)
        place = field % len(component.fields)
        setattr(component, component.fields[place], value)
        self.values[component][place] = value
        self.dirty |= {entity for entity, bundle in self.rows.items() if component in bundle}

    @precondition(lambda self: self.rows)
    @rule(number=picks, kind=kinds, field=picks, value=numbers)
    def write_a_column(self, number, kind, field, value):
        row = number % len(self.rows)
        place = field % len(kind.fields)
        getattr(self.table[kind], kind.fields[place])[row] = value
        bundle = list(self.rows.values())[row]
        self.values[bundle[KINDS.index(kind)]][place] = value

    @precondition(lambda self: self.rows)
    @rule(number=picks, value=numbers)
    def write_a_private_column(self, number, value):
        row = number % len(self.rows)
        self.table[PreviousPose].angle[row] = value
        self.private[list(self.rows)[row]] = value

    @rule()
    def clean(self):
        self.table.dirty[:] = 0
        self.dirty.clear()

    # -- operations on the table ------------------------------

    def members(self):
        """The bundles of all entities with the key, from esper, with None for missing components."""
        entities = sorted(entity for entity, _ in esper.get_component(COLLIDER))
        return {entity: tuple(esper.try_component(entity, kind) for kind in KINDS) for entity in entities}

    @rule(clear=st.booleans())
    def sync(self, clear):
        if clear:
            esper.clear_dead_entities()
            self.dying.clear()
        members, version = self.members(), self.table.version
        if any(None in bundle for bundle in members.values()):
            with pytest.raises(LookupError):
                self.table.sync()
            assert self.table.version == version
            return
        self.table.sync()
        assert self.table.version == version + (members != self.rows)
        self.dirty = {e for e, bundle in members.items() if e in self.dirty or self.rows.get(e) != bundle}
        self.private = {entity: self.private.get(entity, 0.0) for entity in members}
        self.rows = members

    @rule()
    def snapshot(self):
        values = {component: list(self.values[component]) for b in self.rows.values() for component in b}
        self.saved = self.table.snapshot(), dict(self.rows), values, dict(self.private), set(self.dirty)

    @precondition(lambda self: self.saved)
    @rule()
    def restore(self):
        state, rows, values, private, dirty = self.saved
        if list(rows) != list(self.rows):
            with pytest.raises(ValueError, match="the snapshot holds"):
                self.table.restore(state)
            return
        self.table.restore(state)
        self.private, self.dirty = dict(private), set(dirty)
        for entity, bundle in self.rows.items():
            for now, then in zip(bundle, rows[entity], strict=True):
                self.values[now] = list(values[then])

    # -- invariants -------------------------------------------

    @invariant()
    def every_component_ever_made_has_its_values(self):
        assert all(component.values == tuple(values) for component, values in self.values.items())

    @invariant()
    def the_rows_are_the_members_of_the_last_sync(self):
        assert self.table.entities.tolist() == list(self.rows) == sorted(self.rows)
        assert self.table.rows_of(self.table.entities).tolist() == list(range(len(self.rows)))

    @invariant()
    def the_columns_have_the_values_of_the_components(self):
        for place, kind in enumerate(KINDS):
            columns = np.array([getattr(self.table[kind], name) for name in kind.fields])
            expected = [self.values[bundle[place]] for bundle in self.rows.values()]
            assert columns.T.tolist() == expected

    @invariant()
    def private_columns_and_dirty_flags_stay_with_their_entity(self):
        assert self.table[PreviousPose].angle.tolist() == list(self.private.values())
        assert self.table.dirty.tolist() == [entity in self.dirty for entity in self.rows]


TestTable = TableMachine.TestCase
