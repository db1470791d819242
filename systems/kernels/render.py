"""Arithmetic of `Render`: poses between two steps, and the shapes that stand for an outline."""

from itertools import pairwise
from math import ceil, pi

import numpy as np
from numpy.typing import NDArray

from systems.kernels.compiler import kernel

ARC = pi / 24
"""Largest turn, in rad, that one triangle of a rounded corner covers."""


@kernel("void(" + "f8[::1], " * 7 + "u1[::1], f8, f8, f8, f4[:, ::1])")
def ball_poses(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    angle: NDArray[np.float64],
    previous_x: NDArray[np.float64],
    previous_y: NDArray[np.float64],
    previous_angle: NDArray[np.float64],
    radius: NDArray[np.float64],
    dirty: NDArray[np.uint8],
    alpha: float,
    center_x: float,
    center_y: float,
    out: NDArray[np.float32],
) -> None:
    """Write where every ball is seen between the previous pose (alpha = 0) and the present one (alpha = 1).

    x, y, angle, previous_x, previous_y, previous_angle : (n,) m, rad
    radius : (n,) m
    dirty : (n,) not 0 where the present pose counts whatever alpha is
    center_x, center_y : m, what the positions are told from, so that 32 bits are enough far from the origin
    out : (>= n, 4) float32, out: x, y, radius in m and angle in rad, from -pi to pi
    """
    for i in range(len(x)):
        back = 0.0 if dirty[i] else 1.0 - alpha
        turn = angle[i] - back * (angle[i] - previous_angle[i])
        out[i, 0] = x[i] - back * (x[i] - previous_x[i]) - center_x
        out[i, 1] = y[i] - back * (y[i] - previous_y[i]) - center_y
        out[i, 2] = radius[i]
        out[i, 3] = turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5)


def frame_triangles(points: NDArray[np.float64], normals: NDArray[np.float64], width: float) -> NDArray[np.float32]:
    """Triangles of a band outside a convex outline, with rounded corners.

    points, normals : (k, 2) m, corners counter-clockwise, and outward unit normals of the sides they begin
    width : m
    Returns (m, 4) float32 m, three rows a triangle: the place, and its offset from the nearest point of the
    outline. In every triangle the offset is linear, so interpolating it is exact.
    """
    none, corners = np.zeros(2), []
    for k, (here, there) in enumerate(zip(points, np.roll(points, -1, axis=0), strict=True)):
        out = width * normals[k]
        corners += [(here, none), (here, out), (there, out)]
        corners += [(here, none), (there, out), (there, none)]
        fan = _arc(normals[k - 1], normals[k]) * width
        for first, second in pairwise(fan):
            corners += [(here, none), (here, first), (here, second)]
    return np.array([(*(place + offset), *offset) for place, offset in corners], np.float32)


def _arc(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return corners (m, 2) of lines that touch the unit circle, from one unit vector to another."""
    turn = np.arctan2(start[0] * end[1] - start[1] * end[0], start @ end)
    pieces = ceil(turn / ARC)
    angle = np.arctan2(start[1], start[0]) + turn * (np.arange(pieces) + 0.5) / pieces
    middle = np.column_stack((np.cos(angle), np.sin(angle))) / np.cos(0.5 * turn / pieces)
    return np.vstack((start, middle, end))


def outline_distances(
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    center: NDArray[np.float64],
    reach: float,
    size: int,
) -> NDArray[np.float32]:
    """Distances to a convex outline on a square grid.

    points, normals : (k, 2) m, corners counter-clockwise, and outward unit normals of the sides they begin
    center, reach : (2,) m and m, middle of the square and half its side
    Returns (size, size) float32 m at the middles of the cells, lowest row first; negative inside.
    """
    ticks = reach * ((2.0 * np.arange(size) + 1.0) / size - 1.0)
    x, y = center[0] + ticks[None, :], center[1] + ticks[:, None]
    nearest, outside = np.full((size, size), np.inf), np.full((size, size), -np.inf)
    for (ax, ay), (bx, by), (nx, ny) in zip(points, np.roll(points, -1, axis=0), normals, strict=True):
        ex, ey = bx - ax, by - ay
        along = np.clip(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey), 0.0, 1.0)
        nearest = np.minimum(nearest, np.hypot(x - ax - along * ex, y - ay - along * ey))
        outside = np.maximum(outside, (x - ax) * nx + (y - ay) * ny)
    distance: NDArray[np.float32] = np.copysign(nearest, outside).astype(np.float32)
    return distance
