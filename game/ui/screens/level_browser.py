"""The screen on which the player chooses a level."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import arcade
from arcade import key

from game.levels.library import LevelEntry
from game.levels.selection import LevelSelection
from game.render import theme
from game.render.export.thumbnails import Thumbnails
from game.render.gl.offscreen import OffscreenRenderer
from game.ui import ui_style
from game.ui.capture.screen_capture import ScreenCapture
from game.ui.input.controls import Controls
from game.ui.input.gamepad import ACTIONS
from game.ui.input.keymap import Action, KeyMap, display_name
from game.ui.widgets.level_tile import LevelTile
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle, set_truncated

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
QUERY = TextStyle(theme.TEXT_SIZE, theme.TEXT_ACCENT, bold=True)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)

HEADER_HEIGHT, FOOTER_HEIGHT = 52, 40
"""Height of the space above and below the tiles, in units of the style."""

MIN_TILE_WIDTH = 180
"""Smallest width of a tile, in units of the style."""

MOTIONS = {key.MOTION_LEFT: (-1, 0), key.MOTION_RIGHT: (1, 0), key.MOTION_UP: (0, -1), key.MOTION_DOWN: (0, 1)}
"""Arrow keys, and how they move the selection: columns to the right, rows down."""

DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
"""Directions of the D-pad and the left stick of a gamepad, and how they move the selection, as in `MOTIONS`."""

CLOSING = (Action.LEVELS, Action.PANEL)
NEIGHBOURS: dict[Action | None, int] = {Action.PREVIOUS: -1, Action.NEXT: 1}
TYPED_ACTIONS = (*NEIGHBOURS, *CLOSING)
"""Actions that a typed character can have here; other characters extend the query."""

MAX_CHARACTER = 0x100
"""Upper limit of the symbols of keys that type a character."""


class LevelPlayer(Protocol):
    """The screen below the browser, on which a level runs; see `PlayView` for its attributes."""

    level_selection: LevelSelection
    controls: Controls
    screen_capture: ScreenCapture

    def show_screen(self) -> None:
        """Show this screen in place of the browser."""
        ...

    def reload_changed_files(self, elapsed: float) -> bool:
        """Reload changed files, ``elapsed`` s after the last call; return whether the list of levels has changed."""
        ...

    def draw_world(self) -> None:
        """Draw the world without any text."""
        ...

    def play_level(self, path: Path) -> bool:
        """Start the level in a file; return False if it is broken."""
        ...

    def play_neighbour(self, offset: int) -> None:
        """Start the next level of the library (1) or the previous one (-1)."""
        ...

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:
        """Open a file that was dropped on the window."""
        ...


class LevelBrowserView(arcade.View):
    """Shows all levels as tiles over the level that is playing, which is paused meanwhile.

    query : typed text; only levels with it in their name or title are listed
    selected : the level that Enter starts, if there is one
    tiles : the tiles of all levels, in their order
    """

    def __init__(self, player: LevelPlayer) -> None:
        super().__init__()
        self.query = ""
        self.selected: LevelEntry | None = None
        self._player = player
        self._thumbnails = Thumbnails(OffscreenRenderer)
        self.tiles: dict[LevelEntry, LevelTile] = {}
        self._loading: Iterator[None] = iter(())
        self._first_row = 0
        self._rect = RoundedRect()
        self._batch = TextBatch()
        self._title, self._filter, self._hint = (TextLabel(style, self._batch) for style in (TITLE, QUERY, FAINT))
        self._title.text = "Levels"

    @property
    def listed(self) -> list[LevelEntry]:
        """The levels that match the query, in their order."""
        return [entry for entry, tile in self.tiles.items() if tile.matches(self.query)]

    def on_show_view(self) -> None:
        """List all levels, and select the one that is playing."""
        self.query = ""
        self._refresh()
        self.selected = self._player.level_selection.entry
        self.on_resize(*self.window.get_size())

    def on_update(self, delta_time: float) -> None:
        """Handle the gamepad, reload changed files, and load a part of one tile."""
        for name in self._player.controls.gamepad.pop_presses():
            self._press(name)
        if self.window.current_view is not self:
            return
        if self._player.reload_changed_files(delta_time):
            self._refresh()
        if next(self._loading, self) is self:
            visible = dict(self._visible())
            waiting = [tile for tile in (*visible.values(), *self.tiles.values()) if not tile.is_load_started]
            self._loading = waiting[0].load_stepwise(self._thumbnails) if waiting else iter(())

    def on_draw(self) -> None:
        """Draw the world, a scrim over it, and the tiles."""
        size = width, height = ui_style.fit_to_window(self.window)
        self._player.draw_world()
        self._rect.draw(size, Box(0.0, height, width, height), theme.SCRIM, theme.SCRIM_OPACITY, 0.0)
        for entry, tile in self._visible():
            tile.draw(size, self._rect, entry == self.selected, entry == self._player.level_selection.entry)
        self._filter.text = self.query or ("" if self.listed else "no levels")
        self._title.position = theme.MARGIN, height - 16
        self._filter.position = theme.MARGIN + self._title.content_width + theme.PADDING, height - 20
        self._hint.position = theme.MARGIN, FOOTER_HEIGHT - 12
        self._batch.draw()
        if self._player.screen_capture.recording:
            self._player.screen_capture.draw(size, is_paused=True)

    def on_key_press(self, symbol: int, modifiers: int) -> None:
        """Start the selected level, or go back; keys that type a character are left to `on_text`."""
        action = self._player.controls.keyboard.action_of_key(symbol, modifiers)
        is_character = symbol < MAX_CHARACTER and not modifiers & (key.MOD_CTRL | key.MOD_ALT)
        if symbol in {key.ENTER, key.NUM_ENTER}:
            self._play(self.selected)
        elif symbol == key.ESCAPE:
            self._close()
        elif not is_character:
            self._perform(action)

    def _perform(self, action: Action | None) -> None:
        """Perform an action of the game, if it makes sense here."""
        if action in NEIGHBOURS:
            self._player.play_neighbour(NEIGHBOURS[action])
            self.selected = self._player.level_selection.entry or self.selected
            self._validate_selection()
        elif action in CLOSING:
            self._close()
        elif action is Action.FULLSCREEN:
            self.window.set_fullscreen(not self.window.fullscreen)

    def _press(self, name: str) -> None:
        """Handle a button of a gamepad."""
        if name == "a":
            self._play(self.selected)
        elif name == "b":
            self._close()
        elif (direction := name.removeprefix("dp").removeprefix("left")) in DIRECTIONS:
            self._move_selection(*DIRECTIONS[direction])
        else:
            self._perform(ACTIONS.get(name))

    def on_text(self, text: str) -> None:
        """Extend the query; a sign (no letter, digit or space) may be a key of the game instead."""
        action = self._player.controls.keyboard.action_of_text(text)
        if action in TYPED_ACTIONS and is_sign(text):
            self._perform(action)
        elif text.isprintable():
            self._set_query(self.query + text)

    def on_text_motion(self, motion: int) -> None:
        """Move the selection, or delete the last character of the query."""
        if motion == key.MOTION_BACKSPACE:
            self._set_query(self.query[:-1])
        elif motion in MOTIONS:
            self._move_selection(*MOTIONS[motion])

    def on_mouse_motion(self, x: int, y: int, dx: int, dy: int) -> None:  # noqa: ARG002
        """Select the level under the mouse."""
        entry = self._entry_at(x, y)
        if entry and not self.tiles[entry].problem:
            self.selected = entry

    def on_mouse_press(self, x: int, y: int, button: int, modifiers: int) -> None:  # noqa: ARG002
        """Start the level under the mouse."""
        self._play(self._entry_at(x, y))

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:  # noqa: ARG002
        """Scroll by a row."""
        self._scroll_to(self._first_row - (1 if scroll_y > 0 else -1))

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:
        """Go back, and pass the dropped files to the play screen."""
        self._close()
        self._player.on_file_drop(x, y, paths)

    def on_resize(self, width: int, height: int) -> None:  # noqa: ARG002
        """Keep the selected level visible."""
        room = ui_style.fit_to_window(self.window)[0] - 2 * theme.MARGIN
        set_truncated(self._hint, hint(self._player.controls.keys), room)
        self._validate_selection()

    def _close(self) -> None:
        self._player.show_screen()

    def _refresh(self) -> None:
        """Read the list of levels, and replace the tiles of changed levels."""
        old = self.tiles
        self.tiles = {
            entry: old[entry] if entry in old and old[entry].is_up_to_date() else LevelTile(entry)
            for entry in self._player.level_selection.entries
        }
        self._validate_selection()

    def _set_query(self, query: str) -> None:
        self.query = query
        self._validate_selection()

    def _play(self, entry: LevelEntry | None) -> None:
        if entry and not self.tiles[entry].problem and self._player.play_level(entry.path):
            self._close()

    def _move_selection(self, columns: int, rows: int) -> None:
        """Select the level that many columns to the right and rows down; skip broken levels."""
        listed, steps = self.listed, columns + rows * self._columns
        index = listed.index(self.selected) + steps if self.selected in listed else 0
        while 0 <= index < len(listed) and self.tiles[listed[index]].problem:
            index += steps
        if 0 <= index < len(listed):
            self.selected = listed[index]
        self._validate_selection()

    def _validate_selection(self) -> None:
        """Select a listed level if none is selected, and scroll to it."""
        listed = self.listed
        if self.selected not in listed:
            self.selected = next((entry for entry in listed if not self.tiles[entry].problem), None)
        row = listed.index(self.selected) // self._columns if self.selected else 0
        self._scroll_to(min(max(self._first_row, row - self._rows + 1), row))

    def _scroll_to(self, row: int) -> None:
        last = -(-len(self.listed) // self._columns) - self._rows
        self._first_row = max(min(row, last), 0)

    # -- layout -------------------------------------------

    @property
    def _columns(self) -> int:
        return max(int((ui_style.current().window_size[0] - theme.MARGIN) / (MIN_TILE_WIDTH + theme.MARGIN)), 1)

    @property
    def _rows(self) -> int:
        room = ui_style.current().window_size[1] - HEADER_HEIGHT - FOOTER_HEIGHT + theme.MARGIN
        return max(int(room / (self._tile_size[1] + theme.MARGIN)), 1)

    @property
    def _tile_size(self) -> tuple[float, float]:
        columns = self._columns
        return LevelTile.size((ui_style.current().window_size[0] - theme.MARGIN * (columns + 1)) / columns)

    def _visible(self) -> Iterator[tuple[LevelEntry, LevelTile]]:
        """Yield the visible levels and their tiles, whose boxes are set."""
        columns, (width, height) = self._columns, self._tile_size
        top = ui_style.current().window_size[1] - HEADER_HEIGHT
        first = self._first_row * columns
        for k, entry in enumerate(self.listed[first : first + self._rows * columns]):
            row, column = divmod(k, columns)
            tile = self.tiles[entry]
            left = theme.MARGIN + column * (width + theme.MARGIN)
            tile.set_box(Box(round(left), round(top - row * (height + theme.MARGIN)), width, height))
            yield entry, tile

    def _entry_at(self, x: float, y: float) -> LevelEntry | None:
        position = ui_style.current().to_units(x, y)
        return next((entry for entry, tile in self._visible() if tile.box.contains(*position)), None)


def is_sign(text: str) -> bool:
    """Return whether a character is neither letter, digit nor space, which belong to the query."""
    return not (text.isalnum() or text.isspace())


def hint(keys: KeyMap) -> str:
    """Return the text about the keys of this screen."""
    neighbours = " ".join(key for key in map(keys.caption, (Action.PREVIOUS, Action.NEXT)) if key and is_sign(key))
    closing = [key for key in map(display_name, keys.keys(Action.LEVELS)) if len(key) > 1 or is_sign(key)][:1]
    texts = ("arrows: select", "Enter, click: play", "type: filter", neighbours and f"{neighbours}: previous, next")
    return "  ·  ".join((*filter(None, texts), f"{', '.join((*closing, 'Esc'))}: back"))
