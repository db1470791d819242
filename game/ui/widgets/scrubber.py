"""The bar at the lower edge that shows the place in a recording, and leads to others."""

from collections.abc import Callable

import arcade
from arcade import key

from game.render import theme
from game.session.recording.replay import Replay
from game.session.session import Session
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)

HEIGHT, TRACK, KNOB, INPUT = 40, 4, 14, 12
"""Of the bar, its line, the knob on that, and the strokes where something was done, in units of the look."""

STROKE = 2
"""Width of such a stroke."""

SKIPS = {key.LEFT: -1.0, key.RIGHT: 1.0}
"""s that the arrow keys skip."""


class Scrubber:
    """Shows how far a recording is, and what was done when; it goes where it is pressed. Without one it is not there.

    height : in units of the look; 0 where it is not shown
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        """Show whatever plays, if it is a recording."""
        self._session = session
        self._plate, self._time = RoundedRect(), TextPanel((TEXT,), opacity=0.0)
        self._shown = ""
        self._track = Box(0.0, 0.0, 1.0, 1.0)
        self._is_held = False

    @property
    def height(self) -> float:
        """How much of the lower edge it takes."""
        return HEIGHT if self._replaying else 0.0

    def seek(self, step: int) -> bool:
        """Go to a step; return whether there is a recording to do that in."""
        if replaying := self._replaying:
            replaying.seek(step)
        return replaying is not None

    def skip(self, seconds: float) -> None:
        """Go so far on, or back."""
        if replaying := self._replaying:
            replaying.skip(seconds)

    def press(self, x: float, y: float, button: int) -> bool:
        """Take hold of the bar; return whether it is there."""
        bar = self._track.expanded(0.5 * HEIGHT)
        self._is_held = self._replaying is not None and button == arcade.MOUSE_BUTTON_LEFT and bar.contains(x, y)
        return self.move(x, y, button)

    def move(self, x: float, y: float, buttons: int) -> bool:  # noqa: ARG002
        """Go to the place below the mouse, if the bar is held; return whether it is."""
        if self._is_held and (replaying := self._replaying):
            length = replaying.last - replaying.first
            self.seek(replaying.first + round(length * (x - self._track.left) / self._track.width))
        return self._is_held

    def release(self) -> bool:
        """Let go; return whether it was held."""
        was_held, self._is_held = self._is_held, False
        return was_held

    def scroll(self, x: float, y: float, notches: float) -> bool:  # noqa: ARG002
        """Leave the wheel to the world."""
        return False

    def handle_key(self, symbol: int, modifiers: int) -> bool:
        """Skip by an arrow key; return whether there is a recording to do that in."""
        if self._replaying is None or symbol not in SKIPS or modifiers & key.MOD_SHIFT:
            return False
        self.skip(SKIPS[symbol])
        return True

    def draw(self, window: tuple[float, float]) -> None:
        """Draw it into a window of that size."""
        if (replaying := self._replaying) is None:
            return
        whole = Box(theme.MARGIN, theme.MARGIN + HEIGHT, window[0] - 2 * theme.MARGIN, HEIGHT)
        self._plate.draw(window, whole)
        self._write(replaying)
        middle, knob = whole.top - 0.5 * HEIGHT, 0.5 * KNOB
        room = self._time.width
        self._time.draw(window, whole.left + whole.width - room, middle + 0.5 * self._time.height)
        track = Box(
            whole.left + 1.5 * theme.PADDING, middle + 0.5 * TRACK, whole.width - room - 2 * theme.PADDING, TRACK
        )
        self._track = track
        steps = max(replaying.last - replaying.first, 1)
        done = track.width * (replaying.simulation.steps - replaying.first) / steps
        self._plate.draw(window, track, theme.TEXT_FAINT, 0.45, 0.5 * TRACK)
        self._plate.draw(window, track._replace(width=max(done, TRACK)), theme.TEXT_ACCENT, 1.0, 0.5 * TRACK)
        for step in replaying.doings:
            at = track.left + track.width * (step - replaying.first) / steps
            stroke = Box(at - 0.5 * STROKE, middle + 0.5 * INPUT, STROKE, INPUT)
            self._plate.draw(window, stroke, theme.FORCE, 0.9, 0.5 * STROKE)
        self._plate.draw(window, Box(track.left + done - knob, middle + knob, KNOB, KNOB), theme.TEXT, 1.0, knob)

    @property
    def _replaying(self) -> Replay | None:
        session = self._session()
        return session if isinstance(session, Replay) else None

    def _write(self, replaying: Replay) -> None:
        """Tell the time of now, and that of the end; laying out text is slow."""
        rate = replaying.clock.step_rate
        words = f"{_clock(replaying.simulation.steps / rate)} / {_clock(replaying.last / rate)}"
        if words != self._shown:
            self._shown = words
            self._time.set_texts((words,))


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
