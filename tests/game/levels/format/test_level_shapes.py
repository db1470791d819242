"""Boxes, arcs, one-way walls and belts of a level: outlines, behaviour, and rejected values."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from game import Level, Simulation
from game.levels.format.walls import ArcWall, BoxWall, PathWall
from tests.game.levels.format.test_level_walls import CIRCLE, OPEN, PATH, POLYGON, WALL, error_fields, error_messages

BOX = {"shape": "box", "width": 4.0, "height": 2.0}
ARC = {"shape": "arc", "radius": 2.0, "sweep": 90.0}


def scene(*walls, balls=(), **world):
    surface = {"restitution": 0.0, "friction": 0.5}
    return Simulation(
        Level.model_validate(
            {"format": 1, "title": "walls", "world": world, "materials": {"stuff": surface}}
            | {"walls": [wall | {"material": "stuff"} for wall in walls]}
            | {"balls": [{"radius": 0.1, "material": "stuff"} | one for one in balls]}
        )
    )


def test_a_box_is_an_obstacle_by_default():
    for fields, is_container in (({}, False), ({"container": False}, False), ({"container": True}, True)):
        wall = BoxWall(**BOX, **fields)
        assert wall.container is wall.outline().container is is_container
        assert wall.outline().points.tolist() == [[-2.0, -1.0], [2.0, -1.0], [2.0, 1.0], [-2.0, 1.0]]


@pytest.mark.parametrize(("start", "sweep"), [(0.0, 90.0), (180.0, -180.0), (-30.0, 300.0), (10.0, 1.0), (0.0, -340.0)])
def test_an_arc_follows_a_circle_in_short_pieces(start, sweep):
    outline = ArcWall(**ARC | {"start": start, "sweep": sweep}, thickness=0.2).outline()
    assert (outline.closed, outline.container, outline.radius) == (False, False, 0.1)
    assert np.hypot(*outline.points.T) == pytest.approx(2.0, rel=1e-15)
    angles = np.unwrap(np.arctan2(*outline.points.T[::-1]))
    assert np.degrees(angles - angles[0]) == pytest.approx(np.linspace(0.0, sweep, len(angles)), abs=1e-9)
    assert math.remainder(math.degrees(angles[0]) - start, 360.0) == pytest.approx(0.0, abs=1e-9)
    assert len(angles) - 1 == math.ceil(abs(sweep) / 3.0)


@pytest.mark.parametrize("sweep", [0.0, 360.0, -360.0, 400.0, "all"])
def test_the_sweep_of_an_arc_is_not_0_and_below_360(sweep):
    assert error_fields(ARC | {"sweep": sweep}) == {("sweep",)}


@pytest.mark.parametrize(("sweep", "most"), [(90.0, 4.0), (-180.0, 4.0), (300.0, 2.0), (-300.0, 2.0)])
def test_the_thickness_of_an_arc_is_limited(sweep, most):
    WALL.validate_python(ARC | {"sweep": sweep, "thickness": 0.999 * most})
    assert error_fields(ARC | {"sweep": sweep, "thickness": 1.001 * most}) == {("thickness",)}
    assert f"allowed: up to {most:g} m" in error_messages(ARC | {"sweep": sweep, "thickness": 1.001 * most})[0]


@pytest.mark.parametrize("wall", [OPEN, ARC])
def test_an_open_wall_may_be_one_way(wall):
    for fields in (True, False):
        assert WALL.validate_python(wall | {"one_way": fields}).outline().one_way is fields
    assert not WALL.validate_python(wall).outline().one_way


def test_a_closed_wall_cannot_be_one_way():
    (line,) = error_messages(PATH | {"one_way": True})
    assert "must be false for a closed path" in line
    assert error_fields(PATH | {"one_way": True}) == {("one_way",)}
    PathWall(**PATH, one_way=False)  # the default value is allowed
    for wall in (POLYGON, CIRCLE, BOX):
        assert error_fields(wall | {"one_way": True}) == {("one_way",)}


@pytest.mark.parametrize("wall", [POLYGON, CIRCLE, BOX, ARC, PATH, OPEN])
def test_every_wall_may_have_a_belt(wall):
    assert WALL.validate_python(wall).outline().belt == 0.0
    assert WALL.validate_python(wall | {"belt": -1000.0}).outline().belt == -1000.0
    for belt in (1000.1, -1001.0, "fast", math.inf):
        assert error_fields(wall | {"belt": belt}) == {("belt",)}


@pytest.mark.parametrize("wall", [BOX, BOX | {"container": True}, ARC, ARC | {"one_way": True, "belt": 2.0}])
def test_a_box_or_arc_can_be_rebuilt_from_its_dump(wall):
    wall_model = WALL.validate_python(wall)
    assert WALL.validate_python(wall_model.model_dump()) == wall_model
    assert WALL.validate_json(wall_model.model_dump_json()) == wall_model


def test_a_ball_may_start_inside_a_container_box_only():
    with pytest.raises(ValidationError, match="sticks into"):
        scene(BOX, balls=[{"position": [0.0, 0.0]}])
    assert scene(BOX | {"container": True}, balls=[{"position": [0.0, 0.0]}]).count == 1


def test_a_ball_rolls_down_an_arc_as_on_a_circle():
    """Without friction the speed at the bottom is nearly that of free fall.

    Without bounces, each of 30 corners reduces the speed by a factor of cos 3 deg.
    """
    bowl = {"shape": "arc", "radius": 2.1, "start": 180.0, "sweep": 180.0, "thickness": 0.0002, "material": "ice"}
    level = {"format": 1, "title": "bowl", "materials": {"ice": {"restitution": 0.0, "friction": 0.0}}}
    ball = {"radius": 0.1, "material": "ice", "position": [-1.99, -0.02]}
    simulation = Simulation(Level.model_validate(level | {"walls": [bowl], "balls": [ball]}))
    fastest = 0.0
    for _ in range(120):
        simulation.step()
        fastest = max(fastest, math.hypot(*simulation.velocities[0]))
    assert fastest == pytest.approx(math.sqrt(2.0 * 9.81 * 1.98), rel=0.04)


def test_a_belt_in_a_level_carries_a_ball():
    simulation = scene(BOX | {"container": True, "belt": 1.5}, balls=[{"position": [0.0, -0.9]}])
    simulation.step(60)
    assert simulation.velocities[0, 0] == pytest.approx(0.5, rel=1e-6)


def test_a_one_way_floor_lets_balls_pass_from_below():
    floor = OPEN | {"points": [[-1.0, 0.0], [1.0, 0.0]], "one_way": True}
    simulation = scene(floor, balls=[{"position": [0.0, -1.0], "velocity": [0.0, 6.0]}])
    simulation.step(240)
    assert simulation.positions[0].tolist() == pytest.approx([0.0, 0.15], abs=1e-6)
