import logging
import math

import esper
import pytest

from components import Collider, Label, Position, Spin, Velocity
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from systems.kernels.quarantine import MAX_VALUE
from systems.quarantine import Quarantine, Quarantined
from tests.tables import clear_dead_and_sync, make_balls

NEVER = [math.nan, math.inf, -math.inf, 2.0 * MAX_VALUE]
WRONG = [
    *((Position, field, value, "position") for field in "xy" for value in NEVER),
    *((Velocity, field, value, "velocity") for field in "xy" for value in NEVER),
    *((Spin, "rate", value, "spin") for value in NEVER),
    *((Spin, "angle", value, "angle") for value in NEVER),
    *((Collider, "mass", value, "mass") for value in (*NEVER, 0.0, -1.0)),
    *((Collider, "radius", value, "radius") for value in (*NEVER, 0.0, -1.0)),
    *((Collider, field, -1.0, "material") for field in ("restitution", "friction", "rolling_resistance")),
    *((Collider, "friction", value, "material") for value in NEVER),
]


def test_valid_balls_stay(balls):
    make_balls(balls, 3)
    version = balls.version
    quarantine = Quarantine(balls)
    quarantine.process(0)
    assert (quarantine.found, len(balls), balls.version) == ([], 3, version)


def test_a_wall_of_infinite_mass_stays(balls, walls):
    make_balls(balls, 1)
    entity = wall()
    walls.sync()
    quarantine = Quarantine(balls)
    quarantine.process(0)
    assert quarantine.found == []
    assert esper.component_for_entity(entity, Collider).mass == math.inf


def test_quarantine_works_without_balls(balls):
    Quarantine(balls).process(0)


@pytest.mark.parametrize(("kind", "field", "value", "what"), WRONG)
def test_an_invalid_ball_is_removed(balls, caplog, kind, field, value, what):
    entities = make_balls(balls, 3)
    esper.add_component(entities[1], Label(42, "#ffffff"))
    component = esper.component_for_entity(entities[1], kind)
    setattr(component, field, value)
    quarantine = Quarantine(balls)
    for step in (5, 6):
        quarantine.process(step)
    assert quarantine.found == [Quarantined(entities[1], 42, 5, what)]
    assert balls.entities.tolist() == [entities[0], entities[2]]
    assert esper.has_components(entities[1], Position, Velocity, Spin, Label)
    assert not esper.has_component(entities[1], Collider)
    assert caplog.record_tuples == [
        (
            "heptagon",
            logging.WARNING,
            f"ball 42 was removed from the simulation in step 5: invalid {what}: {component!r}",
        )
    ]


def test_several_balls_are_removed_at_once_and_named_by_entity_without_a_label(balls, caplog):
    entities = make_balls(balls, 5)
    for row in (0, 2, 4):
        balls[Velocity].y[row] = math.nan
    quarantine = Quarantine(balls)
    quarantine.process(1)
    assert [(one.entity, one.number) for one in quarantine.found] == [(entities[row], None) for row in (0, 2, 4)]
    assert balls.entities.tolist() == [entities[1], entities[3]]
    assert f"entity {entities[0]} was removed" in caplog.text


def test_all_balls_can_be_removed(balls):
    make_balls(balls, 2)
    balls[Position].x[:] = math.nan
    Quarantine(balls).process(0)
    assert len(balls) == 0


def test_a_corrected_entity_with_a_collider_is_a_ball_again(balls):
    entity = ball(vx=math.nan)
    balls.sync()
    collider = esper.component_for_entity(entity, Collider)
    quarantine = Quarantine(balls)
    quarantine.process(0)
    esper.component_for_entity(entity, Velocity).x = 1.0
    esper.add_component(entity, collider)
    clear_dead_and_sync(balls)
    quarantine.process(1)
    assert balls.entities.tolist() == [entity]
    assert len(quarantine.found) == 1
