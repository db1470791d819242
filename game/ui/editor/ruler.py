"""The ruler: measures a distance and a direction."""

import math

from game.levels.editing.frame import Point, direction, distance
from game.render import theme
from game.ui.editor.pointer import Pointer
from game.ui.editor.sketch import Sketch


class Ruler:
    """Measures from where the button is pressed to where it is released. The measure stays until the next one."""

    hint = "drag to measure; Esc removes the measure"

    def __init__(self) -> None:
        self._start: Point | None = None
        self._end: Point | None = None
        self._is_pressed = False

    @property
    def snap_start(self) -> Point | None:
        """The point from which directions snap: none."""
        return None

    def press(self, at: Pointer) -> None:
        """Begin a measure."""
        self._start = self._end = at.point
        self._is_pressed = True

    def move(self, at: Pointer) -> None:
        """Measure to the pointer while the button is held."""
        if self._is_pressed:
            self._end = at.point

    def release(self, at: Pointer) -> None:
        """End the measure."""
        self.move(at)
        self._is_pressed = False

    def finish(self) -> bool:
        """Do nothing; return that there was nothing to finish."""
        return False

    def cancel(self) -> bool:
        """Remove the measure; return whether there was one."""
        was_there = self._start is not None
        self._start = self._end = None
        self._is_pressed = False
        return was_there

    def draw(self, sketch: Sketch, at: Pointer | None) -> None:  # noqa: ARG002
        """Draw the measure."""
        if self._start is None or self._end is None:
            return
        sketch.line(self._start, self._end, theme.TEXT_ACCENT, 2.0)
        sketch.dot(self._start, 3.5, theme.TEXT_ACCENT)
        sketch.dot(self._end, 3.5, theme.TEXT_ACCENT)
        sketch.text(self._end, measure_text(self._start, self._end), theme.TEXT_ACCENT)


def measure_text(start: Point, end: Point) -> str:
    """Return length, direction and sides of a measure as text."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    angle = direction(dx, dy) if math.isfinite(dx) else 0.0
    sides = f"{dx:+.3f}, {dy:+.3f}".replace("-", "\N{MINUS SIGN}")
    return f"{distance(start, end):.3f} m  ·  {angle:.1f}°  ·  {sides}"
