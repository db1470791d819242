"""What is wrong with a level that was saved, until it is right again."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from textwrap import wrap

from game.levels.model import LevelError
from game.render import theme
from game.ui.widgets.text_panel import TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
PLACE = TextStyle(theme.TEXT_SIZE, theme.TEXT_WRONG, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
GAP = TextStyle(4, theme.TEXT)
CODE = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT, font=theme.FONT_OF_CODE)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)

LETTER, WIDEST = 8.0, 100
"""Width of a letter, in units of the look, and letters in a line at most."""

PROBLEM = 130.0
"""Height of the room that each problem shown takes for itself, in its units."""

MOST_LINES = 3
"""Lines of one message at most."""

RUNS_ON = "What was right before runs on."

Line = tuple[TextStyle, str]


class ProblemPanel:
    """A card at the lower left with the problems of a level, each with its line of the file.

    height : in units of the look; 0 while nothing is wrong
    """

    def __init__(self) -> None:
        self._error: LevelError | None = None
        self._outcome = RUNS_ON
        self._size = (0.0, 0.0)
        self._card: TextPanel | None = None

    @property
    def error(self) -> LevelError | None:
        """What is shown, if anything is."""
        return self._error

    @property
    def is_level_broken(self) -> bool:
        """Whether it is a level that is to be put right, while an older state of it runs."""
        return self._error is not None and self._outcome == RUNS_ON

    @property
    def height(self) -> float:
        """How much room it takes, in units of the look."""
        return self._card.height if self._card else 0.0

    def set_error(self, error: LevelError | None, outcome: str = RUNS_ON) -> None:
        """Tell what is wrong from now on, and what holds meanwhile; None when all is right."""
        self._error, self._outcome, self._card = error, outcome, None

    def draw(self, window: tuple[float, float]) -> None:
        """Draw into a window of that size."""
        if self._error is None:
            return
        if self._card is None or self._size != window:
            self._size = window
            lines = [*_lines(self._error, self._outcome, window)]
            self._card = TextPanel(*((style,) for style, _ in lines), opacity=theme.GRAPH_OPACITY)
            self._card.set_texts(*((words,) for _, words in lines))
        self._card.draw(window, theme.MARGIN, theme.MARGIN + self._card.height)


def _lines(error: LevelError, outcome: str, window: tuple[float, float]) -> Iterator[Line]:
    width, height = window
    letters = min(max(int((width - 2 * theme.MARGIN - 2 * theme.PADDING) / LETTER), 20), WIDEST)
    most = max(int(height / PROBLEM) - 1, 1)
    shown, rest = error.problems[:most], len(error.problems) - most
    count = "a mistake" if len(error.problems) == 1 else f"{len(error.problems)} mistakes"
    yield TITLE, f"{Path(shown[0].file).name} has {count}"
    for problem in shown:
        place = f"{problem.file}:{problem.line}:{problem.column}: {problem.field}"
        yield GAP, " "
        yield PLACE, place if len(place) <= letters else f"…{place[1 - letters :]}"
        for line in _wrapped(problem.message, letters):
            yield TEXT, line
        source = _source(problem.file, problem.line)
        if source.strip():
            start = max(problem.column - letters // 2, 0) if len(source) > letters else 0
            yield CODE, source[start : start + letters]
            yield CODE, f"{'^':>{problem.column - start}}"
    if rest > 0:
        yield FAINT, f"and {rest} more"
    yield GAP, " "
    for line in _wrapped(outcome, letters):
        yield FAINT, line


def _wrapped(message: str, letters: int) -> list[str]:
    return wrap(message, letters, max_lines=MOST_LINES, placeholder=" …")


def _source(file: str, line: int) -> str:
    """Return a line of a file, every letter of it one column wide; nothing if there is none."""
    with suppress(OSError, ValueError), Path(file).open(encoding="utf-8-sig", errors="replace") as text:
        words = next(islice(text, line - 1, line), "").rstrip()
        return "".join(letter if letter.isprintable() else " " for letter in words)
    return ""
