"""What elements draw: outlines with their looks, and boxes around them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from components.outline import Floats
from game.levels.importing.svg.curves import Subpath
from game.levels.importing.svg.matrices import Matrix


@dataclass(frozen=True, slots=True)
class Drawn:
    """An outline.

    label : type and name of the element, for messages
    subpaths : in the units of the element
    matrix : from these units to those of whoever draws it
    is_visible : whether it is to be seen; if not, it still counts for the box of its group
    filled, even_odd : whether it is filled, and by which rule
    stroke_width : in the units of the element, or of the picture if it is fixed; None without a stroke
    fixed_stroke : whether transforms leave the width of the stroke as it is
    color : "#rrggbb" of the fill, or None
    has_own_fill : whether the fill was chosen, and is not the black of everything without a fill
    role, properties : as those of a `Shape`
    """

    label: str
    subpaths: list[Subpath]
    matrix: Matrix
    is_visible: bool
    filled: bool
    even_odd: bool
    stroke_width: float | None
    fixed_stroke: bool
    color: str | None
    has_own_fill: bool
    role: str
    properties: Mapping[str, object]

    def overlaps(self, window: Floats) -> bool:
        """Return whether the outline overlaps a box (2, 2), or has invalid numbers, which are reported later."""
        linear, shift = self.matrix.linear, self.matrix.shift
        box = union(subpath.transformed(linear, shift).bounds() for subpath in self.subpaths)
        if box is None or not np.isfinite(box).all():
            return True
        return bool((box[0] <= window[1]).all() and (box[1] >= window[0]).all())


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What an element draws.

    drawn : from the bottom to the top
    box : lowest and highest x and y (2, 2) as browsers compute them: of a group, around the boxes of its parts; None if
        there is nothing
    inner_box : of a viewport, the box in the units of its content, to which its own transforms refer; else None
    """

    drawn: list[Drawn]
    box: Floats | None
    inner_box: Floats | None = None

    def moved(self, matrix: Matrix) -> Self:
        """Return the content after a map."""
        drawn = [replace(one, matrix=matrix.after(one.matrix)) for one in self.drawn]
        box = self.box
        if box is not None:
            corners = np.array([[x, y] for x in box[:, 0] for y in box[:, 1]]) @ matrix.linear + matrix.shift
            box = np.array([corners.min(axis=0), corners.max(axis=0)])
        return replace(self, drawn=drawn, box=box, inner_box=None)

    def within(self, window: Floats) -> Self:
        """Return the content without what lies outside of a box (2, 2). What is partly outside stays whole."""
        return replace(self, drawn=[one for one in self.drawn if one.overlaps(window)])


NOTHING = Content([], None)


def together(contents: Iterable[Content]) -> Content:
    """Return several contents as one, from the bottom to the top."""
    parts = list(contents)
    return Content([one for part in parts for one in part.drawn], union(part.box for part in parts))


def union(boxes: Iterable[Floats | None]) -> Floats | None:
    """Return the box (2, 2) around boxes; None if there are none."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    return np.array([np.min([box[0] for box in known], axis=0), np.max([box[1] for box in known], axis=0)])
