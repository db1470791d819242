"""Drawing tools without a window: from the points of the mouse to the fields of a new item. Lengths are in m."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from game.files.counted import counted
from game.levels.editing.frame import (
    Point,
    direction,
    distance,
    rounded,
    rounded_angle,
    rounded_point,
    rounded_size,
)
from game.levels.editing.handle import VELOCITY_SCALE
from game.levels.editing.level_document import EditError, LevelDocument
from game.levels.editing.operations import Edit, add_item


class Draft(NamedTuple):
    """A new item: the array it belongs to, and its fields as in a level file. See `item_geometry` for its shape."""

    array: str
    fields: dict[str, Any]


def add_draft(document: LevelDocument, draft: Draft) -> Edit:
    """Append a drawn item to a level. Raises EditError."""
    return add_item(document, draft.array, draft.fields)


# -- walls ------------------------------


def line(start: Point, end: Point, thickness: float) -> Draft:
    """Return a straight open wall about its middle."""
    return polyline([start, end], thickness)


def polyline(points: Sequence[Point], thickness: float, *, closed: bool = False) -> Draft:
    """Return an open wall along points, or a closed obstacle with these corners. Raises EditError for too few points.

    Points that repeat the previous one, as after a double click, are left out.
    """
    corners = _without_repeats(points, closed=closed)
    least = 3 if closed else 2
    if len(corners) < least:
        raise EditError(
            f"cannot draw a path of {counted(len(corners), 'point')}; allowed: at least {least} different ones"
        )
    center = middle(corners)
    local = [rounded_point(x - center[0], y - center[1]) for x, y in corners]
    fields: dict[str, Any] = {"shape": "path", "closed": closed, "points": local}
    fields |= {"container": False} if closed else {"thickness": rounded_size(thickness)}
    return Draft("walls", fields | {"center": list(center)})


def box(corner: Point, opposite: Point) -> Draft:
    """Return a rectangle between two opposite corners."""
    return Draft("walls", {"shape": "box"} | _box_fields(corner, opposite))


def disc(center: Point, rim: Point) -> Draft:
    """Return a round obstacle with a point on its rim."""
    radius = rounded_size(distance(center, rim))
    return Draft("walls", {"shape": "circle", "radius": radius, "container": False, "center": rounded_point(*center)})


def regular_polygon(center: Point, corner: Point, sides: int) -> Draft:
    """Return a regular polygon, an obstacle, with a point on one of its corners."""
    angle = direction(corner[0] - center[0], corner[1] - center[1]) + 90.0 - 180.0 / sides
    fields: dict[str, Any] = {"shape": "polygon", "sides": sides, "radius": rounded_size(distance(center, corner))}
    fields |= {"container": False, "center": rounded_point(*center)}
    turn = rounded_angle(angle % (360.0 / sides))
    return Draft("walls", fields | ({"angle": turn} if turn else {}))


def arc(start: Point, through: Point, end: Point, thickness: float) -> Draft:
    """Return an arc through three points. Raises EditError if they lie on a line."""
    (ax, ay), (bx, by), (cx, cy) = start, through, end
    twice = 2.0 * ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
    if abs(twice) < 1e-6 * max(distance(start, end), distance(start, through)) * distance(through, end) or not twice:
        raise EditError("cannot draw an arc through points on a line; allowed: a point beside the line of its ends")
    b2 = (bx - ax) * (bx - ax) + (by - ay) * (by - ay)
    c2 = (cx - ax) * (cx - ax) + (cy - ay) * (cy - ay)
    x = ax + ((cy - ay) * b2 - (by - ay) * c2) / twice
    y = ay + ((bx - ax) * c2 - (cx - ax) * b2) / twice
    first = direction(ax - x, ay - y)
    sweep = (direction(cx - x, cy - y) - first) % 360.0
    if twice < 0.0:
        sweep -= 360.0
    fields: dict[str, Any] = {"shape": "arc", "radius": rounded_size(distance((x, y), start))}
    fields |= {"start": rounded_angle(first), "sweep": rounded(sweep), "thickness": rounded_size(thickness)}
    return Draft("walls", fields | {"center": rounded_point(x, y)})


# -- balls and zones ------------------------------


def ball(center: Point, radius: float, tip: Point | None = None, material: str | None = None) -> Draft:
    """Return a ball; the way from its centre to a tip is its velocity, VELOCITY_SCALE m for 1 m/s."""
    fields: dict[str, Any] = {"radius": rounded_size(radius), "position": rounded_point(*center)}
    if tip is not None and any(velocity := _velocity(center, tip)):
        fields["velocity"] = velocity
    return Draft("balls", fields | ({"material": material} if material else {}))


def disc_group(center: Point, rim: Point, count: int, radius: float, material: str | None = None) -> Draft:
    """Return a group of balls at random positions in a disc."""
    spawn = {"pattern": "disc", "center": rounded_point(*center), "radius": rounded_size(distance(center, rim))}
    return _group(count, radius, spawn, material)


def grid_group(corner: Point, opposite: Point, count: int, radius: float, material: str | None = None) -> Draft:
    """Return a group of balls in rows that fill a rectangle."""
    return _group(count, radius, {"pattern": "grid"} | _box_fields(corner, opposite), material)


def emitter(position: Point, tip: Point, rate: float, count: int, radius: float, material: str | None = None) -> Draft:
    """Return an emitter; the way from its position to a tip is the velocity of its balls."""
    fields: dict[str, Any] = {"position": rounded_point(*position), "rate": rate, "count": count}
    fields |= {"radius": rounded_size(radius)}
    if any(velocity := _velocity(position, tip)):
        fields["velocity"] = velocity
    return Draft("emitters", fields | ({"material": material} if material else {}))


def box_zone(corner: Point, opposite: Point) -> dict[str, Any]:
    """Return the fields `center` and `zone` of a rectangle: of a sensor or a force."""
    fields = _box_fields(corner, opposite)
    return {"center": fields.pop("center"), "zone": {"shape": "box", **fields}}


def circle_zone(center: Point, rim: Point) -> dict[str, Any]:
    """Return the fields `center` and `zone` of a disc: of a sensor or a force."""
    return {
        "center": rounded_point(*center),
        "zone": {"shape": "circle", "radius": rounded_size(distance(center, rim))},
    }


def sensor(zone: dict[str, Any], taken: Iterable[str], action: str = "count") -> Draft:
    """Return a sensor in a zone, with the first free name of "sensor 1", "sensor 2" ...

    zone : of `box_zone` or `circle_zone`
    taken : names of the other sensors
    """
    names = set(taken)
    name = next(name for k in range(1, len(names) + 2) if (name := f"sensor {k}") not in names)
    fields: dict[str, Any] = {"name": name, **zone}
    if action == "teleport":
        fields["to"] = zone["center"]
    return Draft("sensors", fields if action == "count" else {**fields, "action": action})


def force(zone: dict[str, Any], acceleration: Point) -> Draft:
    """Return a force field in a zone with a constant acceleration in m/s2."""
    return Draft("forces", {**zone, "acceleration": rounded_point(*acceleration)})


def middle(points: Iterable[Point]) -> Point:
    """Return the middle of the box around points, rounded."""
    xs, ys = zip(*points, strict=True)
    return rounded(0.5 * (min(xs) + max(xs))), rounded(0.5 * (min(ys) + max(ys)))


def _box_fields(corner: Point, opposite: Point) -> dict[str, Any]:
    return {
        "center": rounded_point(0.5 * (corner[0] + opposite[0]), 0.5 * (corner[1] + opposite[1])),
        "width": rounded_size(abs(opposite[0] - corner[0])),
        "height": rounded_size(abs(opposite[1] - corner[1])),
    }


def _group(count: int, radius: float, spawn: dict[str, Any], material: str | None) -> Draft:
    fields: dict[str, Any] = {"count": count, "radius": rounded_size(radius)}
    return Draft("balls", fields | ({"material": material} if material else {}) | {"spawn": spawn})


def _velocity(center: Point, tip: Point) -> list[float]:
    return rounded_point((tip[0] - center[0]) / VELOCITY_SCALE, (tip[1] - center[1]) / VELOCITY_SCALE)


def _without_repeats(points: Sequence[Point], *, closed: bool) -> list[Point]:
    kept: list[Point] = []
    for point in points:
        if not kept or rounded_point(*point) != rounded_point(*kept[-1]):
            kept.append(point)
    while closed and len(kept) > 1 and rounded_point(*kept[0]) == rounded_point(*kept[-1]):
        kept.pop()
    return kept
