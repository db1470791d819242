"""Tables: versions, dirt, private columns, bindings and snapshots."""

import esper
import numpy as np
import pytest

from components import KinematicMotion, Position, PreviousPose, Spin, Velocity, VelocityChange, ball_table
from tests.flock import catch_up, columns_of, make_ball, make_balls, position

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
    assert balls[VelocityChange].x.tolist() == [0.0, 0.0, 0.0]
    balls[PreviousPose].angle[:] = [1.0, 2.0, 3.0]
    esper.delete_entity(entities[1])
    catch_up(balls)
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


# -- binding --------------------------------------------------


def test_bound_columns_are_the_live_ones_in_the_order_chosen(balls):
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
        catch_up(balls)
        assert columns.arrays[0] is balls[Position].x


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
    with pytest.raises(ValueError, match="the snapshot holds 2 entities, not those of the table"):
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
