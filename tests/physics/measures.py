"""Measured quantities of an engine."""

import numpy as np

from tests.physics.scene import Engine, Floats


def kinetic_energy(engine: Engine) -> float:
    """Return the kinetic energy of translation and rotation, J."""
    mass, inertia = engine.masses, engine.masses * engine.radii**2 / 2
    return float((mass * (engine.velocities**2).sum(axis=1) / 2 + inertia * engine.spins**2 / 2).sum())


def momentum(engine: Engine) -> Floats:
    """Return the momentum (2,), kg m/s: the sum of m v."""
    return engine.masses @ engine.velocities


def angular_momentum(engine: Engine) -> float:
    """Return the angular momentum about the origin, kg m²/s: the sum of m (x × v) + I ω."""
    (x, y), (vx, vy), mass = engine.positions.T, engine.velocities.T, engine.masses
    return float((mass * (x * vy - y * vx) + mass * engine.radii**2 / 2 * engine.spins).sum())


def jacobi_energy(engine: Engine, rate: float) -> float:
    """Return the Jacobi energy, J: the energy in the frame of a container that rotates at ``rate`` rad/s.

    Without gravity, elastic frictionless impacts keep it and all others reduce it.
    """
    return kinetic_energy(engine) - rate * angular_momentum(engine)


def speeds(engine: Engine) -> Floats:
    """Return the speeds (n,) of the balls, m/s."""
    return np.hypot(*engine.velocities.T)


def distances_outside(engine: Engine) -> Floats:
    """Return how far each centre is outside of the container (n,), m; infinite for NaN, negative inside."""
    corners = engine.walls()[0]
    along = np.roll(corners, -1, axis=0) - corners
    normals = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    outside = engine.positions @ normals.T - (corners * normals).sum(axis=1)
    return np.where(np.isfinite(outside), outside, np.inf).max(axis=1)


def relative_distances(engine: Engine) -> Floats:
    """Return the distance of centres over the sum of radii, for each pair of balls."""
    position, radius = engine.positions, engine.radii
    first, second = np.triu_indices(len(position), 1)
    return np.hypot(*(position[second] - position[first]).T) / (radius[first] + radius[second])


def apex_heights(heights: Floats) -> list[float]:
    """Return the apex height of each arc of a path with one sample a step, m.

    The apex is that of the parabola through the highest three samples of an arc.
    """
    rise = np.diff(heights)
    peaks = np.flatnonzero((rise[:-1] > 0.0) & (rise[1:] <= 0.0)) + 1
    slope = (heights[peaks + 1] - heights[peaks - 1]) / 2
    bend = heights[peaks + 1] - 2 * heights[peaks] + heights[peaks - 1]
    return (heights[peaks] - slope**2 / (2 * bend)).tolist()


def record_positions(engine: Engine, steps: int) -> Floats:
    """Return the centres (steps + 1, n, 2) at the start and after each step, m."""
    positions = [engine.positions]
    for _ in range(steps):
        engine.step()
        positions.append(engine.positions)
    return np.array(positions)
