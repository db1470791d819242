"""The grid of the level browser: tiles in rows below headings, which scroll, and the scroll bar."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from math import exp
from typing import NamedTuple

import arcade

from game.levels.library import LevelEntry
from game.render import theme
from game.ui import ui_style
from game.ui.widgets.level_tile import LevelTile
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

HEADING = TextStyle(theme.TEXT_SIZE, theme.TEXT_ACCENT, bold=True)

HEADING_HEIGHT = 32.0
"""Height of a heading with the space around it, in UI units."""

MIN_TILE_WIDTH = 180
"""Smallest width of a tile, in UI units."""

BAR_WIDTH, BAR_ROOM, MIN_KNOB = 8.0, 22.0, 36.0
"""Width of the scroll bar, width in which the mouse hits it, and smallest height of its knob, in UI units."""

OWN_LEVELS = "Own levels"
"""Heading of the levels that name no group."""

SCROLL_RATE = 18.0
"""Rate at which the grid approaches the place that it scrolls to, in 1/s."""

Tiles = dict[LevelEntry, LevelTile]


class Heading(NamedTuple):
    """A heading, and the distance of its upper edge from that of the first one, in UI units."""

    text: str
    y: float


class GridLayout(NamedTuple):
    """The places of all headings and tiles. Distances are from the upper edge of the first heading, in UI units.

    rows : the levels of each row of tiles
    boxes : left side and distance of the upper edge of each tile
    tile_size : width and height of a tile
    height : height of everything
    """

    headings: tuple[Heading, ...]
    rows: tuple[tuple[LevelEntry, ...], ...]
    boxes: dict[LevelEntry, tuple[float, float]]
    tile_size: tuple[float, float]
    height: float


class LevelGrid:
    """Shows the tiles of levels in a box of the window.

    layout : the places of headings and tiles
    offset : how far the grid is scrolled, in UI units
    """

    def __init__(self) -> None:
        self.layout = GridLayout((), (), {}, (1.0, 1.0), 0.0)
        self.offset = self._target = 0.0
        self._box = Box(0.0, 0.0, 1.0, 1.0)
        self._rect, self._track, self._knob = RoundedRect(), RoundedRect(), RoundedRect()
        self._batch = TextBatch()
        self._labels: list[TextLabel] = []
        self._grabbed: float | None = None

    def arrange(self, box: Box, entries: Sequence[LevelEntry]) -> None:
        """Place the levels, which are sorted by groups, in a box of the window."""
        self._box = box
        self.layout = arrange(box, entries)
        while len(self._labels) < len(self.layout.headings):
            self._labels.append(TextLabel(HEADING, self._batch))
        for label, heading in zip_longest(self._labels, self.layout.headings):
            text = heading.text if heading else ""
            if label.text != text:
                label.text = text
        self.scroll_to(self._target)
        self.offset = min(self.offset, self.max_offset)

    def update(self, elapsed: float) -> None:
        """Approach the place that the grid scrolls to, ``elapsed`` s after the last call."""
        self.offset += (1.0 - exp(-SCROLL_RATE * elapsed)) * (self._target - self.offset)
        if abs(self._target - self.offset) < 0.5:
            self.offset = self._target

    def stop(self) -> None:
        """Show the place that the grid scrolls to at once."""
        self.offset = self._target

    def scroll_to(self, offset: float, at_once: bool = False) -> None:
        """Scroll to an offset within the limits."""
        self._target = min(max(offset, 0.0), self.max_offset)
        if at_once or ui_style.current().reduced_motion:
            self.offset = self._target

    def scroll_by(self, distance: float, at_once: bool = False) -> None:
        """Scroll down by a distance in UI units, or up if it is negative."""
        self.scroll_to(self._target + distance, at_once)

    def scroll_to_entry(self, entry: LevelEntry) -> None:
        """Scroll until a level and, in the first row of a group, its heading are visible."""
        if entry not in self.layout.boxes:
            return
        _, y = self.layout.boxes[entry]
        above = HEADING_HEIGHT if any(heading.y == y - HEADING_HEIGHT for heading in self.layout.headings) else 0.0
        lowest = y + self.layout.tile_size[1] + theme.MARGIN - self._box.height
        self.scroll_to(min(max(self._target, lowest), y - above))

    @property
    def max_offset(self) -> float:
        """Largest offset, in UI units."""
        return max(self.layout.height - self._box.height, 0.0)

    def neighbour(self, entry: LevelEntry, columns: int, rows: int) -> LevelEntry | None:
        """Return the level that many columns to the right or rows down; None beyond the ends of the list."""
        order = [other for row in self.layout.rows for other in row]
        if columns:
            index = order.index(entry) + columns
            return order[index] if 0 <= index < len(order) else None
        row = next(k for k, levels in enumerate(self.layout.rows) if entry in levels)
        if not 0 <= row + rows < len(self.layout.rows):
            return None
        column, levels = self.layout.rows[row].index(entry), self.layout.rows[row + rows]
        return levels[min(column, len(levels) - 1)]

    def visible(self) -> list[LevelEntry]:
        """Return the levels of which a part is visible."""
        return [entry for entry in self.layout.boxes if self._distance(entry) == 0.0]

    def by_distance(self) -> list[LevelEntry]:
        """Return the levels, those nearest to the visible part first."""
        return sorted(self.layout.boxes, key=self._distance)

    def place(self, tiles: Tiles) -> Iterator[tuple[LevelEntry, LevelTile]]:
        """Yield the visible levels and their tiles, at their present places."""
        for entry in self.visible():
            left, y = self.layout.boxes[entry]
            tiles[entry].set_box(Box(left, round(self._box.top - y + self.offset), *self.layout.tile_size))
            yield entry, tiles[entry]

    def draw(self, window: tuple[float, float], tiles: Tiles, selected: LevelEntry | None, playing: object) -> None:
        """Draw the visible part into a window of that size."""
        ctx, pixels = arcade.get_window().ctx, ui_style.current().pixels
        left, bottom = self._box.left, self._box.top - self._box.height
        box = left, bottom, self._box.width, self._box.height
        ctx.scissor = tuple(round(pixels * side) for side in box)
        try:
            for label, heading in zip(self._labels, self.layout.headings, strict=False):
                label.position = self._box.left + theme.MARGIN, self._box.top - heading.y + self.offset - 6.0
            for entry, tile in self.place(tiles):
                tile.draw(window, self._rect, entry == selected, entry == playing)
            self._batch.draw()
        finally:
            ctx.scissor = None
        if self.max_offset:
            bar, knob = self._bar()
            self._track.draw(window, bar, theme.TEXT_FAINT, 0.25, 0.5 * BAR_WIDTH)
            color = theme.TEXT_FAINT if self._grabbed is None else theme.TEXT_ACCENT
            self._knob.draw(window, knob, color, 0.9, 0.5 * BAR_WIDTH)

    def press_bar(self, x: float, y: float) -> bool:
        """Grab the knob of the scroll bar, or move it to the mouse; return whether the mouse is on the bar."""
        bar, knob = self._bar()
        if not self.max_offset or x < bar.left + BAR_WIDTH - BAR_ROOM or not 0.0 <= bar.top - y <= bar.height:
            return False
        is_on_knob = 0.0 <= knob.top - y <= knob.height
        self._grabbed = knob.top - y if is_on_knob else 0.5 * knob.height
        self.drag_bar(y)
        return True

    def drag_bar(self, y: float) -> bool:
        """Move the knob with the mouse; return whether it is grabbed."""
        if self._grabbed is None:
            return False
        bar, knob = self._bar()
        part = (bar.top - y - self._grabbed) / max(bar.height - knob.height, 1.0)
        self.scroll_to(part * self.max_offset, at_once=True)
        return True

    def release_bar(self) -> bool:
        """Release the knob; return whether it was grabbed."""
        was_grabbed, self._grabbed = self._grabbed is not None, None
        return was_grabbed

    def _distance(self, entry: LevelEntry) -> float:
        """Return the distance of a tile from the visible part, in UI units; 0 if a part of it is visible."""
        above = self.layout.boxes[entry][1] - self.offset
        return max(-above - self.layout.tile_size[1], above - self._box.height, 0.0)

    def _bar(self) -> tuple[Box, Box]:
        """Return the boxes of the scroll bar and of its knob."""
        bar = Box(self._box.left + self._box.width - BAR_WIDTH - 6.0, self._box.top, BAR_WIDTH, self._box.height)
        height = max(bar.height * self._box.height / max(self.layout.height, 1.0), MIN_KNOB)
        down = (bar.height - height) * self.offset / max(self.max_offset, 1.0)
        return bar, bar._replace(top=bar.top - down, height=height)


def arrange(box: Box, entries: Iterable[LevelEntry]) -> GridLayout:
    """Return the places of levels, which are sorted by groups, in a box of that width."""
    room = box.width - BAR_ROOM
    columns = max(int((room - theme.MARGIN) / (MIN_TILE_WIDTH + theme.MARGIN)), 1)
    size = LevelTile.size(float(int((room - theme.MARGIN * (columns + 1)) / columns)))
    headings, rows, y = list[Heading](), list[tuple[LevelEntry, ...]](), 0.0
    boxes: dict[LevelEntry, tuple[float, float]] = {}
    groups = [(group, tuple(levels)) for group, levels in groupby(entries, lambda entry: entry.group)]
    for group, levels in groups:
        if len(groups) > 1:
            headings.append(Heading(group.capitalize() or OWN_LEVELS, y))
            y += HEADING_HEIGHT
        for start in range(0, len(levels), columns):
            rows.append(levels[start : start + columns])
            for column, entry in enumerate(rows[-1]):
                boxes[entry] = box.left + theme.MARGIN + column * (size[0] + theme.MARGIN), y
            y += size[1] + theme.MARGIN
    return GridLayout(tuple(headings), tuple(rows), boxes, size, y)
