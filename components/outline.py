"""The shape of a wall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Corners of a convex container, in the wall's own frame.

    points : (k, 2) m, k >= 3, counter-clockwise; the balls are kept inside

    Raises ``ValueError`` for fewer than three corners, or corners that are not convex and counter-clockwise.
    """

    points: NDArray[np.float64]

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3:
            raise ValueError(f"an outline needs at least three corners (k, 2), got shape {points.shape}")
        x, y = (np.roll(points, -1, axis=0) - points).T
        if not np.all(x * np.roll(y, -1) - y * np.roll(x, -1) > 0.0):
            raise ValueError("an outline must be convex and counter-clockwise")
        points.flags.writeable = False
        object.__setattr__(self, "points", points)

    @property
    def sides(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Outward unit normals (k, 2) and distances (k,) in m of the sides: inside is normal · p <= distance."""
        along = np.roll(self.points, -1, axis=0) - self.points
        normals = np.stack((along[:, 1], -along[:, 0]), axis=1) / np.hypot(along[:, 0], along[:, 1])[:, None]
        return normals, normals[:, 0] * self.points[:, 0] + normals[:, 1] * self.points[:, 1]
