"""Positions of drawn things: rotation, scale, flips and displacement."""

import math
from dataclasses import dataclass

import numpy as np

from components.outline import Floats


@dataclass(frozen=True, slots=True)
class Placement:
    """An affine map of points (k, 2), px, y down: ``points @ matrix + shift``."""

    matrix: Floats
    shift: Floats

    def __call__(self, points: Floats) -> Floats:
        """Return the placed points (k, 2)."""
        placed: Floats = points @ self.matrix + self.shift
        return placed

    def then(self, other: "Placement") -> "Placement":
        """Return the placement that does this one first, then the other."""
        return Placement(self.matrix @ other.matrix, other(self.shift))


def moved(x: float, y: float) -> Placement:
    """Return a displacement, px."""
    return Placement(np.eye(2), np.array([x, y], np.float64))


def turned(degrees: float) -> Placement:
    """Return a clockwise rotation about the origin."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Placement(np.array([[cosine, sine], [-sine, cosine]]), np.zeros(2))


def fitted(size: Floats, box: Floats, keeps_aspect: bool) -> Placement:
    """Return the placement of an image of a size (2,) in a box (2,): stretched, or in its middle and not distorted."""
    scale = np.divide(box, size, out=np.ones(2), where=size > 0.0)
    if keeps_aspect:
        scale = np.full(2, scale.min())
    return Placement(np.diag(scale), 0.5 * (box - scale * size))


def flipped(box: Floats, horizontally: bool, vertically: bool, diagonally: bool) -> tuple[Placement, Floats]:
    """Return a flip of what lies in the box from (0, 0) to ``box`` (2,), and the size (2,) of the box after it.

    The diagonal flip swaps x and y. It comes first.
    """
    matrix, size = np.eye(2), box
    if diagonally:
        matrix, size = matrix[::-1], box[::-1]
    signs = np.array([-1.0 if horizontally else 1.0, -1.0 if vertically else 1.0])
    return Placement(matrix * signs, np.where(signs < 0.0, size, 0.0)), size
