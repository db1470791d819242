"""Affine maps of the plane as SVG writes them: x' = a x + c y + e, y' = b x + d y + f."""

from typing import NamedTuple

import numpy as np

from components.outline import Floats


class Matrix(NamedTuple):
    """An affine map."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def after(self, inner: "Matrix") -> "Matrix":
        """Return the map that applies ``inner`` first, and then this one."""
        a, b, c, d, e, f = self
        g, h, i, j, k, m = inner
        return Matrix(
            a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f
        )  # fmt: skip

    @property
    def linear(self) -> Floats:
        """The matrix (2, 2) for row vectors."""
        return np.array([[self.a, self.b], [self.c, self.d]])

    @property
    def shift(self) -> Floats:
        """The image (2,) of the origin."""
        return np.array([self.e, self.f])

    @property
    def area(self) -> float:
        """The factor by which areas grow."""
        return abs(self.a * self.d - self.b * self.c)


IDENTITY = Matrix()


def translation(x: float, y: float) -> Matrix:
    """Return the map that shifts by (x, y)."""
    return Matrix(e=x, f=y)
