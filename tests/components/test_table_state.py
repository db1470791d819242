"""Tables: versions, dirty flags, private columns, bindings and snapshots."""

import esper
import numpy as np
import pytest

from components import (
    KinematicMotion,
    Outline,
    Position,
    PreviousPose,
    Rotation,
    Spin,
    Velocity,
    VelocityChange,
    ball_table,
)
from game.testing.tiny_worlds import create_wall as wall
from tests.tables import clear_dead_and_sync, columns_of, make_ball, make_balls, position

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
        clear_dead_and_sync(balls)
        versions.append(balls.version)
    assert versions == [0, 1, 2, 3, 4]


def change_other_entities():
    """Change the world, but no ball."""
    entity = esper.create_entity(Position(), Velocity())
    esper.add_component(entity, Spin())
    esper.remove_component(entity, Spin)
    esper.delete_entity(entity)
    esper.add_component(1, "a string is a component too")


@pytest.mark.parametrize("change", [change_other_entities, lambda: None, lambda: position(1).x])
def test_changes_of_other_entities_change_nothing(balls, change):
    make_balls(balls, 3)
    before, columns, version = balls.snapshot(), columns_of(balls), balls.version
    change()
    clear_dead_and_sync(balls)
    assert balls.version == version
    assert all(one is other for one, other in zip(columns, columns_of(balls), strict=True))
    assert balls.entities is before.entities


def test_sync_of_an_unchanged_world_makes_one_query(balls, monkeypatch):
    make_balls(balls, 3)
    for name in ("component_for_entity", "has_component", "get_components"):
        monkeypatch.delattr(esper, name)
    balls.sync()
    assert len(balls) == 3


# -- dirty flags ----------------------------------------------


def test_new_rows_and_written_components_are_dirty_but_not_written_columns(balls):
    entities = make_balls(balls, 3)
    assert balls.dirty.tolist() == [1, 1, 1]
    balls.dirty[:] = 0
    balls[Position].x[0] = 5.0
    esper.component_for_entity(entities[1], Spin).rate = 1.0
    assert balls.dirty.tolist() == [0, 1, 0]


def test_dirty_flags_move_with_their_rows(balls):
    entities = make_balls(balls, 3)
    balls.dirty[:] = 0
    position(entities[2]).x = 5.0
    esper.delete_entity(entities[0])
    clear_dead_and_sync(balls)
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


def test_private_columns_start_with_defaults_and_move_with_their_rows(balls):
    entities = make_balls(balls, 3)
    assert balls[VelocityChange].x.tolist() == [0.0, 0.0, 0.0]
    balls[PreviousPose].angle[:] = [1.0, 2.0, 3.0]
    esper.delete_entity(entities[1])
    clear_dead_and_sync(balls)
    make_balls(balls, 1)
    assert balls[PreviousPose].angle.tolist() == [1.0, 3.0, 0.0]


def test_private_columns_need_no_component(balls):
    make_balls(balls, 1)
    assert not esper.has_component(1, PreviousPose)


def test_a_table_has_no_columns_of_other_components(balls):
    with pytest.raises(KeyError):
        balls[KinematicMotion]
    with pytest.raises(AttributeError):
        _ = balls[Position].z


def test_private_columns_can_have_defaults_other_than_zero(walls):
    wall()
    walls.sync()
    walls[Rotation].cos[0], walls[Rotation].sin[0] = 0.6, 0.8
    wall()
    walls.sync()
    walls.spawn(*(kind() for kind in walls.bundle), Outline([(0.0, 0.0)], 1.0))
    assert walls[Rotation].cos.tolist() == [0.6, 1.0, 1.0]
    assert walls[Rotation].sin.tolist() == [0.8, 0.0, 0.0]


def test_clear_sets_all_columns_of_a_class_to_zero(balls):
    make_balls(balls, 2)
    balls.block(VelocityChange)[:] = 3.0
    balls[PreviousPose].angle[:] = 4.0
    balls.clear(VelocityChange)
    assert balls.block(VelocityChange).tolist() == [[0.0, 0.0]] * 3
    assert balls[PreviousPose].angle.tolist() == [4.0, 4.0]


# -- binding --------------------------------------------------


def test_bound_columns_are_live_and_in_the_selected_order(balls):
    columns = balls.bind(Position.y, Spin.rate, PreviousPose.x)
    assert [column.shape for column in columns.arrays] == [(0,)] * 3
    make_balls(balls, 3)
    live = columns.arrays
    assert live[0] is balls[Position].y
    assert live[1] is balls[Spin].rate
    assert live[2] is balls[PreviousPose].x


def test_bound_columns_are_looked_up_again_only_after_a_change(balls):
    columns = balls.bind(Position.x)
    make_balls(balls, 3)
    before = columns.arrays
    balls.sync()
    assert columns.arrays is before
    for change in (lambda: make_balls(balls, 100), lambda: esper.delete_entity(2), make_ball):
        change()
        clear_dead_and_sync(balls)
        assert columns.arrays[0] is balls[Position].x


# -- snapshots ------------------------------------------------


def test_restore_restores_every_bit(balls):
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


def test_a_snapshot_can_be_restored_repeatedly(balls):
    mine = position(make_balls(balls, 1)[0])
    state = balls.snapshot()
    for value in (1.0, 2.0, 3.0):
        mine.x = value
        balls.restore(state)
        assert mine.x == 0.0


@pytest.mark.parametrize("change", [make_ball, lambda: esper.delete_entity(1)])
def test_restoring_a_snapshot_of_other_entities_is_an_error_that_changes_nothing(balls, change):
    make_balls(balls, 2)
    state = balls.snapshot()
    change()
    clear_dead_and_sync(balls)
    balls[Position].x[:] = 9.0
    with pytest.raises(ValueError, match="the snapshot holds 2 entities, not those of the table"):
        balls.restore(state)
    assert set(balls[Position].x) == {9.0}


def test_a_snapshot_can_be_restored_after_the_table_has_grown(balls):
    make_balls(balls, 64)
    state = balls.snapshot()
    grown = make_balls(balls, 64)
    for entity in grown:
        esper.delete_entity(entity)
    clear_dead_and_sync(balls)
    balls[Position].x[:] = -1.0
    balls.restore(state)
    assert balls[Position].x.tolist() == list(range(64))


# -- worlds ---------------------------------------------------


def test_tables_in_two_worlds_are_independent(world, balls):
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
