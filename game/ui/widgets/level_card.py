"""The card with the title and the description of a level, shown when the level begins."""

from collections.abc import Iterator
from textwrap import wrap

from game.levels.model import Level
from game.render import theme
from game.ui import ui_style
from game.ui.widgets.rounded_rect import Box
from game.ui.widgets.text_panel import StyledLine, TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
GAP = TextStyle(4, theme.TEXT)

MAX_LINE_LENGTH, CHARACTER_WIDTH = 48, 7.4
"""Characters in a line at most, and width of a typical one in UI units."""

LINE_HEIGHT, MAX_HEIGHT = 21.0, 0.6
"""Height of a line in UI units, and the largest part of the window that the card covers."""

BASE_TIME, READING_TIME, MAX_TIME = 3.0, 0.05, 14.0
"""Time for which the card is shown in s: at least, in addition for each character, and at most."""

FADE_TIME = 0.5
"""Time in s in which the card disappears."""


class LevelCard:
    """Shows title and description in place of the facts at the upper left, until they were read or a click.

    box : the place of the card, as it was prepared last
    """

    def __init__(self) -> None:
        self._level: Level | None = None
        self._panel: TextPanel | None = None
        self._panel_for: tuple[object, ...] = ()
        self._time_left = 0.0
        self._facts = self.box = Box(0.0, 0.0, 0.0, 0.0)

    @property
    def is_open(self) -> bool:
        """Whether the card is shown, and does not disappear yet."""
        return self._time_left > FADE_TIME

    @property
    def visibility(self) -> float:
        """Opacity of the card, from 0 to 1."""
        if ui_style.current().reduced_motion:
            return float(self._time_left > 0.0)
        return min(self._time_left / FADE_TIME, 1.0)

    def set_level(self, level: Level) -> None:
        """Show the card of a level that begins, unless it has no description or is the same level again."""
        before, self._level = self._level, level
        if before is None or _texts(before) != _texts(level):
            self._panel_for, self._time_left = (), 0.0
            if level.description:
                self.show()

    def show(self) -> None:
        """Show the card as if the level began."""
        description = self._level.description if self._level else ""
        self._time_left = min(BASE_TIME + READING_TIME * len(description), MAX_TIME) + FADE_TIME

    def hide(self) -> None:
        """Let the card disappear."""
        self._time_left = min(self._time_left, FADE_TIME)

    def toggle(self) -> None:
        """Show or hide the card."""
        if self.is_open:
            self.hide()
        else:
            self.show()

    def update(self, elapsed: float) -> None:
        """Let ``elapsed`` s of real time pass."""
        self._time_left = max(self._time_left - elapsed, 0.0)

    def press(self, x: float, y: float, button: int) -> bool:  # noqa: ARG002
        """Hide the card at any click, and show it at a click on the facts; return whether the click was on either."""
        is_hit = (self.box if self.is_open else self._facts).contains(x, y)
        if self.is_open:
            self.hide()
        elif is_hit:
            self.show()
        return is_hit

    def move(self, x: float, y: float, buttons: int) -> bool:
        """Return False: the card does not follow the mouse."""
        del x, y, buttons
        return False

    def release(self) -> bool:
        """Return False: the card is not dragged."""
        return False

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Return False: the wheel zooms the world."""
        del x, y, notches
        return False

    def prepare(self, window: tuple[float, float], facts: Box) -> None:
        """Lay out the card for a window of that size, with its upper left corner at that of the facts."""
        self._facts = facts
        if not self._time_left or self._level is None:
            return
        panel_for = window, facts.left
        if self._panel is None or panel_for != self._panel_for:
            self._panel_for = panel_for
            self._panel = TextPanel.from_lines(_lines(self._level, window, facts.left), theme.GRAPH_OPACITY)
        self.box = Box(facts.left, facts.top, self._panel.width, self._panel.height)
        self._panel.prepare(window, facts.left, facts.top)

    def draw(self) -> None:
        """Draw the card as it was prepared."""
        if self._panel and self._time_left:
            self._panel.draw_prepared(self.visibility)


def _texts(level: Level) -> tuple[str, str]:
    return level.title, level.description


def _lines(level: Level, window: tuple[float, float], left: float) -> Iterator[StyledLine]:
    room = window[0] - left - theme.MARGIN - 2.0 * theme.PADDING
    length = max(min(int(room / CHARACTER_WIDTH), MAX_LINE_LENGTH), 20)
    max_lines = max(int(MAX_HEIGHT * window[1] / LINE_HEIGHT), 2)
    yield TITLE, level.title
    yield GAP, " "
    for line in wrap(level.description, length, max_lines=max_lines, placeholder=" …"):
        yield TEXT, line
