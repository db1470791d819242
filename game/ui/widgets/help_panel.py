"""The overlay that tells the keys, group by group, on as many pages as it takes."""

from collections.abc import Iterator

from game.render import theme
from game.ui import ui_style
from game.ui.input.controls import Controls
from game.ui.input.gamepad import BUTTONS
from game.ui.input.keymap import KEYMAP, Action, Group, KeyMap, Row, joined
from game.ui.ui_style import UiStyle
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)

SIZES = (theme.TEXT_SIZE, theme.SMALL_SIZE)
"""Of type, in points: the larger one where everything fits on one page."""

OTHERS = {
    Group.TIME: (Row("\N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW}", "in a replay: a second back, on"),),
    Group.SEEING: (Row("wheel", "zoom at the mouse"), Row("its button", "drag the view")),
    Group.HANDS: (
        Row("left button", "hold a ball, let go"),
        Row("Shift and drag", "throw a ball"),
        Row("right button", "put a ball"),
    ),
    Group.KEEPING: (Row("drop a file", "play it, import a drawing"),),
}

Page = list[list[TextPanel]]


class HelpPanel:
    """A plate in the middle of the window with every key and what it does, and of a gamepad if there is one.

    page : which one is shown, from 1; 0 while it is closed
    pages : how many there are in the window that was drawn into last
    """

    def __init__(self, controls: Controls) -> None:
        self.page, self.pages = 0, 1
        self._controls = controls
        self._known: tuple[UiStyle, bool] | None = None
        self._shown: list[Page] = []
        self._plate, self._foot = RoundedRect(), TextPanel((FAINT,), opacity=0.0)
        self._foot.set_texts((self._hint(),))

    @property
    def is_open(self) -> bool:
        """Whether it is seen."""
        return self.page > 0

    def next_page(self) -> None:
        """Open it, go on to the next page, and close it after the last."""
        self.page = (self.page + 1) % (self.pages + 1)

    def draw(self, window: tuple[float, float]) -> None:
        """Draw into a window of that size."""
        if not self.is_open:
            return
        known = ui_style.current(), self._controls.gamepad.is_connected
        if known != self._known:
            self._known = known
            self._lay_out(window)
        self.page = min(self.page, self.pages)
        self._draw_page(window, self._shown[self.page - 1])

    def _lay_out(self, window: tuple[float, float]) -> None:
        """Put the groups into columns, and those on pages; where there is no other way, one group is too large."""
        room, height = window[0] - 2.0 * theme.MARGIN, window[1] - 2.0 * theme.MARGIN - self._foot_height
        for size in SIZES:
            cards = [card(heading, rows, size) for heading, rows in help_sections(self._controls)]
            heights = sorted({sum(run) for run in runs([one.height for one in cards])})
            ways = [pages(cards, room, most) for most in heights if most <= height]
            self._shown = next((way for way in ways if len(way) == 1), pages(cards, room, height))
            self.pages = len(self._shown)
            if self.pages == 1:
                break
        for column in (column for page in self._shown for column in page):
            widths = widest(column)
            for one in column:
                one.columns = widths

    @property
    def _foot_height(self) -> float:
        return self._foot.height - theme.PADDING

    def _draw_page(self, window: tuple[float, float], page: Page) -> None:
        self._foot.set_texts((self._hint(),))
        widths = [round(column[0].width) for column in page]
        height = round(max(sum(one.height for one in column) for column in page) + self._foot_height)
        width = max(sum(widths), self._foot.width)
        left, top = round(0.5 * (window[0] - width)), round(0.5 * (window[1] + height))
        self._plate.draw(window, Box(left, top, width, height), opacity=theme.GRAPH_OPACITY)
        self._foot.draw(window, left + width - self._foot.width, top - height + self._foot.height)
        for column, across in zip(page, widths, strict=True):
            below = float(top)
            for one in column:
                one.draw(window, left, below)
                below -= one.height
            left += across

    def _hint(self) -> str:
        key = self._controls.keys.caption(Action.HELP)
        if self.pages == 1:
            return f"{key} closes"
        return f"page {self.page} of {self.pages}  ·  {key} {'turns' if self.page < self.pages else 'closes'}"


def first_keys_hint(keys: KeyMap) -> str:
    """Tell the first keys to know."""
    first = ((Action.HELP, "shows the keys"), (Action.LEVELS, "the levels"), (Action.PANEL, "sliders"))
    return ", ".join(f"{keys.caption(action)} {words}" for action, words in first if keys.caption(action))


def help_sections(controls: Controls) -> Iterator[tuple[str, list[Row]]]:
    """Yield every heading, and what is below it."""
    for group in Group:
        yield group.value, [*controls.keys.rows(group), *OTHERS.get(group, ())]
    if controls.gamepad.is_connected:
        told = {binding.action: binding.description for binding in KEYMAP}
        lines: dict[str, list[str]] = {}
        for button in BUTTONS:
            lines.setdefault(button.description or told[button.action], []).append(button.caption)
        yield "Gamepad", [Row(joined(captions), description) for description, captions in lines.items()]


def card(heading: str, rows: list[Row], size: int) -> TextPanel:
    """Return a group as a table, in type of that size."""
    caption, description = TextStyle(size, theme.TEXT_ACCENT, bold=True), TextStyle(size, theme.TEXT)
    written = TextPanel(
        (TextStyle(size + 2, theme.TEXT, bold=True),), *[(caption, description)] * len(rows), opacity=0.0
    )
    written.set_texts((heading,), *rows)
    return written


def runs(sizes: list[float]) -> Iterator[list[float]]:
    """Yield every run of neighbours."""
    for begin in range(len(sizes)):
        for end in range(begin, len(sizes)):
            yield sizes[begin : end + 1]


def pages(cards: list[TextPanel], width: float, height: float) -> list[Page]:
    """Fill columns of that height from top to bottom, and pages of that width with columns."""
    found: list[Page] = [[[]]]
    for one in cards:
        page = found[-1]
        if page[-1] and sum(other.height for other in page[-1]) + one.height > height:
            page.append([])
        page[-1].append(one)
        if len(page) > 1 and sum(map(width_of, page)) > width:
            column = page.pop()
            if len(column) > 1:  # the last one has made it too wide
                page.append(column[:-1])
            found.append([column[-1:]])
    return found


def width_of(column: list[TextPanel]) -> float:
    """Return the width of cards below each other whose captions are all as wide."""
    widths = widest(column)
    return sum(widths) + theme.PADDING * (len(widths) + 1)


def widest(column: list[TextPanel]) -> list[float]:
    """Return the widths of captions and descriptions of cards below each other."""
    return [max(widths) for widths in zip(*(one.columns for one in column), strict=True)]
