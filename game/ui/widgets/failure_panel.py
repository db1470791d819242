"""The panel that reports a failed simulation step."""

from collections.abc import Iterator
from textwrap import wrap

from game.files.atomic_write import error_text
from game.render import theme
from game.session.recording.failure_report import write_report
from game.session.session import Session
from game.ui.input.keymap import Action, KeyMap
from game.ui.widgets.text_panel import StyledLine, TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
ERROR = TextStyle(theme.TEXT_SIZE, theme.TEXT_ERROR, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)

OPTIONS = (
    (Action.RESTART, "restarts the level"),
    (Action.PAUSE, "retries the step"),
    (Action.REWIND, "rewinds"),
)
"""Actions that help after a failure, and what the panel says about them."""

LINE_LENGTH, MAX_LINES = 76, 5
"""Characters in a line, and lines of a message, at most."""


class FailurePanel:
    """A panel in the middle of the window, shown while the session is stopped by a step that raised an exception.

    The panel saves a failure report for each new exception.
    """

    def __init__(self, keys: KeyMap) -> None:
        self._keys = keys
        self._error: Exception | None = None
        self._panel: TextPanel | None = None

    def draw(self, window: tuple[float, float], session: Session) -> None:
        """Draw the panel into a window of that size, if the session has failed."""
        if session.fault is not self._error:
            self._error, self._panel = session.fault, None
            if session.fault:
                self._panel = TextPanel.from_lines(self._lines(session, session.fault), theme.GRAPH_OPACITY)
        if self._panel:
            width, height = window
            self._panel.draw(window, 0.5 * (width - self._panel.width), 0.5 * (height + self._panel.height))

    def _lines(self, session: Session, error: Exception) -> Iterator[StyledLine]:
        yield TITLE, "The simulation stopped: a step failed"
        for line in _wrapped(f"{type(error).__name__}: {error}"):
            yield ERROR, line
        for note in getattr(error, "__notes__", ()):
            yield TEXT, note
        options = ((self._keys.caption(action), text) for action, text in OPTIONS)
        yield TEXT, ", ".join(f"{key} {text}" for key, text in options if key)
        try:
            report = f"Report saved: {write_report(session.simulation, error)}"
        except OSError as reason:
            report = f"Cannot save a report: {error_text(reason)}"
        for line in _wrapped(report):
            yield FAINT, line


def _wrapped(text: str) -> list[str]:
    return wrap(text, LINE_LENGTH, max_lines=MAX_LINES, placeholder=" …")
