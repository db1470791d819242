"""The scrubber: a bar at the lower edge that shows and changes the position in a replay."""

from collections.abc import Callable

import arcade
from arcade import key

from game.render import theme
from game.session.recording.replay import Replay
from game.session.session import Session
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)

HEIGHT = 40
"""Height of the bar, in UI units."""

TRACK_HEIGHT, KNOB_DIAMETER = 4, 14
"""Height of the track and diameter of the knob on it, in UI units."""

MARK_WIDTH, MARK_HEIGHT = 2, 12
"""Size of the marks at steps with recorded input, in UI units."""

SKIPS = {key.LEFT: -1.0, key.RIGHT: 1.0}
"""Time in s that each arrow key skips."""


class Scrubber:
    """Shows the position in a replay and the steps with recorded input; a click or drag moves to another position.

    The scrubber is hidden and ignores all input while no replay is running.
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        """Create a scrubber for the session that ``session`` returns, whenever that is a replay."""
        self._session = session
        self._background, self._time = RoundedRect(), TextPanel((TEXT,), opacity=0.0)
        self._time_text = ""
        self._track = Box(0.0, 0.0, 1.0, 1.0)
        self._is_dragged = False

    @property
    def height(self) -> float:
        """Height in UI units; 0 while the scrubber is hidden."""
        return HEIGHT if self._replay else 0.0

    def seek(self, step: int) -> bool:
        """Move to a step; return whether a replay is running."""
        if replay := self._replay:
            replay.seek(step)
        return replay is not None

    def skip(self, seconds: float) -> None:
        """Move forward by a time in s, or back if it is negative."""
        if replay := self._replay:
            replay.skip(seconds)

    def press(self, x: float, y: float, button: int) -> bool:
        """Start to drag the knob if the mouse is over the bar; return whether it is."""
        bar = self._track.expanded(0.5 * HEIGHT)
        self._is_dragged = self._replay is not None and button == arcade.MOUSE_BUTTON_LEFT and bar.contains(x, y)
        return self.move(x, y, button)

    def move(self, x: float, y: float, buttons: int) -> bool:  # noqa: ARG002
        """Move to the position of the mouse while the knob is dragged; return whether it is."""
        if self._is_dragged and (replay := self._replay):
            length = replay.last_step - replay.first_step
            self.seek(replay.first_step + round(length * (x - self._track.left) / self._track.width))
        return self._is_dragged

    def release(self) -> bool:
        """Stop dragging; return whether the knob was dragged."""
        was_dragged, self._is_dragged = self._is_dragged, False
        return was_dragged

    def scroll(self, x: float, y: float, notches: float) -> bool:  # noqa: ARG002
        """Return False: the wheel always zooms the world."""
        return False

    def handle_key(self, symbol: int, modifiers: int) -> bool:
        """Skip back or forward by an arrow key; return whether the key was used."""
        if self._replay is None or symbol not in SKIPS or modifiers & key.MOD_SHIFT:
            return False
        self.skip(SKIPS[symbol])
        return True

    def draw(self, window: tuple[float, float]) -> None:
        """Draw the scrubber into a window of that size, if a replay is running."""
        if (replay := self._replay) is None:
            return
        bar = Box(theme.MARGIN, theme.MARGIN + HEIGHT, window[0] - 2 * theme.MARGIN, HEIGHT)
        self._background.draw(window, bar)
        self._set_time(replay)
        y, radius = bar.top - 0.5 * HEIGHT, 0.5 * KNOB_DIAMETER
        time_width = self._time.width
        self._time.draw(window, bar.left + bar.width - time_width, y + 0.5 * self._time.height)
        width = bar.width - time_width - 2 * theme.PADDING
        track = Box(bar.left + 1.5 * theme.PADDING, y + 0.5 * TRACK_HEIGHT, width, TRACK_HEIGHT)
        self._track = track
        steps = max(replay.last_step - replay.first_step, 1)
        played = track.width * (replay.simulation.steps - replay.first_step) / steps
        self._background.draw(window, track, theme.TEXT_FAINT, 0.45, 0.5 * TRACK_HEIGHT)
        played_track = track._replace(width=max(played, TRACK_HEIGHT))
        self._background.draw(window, played_track, theme.TEXT_ACCENT, 1.0, 0.5 * TRACK_HEIGHT)
        for step in replay.event_steps:
            x = track.left + track.width * (step - replay.first_step) / steps
            mark = Box(x - 0.5 * MARK_WIDTH, y + 0.5 * MARK_HEIGHT, MARK_WIDTH, MARK_HEIGHT)
            self._background.draw(window, mark, theme.FORCE, 0.9, 0.5 * MARK_WIDTH)
        knob = Box(track.left + played - radius, y + radius, KNOB_DIAMETER, KNOB_DIAMETER)
        self._background.draw(window, knob, theme.TEXT, 1.0, radius)

    @property
    def _replay(self) -> Replay | None:
        session = self._session()
        return session if isinstance(session, Replay) else None

    def _set_time(self, replay: Replay) -> None:
        """Set the text with the present time and the duration, if it has changed: laying out text is slow."""
        rate = replay.clock.step_rate
        text = f"{_minutes(replay.simulation.steps / rate)} / {_minutes(replay.last_step / rate)}"
        if text != self._time_text:
            self._time_text = text
            self._time.set_texts((text,))


def _minutes(seconds: float) -> str:
    """Return a time as minutes and seconds, such as 1:05.0."""
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
