"""The bundled levels use every feature of the level format and keep what their descriptions say."""

from pathlib import Path

import numpy as np
import pytest

from game import Simulation, load_level
from game.simulation.commands import PressKey, ReleaseKey

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
    "pattern line": ("conveyor", lambda level: "line" in patterns(level)),
    "pattern points": ("paddles", lambda level: "points" in patterns(level)),
    "emitter": ("galton", lambda level: bool(level.emitters)),
    "action count": ("doors", lambda level: "count" in actions(level)),
    "action remove": ("galton", lambda level: "remove" in actions(level)),
    "action teleport": ("pinball", lambda level: "teleport" in actions(level)),
    "action finish": ("race", lambda level: "finish" in actions(level)),
    "goal": ("race", lambda level: level.goal and any(sensor.goal for sensor in level.sensors)),
    "score": ("pinball", lambda level: level.goal.score and any(sensor.score for sensor in level.sensors)),
    "keys": ("pinball", lambda level: level.key_names == ("Down", "Left", "Right")),
    "kick": ("pinball", lambda level: any(wall.kick and wall.score for wall in level.walls)),
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
def test_every_level_has_a_description(name):
    assert LEVELS[name].description


def test_all_balls_finish_the_race_in_the_same_order_in_two_runs():
    orders = []
    for _ in range(2):
        simulation = Simulation(LEVELS["race"])
        simulation.step(60 * LEVELS["race"].world.step_rate)
        orders.append([(one.number, one.step) for one in simulation.finished])
        simulation.close()
    assert orders[0] == orders[1]
    assert sorted(number for number, _ in orders[0]) == list(range(1, 13))
    assert orders[0][-1][1] <= 40 * LEVELS["race"].world.step_rate


def test_the_plunger_launches_balls_and_lost_balls_return_to_it():
    simulation = Simulation(LEVELS["pinball"])
    simulation.step(60)
    simulation.enqueue(PressKey("Down"))
    simulation.step(45)
    simulation.enqueue(ReleaseKey("Down"))
    simulation.step(120)
    assert (simulation.positions[:2, 0] < 2.4).all()  # they have left the lane
    simulation.step(60 * 60)
    lost = simulation.sensors()[-1].count
    assert lost >= 2
    assert (simulation.positions[:, 0] > 2.4).all()
    assert simulation.score >= 100
    simulation.close()


def test_a_player_wins_pinball():
    """A player who hits every ball that comes near a flipper reaches the goal."""
    simulation = Simulation(LEVELS["pinball"])
    while simulation.won_step is None and simulation.time < 120.0:
        keys = {"Down"} if simulation.steps % 90 < 45 else set()
        for (x, y), (_, vy) in zip(simulation.positions.tolist(), simulation.velocities.tolist(), strict=True):
            if -2.75 < y < -1.9 and vy < 0.5 and -1.4 < x < 0.8:
                keys.add("Left" if x < -0.3 else "Right")
        for key in sorted(keys.symmetric_difference(simulation.held_keys)):
            simulation.enqueue((PressKey if key in keys else ReleaseKey)(key))
        simulation.step()
    assert simulation.score >= 10_000
    assert simulation.won_step == simulation.steps
    simulation.close()


@pytest.mark.parametrize(("name", "height", "share"), [("paddles", -2.3, 0.25), ("incline", -1.0, 0.2)])
def test_a_scene_goes_on(name, height, share):
    """After one minute balls are still where the description says that they move."""
    simulation = Simulation(LEVELS[name])
    simulation.step(3600)
    assert (simulation.positions[:, 1] > height).mean() > share
    assert np.hypot(*simulation.velocities.T).mean() > 1.0
    simulation.close()


def test_one_way_doors_create_angular_momentum():
    """Doors that open only counter-clockwise raise the angular momentum from about 0."""
    simulation = Simulation(LEVELS["doors"])
    before = [sensor.count for sensor in simulation.sensors()]
    simulation.step(20 * 60)
    assert before == [0]
    assert simulation.sensors()[0].count > 50
    assert simulation.angular_momentum() > 0.0
    simulation.close()
