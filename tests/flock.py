"""A few balls, and what the tests of tables do with them."""

import esper

from components import Collider, Position, Spin, Velocity


def make_ball(x=0.0):
    """Create a ball at x, and return its entity."""
    return esper.create_entity(Position(x), Velocity(), Spin(), Collider())


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
