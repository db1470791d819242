"""Outlines made of lines and cubic Bezier curves: arcs, bounds, chords, and circles among them. Lengths are in px."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from components.outline import Floats
from game.levels.importing.drawing import Arc

FLATNESS = 0.001
"""Largest distance between a curve and its chords, relative to the diagonal of the outline."""

MAX_CHORDS = 200
"""Largest number of chords of a curve."""

MIN_STEP = 1e-6
"""Smallest difference between the parameters of two corners of a curve."""

ROUNDNESS = 5e-3
"""Largest deviation of an outline from a circle that it stands for, relative to the radius."""

ARC_ROUNDNESS = 5e-4
"""Largest deviation of an open outline from an arc that it stands for, relative to the radius and to its size."""

ARC_STEP = math.pi / 4.0
"""Largest angle of an arc that one curve stands for: it deviates by 4e-6 of the radius."""

Point = tuple[float, float]
Controls = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True, eq=False)
class Subpath:
    """A connected outline.

    controls : control points (k, 4, 2) of cubic curves, each of which begins where the one before ends
    straight : (k,) which of them are straight lines
    closed : whether the outline is closed
    """

    controls: Floats
    straight: NDArray[np.bool_]
    closed: bool

    def transformed(self, linear: Floats, shift: Floats) -> Self:
        """Return the outline after an affine map of row vectors: a matrix (2, 2) and a shift (2,)."""
        return replace(self, controls=self.controls @ linear + shift)

    def bounds(self) -> Floats:
        """Return the lowest and the highest x and y, (2, 2), as exactly as floats allow."""
        times = _turning_points(self.controls)
        extremes = [_at(self.controls, times[:, k : k + 1]) for k in range(times.shape[1])]
        points = np.concatenate([self.controls[:, [0, 3]].reshape(-1, 2), *extremes])
        return np.array([points.min(axis=0), points.max(axis=0)])

    def corners(self) -> Floats:
        """Return the corners (m, 2) of chords that approximate the curves to `FLATNESS`, with their extreme points."""
        tolerance = FLATNESS * math.hypot(*np.ptp(self.controls.reshape(-1, 2), axis=0))
        # Wang's bound on the distance between a Bezier curve and its chords, from its second differences.
        bend = np.hypot(*np.moveaxis(np.diff(self.controls, 2, axis=1), 2, 0)).max(axis=1)
        pieces = np.ones(len(bend), np.int64)
        if tolerance > 0.0:
            wanted = np.ceil(np.sqrt(0.75 * bend / tolerance))
            pieces = np.where(self.straight, 1, np.clip(np.nan_to_num(wanted), 1, MAX_CHORDS)).astype(np.int64)
        curve = np.repeat(np.arange(len(bend)), pieces)
        t = (np.arange(len(curve)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 1) / pieces[curve]
        extreme = np.where(self.straight[:, None], 0.0, _turning_points(self.controls))
        owner, column = np.nonzero((extreme > MIN_STEP) & (extreme < 1.0 - MIN_STEP))
        curve, t = np.concatenate([curve, owner]), np.concatenate([t, extreme[owner, column]])
        order = np.lexsort((t, curve))
        curve, t = curve[order], t[order]
        repeated = np.zeros(len(t), np.bool_)
        repeated[:-1] = (curve[1:] == curve[:-1]) & (np.diff(t) < MIN_STEP)  # the end of a curve stays
        curve, t = curve[~repeated], t[~repeated]
        points = np.where((t == 1.0)[:, None], self.controls[curve, 3], _at(self.controls[curve], t[:, None]))
        return np.concatenate([self.controls[:1, 0], points])

    def items(self) -> tuple[Floats, ...]:
        """Return the first corner (1, 2), and then each corner (1, 2) or curve (3, 2); () if there are no curves."""
        if self.straight.all():
            return ()
        rest = (one[3:] if flat else one[1:] for one, flat in zip(self.controls, self.straight, strict=True))
        return (self.controls[0, :1], *rest)

    def circle(self) -> Arc | None:
        """Return the circle that the outline is, as drawing programs export it by curves; None if it is none."""
        arc = self._arc(ROUNDNESS)
        meets = arc is not None and abs(abs(arc.sweep) - 2.0 * math.pi) < 2.0 * ROUNDNESS
        return arc if meets else None

    def arc(self) -> Arc | None:
        """Return the part of a circle that the curves are; None if they are none."""
        return self._arc(ARC_ROUNDNESS)

    def _arc(self, roundness: float) -> Arc | None:
        """Return the arc from which curves deviate by less than a part of its radius and size."""
        if self.straight.all() or not np.isfinite(self.controls).all():
            return None
        curves = self.controls[~self.straight]
        gap = np.hypot(*(self.controls[self.straight, 3] - self.controls[self.straight, 0]).T)
        size = float(np.ptp(curves[:, [0, 3]].reshape(-1, 2), axis=0).max())
        if not 0.0 < size < 1e12 or (gap > 1e-6 * size).any():
            return None
        knots = np.concatenate([curves[:, 0], curves[-1:, 3], _at(curves, np.full((len(curves), 1), 0.5))])
        if len(curves) > 2:  # what is between the knots is less exact
            knots = knots[: len(curves) + 1]
        center, radius = _fit_circle(knots, size)
        samples = np.stack([_at(curves, np.full((len(curves), 1), t)) for t in (0.0, 0.25, 0.5, 0.75)], axis=1)
        around = (np.concatenate([samples.reshape(-1, 2), curves[-1:, 3]]) - center) @ (1.0, 1.0j)
        if not radius > 0.0 or (np.abs(np.abs(around) - radius) > roundness * min(radius, size)).any():
            return None
        steps = np.angle(around[1:] / around[:-1])
        return Arc(center, radius, float(np.angle(around[0])), float(steps.sum())) if _is_one_way(steps) else None


def _is_one_way(steps: Floats) -> bool:
    return bool((steps > 0.0).all() or (steps < 0.0).all())


def _fit_circle(points: Floats, size: float) -> tuple[Floats, float]:
    """Return centre (2,) and radius of the circle nearest to points; the radius is 0 if they lie on a line."""
    origin = points.mean(axis=0)  # avoids cancellation far from (0, 0)
    x, y = (points - origin).T / size
    system = np.column_stack((2.0 * x, 2.0 * y, np.ones(len(x))))
    (u, v, rest), _, rank, _ = np.linalg.lstsq(system, x * x + y * y, rcond=1e-9)
    radius = size * math.sqrt(max(rest + u * u + v * v, 0.0)) if rank == 3 else 0.0
    return origin + size * np.array([u, v]), radius


def _turning_points(controls: Floats) -> Floats:
    """Return the parameters (k, 4) where curves (k, 4, 2) turn back in x or y; 0 or 1 where they do not."""
    a, b, c, d = np.moveaxis(controls, 1, 0)
    square, linear, constant = d - 3.0 * c + 3.0 * b - a, 2.0 * (c - 2.0 * b + a), b - a
    with np.errstate(all="ignore"):
        root = np.sqrt(linear * linear - 4.0 * square * constant)
        far = -0.5 * (linear + np.copysign(root, linear))
        times: Floats = np.nan_to_num(np.concatenate([far / square, constant / far], axis=1)).clip(0.0, 1.0)
    return times


def _at(controls: Floats, t: Floats) -> Floats:
    """Return the points (k, 2) of curves (k, 4, 2) at the parameters (k, 1)."""
    u = 1.0 - t
    a, b, c, d = np.moveaxis(controls, 1, 0)
    points: Floats = u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
    return points


class Pen:
    """Builds subpaths from lines and curves.

    position : the current point
    """

    def __init__(self) -> None:
        self.position: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)
        self._controls: list[Controls] = []
        self._straight: list[bool] = []
        self._finished: list[Subpath] = []

    def move_to(self, point: Point) -> None:
        """Begin a subpath."""
        self._finish(False)
        self.position = self._start = point

    def line_to(self, point: Point) -> None:
        """Add a line."""
        self._add((self.position, self.position, point, point), True)

    def curve_to(self, first: Point, second: Point, end: Point) -> None:
        """Add a cubic curve with two control points."""
        self._add((self.position, first, second, end), False)

    def quadratic_to(self, control: Point, end: Point) -> None:
        """Add a quadratic curve."""
        (x, y), (cx, cy), (ex, ey) = self.position, control, end
        first = x + (cx - x) * 2.0 / 3.0, y + (cy - y) * 2.0 / 3.0
        self.curve_to(first, (ex + (cx - ex) * 2.0 / 3.0, ey + (cy - ey) * 2.0 / 3.0), end)

    def arc_to(self, radii: Point, degrees: float, large: bool, sweep: bool, end: Point) -> None:
        """Add an elliptical arc, given as in SVG path data, by curves."""
        for first, second, point in _arc_curves(self.position, radii, degrees, large, sweep, end):
            if first == second:
                self.line_to(point)
            else:
                self.curve_to(first, second, point)

    def close(self) -> None:
        """Close the subpath."""
        if self.position != self._start:
            self.line_to(self._start)
        self._finish(True)
        self.position = self._start

    def subpaths(self) -> list[Subpath]:
        """Return all subpaths so far."""
        self._finish(False)
        return self._finished

    def _add(self, controls: Controls, straight: bool) -> None:
        self._controls.append(controls)
        self._straight.append(straight)
        self.position = controls[3]

    def _finish(self, closed: bool) -> None:
        if self._controls:
            self._finished.append(Subpath(np.array(self._controls), np.array(self._straight, np.bool_), closed))
        self._controls, self._straight = [], []


def _arc_curves(
    start: Point, radii: Point, degrees: float, large: bool, sweep: bool, end: Point
) -> Iterator[tuple[Point, Point, Point]]:
    """Yield the two control points and the end of each curve of an arc; SVG 2, appendix B.2.4 and B.2.5."""
    rx, ry = abs(radii[0]), abs(radii[1])
    if start == end:
        return
    if not (rx > 0.0 and ry > 0.0 and math.isfinite(rx * ry + degrees)):
        yield end, end, end
        return
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    half_x, half_y = 0.5 * (start[0] - end[0]), 0.5 * (start[1] - end[1])
    x, y = (cosine * half_x + sine * half_y) / rx, (cosine * half_y - sine * half_x) / ry  # in units of the radii
    squared = x * x + y * y
    if not 0.0 < squared < math.inf:
        yield end, end, end
        return
    if squared > 1.0:  # the radii are too small
        rx, ry, x, y, squared = (
            rx * math.sqrt(squared), ry * math.sqrt(squared), x / math.sqrt(squared), y / math.sqrt(squared), 1.0
        )  # fmt: skip
    away = math.sqrt(max(1.0 / squared - 1.0, 0.0)) * (-1.0 if large == sweep else 1.0)
    center_x, center_y = away * y, -away * x
    low = math.atan2(y - center_y, x - center_x)
    angle = math.atan2(-y - center_y, -x - center_x) - low
    angle += (2.0 * math.pi if angle < 0.0 else 0.0) if sweep else (-2.0 * math.pi if angle > 0.0 else 0.0)
    middle_x, middle_y = 0.5 * (start[0] + end[0]), 0.5 * (start[1] + end[1])

    def place(u: float, v: float) -> Point:
        u, v = rx * (center_x + u), ry * (center_y + v)
        return middle_x + cosine * u - sine * v, middle_y + sine * u + cosine * v

    count = max(math.ceil(abs(angle) / ARC_STEP - 1e-9), 1)
    handle = 4.0 / 3.0 * math.tan(0.25 * angle / count)
    for k in range(count):
        before, after = low + angle * k / count, low + angle * (k + 1) / count
        (c, s), (d, t) = (math.cos(before), math.sin(before)), (math.cos(after), math.sin(after))
        tip = end if k == count - 1 else place(d, t)
        yield place(c - handle * s, s + handle * c), place(d + handle * t, t - handle * d), tip
