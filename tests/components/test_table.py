"""Tables: rows that follow the entities of a world, and columns that are the memory of their components."""

import esper
import numpy as np
import pytest

from components import Collider, Kick, Position, Previous, Spin, Table, Velocity, WallCollider, ball_table


def make_ball(x=0.0, radius=0.5):
    """Create a ball, and return its entity."""
    return esper.create_entity(Position(x), Velocity(), Spin(), Collider(radius))


def make_balls(balls, count):
    """Create balls at x = 0, 1, 2 ..., let them into the table, and return their entities."""
    entities = [make_ball(x) for x in range(count)]
    balls.sync()
    return entities


def position(entity):
    return esper.component_for_entity(entity, Position)


def catch_up(balls):
    """Do what a pipeline does before a step."""
    esper.clear_dead_entities()
    balls.sync()


def columns_of(table):
    return [getattr(table[kind], name) for kind in (*table.bundle, *table.private) for name in kind.fields]


# -- coming ---------------------------------------------------


def test_an_empty_world_has_no_rows(balls):
    balls.sync()
    assert (len(balls), balls.version) == (0, 0)
    assert all(column.shape == (0,) for column in columns_of(balls))


def test_an_adopted_component_keeps_its_identity_and_its_values(balls):
    mine = Position(1.0, 2.0)
    ball = esper.create_entity(mine, Velocity(3.0, 4.0), Spin(5.0, 6.0), Collider(0.7, 8.0))
    balls.sync()
    assert position(ball) is mine
    assert mine.values == (1.0, 2.0)
    assert [float(column[0]) for column in columns_of(balls)[:4]] == [0.7, 8.0, 0.7, 0.4]
    assert (balls[Velocity].y[0], balls[Spin].rate[0]) == (4.0, 6.0)


def test_a_component_and_its_column_are_one_memory(balls):
    mine = position(make_balls(balls, 3)[1])
    mine.y = 5.0
    assert balls[Position].y.tolist() == [0.0, 5.0, 0.0]
    balls[Position].x[:] += 0.25
    assert mine.values == (1.25, 5.0)


@pytest.mark.parametrize("count", [1, 63, 64, 65, 200])
def test_columns_are_contiguous_float64_of_one_length(balls, count):
    make_balls(balls, count)
    columns = columns_of(balls)
    assert len(columns) == 5 + 2 + 2 + 2 + 2 + 3
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


def test_a_component_without_fields_may_be_the_key(balls):
    table = Table(type("Tag", (type(Position()).__base__,), {}), Position)
    esper.create_entity(table.key(), Position(4.0))
    make_balls(balls, 2)
    table.sync()
    assert table[Position].x.tolist() == [4.0]


def test_walls_and_balls_live_in_tables_of_their_own(balls, walls):
    ball = make_ball(1.0)
    wall = esper.create_entity(WallCollider(), *(kind(2.0) for kind in walls.bundle[1:]))
    balls.sync()
    walls.sync()
    assert (balls.entities.tolist(), walls.entities.tolist()) == ([ball], [wall])
    assert (position(ball).x, position(wall).x) == (1.0, 2.0)
    assert len(esper.get_component(Position)) == 2


# -- order ----------------------------------------------------


def test_rows_stand_in_the_order_of_ids_whatever_happened_before(balls):
    for _ in range(300):  # enough for the order of esper's own sets to turn round
        esper.delete_entity(make_ball(), immediate=True)
    entities = make_balls(balls, 40)
    for entity in entities[::3]:
        esper.delete_entity(entity)
    catch_up(balls)
    more = make_balls(balls, 5)
    expected = [entity for k, entity in enumerate(entities) if k % 3] + more
    assert balls.entities.tolist() == expected
    assert balls.entities.dtype == np.int64
    assert balls[Position].x.tolist() == [position(entity).x for entity in expected]


def test_an_old_entity_that_becomes_a_member_takes_its_place_by_id(balls):
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


@pytest.mark.parametrize(
    ("asked", "rows"), [([1, 2, 4], [0, -1, 2]), ([], []), ([9, 0, -3, 3, 3], [-1, -1, -1, 1, 1])]
)
def test_rows_of_finds_rows_by_id(balls, asked, rows):
    make_balls(balls, 4)
    esper.delete_entity(2)
    catch_up(balls)
    found = balls.rows_of(np.array(asked, np.int64))
    assert found.tolist() == rows
    assert found.dtype == np.int64


def test_rows_of_an_empty_table_are_not_found(balls):
    assert balls.rows_of(np.array([0, 1], np.int64)).tolist() == [-1, -1]
    assert balls.rows_of(np.empty(0, np.int64)).tolist() == []


# -- going ----------------------------------------------------


@pytest.mark.parametrize("immediate", [True, False])
def test_a_deleted_ball_keeps_a_copy_of_its_values(balls, immediate):
    entities = make_balls(balls, 3)
    mine = position(entities[1])
    mine.y = 5.0
    esper.delete_entity(entities[1], immediate=immediate)
    catch_up(balls)
    assert mine.values == (1.0, 5.0)
    mine.x = 9.0
    balls[Position].x[:] += 0.5
    assert mine.values == (9.0, 5.0)
    assert balls[Position].x.tolist() == [0.5, 2.5]


def test_a_ball_that_is_deleted_later_has_its_row_until_the_dead_are_cleared(balls):
    entities = make_balls(balls, 2)
    esper.delete_entity(entities[0])
    balls.sync()
    assert len(balls) == 2
    catch_up(balls)
    assert balls.entities.tolist() == [entities[1]]


def test_a_row_that_moves_takes_its_components_along(balls):
    entities = make_balls(balls, 5)
    last = position(entities[4])
    for gone in entities[:4]:
        esper.delete_entity(gone)
        catch_up(balls)
        last.y += 1.0
        assert (balls[Position].x[-1], balls[Position].y[-1]) == last.values
    assert last.values == (4.0, 4.0)


def test_the_last_ball_may_go(balls):
    mine = position(make_balls(balls, 1)[0])
    esper.clear_database()
    balls.sync()
    assert len(balls) == 0
    mine.x = 3.0
    assert mine.values == (3.0, 0.0)


def test_an_entity_without_the_key_is_no_member(balls):
    ball = make_balls(balls, 2)[0]
    mine = position(ball)
    collider = esper.remove_component(ball, Collider)
    balls.sync()
    assert balls.entities.tolist() == [2]
    balls[Position].x[:] = balls[Collider].radius[:] = 9.0
    assert (mine.x, collider.radius) == (0.0, 0.5)
    assert position(ball) is mine


def test_a_member_that_left_may_come_back(balls):
    ball = make_balls(balls, 2)[0]
    collider = esper.remove_component(ball, Collider)
    balls.sync()
    position(ball).y = 4.0
    esper.add_component(ball, collider)
    balls.sync()
    assert balls[Position].y.tolist() == [4.0, 0.0]
    assert esper.component_for_entity(ball, Collider) is collider


# -- replaced, missing, shared --------------------------------


@pytest.mark.parametrize("kind", [Position, Collider])
def test_a_replaced_component_is_adopted_and_the_old_one_let_go(balls, kind):
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


def test_replacing_a_component_leaves_the_others_of_the_ball_alone(balls):
    ball = make_balls(balls, 1)[0]
    velocity = esper.component_for_entity(ball, Velocity)
    velocity.x, balls[Previous].angle[0] = 3.0, 7.0
    esper.add_component(ball, Position(8.0))
    balls.sync()
    velocity.x += 1.0
    assert (balls[Velocity].x[0], balls[Previous].angle[0]) == (4.0, 7.0)


def test_two_balls_may_swap_components(balls):
    one, two = make_balls(balls, 2)
    first, second = position(one), position(two)
    esper.add_component(one, second)
    esper.add_component(two, first)
    balls.sync()
    assert balls[Position].x.tolist() == [1.0, 0.0]
    first.x, second.x = 5.0, 6.0
    assert balls[Position].x.tolist() == [6.0, 5.0]


def test_a_component_may_be_handed_on_from_a_deleted_ball(balls):
    mine = position(make_balls(balls, 1)[0])
    esper.delete_entity(1)
    heir = esper.create_entity(mine, Velocity(), Spin(), Collider())
    with pytest.raises(ValueError, match="entities 1 and 2 share one Position"):
        balls.sync()
    catch_up(balls)
    mine.x = 4.0
    assert (balls.entities.tolist(), balls[Position].x.tolist()) == ([heir], [4.0])


def assert_refused_without_a_trace(balls, error, message):
    """The table has one ball, and stays as it is."""
    before, version = balls.snapshot(), balls.version
    for _ in range(2):
        with pytest.raises(error, match=message):
            balls.sync()
        assert balls.version == version
        assert all(np.array_equal(a, b) for a, b in zip(balls.snapshot(), before, strict=True))
    position(1).x = 3.0
    assert balls[Position].x.tolist() == [3.0]


def test_a_missing_component_is_named_and_changes_nothing(balls):
    make_balls(balls, 1)
    poor = esper.create_entity(Collider(), Position())
    assert_refused_without_a_trace(
        balls, LookupError, f"entity {poor} has a Collider but lacks Velocity, Spin"
    )
    esper.add_component(poor, Velocity())
    esper.add_component(poor, Spin())
    balls.sync()
    assert len(balls) == 2


def test_a_component_that_was_taken_from_a_member_is_missing(balls):
    ball = make_balls(balls, 1)[0]
    esper.remove_component(ball, Spin)
    assert_refused_without_a_trace(balls, LookupError, "lacks Spin")


@pytest.mark.parametrize("early", [True, False])
def test_two_balls_cannot_share_a_component(balls, early):
    make_balls(balls, 1)
    collider = Collider(0.2) if early else esper.component_for_entity(1, Collider)
    for _ in range(2):
        esper.create_entity(Position(), Velocity(), Spin(), collider)
    assert_refused_without_a_trace(balls, ValueError, "share one Collider: give each its own")


# -- versions -------------------------------------------------


def test_the_version_counts_changes_of_rows(balls):
    versions = [balls.version]
    for change in (
        make_ball,
        make_ball,
        lambda: esper.delete_entity(1),
        lambda: esper.add_component(2, Spin()),
    ):
        change()
        catch_up(balls)
        versions.append(balls.version)
    assert versions == [0, 1, 2, 3, 4]


def strangers():
    """Change the world without touching a ball."""
    entity = esper.create_entity(Position(), Velocity())
    esper.add_component(entity, Spin())
    esper.remove_component(entity, Spin)
    esper.delete_entity(entity)
    esper.add_component(1, "a string is a component too")


@pytest.mark.parametrize("change", [strangers, lambda: None, lambda: position(1).x])
def test_what_is_no_member_changes_nothing(balls, change):
    make_balls(balls, 3)
    before, columns, version = balls.snapshot(), columns_of(balls), balls.version
    change()
    catch_up(balls)
    assert balls.version == version
    assert all(one is other for one, other in zip(columns, columns_of(balls), strict=True))
    assert balls.entities is before.entities


def test_sync_asks_esper_once_and_looks_no_further_while_nothing_has_changed(balls, monkeypatch):
    make_balls(balls, 3)
    for name in ("component_for_entity", "has_component", "get_components"):
        monkeypatch.delattr(esper, name)
    balls.sync()
    assert len(balls) == 3


# -- dirty ----------------------------------------------------


def test_newcomers_and_written_rows_are_dirty_and_columns_are_not_watched(balls):
    entities = make_balls(balls, 3)
    assert balls.dirty.tolist() == [1, 1, 1]
    balls.dirty[:] = 0
    balls[Position].x[0] = 5.0
    esper.component_for_entity(entities[1], Spin).rate = 1.0
    assert balls.dirty.tolist() == [0, 1, 0]


def test_dirt_moves_with_its_row(balls):
    entities = make_balls(balls, 3)
    balls.dirty[:] = 0
    position(entities[2]).x = 5.0
    esper.delete_entity(entities[0])
    catch_up(balls)
    assert balls.dirty.tolist() == [0, 1]
    make_balls(balls, 1)
    assert balls.dirty.tolist() == [0, 1, 1]


def test_a_replaced_component_makes_its_row_dirty(balls):
    make_balls(balls, 2)
    balls.dirty[:] = 0
    esper.add_component(2, Velocity())
    balls.sync()
    assert balls.dirty.tolist() == [0, 1]


# -- private columns ------------------------------------------


def test_private_columns_start_at_zero_and_move_with_their_rows(balls):
    entities = make_balls(balls, 3)
    assert balls[Kick].x.tolist() == [0.0, 0.0, 0.0]
    balls[Previous].angle[:] = [1.0, 2.0, 3.0]
    esper.delete_entity(entities[1])
    catch_up(balls)
    make_balls(balls, 1)
    assert balls[Previous].angle.tolist() == [1.0, 3.0, 0.0]


def test_private_columns_need_no_component(balls):
    make_balls(balls, 1)
    assert not esper.has_component(1, Previous)


def test_a_table_has_no_columns_of_other_components(balls):
    with pytest.raises(KeyError):
        balls[WallCollider]
    with pytest.raises(AttributeError):
        _ = balls[Position].z


# -- binding --------------------------------------------------


def test_bound_columns_are_the_live_ones_in_the_order_chosen(balls):
    columns = balls.bind(Position.y, Spin.rate, Previous.x)
    assert [column.shape for column in columns()] == [(0,)] * 3
    make_balls(balls, 3)
    live = columns()
    assert live[0] is balls[Position].y
    assert live[1] is balls[Spin].rate
    assert live[2] is balls[Previous].x


def test_bound_columns_are_looked_up_again_only_after_a_change(balls):
    columns = balls.bind(Position.x)
    make_balls(balls, 3)
    before = columns()
    balls.sync()
    assert columns() is before
    for change in (lambda: make_balls(balls, 100), lambda: esper.delete_entity(2), make_ball):
        change()
        catch_up(balls)
        assert columns()[0] is balls[Position].x


# -- snapshots ------------------------------------------------


def test_a_snapshot_brings_back_every_bit(balls):
    entities = make_balls(balls, 70)
    noise = np.random.default_rng(1)
    for column in columns_of(balls):
        column[:] = noise.standard_normal(70)
    balls[Position].x[:3] = [-0.0, np.nan, np.inf]
    balls.dirty[:] = np.arange(70) % 2
    state = balls.snapshot()
    bits = [column.tobytes() for column in (*columns_of(balls), balls.dirty)]
    mine, version = position(entities[5]), balls.version
    mine.x = 99.0
    for column in (*columns_of(balls), balls.dirty):
        column[:] = 3
    balls.restore(state)
    assert [column.tobytes() for column in (*columns_of(balls), balls.dirty)] == bits
    assert balls.version == version
    assert mine.x == balls[Position].x[5] != 99.0


def test_a_snapshot_is_a_copy_and_may_be_restored_again_and_again(balls):
    mine = position(make_balls(balls, 1)[0])
    state = balls.snapshot()
    for value in (1.0, 2.0, 3.0):
        mine.x = value
        balls.restore(state)
        assert mine.x == 0.0


@pytest.mark.parametrize("change", [make_ball, lambda: esper.delete_entity(1)])
def test_a_snapshot_of_other_members_is_refused_and_changes_nothing(balls, change):
    make_balls(balls, 2)
    state = balls.snapshot()
    change()
    catch_up(balls)
    balls[Position].x[:] = 9.0
    with pytest.raises(ValueError, match=f"the snapshot holds 2 entities, not the {len(balls)} of now"):
        balls.restore(state)
    assert set(balls[Position].x) == {9.0}


def test_a_snapshot_outlives_growth(balls):
    make_balls(balls, 64)
    state = balls.snapshot()
    grown = make_balls(balls, 64)
    for entity in grown:
        esper.delete_entity(entity)
    catch_up(balls)
    balls[Position].x[:] = -1.0
    balls.restore(state)
    assert balls[Position].x.tolist() == list(range(64))


# -- worlds ---------------------------------------------------


def test_two_worlds_with_two_tables_do_not_touch_each_other(world, balls):
    make_balls(balls, 2)
    esper.switch_world(f"{world} elsewhere")
    others = ball_table()
    make_balls(others, 3)
    others[Position].x[:] = 9.0
    esper.delete_entity(1, immediate=True)
    others.sync()
    esper.switch_world(world)
    esper.delete_world(f"{world} elsewhere")
    version = balls.version
    balls.sync()
    assert (balls.version, balls[Position].x.tolist()) == (version, [0.0, 1.0])
    assert (len(others), others[Position].x.tolist()) == (2, [9.0, 9.0])
