"""The panel that lists the problems of a level file or of the preferences."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from game.files.counted import counted
from game.levels.model import LevelError
from game.levels.toml.source import source_line
from game.render import theme
from game.simulation.view_rect import Insets
from game.ui.widgets.text_panel import StyledLine, TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
POSITION = TextStyle(theme.TEXT_SIZE, theme.TEXT_ERROR, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
GAP = TextStyle(4, theme.TEXT)
CODE = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT, font=theme.MONOSPACE_FONT)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)

CHARACTER_WIDTH = 8.0
"""Width of a typical character, in UI units."""

MAX_LINE_LENGTH, MAX_LINES = 100, 3
"""Characters in a line, and lines of the message of one problem, at most."""

PROBLEM_HEIGHT = 130.0
"""Height of the window that is needed for each problem that is listed, in UI units."""

STILL_RUNNING = "The last working version keeps running."


class ProblemPanel:
    """A panel at the lower left that lists the problems of a file, each with the line of the file."""

    def __init__(self) -> None:
        self._error: LevelError | None = None
        self._outcome = STILL_RUNNING
        self._window = (0.0, 0.0)
        self._panel: TextPanel | None = None

    @property
    def error(self) -> LevelError | None:
        """The error whose problems are listed; None while the panel is hidden."""
        return self._error

    @property
    def is_level_broken(self) -> bool:
        """Whether the level's file has problems while an older version of the level runs."""
        return self._error is not None and self._outcome == STILL_RUNNING

    @property
    def height(self) -> float:
        """Height of the panel in UI units; 0 while it is hidden or has not been drawn."""
        return self._panel.height if self._panel else 0.0

    def cover(self, covered: Insets) -> Insets:
        """Return covered parts of a window together with the panel, in UI units."""
        return covered._replace(bottom=covered.bottom + self.height + theme.MARGIN) if self.height else covered

    def set_error(self, error: LevelError | None, outcome: str = STILL_RUNNING) -> None:
        """List the problems of an error, followed by what the game does meanwhile; None hides the panel."""
        self._error, self._outcome, self._panel = error, outcome, None

    def close(self) -> bool:
        """Hide the panel; return whether it was visible."""
        was_visible, self._error, self._panel = self._error is not None, None, None
        return was_visible

    def draw(self, window: tuple[float, float], covered: Insets) -> None:
        """Draw the panel into the free part of a window of that size, if there is an error."""
        if self._error is None:
            return
        if self._panel is None or self._window != window:
            self._window = window
            free = window[0] - covered.left, window[1] - covered.bottom
            self._panel = TextPanel.from_lines(_lines(self._error, self._outcome, free), theme.GRAPH_OPACITY)
        left, bottom = covered.left + theme.MARGIN, covered.bottom + theme.MARGIN
        self._panel.draw(window, left, bottom + self._panel.height)


def _lines(error: LevelError, outcome: str, window: tuple[float, float]) -> Iterator[StyledLine]:
    width, height = window
    length = min(max(int((width - 2 * theme.MARGIN - 2 * theme.PADDING) / CHARACTER_WIDTH), 20), MAX_LINE_LENGTH)
    max_problems = max(int(height / PROBLEM_HEIGHT) - 1, 1)
    listed, rest = error.problems[:max_problems], len(error.problems) - max_problems
    count = counted(len(error.problems), "problem")
    yield TITLE, f"{Path(listed[0].file).name} has {count}"
    for problem in listed:
        position = f"{problem.file}:{problem.line}:{problem.column}: {problem.field}"
        yield GAP, " "
        yield POSITION, position if len(position) <= length else f"…{position[1 - length :]}"
        for line in _wrapped(problem.message, length):
            yield TEXT, line
        source = _shown(source_line(problem))
        if source.strip():
            start = max(problem.column - length // 2, 0) if len(source) > length else 0
            yield CODE, source[start : start + length]
            yield CODE, f"{'^':>{problem.column - start}}"
    if rest > 0:
        yield FAINT, f"and {rest} more"
    yield GAP, " "
    for line in _wrapped(outcome, length):
        yield FAINT, line


def _wrapped(text: str, length: int) -> list[str]:
    return wrap(text, length, max_lines=MAX_LINES, placeholder=" …")


def _shown(line: str) -> str:
    """Return a line of a file as it is shown.

    Unprintable characters, tabs included, become one space each, so that the marker below stands in the right column.
    """
    return "".join(character if character.isprintable() else " " for character in line.rstrip())
