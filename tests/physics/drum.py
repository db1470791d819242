"""A slowly turning drum, half full."""

import math

import numpy as np

from tests.physics.measures import Floats
from tests.physics.scene import Build, G, Scene
from tests.scenes import polygon

RADIUS = 1.0  # m, of the drum
GRAIN = 0.03  # m, mean radius of a ball
FROUDE = 1e-3  # Ω² R / g


def surface_angle(build: Build, rolling_resistance: float, turns: float = 1.5) -> float:
    """Mean angle of the surface in degrees, after half a turn of settling; experiments with grains see 20 to 35.

    A straight line through the highest balls of columns in the middle third, averaged over time. The balls, of
    radii that differ by up to a tenth so that they form no crystal, rub at each other and at the drum with 0.5.
    """
    rate = math.sqrt(FROUDE * G / RADIUS)
    place, radius = _filling()
    scene = Scene(
        position=place, radius=radius, restitution=0.5, friction=0.5, rolling_resistance=rolling_resistance,
        corners=polygon(64, RADIUS), rate=rate,
    )  # fmt: skip
    engine = build(scene)
    a_turn = 60 * 2 * math.pi / rate
    engine.step(round(a_turn / 2))
    angles = []
    for _ in range(round(a_turn * (turns - 0.5) / 10)):
        engine.step(10)
        angles.append(_slope(engine.positions))
    return math.degrees(np.mean(angles))


def _filling() -> tuple[Floats, Floats]:
    """Rows of balls, loose and disturbed, that fill the lower half once they have fallen."""
    chance = np.random.default_rng(5)
    count = round(0.5 * 0.82 * (RADIUS / GRAIN) ** 2)
    spacing = 2.3 * GRAIN
    x, y = (axis.ravel() for axis in np.meshgrid(*[np.arange(-RADIUS, RADIUS, spacing)] * 2))
    inside = np.hypot(x, y) < RADIUS - 1.2 * spacing
    place = np.column_stack((x[inside], y[inside]))[:count]
    return place + chance.uniform(-0.02, 0.02, place.shape) * GRAIN, GRAIN * chance.uniform(0.9, 1.1, len(place))


def _slope(place: Floats) -> float:
    """Angle of the surface in rad, positive where it rises to the right."""
    columns = np.linspace(-RADIUS / 3, RADIUS / 3, 12)
    column = np.digitize(place[:, 0], columns)
    highest = [place[column == k][:, 1].argmax() for k in range(1, len(columns))]
    tops = np.array([place[column == k][top] for k, top in enumerate(highest, 1)])
    return math.atan(np.polyfit(*tops.T, 1)[0])
