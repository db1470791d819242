"""How deep balls overlap."""

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase


def overlaps(simulation: Simulation, near: BroadPhase) -> NDArray[np.float64]:
    """Return the depths (m,) of the pairs of balls that overlap, in radii of the smaller ball.

    near : a list of the near pairs of this simulation, which is updated
    """
    near.process()
    pairs = near.pairs
    position, radius = simulation.balls[Position], simulation.balls[Collider].radius
    a, b = pairs.first, pairs.second
    depth = radius[a] + radius[b] - np.hypot(position.x[b] - position.x[a], position.y[b] - position.y[a])
    overlap: NDArray[np.float64] = (depth / np.minimum(radius[a], radius[b]))[depth > 0.0]
    return overlap
