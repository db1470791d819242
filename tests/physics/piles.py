"""Balls that come to rest, and balls where none should be."""

import math

import numpy as np

from tests.physics.measures import outside, separations, speeds
from tests.physics.scene import HEPTAGON, OMEGA, Build, G, R, Scene, headings, scatter


def heap(build: Build) -> tuple[float, float]:
    """Largest speed over sqrt(g r), and deepest overlap over r, of 64 balls 15 s after they were let fall."""
    engine = build(Scene(position=scatter(64, R, 2.6), rolling_resistance=0.01, corners=HEPTAGON))
    engine.step(900)
    return speeds(engine).max() / math.sqrt(G * R), 2.0 * (1.0 - separations(engine).min())


def one_point(build: Build) -> tuple[float, float]:
    """Least distance over 2 r after a second, and highest speed ever in m/s, of 20 balls set on one point."""
    engine = build(Scene(position=np.zeros((20, 2)), corners=HEPTAGON, rate=OMEGA))
    fastest = 0.0
    for _ in range(60):
        engine.step()
        fastest = max(fastest, speeds(engine).max())
    apart = separations(engine).min()
    for _ in range(240):
        engine.step()
        fastest = max(fastest, speeds(engine).max())
    return apart, fastest


def extremes(build: Build) -> tuple[int, float]:
    """Number of balls lost, and highest speed over sqrt(g r) after 15 s in a container that stands still.

    Masses of 1:1000, radii of 1:50, balls at 60 m/s, balls set inside walls, walls at 100 rad/s, steps of 1/30 s
    to 1/480 s. Lost is a ball that is not finite, or outside when half a second has gone.
    """
    sizes = (np.repeat([0.02, 0.2, 1.0], (12, 10, 2)) / 2, None)
    masses = (np.full(24, R), np.repeat([0.01, 10.0], (12, 12)))
    lost, liveliest = 0, 0.0
    for radius, mass in (sizes, masses):
        place = scatter(24, 0.25, 2.6)
        place[:4] = 1.02 * HEPTAGON[:4]
        place[-2:] = [(-0.7, 0.0), (0.7, 0.0)]
        for step_rate in (30, 60, 480):
            for rate in (0.0, 100.0):
                scene = Scene(
                    position=place, velocity=headings(24, 0.0, 60.0), radius=radius, mass=mass,
                    rolling_resistance=0.02, corners=HEPTAGON, rate=rate, step_rate=step_rate,
                )  # fmt: skip
                engine = build(scene)
                engine.step(step_rate // 2)
                gone = np.zeros(24, bool)
                for _ in range(20 if rate else 145):
                    gone |= ~(outside(engine) <= 0.0) | ~np.isfinite(speeds(engine))
                    engine.step(step_rate // 10)
                lost += int(gone.sum())
                if not rate:
                    liveliest = max(liveliest, (speeds(engine) / np.sqrt(G * radius)).max())
    return lost, liveliest
