"""Tests that a property which is out of range costs itself and a note: not the shape, not the level."""

import numpy as np
import pytest

from game.levels.importing.composing import compose
from game.levels.importing.drawing import Drawing, Shape
from game.levels.model import Level

SQUARE = np.array([[-2.0, -2.0], [2.0, -2.0], [2.0, 2.0], [-2.0, 2.0]])


def composed(shape=None, **properties):
    """Return the level and the notes of a drawing with one shape, or with properties of its own."""
    shapes = [Shape("room", SQUARE)] if shape is None else [shape]
    data, notes = compose(Drawing(shapes=shapes, properties=properties), "a")
    return Level.model_validate(data), [note for note in notes if "has no container" not in note]


@pytest.mark.parametrize(
    ("role", "name", "value"),
    [
        ("", "restitution", 7),
        ("", "friction", "-1"),
        ("", "color", "blueish"),
        ("", "spin", 1e9),
        ("", "velocity_x", -1e9),
        ("", "velocity_y", 1e9),
        ("", "label", "x" * 1_000),
        ("ball", "radius", -1),
        ("ball", "color", "#12"),
        ("ball", "density", 0),
        ("ball", "velocity_y", 1e9),
        ("spawn", "speed", -5),
        ("spawn", "radius", 0),
    ],
)
def test_property_out_of_range_costs_itself(role, name, value):
    points = SQUARE if role == "" else np.zeros((1, 2))
    shape = Shape(
        "it", points, radius=1.0 if role else 0.0, role=role, properties={name: value, "rolling_resistance": 0.1}
    )
    level, (note,) = composed(shape)
    assert note.startswith("it: ")
    assert note.endswith(f"; {name} is not imported")
    (item,) = (*level.walls, *level.balls)
    assert level.material(item.material).rolling_resistance == 0.1
    if role == "ball":
        assert item.radius == 1.0


def test_only_the_component_that_is_out_of_range_is_left_out():
    level, notes = composed(Shape("it", SQUARE, properties={"velocity_x": 1.0, "velocity_y": 1e9}))
    assert level.walls[0].velocity == (1.0, 0.0)
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("seed", -1), ("seed", 1e300), ("seed", 0.5), ("step_rate", 1), ("gravity_x", 1e9), ("substeps", 1e6)],
)
def test_property_of_the_level_costs_itself(name, value):
    level, (note,) = composed(**{name: value, "gravity_y": -5.0, "title": "Mine"})
    assert note.startswith("the map: ")
    assert note.endswith(f"; {name} is not imported")
    assert (level.title, level.world.gravity) == ("Mine", (0.0, -5.0))
