"""Whether there is room for a ball at a point of a running level, and what is in its way."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components import Collider, Label, Position
from components.placed_outline import PlacedOutline, placed_outlines
from components.portable_arrays import lengths
from game.levels.format.clearance import free_radius
from game.simulation.ball_commands import PLACING_GAP
from game.simulation.simulation import Simulation
from systems.emission import CLEARANCE

Floats = NDArray[np.float64]


class FreeSpace:
    """The balls and walls of a simulation as they are now, as obstacles for another ball.

    A ball that is moved may touch others; one that is added keeps the gap that `AddBall` asks for.
    """

    def __init__(self, simulation: Simulation, radius: float, moved: int | None = None) -> None:
        """Look for room for a ball of a radius in m.

        moved : the entity of that ball, which is no obstacle; None for a new ball
        """
        self._simulation, self._radius = simulation, radius
        self._gap = CLEARANCE if moved is None else PLACING_GAP
        position, self._radii = simulation.balls[Position], simulation.balls[Collider].radius
        self._centers = np.column_stack((position.x, position.y))
        self._is_other = simulation.balls.entities != (-1 if moved is None else moved)
        with simulation.world.active():
            self._walls = placed_outlines(simulation.walls_table)

    def obstacle(self, point: tuple[float, float]) -> str:
        """Return what is in the way at a point in m, such as "ball 7" or "a wall"; empty if nothing is."""
        overlaps = np.flatnonzero(self._overlaps(np.array([point]))[0])
        if len(overlaps):
            label: Label | None = self._simulation.labels[overlaps[0]]
            return f"ball {label.number}" if label else "a ball"
        return "a wall" if any(self._hits(wall, np.array([point]))[0] for wall in self._walls) else ""

    def last_free(self, points: ArrayLike) -> tuple[float, float] | None:
        """Return the last of the points (n, 2) in m with room for the ball; None if there is none."""
        points = np.asarray(points, float)
        points = points[~self._overlaps(points).any(axis=1)]
        for wall in self._walls:
            points = points[~self._hits(wall, points)]
        return (float(points[-1, 0]), float(points[-1, 1])) if len(points) else None

    def _overlaps(self, points: Floats) -> NDArray[np.bool_]:
        """Return whether a ball at each point overlaps each ball (points, balls)."""
        distance = lengths(points[:, :1] - self._centers[:, 0], points[:, 1:] - self._centers[:, 1])
        overlaps: NDArray[np.bool_] = (distance < self._gap * (self._radii + self._radius)) & self._is_other
        return overlaps

    def _hits(self, wall: PlacedOutline, points: Floats) -> NDArray[np.bool_]:
        """Return whether a ball at each point (n, 2) sticks into an obstacle, or out of a container."""
        hits: NDArray[np.bool_] = free_radius(wall.outline, wall.to_local(points)) < PLACING_GAP * self._radius
        return hits
