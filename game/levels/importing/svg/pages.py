"""The page of a picture: its size, and where its units lie on it (SVG 2, 8.2 and 8.4)."""

import math
from dataclasses import replace
from xml.etree.ElementTree import Element

from game.levels.importing.svg.cascade import Style
from game.levels.importing.svg.lengths import Length, Measures
from game.levels.importing.svg.matrices import Matrix
from game.levels.importing.svg.viewports import ViewBox, parse_view_box, viewport_matrix

WITHOUT_PAGE = (300.0, 150.0)
"""What percentages refer to in a picture without a size, px, as in CSS."""


def read_page(
    root: Element, style: Style, notes: list[str]
) -> tuple[tuple[float, float] | None, Matrix, Measures]:  # fmt: skip
    """Return width and height of the page, px, or None; the map from the units of its content to px; and measures.

    A size in percent, or none, is that of the view box, or follows from the other one.
    """
    if (box := parse_view_box(root.get("viewBox"))) is None and root.get("viewBox"):
        notes.append(f"viewBox is not understood (got {root.get('viewBox', '')[:60]!r})")
    measures = Measures(style.font_size, style.font_size)
    width, height = _fixed(style["width"], measures), _fixed(style["height"], measures)
    if box is not None:
        width, height = _completed(width, height, box)
    page = None if width is None or height is None else (width, height)
    window = page or WITHOUT_PAGE
    shown = box or ViewBox(0.0, 0.0, *window)
    matrix = viewport_matrix(0.0, 0.0, *window, box, root.get("preserveAspectRatio"))
    return page, matrix, replace(measures, width=shown.width, height=shown.height, window=window)


def _fixed(length: Length | str, measures: Measures) -> float | None:
    """Return a length in px; None if it is none, depends on the window, or is 0."""
    if not isinstance(length, Length) or any(unit == "%" or unit.startswith("v") for unit, _ in length.terms):
        return None
    pixels = measures.pixels(length, 0.0)
    return pixels if pixels > 0.0 and math.isfinite(pixels) else None


def _completed(width: float | None, height: float | None, box: ViewBox) -> tuple[float, float]:
    """Return width and height; what is missing follows from the view box."""
    if width is None and height is None:
        return box.width, box.height
    if width is None:
        return (height or 0.0) * box.width / box.height, height or 0.0
    return width, width * box.height / box.width if height is None else height
