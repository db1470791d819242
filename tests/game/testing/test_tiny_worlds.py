import esper
import pytest

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from game import Simulation
from game.testing import create_ball, create_wall, regular_polygon, tiny_level
from systems import WallMotion


def test_a_ball_has_its_components(balls):
    ball = create_ball(1.0, 2.0, 3.0, 4.0, spin=5.0, angle=6.0, radius=0.3, mass=7.0)
    balls.sync()
    kinds = (Position, Velocity, Spin)
    assert [esper.component_for_entity(ball, kind).values for kind in kinds] == [(1.0, 2.0), (3.0, 4.0), (6.0, 5.0)]
    assert esper.component_for_entity(ball, Collider).values[:2] == (0.3, 7.0)
    assert balls.entities.tolist() == [ball]


def test_a_wall_moves(walls):
    wall = create_wall(regular_polygon(3, 2.0), rate=1.0, velocity=(0.5, 0.0), restitution=0.9)
    walls.sync()
    assert len(esper.component_for_entity(wall, Outline).points) == 3
    assert esper.component_for_entity(wall, Collider).restitution == 0.9
    assert esper.component_for_entity(wall, KinematicMotion).rate == 1.0
    WallMotion(walls).process(0.5)
    assert walls[Spin].angle.tolist() == [0.5]
    assert walls[Position].x.tolist() == [0.25]


def test_the_lowest_side_of_a_polygon_is_horizontal():
    corners = regular_polygon(5, 2.0)
    assert corners[0, 1] == pytest.approx(corners[1, 1]) == corners[:, 1].min()
    assert (corners**2).sum(axis=1) == pytest.approx([4.0] * 5)


def test_a_tiny_level_keeps_balls_in_a_box():
    level = tiny_level([{"position": [0.0, -9.0], "radius": 0.5}], restitution=0.0, substeps=8)
    assert (level.world.substeps, level.balls[0].radius, level.materials["stuff"].restitution) == (8, 0.5, 0.0)
    simulation = Simulation(level)
    simulation.step(120)
    assert simulation.positions[0, 1] == pytest.approx(-9.5, abs=1e-3)
