"""Overlap depths of balls."""

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase


def overlaps(simulation: Simulation, broad_phase: BroadPhase) -> NDArray[np.float64]:
    """Return the overlap depth of each pair of overlapping balls, (m,), in radii of the smaller ball.

    broad_phase : a broad phase over the balls of this simulation; its pairs are updated
    """
    broad_phase.process()
    pairs = broad_phase.pairs
    position, radius = simulation.balls[Position], simulation.balls[Collider].radius
    a, b = pairs.first, pairs.second
    depth = radius[a] + radius[b] - np.hypot(position.x[b] - position.x[a], position.y[b] - position.y[a])
    overlap: NDArray[np.float64] = (depth / np.minimum(radius[a], radius[b]))[depth > 0.0]
    return overlap
