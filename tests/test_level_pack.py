"""The bundled levels use every feature of the level format and keep what their descriptions say."""

from pathlib import Path

import pytest

from game import Simulation, load_level

LEVELS = {path.stem: load_level(path) for path in sorted((Path(__file__).parents[1] / "levels").glob("*.toml"))}

FEATURES = {
    "shape polygon": ("heptagon", lambda level: any(wall.shape == "polygon" for wall in level.walls)),
    "shape path": ("star", lambda level: any(wall.shape == "path" for wall in level.walls)),
    "shape circle": ("pinball", lambda level: any(wall.shape == "circle" for wall in level.walls)),
    "shape box": ("conveyor", lambda level: any(wall.shape == "box" for wall in level.walls)),
    "shape arc": ("conveyor", lambda level: any(wall.shape == "arc" for wall in level.walls)),
    "concave container": ("star", lambda level: any(w.container and not convex(w) for w in level.walls)),
    "open path": ("nested", lambda level: any(not getattr(wall, "closed", True) for wall in level.walls)),
    "one_way": ("doors", lambda level: any(getattr(wall, "one_way", False) for wall in level.walls)),
    "belt": ("conveyor", lambda level: any(wall.belt for wall in level.walls)),
    "spin": ("nested", lambda level: any(wall.spin for wall in level.walls)),
    "velocity": ("race", lambda level: any(any(wall.velocity) for wall in level.walls)),
    "swing": ("hourglass", lambda level: any(wall.swing for wall in level.walls)),
    "sway": ("paddles", lambda level: any(wall.sway for wall in level.walls)),
    "single ball": ("incline", lambda level: any(balls.position for balls in level.balls)),
    "pattern disc": ("doors", lambda level: "disc" in patterns(level)),
    "pattern ring": ("star", lambda level: "ring" in patterns(level)),
    "pattern grid": ("rain-10000", lambda level: "grid" in patterns(level)),
    "pattern line": ("pinball", lambda level: "line" in patterns(level)),
    "pattern points": ("paddles", lambda level: "points" in patterns(level)),
    "emitter": ("galton", lambda level: bool(level.emitters)),
    "action count": ("doors", lambda level: "count" in actions(level)),
    "action remove": ("galton", lambda level: "remove" in actions(level)),
    "action teleport": ("pinball", lambda level: "teleport" in actions(level)),
    "action finish": ("race", lambda level: "finish" in actions(level)),
    "goal": ("race", lambda level: any(sensor.goal for sensor in level.sensors)),
    "acceleration": ("wind", lambda level: any(any(force.acceleration) for force in level.forces)),
    "pull": ("wind", lambda level: any(force.pull for force in level.forces)),
    "swirl": ("wind", lambda level: any(force.swirl for force in level.forces)),
    "drag": ("wind", lambda level: any(force.drag for force in level.forces)),
    "flow": ("wind", lambda level: any(any(force.flow) for force in level.forces)),
    "round zone": ("wind", lambda level: any(force.zone.shape == "circle" for force in level.forces if force.zone)),
    "box zone": ("wind", lambda level: any(force.zone.shape == "box" for force in level.forces if force.zone)),
}


def convex(wall):
    return wall.outline().is_convex


def patterns(level):
    return {balls.spawn.pattern for balls in level.balls if balls.spawn}


def actions(level):
    return {sensor.action for sensor in level.sensors}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_level_uses_the_feature(feature):
    name, has_feature = FEATURES[feature]
    assert has_feature(LEVELS[name])


@pytest.mark.parametrize("name", LEVELS)
def test_every_level_has_a_description_and_a_view(name):
    level = LEVELS[name]
    assert level.description
    assert level.view is not None


def test_all_balls_finish_the_race_in_the_same_order_in_two_runs():
    orders = []
    for _ in range(2):
        simulation = Simulation(LEVELS["race"])
        simulation.step(60 * LEVELS["race"].world.step_rate)
        orders.append([(one.number, one.step) for one in simulation.finished])
        simulation.close()
    assert orders[0] == orders[1]
    assert sorted(number for number, _ in orders[0]) == list(range(1, 21))
    assert orders[0][-1][1] <= 40 * LEVELS["race"].world.step_rate


def test_one_way_doors_create_angular_momentum():
    """Doors that open only counter-clockwise raise the angular momentum from about 0."""
    simulation = Simulation(LEVELS["doors"])
    before = [sensor.count for sensor in simulation.sensors()]
    simulation.step(20 * 60)
    assert before == [0]
    assert simulation.sensors()[0].count > 50
    assert simulation.angular_momentum() > 0.0
    simulation.close()
