"""Experiments with balls that bounce, slide and roll on a floor."""

import math

import numpy as np

from tests.physics.measures import apex_heights, record_positions
from tests.physics.scene import BuildEngine, G, R, Scene

FLOOR = -10.0 + R
"""Height of the centre of a ball that lies on the floor, m."""


def rebound(build: BuildEngine) -> float:
    """Return the largest error of the ratio of first rebound height to drop height.

    The ratio is e², whatever the moments of the steps and of the bounces.
    """
    drops = np.linspace(0.7, 5.0, 18) + 0.01 * np.sin(np.arange(18))
    worst = 0.0
    for restitution in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        position = np.column_stack((np.arange(18) - 8.5, FLOOR + drops))
        engine = build(Scene(position=position, restitution=restitution))
        heights = record_positions(engine, 60 * 3)[:, :, 1].T - FLOOR
        apexes = np.array([apex_heights(path)[0] for path in heights])
        worst = max(worst, np.abs(apexes / drops - restitution**2).max())
    return worst


def elastic_minute(build: BuildEngine) -> float:
    """Return the largest relative energy error of elastic balls after 60 s, from the apex of their last arc."""
    drops = np.array([0.7, 1.3, 2.0, 2.9, 4.8])
    position = np.column_stack((2.0 * np.arange(5) - 4.0, FLOOR + drops))
    heights = record_positions(build(Scene(position=position, restitution=1.0)), 3600)[:, :, 1].T - FLOOR
    return np.abs(np.array([apex_heights(path)[-1] for path in heights]) / drops - 1.0).max()


def oblique(build: BuildEngine) -> float:
    """Return the largest error, in m/s, of velocity and rim speed r ω after oblique impacts with spin at 4 m/s.

    With the slip s = v + r ω, the contact sticks if |s| <= 3 μ (1 + e) 4 m/s. Then the impact takes s / 3 from v and
    2 s / 3 from r ω. Otherwise it takes μ (1 + e) 4 m/s from v and twice as much from r ω (Coulomb friction).
    """
    along, rim = (axis.ravel() for axis in np.meshgrid([0.0, 2.0, -3.0, 6.0, 12.0], [0.0, -5.0, 3.0, 9.0]))
    position = np.column_stack((0.9 * (np.arange(len(along)) - 9.5), FLOOR + 0.5 + 0.013 * np.arange(len(along))))
    worst = 0.0
    for restitution, friction in ((0.9, 0.2), (0.5, 0.6), (1.0, 0.05), (0.3, 1.0)):
        for k in range(len(along)):
            scene = Scene(
                position=position[k] * (0.0, 1.0), velocity=(along[k], -4.0), spin=rim[k] / R,
                restitution=restitution, friction=friction, gravity=(0.0, 0.0),
            )  # fmt: skip
            engine = build(scene)
            engine.step(20)
            slip, limit = along[k] + rim[k], friction * (1.0 + restitution) * 4.0
            change = slip / 3 if abs(slip) <= 3 * limit else math.copysign(limit, slip)
            measured = (*engine.velocities[0], R * engine.spins[0])
            expected = (along[k] - change, 4.0 * restitution, rim[k] - 2 * change)
            worst = max(worst, np.abs(np.subtract(measured, expected)).max())
    return worst


def incline(build: BuildEngine) -> float:
    """Return the largest relative error of the acceleration of a disc on an incline.

    The disc rolls if μ >= tan(slope) / 3, otherwise it slips. Gravity is tilted instead of the floor.
    """
    worst = 0.0
    for slope in np.radians([10.0, 20.0, 30.0, 40.0]):
        for ratio in (0.5, 0.98, 1.02, 2.0):
            friction = ratio * math.tan(slope) / 3
            down = (G * math.sin(slope), -G * math.cos(slope))
            scene = Scene(position=(-9.0, FLOOR), restitution=0.0, friction=friction, gravity=down)
            engine = build(scene)
            engine.step(60)
            along = 2 / 3 * down[0] if ratio > 1.0 else down[0] + friction * down[1]
            rim = along if ratio > 1.0 else -2 * friction * down[1]
            worst = max(worst, abs(engine.velocities[0, 0] / along - 1.0), abs(-R * engine.spins[0] / rim - 1.0))
    return worst


def slide_to_roll(build: BuildEngine) -> float:
    """Return the largest error of final over initial speed of a disc that first slides and then rolls; it is 2/3."""
    worst = 0.0
    for friction in (0.1, 0.3, 1.0):
        scene = Scene(position=(-9.0, FLOOR), velocity=(3.0, 0.0), restitution=0.0, friction=friction)
        engine = build(scene)
        engine.step(120)
        measured = (engine.velocities[0, 0] / 3.0, -R * engine.spins[0] / 3.0)
        worst = max(worst, np.abs(np.subtract(measured, 2 / 3)).max())
    return worst
