"""The shape of a wall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Corners of a convex container, in the wall's own frame.

    points : (k, 2) m, k >= 3, counter-clockwise; the balls are kept inside

    Raises ``ValueError`` for fewer than three corners, corners that are not finite, or an outline that is not
    convex and counter-clockwise.
    """

    points: NDArray[np.float64]

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3:
            raise ValueError(f"an outline needs at least three corners (k, 2), got shape {points.shape}")
        if not np.isfinite(points).all():
            raise ValueError("the corners of an outline must be finite")
        x, y = (np.roll(points, -1, axis=0) - points).T
        next_x, next_y = np.roll(x, -1), np.roll(y, -1)
        turns = np.arctan2(x * next_y - y * next_x, x * next_x + y * next_y)
        if not (np.all((turns > 0.0) & (turns < np.pi)) and turns.sum() < 3.0 * np.pi):  # a star goes round twice
            raise ValueError("an outline must be convex and counter-clockwise")
        points.flags.writeable = False
        object.__setattr__(self, "points", points)

    @property
    def sides(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Outward unit normals (k, 2) and distances (k,) in m: inside is where normal · p <= distance."""
        along = np.roll(self.points, -1, axis=0) - self.points
        normals = np.stack((along[:, 1], -along[:, 0]), axis=1) / np.hypot(along[:, 0], along[:, 1])[:, None]
        return normals, normals[:, 0] * self.points[:, 0] + normals[:, 1] * self.points[:, 1]
