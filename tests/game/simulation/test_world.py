"""Esper worlds: switching between them, and their independence."""

import esper
import pytest

from components import Collider, Position, Spin, Velocity, ball_table
from game.simulation.world import World


@pytest.fixture
def one():
    """A world."""
    world = World()
    yield world
    world.delete()


@pytest.fixture
def two():
    """Another world."""
    world = World()
    yield world
    world.delete()


def make_ball(x=0.0):
    return esper.create_entity(Position(x), Velocity(), Spin(), Collider())


def count_balls():
    return len(esper.get_component(Collider))


def test_a_new_world_exists_and_is_not_the_current_one(world, one):
    assert esper.current_world == world
    assert one.name in esper.list_worlds()


def test_worlds_have_different_names(one, two):
    assert len({one.name, two.name, "default"}) == 3


def test_a_world_is_current_within_a_block(world, one):
    with one.active():
        assert esper.current_world == one.name
    assert esper.current_world == world


def test_blocks_may_be_nested(world, one, two):
    with one.active():
        with two.active():
            with one.active():
                assert esper.current_world == one.name
            assert esper.current_world == two.name
        assert esper.current_world == one.name
    assert esper.current_world == world


def test_a_nested_block_of_the_same_world_changes_nothing(world, one):
    with one.active():
        with one.active():
            assert esper.current_world == one.name
        assert esper.current_world == one.name
    assert esper.current_world == world


def test_the_previous_world_is_current_after_an_error(world, one, two):
    with pytest.raises(ZeroDivisionError), one.active(), two.active():
        _ = 1 / 0
    assert esper.current_world == world


def test_the_previous_world_is_current_even_if_the_block_switches(world, one, two):
    with one.active():
        esper.switch_world(two.name)
    assert esper.current_world == world


def test_an_outer_block_is_current_again_even_if_the_inner_block_switches(one, two):
    with one.active():
        with one.active():
            esper.switch_world(two.name)
        assert esper.current_world == one.name


def test_worlds_share_neither_entities_nor_ids_nor_processors(one, two):
    class Count(esper.Processor):
        calls = 0

        def process(self):
            self.calls += 1

    counter = Count()
    with one.active():
        esper.add_processor(counter)
        assert [make_ball(), make_ball()] == [1, 2]
    with two.active():
        assert make_ball() == 1
        esper.process()
    assert (count_balls(), counter.calls) == (0, 0)
    with one.active():
        esper.process()
        assert (count_balls(), counter.calls) == (2, 1)


def test_tables_of_two_worlds_are_independent(one, two):
    tables = ball_table(), ball_table()
    for count, (world, table) in enumerate(zip((one, two), tables, strict=True), 1):
        with world.active():
            for _ in range(count):
                make_ball(float(count))
            table.sync()
    tables[0][Position].x[:] = -1.0
    versions = [table.version for table in tables]
    for world, table in zip((one, two), tables, strict=True):
        with world.active():
            table.sync()
            assert esper.component_for_entity(1, Position).x == table[Position].x[0]
    assert [table[Position].x.tolist() for table in tables] == [[-1.0], [2.0, 2.0]]
    assert [table.version for table in tables] == versions == [1, 1]


def test_delete_can_be_called_again(one):
    one.delete()
    assert one.name not in esper.list_worlds()
    one.delete()
    assert one.name not in esper.list_worlds()


def test_deleting_a_world_keeps_the_others(one, two):
    with two.active():
        make_ball()
    one.delete()
    with two.active():
        assert count_balls() == 1


def test_names_are_never_reused():
    names = []
    for _ in range(3):
        world = World()
        names.append(world.name)
        world.delete()
    assert len(set(names)) == 3


def test_a_world_cannot_be_deleted_from_within(one):
    with one.active():
        make_ball()
        with pytest.raises(RuntimeError, match="from within its own world"):
            one.delete()
        assert count_balls() == 1
    one.delete()


def test_a_world_can_be_deleted_from_within_another(one, two):
    with two.active():
        one.delete()
        assert esper.current_world == two.name
    assert one.name not in esper.list_worlds()
