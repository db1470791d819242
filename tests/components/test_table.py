"""Tables: rows of the entities of a world, and columns that store tsuccessor components."""

import esper
import numpy as np
import pytest

from components import Collider, Component, KinematicMotion, Outline, Position, PreviousPose, Spin, Table, Velocity
from tests.tables import clear_dead_and_sync, columns_of, make_ball, make_balls, position

# -- new rows -------------------------------------------------


def test_an_empty_world_has_no_rows(balls):
    balls.sync()
    assert (len(balls), balls.version) == (0, 0)
    assert all(column.shape == (0,) for column in columns_of(balls))


def test_an_attached_component_keeps_its_identity_and_its_values(balls):
    mine = Position(1.0, 2.0)
    ball = esper.create_entity(mine, Velocity(3.0, 4.0), Spin(5.0, 6.0), Collider(0.7, 8.0))
    balls.sync()
    assert position(ball) is mine
    assert mine.values == (1.0, 2.0)
    assert [float(column[0]) for column in columns_of(balls)[:4]] == [0.7, 8.0, 0.7, 0.4]
    assert (balls[Velocity].y[0], balls[Spin].rate[0]) == (4.0, 6.0)


def test_a_component_and_its_column_share_memory(balls):
    mine = position(make_balls(balls, 3)[1])
    mine.y = 5.0
    assert balls[Position].y.tolist() == [0.0, 5.0, 0.0]
    balls[Position].x[:] += 0.25
    assert mine.values == (1.25, 5.0)


@pytest.mark.parametrize("count", [1, 63, 64, 65, 200])
def test_columns_are_contiguous_float64_of_one_length(balls, count):
    make_balls(balls, count)
    columns = columns_of(balls)
    assert all(column.dtype == np.float64 and column.shape == (count,) for column in columns)
    assert all(column.flags.c_contiguous and column.flags.writeable for column in columns)
    assert balls.dirty.shape == (count,)
    assert not any(np.shares_memory(one, other) for one in columns for other in columns if one is not other)


@pytest.mark.parametrize("capacity", [0, 1, 2, 64])
def test_a_table_grows_beyond_its_capacity(capacity):
    table = Table(Collider, Position, Velocity, Spin, capacity=capacity)
    mine = [position(make_ball(float(x))) for x in range(3)]
    for count in range(3, 70, 9):
        table.sync()
        assert table[Position].x.tolist() == [component.x for component in mine] == list(range(count))
        mine += [position(make_ball(float(x))) for x in range(count, count + 9)]


def test_a_component_without_fields_can_be_the_key(balls):
    table = Table(type("Tag", (Component,), {}), Position)
    esper.create_entity(table.key(), Position(4.0))
    make_balls(balls, 2)
    table.sync()
    assert table[Position].x.tolist() == [4.0]


def make_wall(walls, x=2.0):
    return esper.create_entity(*(kind(x) for kind in walls.bundle), Outline([(0.0, 0.0)], 1.0))


def test_walls_and_balls_are_in_separate_tables(balls, walls):
    ball, wall = make_ball(1.0), make_wall(walls)
    balls.sync()
    walls.sync()
    assert (balls.entities.tolist(), walls.entities.tolist()) == ([ball], [wall])
    assert (position(ball).x, position(wall).x) == (1.0, 2.0)
    assert len(esper.get_component(Position)) == 2


def test_one_query_lists_balls_and_walls(balls, walls):
    ball, wall = make_ball(1.0), make_wall(walls)
    balls.sync()
    walls.sync()
    listed = dict(esper.get_components(Position, Velocity, Spin, Collider))
    assert listed.keys() == {ball, wall}
    assert [listed[entity][0].x for entity in (ball, wall)] == [1.0, 2.0]
    assert [listed[entity][3].values[0] for entity in (ball, wall)] == [0.5, 2.0]


def test_a_ball_that_gets_an_outline_becomes_a_wall(balls, walls):
    first, second = make_balls(balls, 2)
    esper.add_component(first, KinematicMotion())
    esper.add_component(first, Outline([(0.0, 0.0)], 1.0))
    balls.sync()
    walls.sync()
    assert (balls.entities.tolist(), walls.entities.tolist()) == ([second], [first])
    position(first).x = 7.0
    assert (walls[Position].x.tolist(), balls[Position].x.tolist()) == ([7.0], [1.0])


def test_a_wall_without_its_outline_becomes_a_ball_after_the_wall_table_syncs(balls, walls):
    wall = make_wall(walls)
    walls.sync()
    esper.remove_component(wall, Outline)
    with pytest.raises(ValueError, match=f"the Collider of entity {wall} is in another table: sync that table first"):
        balls.sync()
    walls.sync()
    balls.sync()
    assert (balls.entities.tolist(), len(walls)) == ([wall], 0)


def test_a_wall_without_a_collider_is_an_error(walls):
    wall = make_wall(walls)
    esper.remove_component(wall, Collider)
    with pytest.raises(LookupError, match=f"entity {wall} has Outline but lacks Collider"):
        walls.sync()


# -- order ----------------------------------------------------


def test_rows_are_in_the_order_of_ids_after_any_history(balls):
    for _ in range(490):
        esper.delete_entity(make_ball(), immediate=True)
    entities = make_balls(balls, 40)
    assert [entity for entity, _ in esper.get_component(Collider)] != entities, "esper keeps no order"
    for entity in entities[::3]:
        esper.delete_entity(entity)
    clear_dead_and_sync(balls)
    more = make_balls(balls, 5)
    expected = [entity for k, entity in enumerate(entities) if k % 3] + more
    assert balls.entities.tolist() == expected
    assert balls.entities.dtype == np.int64
    assert balls[Position].x.tolist() == [position(entity).x for entity in expected]


def test_an_old_entity_that_becomes_a_member_gets_its_row_by_id(balls):
    early = esper.create_entity(Position(7.0), Velocity(), Spin())
    make_balls(balls, 2)
    esper.add_component(early, Collider())
    balls.sync()
    assert balls.entities[0] == early
    assert balls[Position].x.tolist() == [7.0, 0.0, 1.0]


def test_entities_is_replaced_and_never_changed_in_place(balls):
    make_balls(balls, 2)
    before = balls.entities
    make_balls(balls, 1)
    assert before.tolist() == [1, 2]
    assert balls.entities is not before


@pytest.mark.parametrize(("asked", "rows"), [([1, 2, 4], [0, -1, 2]), ([], []), ([9, 0, -3, 3, 3], [-1, -1, -1, 1, 1])])
def test_rows_of_finds_rows_by_id(balls, asked, rows):
    make_balls(balls, 4)
    esper.delete_entity(2)
    clear_dead_and_sync(balls)
    found = balls.rows_of(np.array(asked, np.int64))
    assert found.tolist() == rows
    assert found.dtype == np.int64


def test_rows_of_an_empty_table_are_not_found(balls):
    assert balls.rows_of(np.array([0, 1], np.int64)).tolist() == [-1, -1]
    assert balls.rows_of(np.empty(0, np.int64)).tolist() == []


# -- removed rows ---------------------------------------------


@pytest.mark.parametrize("immediate", [True, False])
def test_a_deleted_ball_keeps_a_copy_of_its_values(balls, immediate):
    entities = make_balls(balls, 3)
    mine = position(entities[1])
    mine.y = 5.0
    esper.delete_entity(entities[1], immediate=immediate)
    clear_dead_and_sync(balls)
    assert mine.values == (1.0, 5.0)
    mine.x = 9.0
    balls[Position].x[:] += 0.5
    assert mine.values == (9.0, 5.0)
    assert balls[Position].x.tolist() == [0.5, 2.5]


def test_a_ball_marked_for_deletion_keeps_its_row_until_it_is_deleted(balls):
    entities = make_balls(balls, 2)
    esper.delete_entity(entities[0])
    balls.sync()
    assert len(balls) == 2
    clear_dead_and_sync(balls)
    assert balls.entities.tolist() == [entities[1]]


def test_components_stay_attached_when_tsuccessor_row_moves(balls):
    entities = make_balls(balls, 5)
    last = position(entities[4])
    for gone in entities[:4]:
        esper.delete_entity(gone)
        clear_dead_and_sync(balls)
        last.y += 1.0
        assert (balls[Position].x[-1], balls[Position].y[-1]) == last.values
    assert last.values == (4.0, 4.0)


def test_the_last_ball_can_be_removed(balls):
    mine = position(make_balls(balls, 1)[0])
    esper.clear_database()
    balls.sync()
    assert len(balls) == 0
    mine.x = 3.0
    assert mine.values == (3.0, 0.0)


def test_an_entity_without_the_key_has_no_row(balls):
    ball = make_balls(balls, 2)[0]
    mine = position(ball)
    collider = esper.remove_component(ball, Collider)
    balls.sync()
    assert balls.entities.tolist() == [2]
    balls[Position].x[:] = balls[Collider].radius[:] = 9.0
    assert (mine.x, collider.radius) == (0.0, 0.5)
    assert position(ball) is mine


def test_an_entity_that_lost_its_row_can_get_one_again(balls):
    ball = make_balls(balls, 2)[0]
    collider = esper.remove_component(ball, Collider)
    balls.sync()
    position(ball).y = 4.0
    esper.add_component(ball, collider)
    balls.sync()
    assert balls[Position].y.tolist() == [4.0, 0.0]
    assert esper.component_for_entity(ball, Collider) is collider


# -- replaced, missing and shared components ------------------


@pytest.mark.parametrize("kind", [Position, Collider])
def test_a_new_component_is_attached_and_the_replaced_one_detached(balls, kind):
    ball = make_balls(balls, 2)[1]
    old, new = esper.component_for_entity(ball, kind), kind(8.0)
    values = old.values
    esper.add_component(ball, new)
    balls.sync()
    column = getattr(balls[kind], kind.fields[0])
    assert (column[1], esper.component_for_entity(ball, kind)) == (8.0, new)
    column[1] = 6.0
    assert new.values[0] == 6.0
    assert old.values == values


def test_replacing_a_component_does_not_change_the_others(balls):
    ball = make_balls(balls, 1)[0]
    velocity = esper.component_for_entity(ball, Velocity)
    velocity.x, balls[PreviousPose].angle[0] = 3.0, 7.0
    esper.add_component(ball, Position(8.0))
    balls.sync()
    velocity.x += 1.0
    assert (balls[Velocity].x[0], balls[PreviousPose].angle[0]) == (4.0, 7.0)


def test_two_balls_can_swap_components(balls):
    one, two = make_balls(balls, 2)
    first, second = position(one), position(two)
    esper.add_component(one, second)
    esper.add_component(two, first)
    balls.sync()
    assert balls[Position].x.tolist() == [1.0, 0.0]
    first.x, second.x = 5.0, 6.0
    assert balls[Position].x.tolist() == [6.0, 5.0]


def test_a_component_of_a_deleted_ball_can_be_used_again(balls):
    mine = position(make_balls(balls, 1)[0])
    esper.delete_entity(1)
    successor = esper.create_entity(mine, Velocity(), Spin(), Collider())
    with pytest.raises(ValueError, match="entities 1 and 2 share one Position"):
        balls.sync()
    clear_dead_and_sync(balls)
    mine.x = 4.0
    assert (balls.entities.tolist(), balls[Position].x.tolist()) == ([successor], [4.0])


def assert_sync_fails_and_changes_nothing(balls, error, message):
    """Sync a table of one ball twice; both raise the error and change nothing."""
    before, version = balls.snapshot(), balls.version
    for _ in range(2):
        with pytest.raises(error, match=message):
            balls.sync()
        assert balls.version == version
        assert all(np.array_equal(a, b) for a, b in zip(balls.snapshot(), before, strict=True))
    position(1).x = 3.0
    assert balls[Position].x.tolist() == [3.0]


def test_a_missing_component_is_an_error_that_changes_nothing(balls):
    make_balls(balls, 1)
    incomplete = esper.create_entity(Collider(), Position())
    assert_sync_fails_and_changes_nothing(
        balls, LookupError, f"entity {incomplete} has Collider but lacks Velocity, Spin"
    )
    esper.add_component(incomplete, Velocity())
    esper.add_component(incomplete, Spin())
    balls.sync()
    assert len(balls) == 2


def test_a_component_removed_from_a_member_is_an_error(balls):
    ball = make_balls(balls, 1)[0]
    esper.remove_component(ball, Spin)
    assert_sync_fails_and_changes_nothing(balls, LookupError, "lacks Spin")


@pytest.mark.parametrize("early", [True, False])
def test_two_balls_cannot_share_a_component(balls, early):
    make_balls(balls, 1)
    collider = Collider(0.2) if early else esper.component_for_entity(1, Collider)
    for _ in range(2):
        esper.create_entity(Position(), Velocity(), Spin(), collider)
    assert_sync_fails_and_changes_nothing(balls, ValueError, "share one Collider; give each its own")


def test_an_entity_cannot_be_in_two_tables(balls):
    tag = type("Tag", (Component,), {})
    other = Table(tag, Position)
    both = esper.create_entity(Position(), Velocity(), Spin(), Collider(), tag())
    balls.sync()
    with pytest.raises(ValueError, match=f"the Position of entity {both} is in another table"):
        other.sync()
    assert (len(balls), len(other)) == (1, 0)
