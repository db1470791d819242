"""A tile of the level browser: the picture, title and facts of one level."""

from collections.abc import Iterator
from textwrap import shorten

from arcade.gl import Texture2D

from game.levels.header import read_head, source_files
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
ERROR = TextStyle(theme.SMALL_SIZE, theme.TEXT_ERROR)

CAPTION_HEIGHT = 46
"""Height of the two text lines below a picture, in UI units."""

EDGE = 2
"""Width of the outline of the selected tile, in UI units."""

INSET = 10
"""Space to the left and right of the texts, in UI units."""

BRIGHT, DIMMED = "#ffffff", "#b4b4b4"
"""Colours that multiply the picture of a selected tile and of any other."""

PLACEHOLDER_BALL = 0.3
"""Radius of the disc that is shown in place of a picture, as a part of its height."""

MAX_PROBLEM_LENGTH = 150
"""Characters of a problem that are shown, at most."""


class LevelTile:
    """A tile shows what is known about a level so far; `find_picture` and `load_part` load the rest.

    entry : the level's entry in the library
    level : the level, after it was loaded without an error
    problem : the first error in the level's file, or ""
    is_picture_sought : whether `find_picture` has been called
    is_loaded : whether everything has been loaded
    box : position and size of the tile, in UI units
    """

    def __init__(self, entry: LevelEntry) -> None:
        self.entry = entry
        self.level: Level | None = None
        self.problem = ""
        self.is_picture_sought = self.is_loaded = False
        self._parts: Iterator[None] | None = None
        self.box, self._style = Box(0.0, 0.0, 0.0, 0.0), ui_style.current()
        self._files = source_files(entry.path)
        self._stamps = {entry.path: file_stamp(entry.path)}
        self._picture: Texture2D | None = None
        self._batch = TextBatch()
        self._title, self._facts, self._broken, self._playing = (
            TextLabel(style, self._batch) for style in (TITLE, FAINT, ERROR, ACCENT)
        )
        self._problem_label = TextLabel(ERROR, self._batch, width=1.0)

    @staticmethod
    def size(width: float) -> tuple[float, float]:
        """Return width and height of a tile of that width, in UI units."""
        return width, round(width * SIZE[1] / SIZE[0]) + CAPTION_HEIGHT

    @property
    def has_picture(self) -> bool:
        """Whether the picture has been loaded."""
        return self._picture is not None

    def is_up_to_date(self) -> bool:
        """Return whether the level's files have not changed since they were read."""
        return all(file_stamp(path) == before for path, before in self._stamps.items())

    def matches(self, query: str) -> bool:
        """Return whether the level's name or title contains the query, ignoring case."""
        return query.casefold() in f"{self.entry.name}\n{self._title_text}".casefold()

    def find_picture(self, thumbnails: Thumbnails) -> None:
        """Show the cached picture, if there is one; that takes 2 ms."""
        self.is_picture_sought = True
        if (picture := thumbnails.find(self._files)) is not None:
            self._picture = texture_from_pixels(picture)

    def load_part(self, thumbnails: Thumbnails) -> None:
        """Load a part of the level and its picture, so that the window keeps responding."""
        self._parts = self._parts or self._load(thumbnails)
        self.is_loaded = next(self._parts, self) is self

    def _load(self, thumbnails: Thumbnails) -> Iterator[None]:
        try:
            self.level = load_level(self.entry.path)
        except LevelError as error:
            first = error.problems[0]
            self.problem = f"line {first.line}: {first.field}: {first.message}"
        self._set_labels()
        yield
        if self.level:
            self._stamps |= {path: file_stamp(path) for path in getattr(self.level, "source_files", ())}
            for picture in thumbnails.draw_in_slices(self.level) if self._picture is None else ():
                if picture is not None:
                    self._picture = texture_from_pixels(picture)
                yield

    def set_box(self, box: Box) -> None:
        """Set position and size of the tile, in UI units."""
        if box != self.box or self._style is not ui_style.current():
            is_moved = box[2:] == self.box[2:] and self._style is ui_style.current()
            self.box, self._style = box, ui_style.current()
            if is_moved:
                self._place_labels()
            else:
                self._set_labels()

    def draw(self, window: tuple[float, float], shape: RoundedRect, is_selected: bool, is_playing: bool) -> None:
        """Draw the tile into a window of that size, in its box; ``shape`` draws the rectangles."""
        if is_selected:
            shape.draw(window, self.box.expanded(EDGE), theme.TEXT_ACCENT, 1.0, theme.CORNER + EDGE)
        shape.draw(window, self.box, theme.TILE, 1.0)
        height = self.box.height - CAPTION_HEIGHT
        box = self.box._replace(height=height).expanded(-ui_style.pick(theme.PANEL_EDGE))
        if self._picture is None and not self.problem:
            self._draw_placeholder(window, shape, box)
        elif self._picture:
            shape.draw(window, box, BRIGHT if is_selected else DIMMED, 1.0, picture=self._picture)
        if is_playing != bool(self._playing.text):
            self._playing.text = "playing" if is_playing else ""
            self._set_labels()
        self._batch.draw()

    @property
    def _title_text(self) -> str:
        return self.level.title if self.level else read_head(self.entry.path).title

    def _draw_placeholder(self, window: tuple[float, float], shape: RoundedRect, box: Box) -> None:
        """Draw the ground of a level with a ball, until the picture is there."""
        shape.draw(window, box, theme.BACKDROP_MIDDLE, 1.0)
        radius = PLACEHOLDER_BALL * box.height
        x, y = box.left + 0.5 * box.width, box.top - 0.5 * box.height
        shape.draw(window, Box(x - radius, y + radius, 2.0 * radius, 2.0 * radius), theme.FLOOR, 1.0, radius)

    def _set_labels(self) -> None:
        """Set texts and positions of all labels, inside the tile."""
        if not self.box.width:
            return
        width = self.box.width - 2 * INSET
        set_truncated(self._title, self._title_text or self.entry.name, width)
        self._facts.text = "" if self.problem else self._summary()
        self._broken.text = f"broken  ·  {self.entry.origin}" if self.problem else ""
        self._problem_label.width = width
        self._problem_label.text = shorten(self.problem, MAX_PROBLEM_LENGTH, placeholder=" …")
        self._place_labels()

    def _place_labels(self) -> None:
        width = self.box.width - 2 * INSET
        left, bottom = self.box.left + INSET, self.box.top - self.box.height
        self._title.position = left, bottom + CAPTION_HEIGHT - 6
        self._facts.position = self._broken.position = left, bottom + 20
        self._playing.position = left + width - self._playing.content_width, bottom + 20
        self._problem_label.position = left, self.box.top - INSET

    def _summary(self) -> str:
        if self.level is None:
            return self.entry.origin
        return f"{count_text(self.level.count)}  ·  {self.entry.origin}"
