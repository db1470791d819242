"""Tables: spawn and despawn, whose cost does not depend on the number of other rows."""

import esper
import pytest

from components import Collider, Label, Outline, Position, PreviousPose, Spin, Velocity, ball_table
from tests.tables import make_ball, make_balls, position


def bundle(x=0.0):
    return Position(x, 0.0), Velocity(), Spin(), Collider()


def test_a_spawned_ball_gets_the_last_row_at_once(balls):
    make_balls(balls, 3)
    mine = bundle(7.0)
    entity = balls.spawn(*mine, Label(1, "#f39800"))
    assert balls.entities[-1] == entity
    assert balls[Position].x[-1] == 7.0
    mine[0].x = 8.0
    assert balls[Position].x[-1] == 8.0
    assert esper.component_for_entity(entity, Label).number == 1
    assert balls.dirty[-1] == 1


@pytest.mark.parametrize("place", [0, 1, 3])
def test_despawn_moves_the_rows_behind_the_ball(balls, place):
    entities = make_balls(balls, 4)
    gone, kept = position(entities[place]), [position(e) for e in entities if e != entities[place]]
    balls[PreviousPose].x[:] = 1.0, 2.0, 3.0, 4.0
    balls.despawn(entities[place])
    assert balls.entities.tolist() == [e for e in entities if e != entities[place]]
    assert [p.x for p in kept] == balls[Position].x.tolist()
    assert balls[PreviousPose].x.tolist() == [x for k, x in enumerate((1.0, 2.0, 3.0, 4.0)) if k != place]
    gone.x = -5.0
    assert -5.0 not in balls[Position].x
    assert not esper.entity_exists(entities[place])


def test_a_reused_row_has_default_private_values(balls):
    entities = make_balls(balls, 2)
    balls[PreviousPose].x[:] = 9.0
    balls.despawn(entities[1])
    balls.spawn(*bundle())
    assert balls[PreviousPose].x.tolist() == [9.0, 0.0]


def test_spawn_enlarges_the_table(balls):
    entities = [balls.spawn(*bundle(float(x))) for x in range(200)]
    assert balls.entities.tolist() == entities
    assert balls[Position].x.tolist() == list(range(200))


def test_sync_after_spawn_adds_only_other_entities(balls):
    make_balls(balls, 2)
    balls.spawn(*bundle())
    version = balls.version
    balls.sync()
    assert balls.version == version
    other = make_ball(5.0)
    balls.despawn(balls.spawn(*bundle()))
    balls.sync()
    assert balls.entities[-1] == other


def test_spawn_without_a_component_is_an_error(balls):
    with pytest.raises(LookupError, match="lacks Spin"):
        balls.spawn(Position(), Velocity(), Collider())
    assert len(balls) == len(list(esper.get_entities())) == 0


def test_spawn_with_a_shared_component_is_an_error(balls):
    other = make_balls(balls, 1)[0]
    with pytest.raises(ValueError, match="shares a component"):
        balls.spawn(position(other), Velocity(), Spin(), Collider())
    assert balls.entities.tolist() == [other] == list(esper.get_entities())
    assert position(other).x == balls[Position].x[0]


def test_spawn_with_an_excluded_component_is_an_error(balls):
    with pytest.raises(ValueError, match="cannot spawn into this table: allowed are entities without Outline"):
        balls.spawn(*bundle(), Outline([(0.0, 0.0)], 1.0))
    assert len(balls) == len(list(esper.get_entities())) == 0


def test_despawn_of_a_missing_entity_is_an_error(balls):
    first, second = make_balls(balls, 2)
    balls.despawn(first)
    esper.delete_entity(second)
    for entity in (first, second, 99):
        with pytest.raises(LookupError, match=f"no entity {entity}"):
            balls.despawn(entity)
    esper.process()  # a deferred deletion after an immediate one would raise here
    balls.sync()
    assert len(balls) == 0


def test_spawn_and_despawn_give_the_same_rows_as_sync(balls):
    other = ball_table()
    entities = make_balls(balls, 5)
    balls.despawn(entities[2])
    balls.spawn(*bundle(3.0))
    twin = [balls.entities.tolist(), balls[Position].x.tolist()]
    for entity in balls.entities.tolist():
        values = position(entity).values
        esper.add_component(entity, Position(*values))
        for kind in (Velocity, Spin, Collider):
            esper.add_component(entity, kind())
    other.sync()
    assert [other.entities.tolist(), other[Position].x.tolist()] == twin
