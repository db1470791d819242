"""Experiments with seams between walls, and with zones."""

import math

from game.levels.model import Level
from tests.floors import KINDS, LENGTH, MOTIONS, largest_difference, random_floor, random_terrain
from tests.physics.scene import BuildEngine, G


def seams(build: BuildEngine, starts: int = 10) -> float:
    """Return the largest distance, m, between a ball on a floor or terrain in pieces, and on one wall."""
    floors = (
        largest_difference(random_floor(kind, motion, seed), 180, LENGTH, build)
        for kind in KINDS
        for motion in MOTIONS
        for seed in range(starts)
    )
    terrains = (largest_difference(random_terrain(seed), 120, build=build) for seed in range(starts))
    return max(*floors, *terrains)


def boosters(build: BuildEngine, phases: int = 100) -> float:
    """Return the largest relative error of the speed behind a zone with a force, against sqrt(v² + 2 a d)."""
    error = 0.0
    for k in range(phases):
        ball = {"radius": 0.05, "position": [-0.5 - 0.125 * k / phases, 0.0], "velocity": [30.0, 0.0]}
        force = {"zone": {"shape": "box", "width": 0.1, "height": 1.0}, "acceleration": [1000.0, 0.0]}
        level = {"world": {"gravity": [0.0, 0.0]}, "balls": [ball], "forces": [force]}
        engine = build(Level.model_validate({"format": 1, "title": "booster", **level}))
        engine.step(30)
        error = max(error, abs(engine.velocities[0, 0] / math.sqrt(30.0**2 + 200.0) - 1.0))
    return error


def bounces_counted(build: BuildEngine, seconds: float = 60.0) -> float:
    """Return how many bounces on a floor a sensor has missed or counted twice."""
    elastic = {"restitution": 1.0, "friction": 0.0}
    floor = {"shape": "box", "width": 10.0, "height": 1.0, "center": [0.0, -0.5], "material": "m"}
    ball = {"radius": 0.2, "position": [0.0, 5.2], "material": "m"}
    sensor = {"name": "touch", "center": [0.0, 0.2], "zone": {"shape": "box", "width": 10.0, "height": 0.001}}
    parts = {"materials": {"m": elastic}, "walls": [floor], "balls": [ball], "sensors": [sensor]}
    engine = build(Level.model_validate({"format": 1, "title": "bounces", **parts}))
    engine.step(round(60.0 * seconds))
    fall = math.sqrt(2.0 * 5.0 / G)
    missed = 1 + (seconds - fall) // (2.0 * fall) - engine.sensors()[0].count
    return abs(missed)
