"""Balls that bounce on a floor."""

import math

import numpy as np

from tests.physics.measures import tops, watch
from tests.physics.scene import Build, G, R, Scene

FLOOR = -10.0 + R


def rebound(build: Build) -> float:
    """Largest error of the height of the first rebound over the drop, which is e² however steps and bounces fall."""
    drops = np.linspace(0.7, 5.0, 18) + 0.01 * np.sin(np.arange(18))
    worst = 0.0
    for restitution in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        place = np.column_stack((np.arange(18) - 8.5, FLOOR + drops))
        engine = build(Scene(position=place, restitution=restitution))
        heights = watch(engine, 60 * 3)[:, :, 1].T - FLOOR
        apexes = np.array([tops(path)[0] for path in heights])
        worst = max(worst, np.abs(apexes / drops - restitution**2).max())
    return worst


def elastic_minute(build: Build) -> float:
    """Largest relative error of the energy of elastic balls after a minute, read off the top of their last arc."""
    drops = np.array([0.7, 1.3, 2.0, 2.9, 4.8])
    place = np.column_stack((2.0 * np.arange(5) - 4.0, FLOOR + drops))
    heights = watch(build(Scene(position=place, restitution=1.0)), 3600)[:, :, 1].T - FLOOR
    return np.abs(np.array([tops(path)[-1] for path in heights]) / drops - 1.0).max()


def oblique(build: Build) -> float:
    """Largest error of the velocities, rim speeds included, after oblique hits with spin at 4 m/s, in m/s.

    Slip s = v + r ω. The hit sticks if |s| <= 3 μ (1 + e) 4 m/s and takes s / 3 from v and 2 s / 3 from r ω;
    else it takes μ (1 + e) 4 m/s, and twice as much.
    """
    along, rim = (axis.ravel() for axis in np.meshgrid([0.0, 2.0, -3.0, 6.0, 12.0], [0.0, -5.0, 3.0, 9.0]))
    place = np.column_stack((0.9 * (np.arange(len(along)) - 9.5), FLOOR + 0.5 + 0.013 * np.arange(len(along))))
    worst = 0.0
    for restitution, friction in ((0.9, 0.2), (0.5, 0.6), (1.0, 0.05), (0.3, 1.0)):
        for k in range(len(along)):
            scene = Scene(
                position=place[k] * (0.0, 1.0), velocity=(along[k], -4.0), spin=rim[k] / R,
                restitution=restitution, friction=friction, gravity=(0.0, 0.0),
            )  # fmt: skip
            engine = build(scene)
            engine.step(20)
            slip, most = along[k] + rim[k], friction * (1.0 + restitution) * 4.0
            taken = slip / 3 if abs(slip) <= 3 * most else math.copysign(most, slip)
            seen = (*engine.velocities[0], R * engine.spins[0])
            right = (along[k] - taken, 4.0 * restitution, rim[k] - 2 * taken)
            worst = max(worst, np.abs(np.subtract(seen, right)).max())
    return worst


def incline(build: Build) -> float:
    """Largest relative error of the acceleration of a disc, which rolls if μ >= tan(slope) / 3, and else slips.

    Gravity is tilted here instead of the floor.
    """
    worst = 0.0
    for slope in np.radians([10.0, 20.0, 30.0, 40.0]):
        for side in (0.5, 0.98, 1.02, 2.0):
            friction = side * math.tan(slope) / 3
            down = (G * math.sin(slope), -G * math.cos(slope))
            scene = Scene(position=(-9.0, FLOOR), restitution=0.0, friction=friction, gravity=down)
            engine = build(scene)
            engine.step(60)
            along = 2 / 3 * down[0] if side > 1.0 else down[0] + friction * down[1]
            rim = along if side > 1.0 else -2 * friction * down[1]
            worst = max(worst, abs(engine.velocities[0, 0] / along - 1.0), abs(-R * engine.spins[0] / rim - 1.0))
    return worst


def slide_to_roll(build: Build) -> float:
    """Largest error of the speed of a disc that slid and now rolls, over the first speed; it keeps two thirds."""
    worst = 0.0
    for friction in (0.1, 0.3, 1.0):
        scene = Scene(position=(-9.0, FLOOR), velocity=(3.0, 0.0), restitution=0.0, friction=friction)
        engine = build(scene)
        engine.step(120)
        seen = (engine.velocities[0, 0] / 3.0, -R * engine.spins[0] / 3.0)
        worst = max(worst, np.abs(np.subtract(seen, 2 / 3)).max())
    return worst
