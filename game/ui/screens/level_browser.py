"""The screen on which a level is chosen."""

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

HEAD, FOOT = 52, 40
"""Heights of what is above and below the tiles, in units of the look."""

NARROWEST = 180
"""Width of a tile at least, in units of the look."""

STEPS = {key.MOTION_LEFT: (-1, 0), key.MOTION_RIGHT: (1, 0), key.MOTION_UP: (0, -1), key.MOTION_DOWN: (0, 1)}
"""What the arrows do to the choice: tiles to the right, rows down."""

CLOSING = (Action.LEVELS, Action.PANEL)
WALKING: dict[Action | None, int] = {Action.PREVIOUS: -1, Action.NEXT: 1}

MOVING = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
"""What the cross of a gamepad and its left stick do to the choice, as in `STEPS`."""


MEANT = (*WALKING, *CLOSING)
LAST_CHARACTER = 0x100
"""Symbols of keys that type something are below it."""


class Game(Protocol):
    """The screen below the browser, on which a level runs.

    shelf, controls, camera_roll : see `PlayView`
    """

    shelf: LevelSelection
    controls: Controls
    screen_capture: ScreenCapture

    def show(self) -> None:
        """Show this screen in place of the browser."""
        ...

    def keep_up(self, elapsed: float) -> bool:
        """Reload what has changed on the disk; return whether the list of levels has changed."""
        ...

    def draw_world(self) -> None:
        """Draw the world alone."""
        ...

    def go_to(self, path: Path) -> bool:
        """Begin the level in a file; return False if it is broken."""
        ...

    def walk(self, way: int) -> None:
        """Begin a neighbour in the list of levels."""
        ...

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:
        """Play a file that was dropped on the window."""
        ...


class LevelBrowserView(arcade.View):
    """All levels as tiles over the one that plays, which stands still meanwhile.

    query : what was typed; only levels with it in their name or title are shown
    selected : the level that Enter would choose, if there is one
    tiles : of all levels, in their order
    """

    def __init__(self, play: Game) -> None:
        super().__init__()
        self.query = ""
        self.selected: LevelEntry | None = None
        self._play = play
        self._thumbnails = Thumbnails(OffscreenRenderer)
        self.tiles: dict[LevelEntry, LevelTile] = {}
        self._work: Iterator[None] = iter(())
        self._first_row = 0
        self._plate = RoundedRect()
        self._batch = TextBatch()
        self._title, self._filter, self._hint = (TextLabel(style, self._batch) for style in (TITLE, QUERY, FAINT))
        self._title.text = "Levels"

    @property
    def shown(self) -> list[LevelEntry]:
        """The levels that match the query, in their order."""
        return [entry for entry, tile in self.tiles.items() if tile.matches(self.query)]

    def on_show_view(self) -> None:
        """Begin with all levels, and the one that plays chosen."""
        self.query = ""
        self._refresh()
        self.selected = self._play.shelf.entry
        self.on_resize(*self.window.get_size())

    def on_update(self, delta_time: float) -> None:
        """Keep up with the files, and work on one tile for a moment."""
        for name in self._play.controls.gamepad.pop_presses():
            self._press(name)
        if self.window.current_view is not self:
            return
        if self._play.keep_up(delta_time):
            self._refresh()
        if next(self._work, self) is self:
            visible = dict(self._visible())
            waiting = [tile for tile in (*visible.values(), *self.tiles.values()) if not tile.is_load_started]
            self._work = waiting[0].load_stepwise(self._thumbnails) if waiting else iter(())

    def on_draw(self) -> None:
        """Draw the world, a veil over it, and the tiles."""
        size = width, height = ui_style.fit_to_window(self.window)
        self._play.draw_world()
        self._plate.draw(size, Box(0.0, height, width, height), theme.SCRIM, theme.SCRIM_OPACITY, 0.0)
        for entry, tile in self._visible():
            tile.draw(size, self._plate, entry == self.selected, entry == self._play.shelf.entry)
        self._filter.text = self.query or ("" if self.shown else "none")
        self._title.position = theme.MARGIN, height - 16
        self._filter.position = theme.MARGIN + self._title.content_width + theme.PADDING, height - 20
        self._hint.position = theme.MARGIN, FOOT - 12
        self._batch.draw()
        if self._play.screen_capture.recording:
            self._play.screen_capture.draw(size, waits=True)

    def on_key_press(self, symbol: int, modifiers: int) -> None:
        """Choose, or go back; a key that types something is left to `on_text`."""
        action = self._play.controls.keyboard.action_of_key(symbol, modifiers)
        types = symbol < LAST_CHARACTER and not modifiers & (key.MOD_CTRL | key.MOD_ALT)
        if symbol in {key.ENTER, key.NUM_ENTER}:
            self._choose(self.selected)
        elif symbol == key.ESCAPE:
            self._close()
        elif not types:
            self._answer(action)

    def _answer(self, action: Action | None) -> None:
        """Do what a key of the game asks for, if it makes sense here."""
        if action in WALKING:
            self._play.walk(WALKING[action])
            self.selected = self._play.shelf.entry or self.selected
            self._settle()
        elif action in CLOSING:
            self._close()
        elif action is Action.FULLSCREEN:
            self.window.set_fullscreen(not self.window.fullscreen)

    def _press(self, name: str) -> None:
        """Do what a gamepad asks for."""
        if name == "a":
            self._choose(self.selected)
        elif name == "b":
            self._close()
        elif (way := name.removeprefix("dp").removeprefix("left")) in MOVING:
            self._step(*MOVING[way])
        else:
            self._answer(ACTIONS.get(name))

    def on_text(self, text: str) -> None:
        """Narrow the choice; only what is neither letter, digit nor space may be a key of the game."""
        action = self._play.controls.keyboard.action_of_text(text)
        if action in MEANT and is_sign(text):
            self._answer(action)
        elif text.isprintable():
            self._ask(self.query + text)

    def on_text_motion(self, motion: int) -> None:
        """Move the choice, or take back a letter."""
        if motion == key.MOTION_BACKSPACE:
            self._ask(self.query[:-1])
        elif motion in STEPS:
            self._step(*STEPS[motion])

    def on_mouse_motion(self, x: int, y: int, dx: int, dy: int) -> None:  # noqa: ARG002
        """Choose what the mouse is over."""
        entry = self._at(x, y)
        if entry and not self.tiles[entry].problem:
            self.selected = entry

    def on_mouse_press(self, x: int, y: int, button: int, modifiers: int) -> None:  # noqa: ARG002
        """Play what was clicked."""
        self._choose(self._at(x, y))

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:  # noqa: ARG002
        """Move the tiles by a row."""
        self._scroll(self._first_row - (1 if scroll_y > 0 else -1))

    def on_file_drop(self, x: int, y: int, paths: list[str]) -> None:
        """Leave it to the game."""
        self._close()
        self._play.on_file_drop(x, y, paths)

    def on_resize(self, width: int, height: int) -> None:  # noqa: ARG002
        """Keep the choice in sight."""
        set_truncated(
            self._hint, hint(self._play.controls.keys), ui_style.fit_to_window(self.window)[0] - 2 * theme.MARGIN
        )
        self._settle()

    def _close(self) -> None:
        self._play.show()

    def _step(self, across: int, down: int) -> None:
        self._move(across + down * self._columns)

    def _refresh(self) -> None:
        """Take over which levels there are, and forget the tiles of those that changed."""
        old = self.tiles
        self.tiles = {
            entry: old[entry] if entry in old and old[entry].is_up_to_date() else LevelTile(entry)
            for entry in self._play.shelf.entries
        }
        self._settle()

    def _ask(self, query: str) -> None:
        self.query = query
        self._settle()

    def _choose(self, entry: LevelEntry | None) -> None:
        if entry and not self.tiles[entry].problem and self._play.go_to(entry.path):
            self._close()

    def _move(self, steps: int) -> None:
        """Choose the next level that many tiles on which is not broken, if there is one."""
        shown = self.shown
        place = shown.index(self.selected) + steps if self.selected in shown else 0
        while 0 <= place < len(shown) and self.tiles[shown[place]].problem:
            place += steps
        if 0 <= place < len(shown):
            self.selected = shown[place]
        self._settle()

    def _settle(self) -> None:
        """See to it that something is chosen, and that it is in sight."""
        shown = self.shown
        if self.selected not in shown:
            self.selected = next((entry for entry in shown if not self.tiles[entry].problem), None)
        row = shown.index(self.selected) // self._columns if self.selected else 0
        self._scroll(min(max(self._first_row, row - self._rows + 1), row))

    def _scroll(self, row: int) -> None:
        last = -(-len(self.shown) // self._columns) - self._rows
        self._first_row = max(min(row, last), 0)

    # -- where the tiles are ------------------------------

    @property
    def _columns(self) -> int:
        return max(int((ui_style.current().window_size[0] - theme.MARGIN) / (NARROWEST + theme.MARGIN)), 1)

    @property
    def _rows(self) -> int:
        room = ui_style.current().window_size[1] - HEAD - FOOT + theme.MARGIN
        return max(int(room / (self._tile_size[1] + theme.MARGIN)), 1)

    @property
    def _tile_size(self) -> tuple[float, float]:
        columns = self._columns
        return LevelTile.size((ui_style.current().window_size[0] - theme.MARGIN * (columns + 1)) / columns)

    def _visible(self) -> Iterator[tuple[LevelEntry, LevelTile]]:
        """Yield the levels in sight with their tiles, each put to its place."""
        columns, (width, height) = self._columns, self._tile_size
        top = ui_style.current().window_size[1] - HEAD
        first = self._first_row * columns
        for k, entry in enumerate(self.shown[first : first + self._rows * columns]):
            row, column = divmod(k, columns)
            tile = self.tiles[entry]
            left = theme.MARGIN + column * (width + theme.MARGIN)
            tile.set_box(Box(round(left), round(top - row * (height + theme.MARGIN)), width, height))
            yield entry, tile

    def _at(self, x: float, y: float) -> LevelEntry | None:
        place = ui_style.current().to_units(x, y)
        return next((entry for entry, tile in self._visible() if tile.box.contains(*place)), None)


def is_sign(text: str) -> bool:
    """Whether it is neither letter nor digit nor space, which are for the query."""
    return not (text.isalnum() or text.isspace())


def hint(keys: KeyMap) -> str:
    """Tell what the keys do here."""
    walking = " ".join(key for key in map(keys.caption, (Action.PREVIOUS, Action.NEXT)) if key and is_sign(key))
    closing = [key for key in map(display_name, keys.keys(Action.LEVELS)) if len(key) > 1 or is_sign(key)][:1]
    words = ("arrows and Enter or a click choose", "type to filter", walking and f"{walking} walk")
    return "  ·  ".join((*filter(None, words), f"{' or '.join((*closing, 'Esc'))} goes back"))
