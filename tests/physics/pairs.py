"""Experiments with impacts between balls, without walls or gravity."""

import numpy as np

from tests.physics.measures import angular_momentum, momentum
from tests.physics.scene import BuildEngine, Engine, R, Scene, random_positions


def ledger(build: BuildEngine) -> tuple[float, float]:
    """Return the largest relative errors of momentum and angular momentum in oblique impacts with friction."""
    rng = np.random.default_rng(3)
    position = random_positions(40, 0.3, 4.0)
    many = Scene(
        position=position, velocity=-0.8 * position + rng.normal(0.0, 0.5, (40, 2)), spin=rng.normal(0.0, 20.0, 40),
        radius=rng.uniform(0.1, 0.3, 40), restitution=0.8, friction=0.5, gravity=(0.0, 0.0), corners=(),
    )  # fmt: skip
    oblique = Scene(
        position=[(-1.0, 0.1), (0.5, -0.1)], velocity=[(3.0, 0.2), (-1.0, -0.4)], spin=(10.0, -40.0),
        radius=(0.2, 0.3), mass=(1.0, 7.0), restitution=0.6, friction=0.4, gravity=(0.0, 0.0), corners=(),
    )  # fmt: skip
    return tuple(np.max([_errors(build(scene), 300) for scene in (oblique, many)], axis=0).tolist())


def _errors(engine: Engine, steps: int) -> tuple[float, float]:
    """Return the largest errors in a run, relative to the sum of the balls' absolute momenta."""
    mass, speed, lever = engine.masses, np.hypot(*engine.velocities.T), np.hypot(*engine.positions.T)
    spin = mass * engine.radii**2 / 2 * np.abs(engine.spins)
    scale, angular_scale = (mass * speed).sum(), (mass * speed * lever + spin).sum()
    start, angular_start = momentum(engine), angular_momentum(engine)
    worst, angular_worst = 0.0, 0.0
    for _ in range(steps):
        engine.step()
        worst = max(worst, np.abs(momentum(engine) - start).max())
        angular_worst = max(angular_worst, abs(angular_momentum(engine) - angular_start))
    return worst / scale, angular_worst / angular_scale


def cradle(build: BuildEngine) -> float:
    """Return the largest error of a velocity over the incoming speed, in Newton's cradle.

    One ball hits a row of five with gaps of 1e-3 r. Only the last ball moves on.
    """
    position = np.column_stack((np.arange(6) * R * (2.0 + 1e-3) - 4.0, np.zeros(6)))
    position[0, 0] -= 1.0
    velocity = np.zeros((6, 2))
    velocity[0, 0] = 3.0
    scene = Scene(position=position, velocity=velocity, restitution=1.0, friction=0.0, gravity=(0.0, 0.0))
    engine = build(scene)
    engine.step(60)
    return np.abs(engine.velocities - velocity[::-1]).max() / 3.0
