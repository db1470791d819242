"""The screen on which the player chooses a level."""

from pathlib import Path
from time import perf_counter
from typing import Protocol

import arcade
from arcade import key

from game.levels.library import LevelEntry
from game.levels.selection import LevelSelection
from game.render import theme
from game.render.export.thumbnails import Thumbnails
from game.render.gl.line_batch import LineBatch
from game.render.gl.offscreen import OffscreenRenderer
from game.ui import ui_style
from game.ui.capture.screen_capture import ScreenCapture
from game.ui.input.controls import Controls
from game.ui.input.gamepad import ACTIONS
from game.ui.input.keymap import Action, KeyMap, display_name
from game.ui.widgets.icons import icon_lines
from game.ui.widgets.level_grid import LevelGrid
from game.ui.widgets.level_tile import LevelTile
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle, set_truncated

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
QUERY = TextStyle(theme.TEXT_SIZE, theme.TEXT_ACCENT, bold=True)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)

HEADER_HEIGHT, FOOTER_HEIGHT = 52, 40
"""Height of the space above and below the tiles, in units of the style."""

CLOSE_SIZE, CLOSE_ICON = 36.0, 22.0
"""Size of the button that goes back, and of its icon, in units of the style."""

DRAG_START = 8.0
"""Distance in units of the style from which a press with a movement scrolls, and does not choose a level."""

WHEEL_STEP = 120.0
"""Distance in units of the style that a notch of the wheel scrolls."""

LOADING_TIME = 0.01
"""Time in s of a frame in which tiles are loaded."""

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

    def on_close(self) -> bool:
        """Ask before the window closes if something would be lost; return whether it stays open."""
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
        self._grid, self._rect = LevelGrid(), RoundedRect()
        self._pressed: tuple[float, float] | None = None
        self._is_dragged = False
        self._close_icon = LineBatch()
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
        self._grid.stop()

    def on_update(self, delta_time: float) -> None:
        """Handle the gamepad, reload changed files, scroll, and load some tiles."""
        for name in self._player.controls.gamepad.pop_presses():
            self._press(name)
        if self.window.current_view is not self:
            return
        if self._player.reload_changed_files(delta_time):
            self._refresh()
        self._grid.update(delta_time)
        self._load_tiles()

    def on_draw(self) -> None:
        """Draw the world, a scrim over it, and the tiles."""
        size = width, height = ui_style.fit_to_window(self.window)
        self._player.draw_world()
        self._rect.draw(size, Box(0.0, height, width, height), theme.SCRIM, theme.SCRIM_OPACITY, 0.0)
        self._grid.draw(size, self.tiles, self.selected, self._player.level_selection.entry)
        self._draw_close_button(size)
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
        """Grab the scroll bar or the tiles, or go back."""
        place = ui_style.current().to_units(x, y)
        if self._close_box.contains(*place):
            self._close()
        elif not self._grid.press_bar(*place):
            self._pressed, self._is_dragged = place, False

    def on_mouse_drag(self, x: int, y: int, dx: int, dy: int, buttons: int, modifiers: int) -> None:  # noqa: ARG002
        """Scroll by the scroll bar or the tiles."""
        place = ui_style.current().to_units(x, y)
        if self._grid.drag_bar(place[1]) or self._pressed is None:
            return
        if self._is_dragged or abs(place[1] - self._pressed[1]) > DRAG_START:
            self._grid.scroll_by(place[1] - self._pressed[1], at_once=True)
            self._pressed, self._is_dragged = place, True

    def on_mouse_release(self, x: int, y: int, button: int, modifiers: int) -> None:  # noqa: ARG002
        """Start the level under the mouse, unless the tiles were dragged."""
        pressed, self._pressed = self._pressed, None
        if not self._grid.release_bar() and pressed and not self._is_dragged:
            self._play(self._entry_at(x, y))

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:  # noqa: ARG002
        """Scroll."""
        self._grid.scroll_by(-WHEEL_STEP * scroll_y)

    def on_close(self) -> bool:
        """Go back to the level if it asks before the window closes; return whether the window stays open."""
        is_asking = self._player.on_close()
        if is_asking:
            self._close()
        return is_asking

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:
        """Go back, and pass the dropped files to the play screen."""
        self._close()
        self._player.on_file_drop(x, y, paths)

    def on_resize(self, width: int, height: int) -> None:  # noqa: ARG002
        """Arrange the tiles, and keep the selected level visible."""
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
        listed = self.listed
        if self.selected in listed:
            entry = self._grid.neighbour(self.selected, columns, rows)
        else:
            entry = next(iter(listed), None)
        while entry and self.tiles[entry].problem:
            entry = self._grid.neighbour(entry, columns, rows)
        self.selected = entry or self.selected
        self._validate_selection()

    def _validate_selection(self) -> None:
        """Select a listed level if none is selected, and scroll to it."""
        listed = self.listed
        if self.selected not in listed:
            self.selected = next((entry for entry in listed if not self.tiles[entry].problem), None)
        width, height = ui_style.current().window_size
        box = Box(0.0, height - HEADER_HEIGHT, width, height - HEADER_HEIGHT - FOOTER_HEIGHT)
        self._grid.arrange(box, listed)
        if self.selected:
            self._grid.scroll_to_entry(self.selected)

    def _load_tiles(self) -> None:
        """Load parts of the tiles: first all cached pictures, then tiles without one, nearest first, then the rest."""
        start = perf_counter()
        while perf_counter() - start < LOADING_TIME:
            tiles = [self.tiles[entry] for entry in self._grid.by_distance()]
            if sought := next((tile for tile in tiles if not tile.is_picture_sought), None):
                sought.find_picture(self._thumbnails)
                continue
            waiting = [tile for tile in (*tiles, *self.tiles.values()) if not tile.is_loaded]
            if not waiting:
                break
            next((tile for tile in waiting if not tile.has_picture), waiting[0]).load_part(self._thumbnails)

    def _draw_close_button(self, size: tuple[float, float]) -> None:
        box = self._close_box
        center = box.left + 0.5 * (box.width - size[0]), box.top - 0.5 * (box.height + size[1])
        self._close_icon.set_lines(icon_lines("close", center, CLOSE_ICON, ui_style.rgb(theme.TEXT)))
        self._close_icon.draw((0.5 * size[0], 0.5 * size[1]))

    @property
    def _close_box(self) -> Box:
        width, height = ui_style.current().window_size
        return Box(width - CLOSE_SIZE - 8.0, height - 8.0, CLOSE_SIZE, CLOSE_SIZE)

    def _entry_at(self, x: float, y: float) -> LevelEntry | None:
        place = ui_style.current().to_units(x, y)
        height = ui_style.current().window_size[1]
        if not FOOTER_HEIGHT <= place[1] < height - HEADER_HEIGHT:
            return None
        return next((entry for entry, tile in self._grid.place(self.tiles) if tile.box.contains(*place)), None)


def is_sign(text: str) -> bool:
    """Return whether a character is neither letter, digit nor space, which belong to the query."""
    return not (text.isalnum() or text.isspace())


def hint(keys: KeyMap) -> str:
    """Return the text about the keys of this screen."""
    neighbours = " ".join(key for key in map(keys.caption, (Action.PREVIOUS, Action.NEXT)) if key and is_sign(key))
    closing = [key for key in map(display_name, keys.keys(Action.LEVELS)) if len(key) > 1 or is_sign(key)][:1]
    texts = ("arrows: select", "Enter, click: play", "type: filter", neighbours and f"{neighbours}: previous, next")
    return "  ·  ".join((*filter(None, texts), f"{', '.join((*closing, 'Esc'))}: back"))
