"""What is read of a single ball or wall, and its history."""

import csv
from math import pi

import numpy as np
import pytest

from game import Level, Simulation
from game.session.body_history import COLUMNS, BodyHistory
from game.session.energy_history import SPAN
from game.session.inspection import Body, body_at, body_name, material_name, read_body, touches

SCENE = {
    "format": 1,
    "title": "test",
    "materials": {"wood": {"friction": 0.3, "restitution": 0.0}, "lead": {"density": 9.0, "restitution": 0.0}},
    "walls": [
        {"shape": "box", "width": 8.0, "height": 6.0, "container": True, "material": "wood"},
        {"shape": "circle", "radius": 0.5, "container": False, "center": [2.0, 1.0], "label": "the drum"},
    ],
    "balls": [
        {"radius": 0.2, "position": [-2.0, -2.8], "material": "wood", "spin": 90.0},
        {"radius": 0.3, "position": [0.0, 1.0], "material": "lead", "velocity": [1.0, 0.0]},
    ],
}


@pytest.fixture
def scene():
    simulation = Simulation(Level.model_validate(SCENE))
    yield simulation
    simulation.close()


def ball(scene, row):
    return Body(int(scene.balls.entities[row]), is_wall=False)


def wall(scene, row):
    return Body(int(scene.walls_table.entities[row]), is_wall=True)


def test_the_reading_of_a_ball_has_its_state_and_its_energies(scene):
    reading = read_body(scene, ball(scene, 1))
    mass = 9.0 * pi * 0.3**2
    assert (reading.x, reading.y, reading.vx, reading.vy, reading.speed) == (0.0, 1.0, 1.0, 0.0, 1.0)
    assert (reading.mass, reading.radius) == (pytest.approx(mass), 0.3)
    assert (reading.kinetic, reading.potential) == (pytest.approx(0.5 * mass), pytest.approx(9.81 * mass))
    total = sum(read_body(scene, ball(scene, row)).energy for row in range(2))
    assert total == pytest.approx(scene.energy())
    assert read_body(scene, wall(scene, 1)).energy == 0.0
    assert read_body(scene, Body(4711, is_wall=False)) is None


def test_bodies_have_names_and_materials(scene):
    bodies = [ball(scene, 0), ball(scene, 1), wall(scene, 0), wall(scene, 1)]
    assert [body_name(scene, body) for body in bodies] == ["ball 1", "ball 2", "wall 1", "the drum"]
    assert [material_name(scene, body) for body in bodies] == ["wood", "lead", "wood", ""]


def test_a_resting_ball_and_the_wall_below_it_touch_with_the_impulse_of_its_weight(scene):
    scene.step(120)
    (touch,) = touches(scene, ball(scene, 0))
    weight = scene.masses[0] * 9.81
    assert touch.other == "wall 1"
    assert touch.normal / scene.pipeline.h == pytest.approx(weight, rel=1e-6)
    others = {one.other: one.normal for one in touches(scene, wall(scene, 0))}
    assert others["ball 1"] == touch.normal
    assert touches(scene, Body(4711, is_wall=False)) == []


def test_two_touching_balls_name_each_other(scene):
    scene.step(120)
    scene.set_positions([scene.positions[0], scene.positions[0] + [0.0, 0.5]])
    scene.set_velocities(np.zeros((2, 2)))
    scene.step(5)
    assert "ball 2" in {touch.other for touch in touches(scene, ball(scene, 0))}
    assert "ball 1" in {touch.other for touch in touches(scene, ball(scene, 1))}


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((-2.0, -2.65), ("ball", 0)),  # a ball lies over the wall
        ((2.0, 1.2), ("wall", 1)),
        ((2.0, 1.53), ("wall", 1)),  # within reach
        ((2.0, 1.6), None),
        ((4.05, 0.0), ("wall", 0)),  # on the frame of the container
        ((4.5, 0.0), None),
        ((-1.0, 0.0), None),
    ],
)
def test_the_body_at_a_point_is_a_ball_or_else_a_wall(scene, point, expected):
    found = body_at(scene, *point, 0.05, 0.1)
    kinds = {"ball": ball, "wall": wall}
    assert found == (expected and kinds[expected[0]](scene, expected[1]))


def test_a_history_has_a_state_a_step_and_goes_back_in_time(scene):
    history = BodyHistory(ball(scene, 1))
    for _ in range(30):
        scene.step()
        history.sample(scene)
        history.sample(scene)
    assert len(history.readings) == 30
    state = scene.snapshot()
    scene.step(10)
    history.sample(scene)
    scene.restore(state)
    history.sample(scene)
    assert np.diff(history.curve("time")) == pytest.approx(1.0 / 60.0)
    assert history.curve("x")[-1] == scene.positions[1, 0]


def test_a_history_covers_its_span_and_ends_with_the_ball(scene):
    history = BodyHistory(ball(scene, 1))
    for _ in range(round(SPAN * 60) + 100):
        scene.step()
        history.sample(scene)
    assert np.ptp(history.curve("time")) == pytest.approx(SPAN, abs=0.05)
    last = history.readings[-1]
    with scene.world.active():
        scene.balls.despawn(history.body.entity)
    scene.step()
    history.sample(scene)
    assert history.readings[-1] is last


def test_the_file_has_all_states_to_the_last_digit(scene, tmp_path):
    history = BodyHistory(ball(scene, 0))
    for _ in range(5):
        scene.step()
        history.sample(scene)
    path = tmp_path / "ball.csv"
    history.write_csv(path)
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert [float(row["y_m"]) for row in rows] == history.curve("y").tolist()
    assert float(rows[-1]["energy_J"]) == history.readings[-1].energy
