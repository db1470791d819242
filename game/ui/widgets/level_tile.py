"""A level among others: its picture, its title, and a few facts."""

from collections.abc import Iterator
from textwrap import shorten

from arcade.gl import Texture2D

from game.levels.library import LevelEntry
from game.levels.model import Level, LevelError, load_level
from game.levels.watch import file_stamp
from game.render import theme
from game.render.export.thumbnails import SIZE, Thumbnails
from game.ui import ui_style
from game.ui.widgets.hud import count_text
from game.ui.widgets.rounded_rect import Box, RoundedRect, texture_from_pixels
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle, set_truncated

TITLE = TextStyle(theme.TEXT_SIZE, theme.TEXT, bold=True)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)
ACCENT = TextStyle(theme.SMALL_SIZE, theme.TEXT_ACCENT)
WRONG = TextStyle(theme.SMALL_SIZE, theme.TEXT_WRONG)

CAPTION = 46
"""Height of the two lines below a picture, in units of the look."""

EDGE = 2
"""Width of the line around what is chosen, in units of the look."""

INSET = 10
"""Room to the left and right of what is written, in units of the look."""

BRIGHT, SHADE = "#ffffff", "#b4b4b4"
"""What the picture of a level is dimmed by while it is chosen, and while it is not."""

LONGEST = 150
"""Letters of a reason at most."""


class LevelTile:
    """Shows what is known of a level so far; `work` finds out the rest.

    entry : where the level is
    level : what it is, once it was read
    problem : why it cannot be played, or ""
    is_load_started : whether somebody has begun to `work`
    has_picture : whether its picture is there
    box : where the tile is, in units of the look
    """

    def __init__(self, entry: LevelEntry) -> None:
        self.entry = entry
        self.level: Level | None = None
        self.problem = ""
        self.is_load_started = False
        self.box, self._look = Box(0.0, 0.0, 0.0, 0.0), ui_style.current()
        self._stamps = {entry.path: file_stamp(entry.path)}
        self._picture: Texture2D | None = None
        self._batch = TextBatch()
        self._title, self._facts, self._broken, self._playing = (
            TextLabel(style, self._batch) for style in (TITLE, FAINT, WRONG, ACCENT)
        )
        self._reason = TextLabel(WRONG, self._batch, width=1.0)

    @staticmethod
    def size(width: float) -> tuple[float, float]:
        """Return width and height of a tile of that width, in units of the look."""
        return width, round(width * SIZE[1] / SIZE[0]) + CAPTION

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return self._picture is not None

    def is_up_to_date(self) -> bool:
        """Whether the files of the level are as they were when it was read."""
        return all(file_stamp(path) == before for path, before in self._stamps.items())

    def matches(self, query: str) -> bool:
        """Whether the words are in its name or its title, in capitals or not."""
        title = self.level.title if self.level else ""
        return query.casefold() in f"{self.entry.name}\n{title}".casefold()

    def load_stepwise(self, thumbnails: Thumbnails) -> Iterator[None]:
        """Read the level and get its picture, a part of it at each step."""
        self.is_load_started = True
        try:
            self.level = load_level(self.entry.path)
        except LevelError as error:
            first = error.problems[0]
            self.problem = f"line {first.line}: {first.field}: {first.message}"
        self._write()
        yield
        if self.level:
            self._stamps |= {path: file_stamp(path) for path in getattr(self.level, "source_files", ())}
            for picture in thumbnails.develop(self.level):
                if picture is not None:
                    self._picture = texture_from_pixels(picture)
                yield

    def set_box(self, box: Box) -> None:
        """Put it somewhere in the window."""
        if box != self.box or self._look is not ui_style.current():
            self.box, self._look = box, ui_style.current()
            self._write()

    def draw(self, window: tuple[float, float], plate: RoundedRect, is_chosen: bool, is_playing: bool) -> None:
        """Draw into a window of that size, where it was put."""
        if is_chosen:
            plate.draw(window, self.box.expanded(EDGE), theme.TEXT_ACCENT, 1.0, theme.CORNER + EDGE)
        plate.draw(window, self.box, theme.TILE, 1.0)
        if self._picture:
            box = self.box._replace(height=self.box.height - CAPTION).expanded(-ui_style.pick(theme.PANEL_EDGE))
            plate.draw(window, box, BRIGHT if is_chosen else SHADE, 1.0, picture=self._picture)
        if is_playing != bool(self._playing.text):
            self._playing.text = "plays now" if is_playing else ""
            self._write()
        self._batch.draw()

    def _write(self) -> None:
        """Say what is known, within the tile."""
        if not self.box.width:
            return
        room = self.box.width - 2 * INSET
        set_truncated(self._title, self.level.title if self.level else self.entry.name, room)
        self._facts.text = "" if self.problem else self._summary()
        self._broken.text = f"broken  ·  {self.entry.origin}" if self.problem else ""
        self._reason.width = room
        self._reason.text = shorten(self.problem, LONGEST, placeholder=" …")
        left, bottom = self.box.left + INSET, self.box.top - self.box.height
        self._title.position = left, bottom + CAPTION - 6
        self._facts.position = self._broken.position = left, bottom + 20
        self._playing.position = left + room - self._playing.content_width, bottom + 20
        self._reason.position = left, self.box.top - INSET

    def _summary(self) -> str:
        if self.level is None:
            return self.entry.origin
        return f"{count_text(self.level.count)}  ·  {self.entry.origin}"
