"""What can be read off any engine."""

import numpy as np

from tests.physics.scene import Engine, Floats


def kinetic(engine: Engine) -> float:
    """Energy of motion and of spin, in J."""
    mass, inertia = engine.masses, engine.masses * engine.radii**2 / 2
    return float((mass * (engine.velocities**2).sum(axis=1) / 2 + inertia * engine.spins**2 / 2).sum())


def momentum(engine: Engine) -> Floats:
    """Sum of m v, (2,)."""
    return engine.masses @ engine.velocities


def angular_momentum(engine: Engine) -> float:
    """Sum of m (x × v) + I ω about the origin."""
    (x, y), (vx, vy), mass = engine.positions.T, engine.velocities.T, engine.masses
    return float((mass * (x * vy - y * vx) + mass * engine.radii**2 / 2 * engine.spins).sum())


def jacobi(engine: Engine, rate: float) -> float:
    """Energy in the frame of a container that turns at ``rate``: kept by elastic smooth hits, lost by all others."""
    return kinetic(engine) - rate * angular_momentum(engine)


def speeds(engine: Engine) -> Floats:
    """Speed of every ball, (n,) m/s."""
    return np.hypot(*engine.velocities.T)


def outside(engine: Engine) -> Floats:
    """How far every centre is beyond the nearest side, (n,) m; NaN is as far as can be."""
    corners = engine.walls()[0]
    along = np.roll(corners, -1, axis=0) - corners
    normals = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    beyond = engine.positions @ normals.T - (corners * normals).sum(axis=1)
    return np.where(np.isfinite(beyond), beyond, np.inf).max(axis=1)


def separations(engine: Engine) -> Floats:
    """Distance of the centres of every two balls over the sum of their radii."""
    place, radius = engine.positions, engine.radii
    first, second = np.triu_indices(len(place), 1)
    return np.hypot(*(place[second] - place[first]).T) / (radius[first] + radius[second])


def tops(heights: Floats) -> list[float]:
    """Tops of a path that was seen once a step: of the parabola through the highest three points of each arc."""
    rise = np.diff(heights)
    peaks = np.flatnonzero((rise[:-1] > 0.0) & (rise[1:] <= 0.0)) + 1
    slope = (heights[peaks + 1] - heights[peaks - 1]) / 2
    bend = heights[peaks + 1] - 2 * heights[peaks] + heights[peaks - 1]
    return (heights[peaks] - slope**2 / (2 * bend)).tolist()


def watch(engine: Engine, steps: int) -> Floats:
    """Centres (steps + 1, n, 2), the start and after every step."""
    seen = [engine.positions]
    for _ in range(steps):
        engine.step()
        seen.append(engine.positions)
    return np.array(seen)
