"""Experiment with a drum that is half full of balls and rotates slowly."""

import math

import numpy as np

from game.testing.tiny_worlds import regular_polygon as polygon
from tests.physics.measures import Floats
from tests.physics.scene import BuildEngine, G, Scene

RADIUS = 1.0  # radius of the drum, m
GRAIN = 0.03  # mean radius of a ball, m
FROUDE = 1e-3  # Ω² R / g


def surface_angle(build: BuildEngine, rolling_resistance: float, turns: float = 1.5) -> float:
    """Return the mean angle of the surface in degrees, from half a turn on; experiments with grains give 20 to 35.

    The angle is that of a straight line through the highest balls of columns in the middle third of the drum. The radii
    of the balls vary by 10 % to prevent crystallization. All friction coefficients are 0.5.
    """
    rate = math.sqrt(FROUDE * G / RADIUS)
    position, radius = _filling()
    scene = Scene(
        position=position, radius=radius, restitution=0.5, friction=0.5, rolling_resistance=rolling_resistance,
        corners=polygon(64, RADIUS), rate=rate,
    )  # fmt: skip
    engine = build(scene)
    turn = 60 * 2 * math.pi / rate
    engine.step(round(turn / 2))
    angles = []
    for _ in range(round(turn * (turns - 0.5) / 10)):
        engine.step(10)
        angles.append(_slope(engine.positions))
    return math.degrees(np.mean(angles))


def _filling() -> tuple[Floats, Floats]:
    """Return centres (n, 2) and radii (n,) in m of a loose, disturbed grid of balls that half fills the drum."""
    rng = np.random.default_rng(5)
    count = round(0.5 * 0.82 * (RADIUS / GRAIN) ** 2)
    spacing = 2.3 * GRAIN
    x, y = (axis.ravel() for axis in np.meshgrid(*[np.arange(-RADIUS, RADIUS, spacing)] * 2))
    inside = np.hypot(x, y) < RADIUS - 1.2 * spacing
    position = np.column_stack((x[inside], y[inside]))[:count]
    return position + rng.uniform(-0.02, 0.02, position.shape) * GRAIN, GRAIN * rng.uniform(0.9, 1.1, len(position))


def _slope(position: Floats) -> float:
    """Return the angle of the surface in rad, positive if it rises to the right."""
    columns = np.linspace(-RADIUS / 3, RADIUS / 3, 12)
    column = np.digitize(position[:, 0], columns)
    highest = [position[column == k][:, 1].argmax() for k in range(1, len(columns))]
    tops = np.array([position[column == k][top] for k, top in enumerate(highest, 1)])
    return math.atan(np.polyfit(*tops.T, 1)[0])
