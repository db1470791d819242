"""What the tables and the pipeline rely on in esper, much of it behaviour and not a promise."""

import esper
import pytest


class Apple:
    """A component."""


class Pear:
    """Another component."""


class Note(esper.Processor):
    """Writes its name and what it was called with into a diary."""

    def __init__(self, diary, name):
        self.diary = diary
        self.name = name

    def process(self, *args, **kwargs):
        self.diary.append((self.name, args, kwargs))


@pytest.fixture
def elsewhere(world):
    """Name of a second world, not the current one."""
    name = f"{world} elsewhere"
    esper.switch_world(name)
    esper.switch_world(world)
    yield name
    esper.switch_world("default")
    esper.delete_world(name)


def entities_with(kind):
    return sorted(entity for entity, _ in esper.get_component(kind))


# -- the same list until something changes --------------------


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
def test_a_query_answers_with_another_list_after_a_change(change):
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
    esper.add_processor(Note([], "first"))
    esper.process()
    esper.clear_dead_entities()


def delete_later():
    esper.delete_entity(1)


def write():
    esper.component_for_entity(1, Apple).worm = True


@pytest.mark.parametrize("nothing", [read, process, delete_later, write])
def test_a_query_answers_with_the_same_list_while_nothing_changes(nothing):
    esper.create_entity(Apple())
    before = esper.get_component(Apple)
    nothing()
    assert esper.get_component(Apple) is before


def test_an_empty_answer_is_the_same_list_too():
    empty = esper.get_component(Apple)
    assert empty == []
    assert esper.get_component(Apple) is empty


def test_a_list_survives_a_visit_to_another_world(world, elsewhere):
    esper.create_entity(Apple())
    before = esper.get_component(Apple)
    esper.switch_world(elsewhere)
    esper.create_entity(Apple())
    esper.get_component(Apple)
    esper.switch_world(world)
    assert esper.get_component(Apple) is before


def test_a_change_is_remembered_through_a_visit_to_another_world(world, elsewhere):
    before = esper.get_component(Apple)
    esper.create_entity(Apple())
    esper.switch_world(elsewhere)
    esper.get_component(Apple)
    esper.switch_world(world)
    assert esper.get_component(Apple) is not before
    assert entities_with(Apple) == [1]


# -- entities and their ids -----------------------------------


def test_ids_ascend_from_one():
    assert [esper.create_entity() for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("immediate", [True, False])
def test_ids_are_never_used_again(immediate):
    for expected in range(1, 50):
        entity = esper.create_entity(Apple())
        assert entity == expected
        esper.delete_entity(entity, immediate=immediate)
        esper.clear_dead_entities()


def test_an_entity_gives_back_the_very_component_it_was_created_with():
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


def test_a_missing_component_is_a_key_error_and_asking_is_safe():
    entity = esper.create_entity(Apple())
    with pytest.raises(KeyError):
        esper.component_for_entity(entity, Pear)
    assert not esper.has_component(entity, Pear)


# -- deletion -------------------------------------------------


def test_a_deleted_entity_is_seen_by_queries_until_the_dead_are_cleared():
    one, two = esper.create_entity(Apple()), esper.create_entity(Apple())
    esper.delete_entity(one)
    assert not esper.entity_exists(one)
    esper.create_entity()  # so that the query is asked anew
    assert entities_with(Apple) == [one, two]
    assert isinstance(esper.component_for_entity(one, Apple), Apple)
    esper.clear_dead_entities()
    assert entities_with(Apple) == [two]
    with pytest.raises(KeyError):
        esper.component_for_entity(one, Apple)


def test_an_entity_deleted_at_once_is_gone_at_once():
    one, two = esper.create_entity(Apple()), esper.create_entity(Apple())
    esper.delete_entity(one, immediate=True)
    assert entities_with(Apple) == [two]


def test_process_clears_the_dead_before_it_calls_anyone():
    seen = []

    class Look(esper.Processor):
        def process(self):
            seen.append(entities_with(Apple))

    esper.add_processor(Look())
    esper.delete_entity(esper.create_entity(Apple()))
    esper.process()
    assert seen == [[]]


def test_an_entity_may_be_deleted_twice_in_the_same_way():
    entity = esper.create_entity(Apple())
    esper.delete_entity(entity)
    esper.delete_entity(entity)
    esper.clear_dead_entities()
    assert entities_with(Apple) == []


def test_deleting_in_both_ways_poisons_the_world():
    """A trap. The day this test fails, the warnings about it can go."""
    entity = esper.create_entity(Apple())
    esper.delete_entity(entity)
    esper.delete_entity(entity, immediate=True)
    for _ in range(2):
        with pytest.raises(KeyError):
            esper.clear_dead_entities()


# -- worlds ---------------------------------------------------


def test_the_current_world_is_named(world, elsewhere):
    assert esper.current_world == world
    esper.switch_world(elsewhere)
    assert esper.current_world == elsewhere


def test_a_world_begins_to_exist_when_it_is_switched_to(world):
    name = f"{world} new"
    assert name not in esper.list_worlds()
    esper.switch_world(name)
    assert name in esper.list_worlds()
    esper.switch_world(world)
    esper.delete_world(name)
    assert name not in esper.list_worlds()


def test_worlds_share_neither_entities_nor_processors_nor_ids(world, elsewhere):
    diary = []
    esper.add_processor(Note(diary, "here"))
    assert [esper.create_entity(Apple()), esper.create_entity(Apple())] == [1, 2]
    esper.switch_world(elsewhere)
    assert esper.get_component(Apple) == []
    assert esper.get_processor(Note) is None
    assert esper.create_entity(Pear()) == 1
    esper.process()
    assert diary == []
    esper.switch_world(world)
    assert entities_with(Apple) == [1, 2]
    assert entities_with(Pear) == []
    assert esper.create_entity() == 3
    esper.process()
    assert len(diary) == 1


def test_the_dead_of_another_world_stay_until_it_is_their_turn(world, elsewhere):
    entity = esper.create_entity(Apple())
    esper.delete_entity(entity)
    esper.switch_world(elsewhere)
    esper.clear_dead_entities()
    esper.switch_world(world)
    assert entities_with(Apple) == [entity]
    esper.clear_dead_entities()
    assert entities_with(Apple) == []


def test_a_deleted_world_is_empty_when_it_is_made_again(world):
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


def test_processors_are_called_with_the_arguments_by_falling_priority():
    diary = []
    for name, priority in [("low", -1), ("first", 0), ("high", 5), ("second", 0)]:
        esper.add_processor(Note(diary, name), priority=priority)
    esper.process(0.25, extra=True)
    assert diary == [(name, (0.25,), {"extra": True}) for name in ("high", "first", "second", "low")]


def test_a_processor_that_is_called_directly_needs_no_world():
    diary = []
    Note(diary, "alone").process(0.5)
    assert diary == [("alone", (0.5,), {})]


def test_a_removed_processor_is_called_no_more():
    diary = []
    esper.add_processor(Note(diary, "once"))
    esper.process()
    esper.remove_processor(Note)
    esper.process()
    assert len(diary) == 1


def test_an_error_in_a_processor_is_the_callers():
    class Fails(esper.Processor):
        def process(self):
            raise ArithmeticError

    esper.add_processor(Fails())
    with pytest.raises(ArithmeticError):
        esper.process()


class Nobody:
    """A component that no entity has."""


def test_who_has_what_nobody_has_is_the_same_answer_until_the_world_changes():
    entity = esper.create_entity(Nobody.__class__)
    before = esper.get_component(Nobody)
    assert before == []
    assert esper.get_component(Nobody) is before
    esper.delete_entity(entity)
    assert esper.get_component(Nobody) is before  # deferred: not yet a change
    esper.clear_dead_entities()
    after = esper.get_component(Nobody)
    assert after is not before
    esper.create_entity()
    assert esper.get_component(Nobody) is not after
