"""Which items lie at a point of the world."""

from typing import NamedTuple

from game.levels.editing.level_document import Item, LevelDocument

LAYERS = {"balls": 0, "emitters": 1, "walls": 2, "sensors": 4, "forces": 5}
CONTAINER_LAYER = 3
"""Items in the order in which they are hit: small ones before what surrounds them."""


class Hit(NamedTuple):
    """An item at a point, and how far its outline is from there: 0 inside, m."""

    item: Item
    distance: float


def hits(document: LevelDocument, x: float, y: float, reach: float) -> tuple[Hit, ...]:
    """Return the items at a point or within reach of it, in m, the topmost first.

    Items that contain the point go before those that are near; of equal layers, the later in the level is on top.
    A container is hit at its edge only. Forces that act everywhere are never hit.
    """
    found = []
    for k, (item, geometry) in enumerate(document.geometries.items()):
        if geometry.is_everywhere:
            continue
        center = geometry.frame.center
        if max(abs(x - center[0]), abs(y - center[1])) > geometry.reach + reach:
            continue
        gap = max(-geometry.depth_at(x, y), 0.0)
        if gap <= reach:
            layer = CONTAINER_LAYER if geometry.is_container else LAYERS[item.array]
            found.append((layer, gap > 0.0 and not geometry.is_container, -k, Hit(item, gap)))
    return tuple(entry[-1] for entry in sorted(found, key=lambda entry: entry[:3]))


def items_in_box(document: LevelDocument, low: tuple[float, float], high: tuple[float, float]) -> tuple[Item, ...]:
    """Return the items that lie in a rectangle as a whole, in the order of the level."""
    return tuple(
        item
        for item, geometry in document.geometries.items()
        if geometry.strokes
        and all(
            low[0] <= px - half and px + half <= high[0] and low[1] <= py - half and py + half <= high[1]
            for one in geometry.strokes
            for half in (0.5 * one.thickness,)
            for px, py in one.points
        )
    )
