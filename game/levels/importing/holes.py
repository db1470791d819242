"""Walls of shapes with holes: balls can be within a hole, or around the shape, and on both sides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from components.outline import Floats
from game.levels.importing.drawing import Shape
from game.levels.importing.regions import contains, parts_without_holes, ring, signed_area

BALLS = {"ball", "spawn"}


def without_holes(shapes: Sequence[Shape]) -> list[Shape]:
    """Return shapes without holes that stop balls as the given ones do.

    A shape that has everything else in one of its holes becomes a container: this hole. Others are cut into parts.
    """
    return [part for shape in shapes for part in _parts(shape, shapes)]


def _parts(shape: Shape, shapes: Sequence[Shape]) -> Iterator[Shape]:
    if not shape.holes or shape.role in BALLS:
        yield replace(shape, holes=())
    elif (room := _room(shape, shapes)) is not None:
        yield replace(room, label=shape.label, role="container", properties=shape.properties)
    else:
        center = _centroid(shape)
        for part in parts_without_holes(shape):
            yield replace(part, center=center)


def _room(shape: Shape, shapes: Sequence[Shape]) -> Shape | None:
    """Return the hole with everything else inside; of a shape that is named a container, the largest hole."""
    marked = shape.properties.get("container", shape.role == "container" or None)
    if marked is not None and str(marked).lower() in {"false", "no", "0"}:
        return None
    largest = max(shape.holes, key=lambda hole: abs(signed_area(ring(hole))))
    if marked is not None:
        return largest
    if any(other.role == "container" or "container" in other.properties for other in shapes):
        return None
    others = [ring(other) for other in shapes if other is not shape and np.isfinite(other.points).all()]
    rest = np.concatenate([np.zeros((0, 2)), *others])
    return next((hole for hole in (largest, *shape.holes) if contains(hole, rest).all()), None)


def _centroid(shape: Shape) -> Floats:
    """Return the centroid (2,) of the area of a shape without its holes, m."""
    total, moment = 0.0, np.zeros(2)
    for sign, border in ((1.0, shape), *((-1.0, hole) for hole in shape.holes)):
        points = ring(border)
        start = points - points[0]  # avoids cancellation far from (0, 0)
        end = np.roll(start, -1, axis=0)
        weight = start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]
        area = 0.5 * float(weight.sum())
        inner = points[0] + weight @ (start + end) / (6.0 * area) if area else points.mean(axis=0)
        total, moment = total + sign * abs(area), moment + sign * abs(area) * inner
    return moment / total if total > 0.0 else np.asarray(shape.points.mean(axis=0))
