"""Where a panel stands at first: at a free place as far to the right and as high as possible."""

from collections.abc import Iterable, Sequence

from game.render import theme
from game.ui.widgets.rounded_rect import Box

STATUS_HEIGHT = 50.0
"""Height that panels leave to the status at the upper right, if the window is high enough, in UI units."""

TOOLBAR_HEIGHT = 44.0
"""Height of the buttons at the bottom of a narrow window, in UI units."""

MAX_COVERED_PART = 0.45
"""Largest part of the window's width that panels at the right take from the world; wider panels cover the world."""


def covered_width(boxes: Iterable[Box], width: float) -> float:
    """Return the width that panels at the right edge take from the world, in a window of that width, in UI units."""
    at_edge = (box for box in boxes if box.left + box.width > width - 2.0 * theme.MARGIN)
    covered = (width - box.left for box in at_edge)
    return max((part for part in covered if part <= MAX_COVERED_PART * width), default=0.0)


def free_place(size: tuple[float, float], others: Sequence[Box], window: tuple[float, float]) -> Box:
    """Return a box of a size in a window that intersects none of the others; the upper right corner if there is none.

    All lengths are in UI units. Candidates lie at the right, below the others, or to the left of them. In a narrow
    window, where the panel covers the world, it stands at the bottom, above the buttons.
    """
    width, height = size
    top, right, lowest = window[1] - theme.MARGIN, window[0] - theme.MARGIN - width, theme.MARGIN + height
    if window[0] < 2.0 * width:
        return Box(right, min(lowest + TOOLBAR_HEIGHT, top), width, height)
    tops = [min(top, max(top - STATUS_HEIGHT, lowest)), *(other.top - other.height - theme.MARGIN for other in others)]
    lefts = [right, *(other.left - theme.MARGIN - width for other in others)]
    boxes = (
        Box(left, upper, width, height)
        for left in sorted(lefts, reverse=True)
        for upper in sorted(tops, reverse=True)
        if left >= theme.MARGIN and upper >= lowest - 1e-9
    )
    return next((box for box in boxes if not any(map(box.intersects, others))), Box(right, tops[0], width, height))


def moved_inside(box: Box, window: tuple[float, float]) -> Box:
    """Return a box moved into a window, away from its edges; the top of a box that is too high stays inside."""
    left = max(min(box.left, window[0] - theme.MARGIN - box.width), theme.MARGIN)
    top = min(max(box.top, theme.MARGIN + box.height), window[1] - theme.MARGIN)
    return box._replace(left=left, top=top)
