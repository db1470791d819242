"""Which items lie at a point of the world."""

import math
from typing import NamedTuple

from game.levels.editing.frame import Point
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.level_document import Item, LevelDocument

LAYERS = {"balls": 0, "emitters": 1, "walls": 2, "sensors": 4, "forces": 5}
CONTAINER_LAYER = 3
"""Items in the order in which they are hit: small ones before what surrounds them."""


class Hit(NamedTuple):
    """An item at a point.

    distance : of its outline from the point, m; 0 inside
    copy : number of the copy, if the item has a `repeat`; 0 for the item itself
    """

    item: Item
    distance: float
    copy: int = 0


def hits(document: LevelDocument, x: float, y: float, reach: float) -> tuple[Hit, ...]:
    """Return the items at a point or within reach of it, in m, the topmost first.

    Items that contain the point go before those that are near; of equal layers, the later in the level is on top.
    A container is hit at its edge only. Forces that act everywhere are never hit.
    """
    found = []
    for k, (item, geometry) in enumerate(document.geometries.items()):
        for copy, one in enumerate((geometry, *document.copies.get(item, ()))):
            gap = _gap(one, x, y, reach)
            if gap <= reach:
                layer = CONTAINER_LAYER if one.is_container else LAYERS[item.array]
                found.append((layer, gap > 0.0 and not one.is_container, -k, copy, Hit(item, gap, copy)))
    return tuple(entry[-1] for entry in sorted(found, key=lambda entry: entry[:4]))


def _gap(geometry: ItemGeometry, x: float, y: float, reach: float) -> float:
    """Return the distance of an item from a point; infinity if it is out of reach."""
    center = geometry.frame.center
    if geometry.is_everywhere or max(abs(x - center[0]), abs(y - center[1])) > geometry.reach + reach:
        return math.inf
    return max(-geometry.depth_at(x, y), 0.0)


def items_in_box(document: LevelDocument, low: Point, high: Point) -> tuple[Item, ...]:
    """Return the items that lie in a rectangle with all their copies, in the order of the level."""
    return tuple(
        item
        for item, geometry in document.geometries.items()
        if geometry.strokes and all(_lies_in(one, low, high) for one in (geometry, *document.copies.get(item, ())))
    )


def _lies_in(geometry: ItemGeometry, low: Point, high: Point) -> bool:
    return all(
        low[0] <= x - half and x + half <= high[0] and low[1] <= y - half and y + half <= high[1]
        for one in geometry.strokes
        for half in (0.5 * one.thickness,)
        for x, y in one.points
    )
