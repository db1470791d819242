"""Heavy balls on light ones, for the law of mass ratios: they come to rest in their order, with small overlaps."""

import contextlib
import math

import numpy as np
from pydantic import ValidationError

from components import Collider
from game import Simulation
from game.levels.model import Level

G = 9.81
LIMIT_SPEED, LIMIT_OVERLAP = 1e-2, 0.05
"""Bounds at rest: speed in sqrt(g r), overlap in radii of the smaller ball."""


def tube(ratio, lights, rate=60, restitution=0.3, offset=0.001):
    """Return a level with a column of light balls, and one of so many times their mass that falls on it."""
    balls = [{"radius": 0.2, "position": [offset * k, -3.8 + 0.42 * k], "material": "light"} for k in range(lights)]
    heavy = {"radius": 0.2, "position": [0.001, -3.7 + 0.42 * lights], "material": "heavy"}
    return Level.model_validate(
        {
            "format": 1,
            "title": "tube",
            "world": {"step_rate": rate},
            "materials": {
                "light": {"restitution": restitution},
                "heavy": {"restitution": restitution, "density": float(ratio)},
            },
            "walls": [{"shape": "box", "container": True, "width": 0.42, "height": 8.0, "material": "light"}],
            "balls": [*balls, heavy],
        }
    )


def heap(small=0.02, count=300, density=1.0, rate=60):
    """Return a level with six balls of 0.5 m that fall on many small ones."""
    return Level.model_validate(
        {
            "format": 1,
            "title": "heap",
            "world": {"step_rate": rate},
            "materials": {
                "small": {"restitution": 0.3, "rolling_resistance": 0.02},
                "large": {"restitution": 0.3, "rolling_resistance": 0.02, "density": density},
            },
            "walls": [{"shape": "box", "container": True, "width": 6.0, "height": 6.0, "material": "small"}],
            "balls": [
                {
                    "count": count,
                    "radius": small,
                    "material": "small",
                    "spawn": {"pattern": "grid", "width": 5.5, "height": 0.8, "center": [0.0, -2.5]},
                },
                {
                    "count": 6,
                    "radius": 0.5,
                    "material": "large",
                    "spawn": {"pattern": "grid", "width": 5.5, "height": 3.0, "center": [0.0, 1.0]},
                },
            ],
        }
    )


def random_heap(seed, rolling_resistance=0.0):
    """Return a level with up to six balls of 0.5 m that fall on 50 to 200 small ones of 1/10 to 1/10 000 their mass."""
    rng = np.random.default_rng(seed)
    small, count = 0.5 / rng.uniform(2.0, 20.0), int(rng.integers(50, 200))
    density = max(10.0 ** rng.uniform(1.0, 4.0) * (small / 0.5) ** 2, 0.02)
    surface = {"restitution": float(rng.choice([0.0, 0.3, 0.6])), "friction": float(rng.choice([0.2, 0.4, 0.8]))}
    surface["rolling_resistance"] = rolling_resistance
    height = max(0.3, count * (2.3 * small) ** 2 / 5.0)
    layer = {"pattern": "grid", "width": 5.5, "height": height, "center": [0.0, 0.5 * height - 5.9]}
    above = {"pattern": "grid", "width": 5.5, "height": 3.0, "center": [0.0, height - 3.9]}
    return Level.model_validate(
        {
            "format": 1,
            "title": "random heap",
            "world": {"step_rate": int(rng.choice([30, 60, 120]))},
            "materials": {"small": surface, "large": {**surface, "density": density}},
            "walls": [{"shape": "box", "container": True, "width": 6.0, "height": 12.0, "material": "small"}],
            "balls": [
                {"count": count, "radius": small, "material": "small", "spawn": layer},
                {"count": int(rng.integers(1, 7)), "radius": 0.5, "material": "large", "spawn": above},
            ],
        }
    )


def random_heaps(count, rolling_resistance=0.0):
    """Return the random heaps of the first seeds, without those whose balls do not fit in."""
    for seed in range(count):
        with contextlib.suppress(ValidationError):
            yield random_heap(seed, rolling_resistance)


def run_to_rest(level, seconds=30.0):
    """Run a level; return the largest speed of the last second, sqrt(g r), the largest overlap, and the heights, m."""
    simulation = Simulation(level)
    rate = level.world.step_rate
    simulation.step(round((seconds - 1.0) * rate))
    radius = simulation.balls[Collider].radius.copy()
    fastest = 0.0
    for _ in range(rate):
        simulation.step()
        fastest = max(fastest, largest_speed(simulation))
    positions = simulation.positions.copy()
    overlap = largest_overlap(positions, radius)
    simulation.close()
    return fastest, overlap, positions[:, 1]


def largest_speed(simulation):
    """Return the largest speed of a ball, in sqrt(g r)."""
    return float((np.hypot(*simulation.velocities.T) / np.sqrt(G * simulation.balls[Collider].radius)).max())


def largest_overlap(positions, radius):
    """Return the largest overlap of two balls, in radii of the smaller one."""
    largest = -math.inf
    for k in range(len(radius) - 1):
        away = np.hypot(*(positions[k + 1 :] - positions[k]).T)
        small = np.minimum(radius[k + 1 :], radius[k])
        largest = max(largest, float(((radius[k + 1 :] + radius[k] - away) / small).max()))
    return largest
