"""Viewports: where the content of an `svg` or a `symbol` element is drawn (SVG 2, 8.1 to 8.2)."""

import math
import re
from typing import NamedTuple

from game.levels.importing.svg.matrices import Matrix, translation
from game.levels.importing.svg.path_data import NUMBER

ALIGNMENT = re.compile(r"(?:defer\s+)?(?:(none)|x(Min|Mid|Max)Y(Min|Mid|Max))(?:\s+(meet|slice))?")
SHARES = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}


class ViewBox(NamedTuple):
    """The rectangle of the content that a viewport shows, in the units of the content."""

    x: float
    y: float
    width: float
    height: float


def parse_view_box(text: str | None) -> ViewBox | None:
    """Return a view box; None if there is none or it is invalid or empty."""
    words = [word for word in re.split(r"[\s,]+", text or "") if word]
    if len(words) != 4 or not all(NUMBER.fullmatch(word) for word in words):
        return None
    box = ViewBox(*map(float, words))
    return box if box.width > 0.0 and box.height > 0.0 and all(map(math.isfinite, box)) else None


def viewport_matrix(
    x: float, y: float, width: float, height: float, box: ViewBox | None, alignment: str | None
) -> Matrix:
    """Return the map from the units of the content of a viewport to those of what surrounds it.

    alignment : text of preserveAspectRatio
    """
    if box is None:
        return translation(x, y)
    across, down = width / box.width, height / box.height
    match = ALIGNMENT.fullmatch((alignment or "").strip())
    uniform, horizontal, vertical, fit = match.groups() if match else (None, "Mid", "Mid", "meet")
    if uniform is None:
        across = down = max(across, down) if fit == "slice" else min(across, down)
        x += SHARES[horizontal] * (width - across * box.width)
        y += SHARES[vertical] * (height - down * box.height)
    return Matrix(a=across, d=down, e=x - across * box.x, f=y - down * box.y)
