"""The mouse in the edit mode: where it is in the world, and what it snaps to."""

from typing import NamedTuple

from game.levels.editing.frame import Point
from game.levels.editing.snapping import Snapped


class Pointer(NamedTuple):
    """A position of the mouse.

    raw : where it is, m
    snapped : where it snaps to; without a snap the same as raw
    reach : largest distance of something that is meant, m
    is_adding : whether Shift is held: it adds to a selection, and lines snap to directions
    is_free : whether Alt is held, which switches snapping off
    """

    raw: Point
    snapped: Snapped
    reach: float
    is_adding: bool = False
    is_free: bool = False

    @property
    def point(self) -> Point:
        """Where the pointer snaps to, m."""
        return self.snapped.x, self.snapped.y
