"""Experiments with piles of balls, and with extreme starting states."""

import math

import numpy as np

from tests.heaps import largest_overlap
from tests.physics.measures import distances_outside, relative_distances, speeds
from tests.physics.scene import HEPTAGON, OMEGA, BuildEngine, G, R, Scene, random_positions, random_velocities

UNIT_SQUARE = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


def heap(build: BuildEngine) -> tuple[float, float]:
    """Return the largest speed over sqrt(g r) and the deepest overlap over r of 64 balls, 15 s after their release."""
    engine = build(Scene(position=random_positions(64, R, 2.6), rolling_resistance=0.01, corners=HEPTAGON))
    engine.step(900)
    return speeds(engine).max() / math.sqrt(G * R), 2.0 * (1.0 - relative_distances(engine).min())


def one_point(build: BuildEngine) -> tuple[float, float]:
    """Return two numbers for 20 balls that start at one point.

    They are the least distance over 2 r after 1 s, and the highest speed in 5 s, m/s.
    """
    engine = build(Scene(position=np.zeros((20, 2)), corners=HEPTAGON, rate=OMEGA))
    fastest = 0.0
    for _ in range(60):
        engine.step()
        fastest = max(fastest, speeds(engine).max())
    least = relative_distances(engine).min()
    for _ in range(240):
        engine.step()
        fastest = max(fastest, speeds(engine).max())
    return least, fastest


def extremes(build: BuildEngine) -> tuple[int, float]:
    """Return the number of lost balls, and the highest speed over sqrt(g r) after 15 s in a static container.

    The scenes have mass ratios of 1:1000, radius ratios of 1:50, balls at 60 m/s, balls that start in walls, walls at
    100 rad/s and steps of 1/30 s to 1/480 s. A ball is lost if its state is not finite, or if its centre is outside
    from half a second on.
    """
    sizes = (np.repeat([0.02, 0.2, 1.0], (12, 10, 2)) / 2, None)
    masses = (np.full(24, R), np.repeat([0.01, 10.0], (12, 12)))
    lost, fastest = 0, 0.0
    for radius, mass in (sizes, masses):
        position = random_positions(24, 0.25, 2.6)
        position[:4] = 1.02 * HEPTAGON[:4]
        position[-2:] = [(-0.7, 0.0), (0.7, 0.0)]
        for step_rate in (30, 60, 480):
            for rate in (0.0, 100.0):
                scene = Scene(
                    position=position, velocity=random_velocities(24, 0.0, 60.0), radius=radius, mass=mass,
                    rolling_resistance=0.02, corners=HEPTAGON, rate=rate, step_rate=step_rate,
                )  # fmt: skip
                engine = build(scene)
                engine.step(step_rate // 2)
                is_lost = np.zeros(24, bool)
                for _ in range(20 if rate else 145):
                    is_lost |= ~(distances_outside(engine) <= 0.0) | ~np.isfinite(speeds(engine))
                    engine.step(step_rate // 10)
                lost += int(is_lost.sum())
                if not rate:
                    fastest = max(fastest, (speeds(engine) / np.sqrt(G * radius)).max())
    return lost, fastest


def heavy_columns(build: BuildEngine, ratios: tuple[float, ...] = (10.0, 100.0, 1000.0, 10_000.0)) -> tuple[float, ...]:
    """Return three numbers for balls of so many times the mass of one, three or six balls on which they fall, in tubes.

    They are the highest speed over sqrt(g r) and the deepest overlap over r in the last second of 30 s, and the number
    of columns whose order has changed.
    """
    tube = ((-0.21, -0.2), (0.21, -0.2), (0.21, 8.0), (-0.21, 8.0))
    fastest, deepest, mixed = 0.0, 0.0, 0
    for ratio in ratios:
        for lights in (1, 3, 6):
            position = [(0.001 * (k % 2), 0.42 * k) for k in range(lights)] + [(0.001, 0.42 * lights + 0.1)]
            mass = np.append(np.full(lights, math.pi * R * R), ratio * math.pi * R * R)
            engine = build(Scene(position=position, mass=mass, restitution=0.3, corners=tube))
            engine.step(29 * 60)
            for _ in range(60):
                engine.step()
                fastest = max(fastest, speeds(engine).max() / math.sqrt(G * R))
            deepest = max(deepest, 2.0 * (1.0 - relative_distances(engine).min()))
            mixed += int(np.any(np.diff(engine.positions[:, 1]) < 0.0))
    return fastest, deepest, mixed


def large_on_small(build: BuildEngine) -> tuple[float, float]:
    """Return two numbers for six balls of 0.5 m on 300 of 0.02 m, 30 s after they have fallen.

    They are the highest speed over sqrt(g r) and the deepest overlap over the smaller radius, of two scenes: the large
    balls have 625 and 10 000 times the mass of the small ones.
    """
    columns, rows = 50, 6
    small = [(-2.75 + 5.5 * (k % columns) / (columns - 1), -2.9 + 0.16 * (k // columns)) for k in range(columns * rows)]
    large = [(x, y) for y in (0.2, 1.8) for x in (-1.8, 0.0, 1.8)]
    radius = np.repeat([0.02, 0.5], (len(small), len(large)))
    fastest, deepest = 0.0, 0.0
    for density in (1.0, 16.0):
        mass = math.pi * radius**2 * np.where(radius < 0.5, 1.0, density)
        scene = Scene(
            position=small + large, radius=radius, mass=mass, restitution=0.3, rolling_resistance=0.02,
            corners=3.0 * UNIT_SQUARE,
        )  # fmt: skip
        engine = build(scene)
        engine.step(29 * 60)
        for _ in range(60):
            engine.step()
            fastest = max(fastest, (speeds(engine) / np.sqrt(G * radius)).max())
        deepest = max(deepest, largest_overlap(engine.positions, radius))
    return fastest, deepest
