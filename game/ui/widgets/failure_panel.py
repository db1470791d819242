"""What is shown when a step has failed."""

from collections.abc import Iterator
from textwrap import wrap

from game.files.atomic_write import error_text
from game.render import theme
from game.session.recording.failure_report import keep_report
from game.session.session import Session
from game.ui.input.keymap import Action, KeyMap
from game.ui.widgets.text_panel import TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
WRONG = TextStyle(theme.TEXT_SIZE, theme.TEXT_WRONG, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)

WAYS_ON = (
    (Action.RESTART, "starts the level again"),
    (Action.PAUSE, "tries the step once more"),
    (Action.REWIND, "goes back in time"),
)

LETTERS, MOST_LINES = 76, 5
"""In a line, and lines of one message, at most."""

Line = tuple[TextStyle, str]


class FailurePanel:
    """A card in the middle of the window as long as what is played stands before a step that fails.

    Of each new fault, a report is kept.
    """

    def __init__(self, keys: KeyMap) -> None:
        self._keys = keys
        self._shown: Exception | None = None
        self._card: TextPanel | None = None

    def draw(self, window: tuple[float, float], session: Session) -> None:
        """Draw into a window of that size."""
        if session.fault is not self._shown:
            self._shown, self._card = session.fault, None
            if session.fault:
                lines = list(self._lines(session, session.fault))
                self._card = TextPanel(*((style,) for style, _ in lines), opacity=theme.GRAPH_OPACITY)
                self._card.set_texts(*((words,) for _, words in lines))
        if self._card:
            width, height = window
            self._card.draw(window, 0.5 * (width - self._card.width), 0.5 * (height + self._card.height))

    def _lines(self, session: Session, error: Exception) -> Iterator[Line]:
        yield TITLE, "A step has failed"
        for line in _wrapped(f"{type(error).__name__}: {error}"):
            yield WRONG, line
        for note in getattr(error, "__notes__", ()):
            yield TEXT, note
        ways = [f"{self._keys.caption(action)} {words}" for action, words in WAYS_ON if self._keys.caption(action)]
        yield TEXT, ", ".join(ways)
        try:
            kept = f"for a report, see {keep_report(session.simulation, error)}"
        except OSError as problem:
            kept = f"no report could be kept: {error_text(problem)}"
        for line in _wrapped(kept):
            yield FAINT, line


def _wrapped(words: str) -> list[str]:
    return wrap(words, LETTERS, max_lines=MOST_LINES, placeholder=" …")
