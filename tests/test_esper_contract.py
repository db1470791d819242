"""Behaviour of esper that tables and pipeline rely on; much of it is not documented."""

import esper
import pytest


class Apple:
    """A component."""


class Pear:
    """Another component."""


class Recorder(esper.Processor):
    """Appends its name and its arguments to a list of calls."""

    def __init__(self, calls, name):
        self.calls = calls
        self.name = name

    def process(self, *args, **kwargs):
        self.calls.append((self.name, args, kwargs))


@pytest.fixture
def other_world(world):
    """Name of a second world, which is not the current one."""
    name = f"{world} other"
    esper.switch_world(name)
    esper.switch_world(world)
    yield name
    esper.switch_world("default")
    esper.delete_world(name)


def entities_with(component_type):
    return sorted(entity for entity, _ in esper.get_component(component_type))


# -- cached results of queries --------------------------------


def create():
    esper.create_entity()


def create_with_another_component():
    esper.create_entity(Pear())


def delete_at_once():
    esper.delete_entity(1, immediate=True)


def delete_an_unrelated_entity_at_once():
    esper.delete_entity(2, immediate=True)


def delete_and_clear():
    esper.delete_entity(1)
    esper.clear_dead_entities()


def delete_and_process():
    esper.delete_entity(1)
    esper.process()


def add_a_component():
    esper.add_component(1, Pear())


def replace_a_component():
    esper.add_component(1, Apple())


def remove_a_component():
    esper.remove_component(1, Apple)


def try_to_remove_a_component():
    esper.try_remove_component(1, Apple)


def clear():
    esper.clear_database()


CHANGES = [
    create,
    create_with_another_component,
    delete_at_once,
    delete_an_unrelated_entity_at_once,
    delete_and_clear,
    delete_and_process,
    add_a_component,
    replace_a_component,
    remove_a_component,
    try_to_remove_a_component,
    clear,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_query_returns_a_new_list_after_a_change(change):
    esper.create_entity(Apple())
    esper.create_entity(Pear())
    before = esper.get_component(Apple)
    assert esper.get_component(Apple) is before
    change()
    after = esper.get_component(Apple)
    assert after is not before
    assert esper.get_component(Apple) is after


def read():
    esper.component_for_entity(1, Apple)
    esper.has_component(1, Apple)
    esper.entity_exists(1)
    esper.get_component(Pear)
    esper.get_components(Apple, Pear)


def process():
    esper.add_processor(Recorder([], "first"))
    esper.process()
    esper.clear_dead_entities()


def delete_later():
    esper.delete_entity(1)


def write():
    esper.component_for_entity(1, Apple).is_ripe = True


@pytest.mark.parametrize("action", [read, process, delete_later, write])
def test_a_query_returns_the_same_list_while_nothing_changes(action):
    esper.create_entity(Apple())
    before = esper.get_component(Apple)
    action()
    assert esper.get_component(Apple) is before


def test_an_empty_result_is_cached_too():
    empty = esper.get_component(Apple)
    assert empty == []
    assert esper.get_component(Apple) is empty


def test_a_cached_list_is_kept_while_another_world_is_current(world, other_world):
    esper.create_entity(Apple())
    before = esper.get_component(Apple)
    esper.switch_world(other_world)
    esper.create_entity(Apple())
    esper.get_component(Apple)
    esper.switch_world(world)
    assert esper.get_component(Apple) is before


def test_a_change_is_seen_after_another_world_was_current(world, other_world):
    before = esper.get_component(Apple)
    esper.create_entity(Apple())
    esper.switch_world(other_world)
    esper.get_component(Apple)
    esper.switch_world(world)
    assert esper.get_component(Apple) is not before
    assert entities_with(Apple) == [1]


# -- entities ------------------------------------------------


def test_entity_ids_count_up_from_one():
    assert [esper.create_entity() for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("immediate", [True, False])
def test_entity_ids_are_never_reused(immediate):
    for expected in range(1, 50):
        entity = esper.create_entity(Apple())
        assert entity == expected
        esper.delete_entity(entity, immediate=immediate)
        esper.clear_dead_entities()


def test_an_entity_returns_the_component_object_it_was_created_with():
    apple = Apple()
    entity = esper.create_entity(apple)
    assert esper.component_for_entity(entity, Apple) is apple
    assert esper.get_component(Apple) == [(entity, apple)]


def test_a_second_component_of_a_type_replaces_the_first():
    entity = esper.create_entity(Apple())
    apple = Apple()
    esper.add_component(entity, apple)
    assert esper.component_for_entity(entity, Apple) is apple
    assert len(esper.get_component(Apple)) == 1


def test_a_missing_component_raises_key_error_and_has_component_is_false():
    entity = esper.create_entity(Apple())
    with pytest.raises(KeyError):
        esper.component_for_entity(entity, Pear)
    assert not esper.has_component(entity, Pear)


# -- deletion -------------------------------------------------


def test_queries_include_a_deleted_entity_until_dead_entities_are_cleared():
    one, two = esper.create_entity(Apple()), esper.create_entity(Apple())
    esper.delete_entity(one)
    assert not esper.entity_exists(one)
    esper.create_entity()  # invalidates the cached query
    assert entities_with(Apple) == [one, two]
    assert isinstance(esper.component_for_entity(one, Apple), Apple)
    esper.clear_dead_entities()
    assert entities_with(Apple) == [two]
    with pytest.raises(KeyError):
        esper.component_for_entity(one, Apple)


def test_immediate_deletion_removes_the_entity_from_queries():
    one, two = esper.create_entity(Apple()), esper.create_entity(Apple())
    esper.delete_entity(one, immediate=True)
    assert entities_with(Apple) == [two]


def test_process_clears_dead_entities_before_it_calls_processors():
    seen = []

    class Query(esper.Processor):
        def process(self):
            seen.append(entities_with(Apple))

    esper.add_processor(Query())
    esper.delete_entity(esper.create_entity(Apple()))
    esper.process()
    assert seen == [[]]


def test_deferred_deletion_can_be_repeated():
    entity = esper.create_entity(Apple())
    esper.delete_entity(entity)
    esper.delete_entity(entity)
    esper.clear_dead_entities()
    assert entities_with(Apple) == []


def test_deferred_and_immediate_deletion_of_one_entity_break_the_world():
    """A bug of esper. If this test fails, the warnings about it in this repository can be removed."""
    entity = esper.create_entity(Apple())
    esper.delete_entity(entity)
    esper.delete_entity(entity, immediate=True)
    for _ in range(2):
        with pytest.raises(KeyError):
            esper.clear_dead_entities()


# -- worlds ---------------------------------------------------


def test_current_world_is_the_name_of_the_world(world, other_world):
    assert esper.current_world == world
    esper.switch_world(other_world)
    assert esper.current_world == other_world


def test_switching_to_a_world_creates_it(world):
    name = f"{world} new"
    assert name not in esper.list_worlds()
    esper.switch_world(name)
    assert name in esper.list_worlds()
    esper.switch_world(world)
    esper.delete_world(name)
    assert name not in esper.list_worlds()


def test_worlds_share_neither_entities_nor_processors_nor_ids(world, other_world):
    calls = []
    esper.add_processor(Recorder(calls, "here"))
    assert [esper.create_entity(Apple()), esper.create_entity(Apple())] == [1, 2]
    esper.switch_world(other_world)
    assert esper.get_component(Apple) == []
    assert esper.get_processor(Recorder) is None
    assert esper.create_entity(Pear()) == 1
    esper.process()
    assert calls == []
    esper.switch_world(world)
    assert entities_with(Apple) == [1, 2]
    assert entities_with(Pear) == []
    assert esper.create_entity() == 3
    esper.process()
    assert len(calls) == 1


def test_clearing_dead_entities_affects_the_current_world_only(world, other_world):
    entity = esper.create_entity(Apple())
    esper.delete_entity(entity)
    esper.switch_world(other_world)
    esper.clear_dead_entities()
    esper.switch_world(world)
    assert entities_with(Apple) == [entity]
    esper.clear_dead_entities()
    assert entities_with(Apple) == []


def test_a_deleted_world_is_empty_when_it_is_created_again(world):
    name = f"{world} again"
    for _ in range(2):
        esper.switch_world(name)
        assert esper.create_entity(Apple()) == 1
        assert entities_with(Apple) == [1]
        esper.switch_world(world)
        esper.delete_world(name)


def test_the_current_world_cannot_be_deleted(world):
    with pytest.raises(PermissionError):
        esper.delete_world(world)


def test_an_unknown_world_cannot_be_deleted(world):
    with pytest.raises(KeyError):
        esper.delete_world(f"{world} unknown")


# -- processors -----------------------------------------------


def test_processors_get_the_arguments_in_order_of_descending_priority():
    calls = []
    for name, priority in [("low", -1), ("first", 0), ("high", 5), ("second", 0)]:
        esper.add_processor(Recorder(calls, name), priority=priority)
    esper.process(0.25, extra=True)
    assert calls == [(name, (0.25,), {"extra": True}) for name in ("high", "first", "second", "low")]


def test_a_processor_can_be_called_without_a_world():
    calls = []
    Recorder(calls, "alone").process(0.5)
    assert calls == [("alone", (0.5,), {})]


def test_a_removed_processor_is_not_called():
    calls = []
    esper.add_processor(Recorder(calls, "once"))
    esper.process()
    esper.remove_processor(Recorder)
    esper.process()
    assert len(calls) == 1


def test_an_exception_in_a_processor_reaches_the_caller():
    class Fails(esper.Processor):
        def process(self):
            raise ArithmeticError

    esper.add_processor(Fails())
    with pytest.raises(ArithmeticError):
        esper.process()


class Unused:
    """A component that no entity has."""


def test_a_query_for_an_unused_component_is_cached_until_the_world_changes():
    entity = esper.create_entity(Unused.__class__)
    before = esper.get_component(Unused)
    assert before == []
    assert esper.get_component(Unused) is before
    esper.delete_entity(entity)
    assert esper.get_component(Unused) is before  # a deferred deletion is no change yet
    esper.clear_dead_entities()
    after = esper.get_component(Unused)
    assert after is not before
    esper.create_entity()
    assert esper.get_component(Unused) is not after
