"""Balls for tests of tables."""

import esper

from components import Collider, Position, Spin, Velocity


def make_ball(x=0.0):
    """Create a ball at x; return its entity."""
    return esper.create_entity(Position(x), Velocity(), Spin(), Collider())


def make_balls(balls, count):
    """Create balls at x = 0, 1, 2 ... and sync the table; return their entities."""
    entities = [make_ball(x) for x in range(count)]
    balls.sync()
    return entities


def position(entity):
    return esper.component_for_entity(entity, Position)


def clear_dead_and_sync(balls):
    """Do the same as a pipeline before a step."""
    esper.clear_dead_entities()
    balls.sync()


def columns_of(table):
    return [getattr(table[kind], name) for kind in (*table.bundle, *table.private) for name in kind.fields]
