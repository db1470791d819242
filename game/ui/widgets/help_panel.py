"""The help panel: every key and what it does, in groups, on as many pages as needed."""

from collections.abc import Iterator

from game.render import theme
from game.ui import ui_style
from game.ui.input.controls import Controls
from game.ui.input.gamepad import BUTTONS
from game.ui.input.keymap import KEYMAP, Action, Group, Row, join_keys
from game.ui.ui_style import UiStyle
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)

FONT_SIZES = (theme.TEXT_SIZE, theme.SMALL_SIZE)
"""Font sizes in points. The larger one is used if everything fits on one page."""

EXTRA_ROWS = {
    Group.TIME: (Row("\N{LEFTWARDS ARROW} \N{RIGHTWARDS ARROW}", "in a replay: 1 s back, 1 s forward"),),
    Group.VIEW: (Row("wheel", "zoom at the mouse"), Row("middle button", "drag the view")),
    Group.BALLS: (
        Row("left button", "grab a ball and drag it"),
        Row("Shift and drag", "throw a ball"),
        Row("right button", "add a ball, or remove one"),
    ),
    Group.FILES: (Row("drop a file", "play it, or import a drawing"),),
}
"""Rows for the mouse, dropped files and replays, shown below the keys of each group."""

Page = list[list[TextPanel]]
"""The columns of a page, each a list of sections from top to bottom."""


class HelpPanel:
    """A panel in the middle of the window that lists the keys, and the buttons of a gamepad if one is connected.

    page : number of the visible page, from 1; 0 while the panel is closed
    page_count : number of pages, as of the last time the panel was drawn
    """

    def __init__(self, controls: Controls) -> None:
        self.page, self.page_count = 0, 1
        self._controls = controls
        self._laid_out_for: tuple[UiStyle, bool] | None = None
        self._pages: list[Page] = []
        self._background, self._footer = RoundedRect(), TextPanel((FAINT,), opacity=0.0)
        self._footer.set_texts((self._footer_text(),))

    @property
    def is_open(self) -> bool:
        """Whether the panel is visible."""
        return self.page > 0

    def next_page(self) -> None:
        """Open the panel or go to its next page; close it after the last page."""
        self.page = (self.page + 1) % (self.page_count + 1)

    def close(self) -> bool:
        """Close the panel; return whether it was open."""
        was_open, self.page = self.is_open, 0
        return was_open

    def draw(self, window: tuple[float, float]) -> None:
        """Draw the visible page into a window of that size, if the panel is open."""
        if not self.is_open:
            return
        laid_out_for = ui_style.current(), self._controls.gamepad.is_connected
        if laid_out_for != self._laid_out_for:
            self._laid_out_for = laid_out_for
            self._lay_out(window)
        self.page = min(self.page, self.page_count)
        self._draw_page(window, self._pages[self.page - 1])

    def _lay_out(self, window: tuple[float, float]) -> None:
        """Arrange the sections in columns, and the columns on pages.

        Use the lowest columns that need a single page. A section that is too large for the window sticks out.
        """
        width, height = window[0] - 2.0 * theme.MARGIN, window[1] - 2.0 * theme.MARGIN - self._footer_height
        for font_size in FONT_SIZES:
            panels = [section_panel(heading, rows, font_size) for heading, rows in help_sections(self._controls)]
            heights = sorted({sum(run) for run in contiguous_runs([panel.height for panel in panels])})
            layouts = [paginate(panels, width, limit) for limit in heights if limit <= height]
            self._pages = next((pages for pages in layouts if len(pages) == 1), paginate(panels, width, height))
            self.page_count = len(self._pages)
            if self.page_count == 1:
                break
        for column in (column for page in self._pages for column in page):
            widths = shared_widths(column)
            for panel in column:
                panel.column_widths = widths

    @property
    def _footer_height(self) -> float:
        return self._footer.height - theme.PADDING

    def _draw_page(self, window: tuple[float, float], page: Page) -> None:
        self._footer.set_texts((self._footer_text(),))
        widths = [round(column[0].width) for column in page]
        height = round(max(sum(panel.height for panel in column) for column in page) + self._footer_height)
        width = max(sum(widths), self._footer.width)
        left, top = round(0.5 * (window[0] - width)), round(0.5 * (window[1] + height))
        self._background.draw(window, Box(left, top, width, height), opacity=theme.GRAPH_OPACITY)
        self._footer.draw(window, left + width - self._footer.width, top - height + self._footer.height)
        for column, advance in zip(page, widths, strict=True):
            y = float(top)
            for panel in column:
                panel.draw(window, left, y)
                y -= panel.height
            left += advance

    def _footer_text(self) -> str:
        key = self._controls.keys.caption(Action.HELP)
        if self.page_count == 1:
            return f"{key}: close"
        action = "next page" if self.page < self.page_count else "close"
        return f"page {self.page} of {self.page_count}  ·  {key}: {action}"


def help_sections(controls: Controls) -> Iterator[tuple[str, list[Row]]]:
    """Yield the heading and the rows of each section."""
    for group in Group:
        yield group.value, [*controls.keys.rows(group), *EXTRA_ROWS.get(group, ())]
    if controls.gamepad.is_connected:
        descriptions = {binding.action: binding.description for binding in KEYMAP}
        rows: dict[str, list[str]] = {}
        for button in BUTTONS:
            rows.setdefault(button.description or descriptions[button.action], []).append(button.caption)
        yield "Gamepad", [Row(join_keys(captions), description) for description, captions in rows.items()]


def section_panel(heading: str, rows: list[Row], font_size: int) -> TextPanel:
    """Return a section as a table in a font of that size, in points."""
    title = TextStyle(font_size + 2, theme.TEXT, bold=True)
    caption, description = TextStyle(font_size, theme.TEXT_ACCENT, bold=True), TextStyle(font_size, theme.TEXT)
    panel = TextPanel((title,), *[(caption, description)] * len(rows), opacity=0.0)
    panel.set_texts((heading,), *rows)
    return panel


def contiguous_runs(sizes: list[float]) -> Iterator[list[float]]:
    """Yield every contiguous part of a list."""
    for begin in range(len(sizes)):
        for end in range(begin, len(sizes)):
            yield sizes[begin : end + 1]


def paginate(panels: list[TextPanel], width: float, height: float) -> list[Page]:
    """Fill columns of at most that height from top to bottom, and pages of at most that width with columns."""
    pages: list[Page] = [[[]]]
    for panel in panels:
        page = pages[-1]
        if page[-1] and sum(other.height for other in page[-1]) + panel.height > height:
            page.append([])
        page[-1].append(panel)
        if len(page) > 1 and sum(map(column_width, page)) > width:
            column = page.pop()
            if len(column) > 1:  # only the new panel made the column too wide
                page.append(column[:-1])
            pages.append([column[-1:]])
    return pages


def column_width(column: list[TextPanel]) -> float:
    """Return the width of a column whose panels share the widths of captions and descriptions."""
    widths = shared_widths(column)
    return sum(widths) + theme.PADDING * (len(widths) + 1)


def shared_widths(column: list[TextPanel]) -> list[float]:
    """Return the largest widths of captions and of descriptions among the panels of a column."""
    return [max(widths) for widths in zip(*(panel.column_widths for panel in column), strict=True)]
