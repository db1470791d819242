"""The keys of the edit mode, and what they do."""

from typing import NamedTuple

from arcade import key

CONTROL = key.MOD_CTRL | key.MOD_COMMAND


class EditKey(NamedTuple):
    """A key of the edit mode.

    symbol : of pyglet
    modifiers : `CONTROL`, Shift, or both
    command : name of a method of `EditCommands`
    """

    text: str
    symbol: int
    modifiers: int
    command: str
    description: str


EDIT_KEYS = (
    EditKey("Esc", key.ESCAPE, 0, "cancel", "give up, select nothing, then leave"),
    EditKey("Enter", key.ENTER, 0, "finish", "end a path"),
    EditKey("Ctrl E", key.E, CONTROL, "play", "play the level"),
    EditKey("Space", key.SPACE, 0, "play", "play the level"),
    EditKey("Ctrl Z", key.Z, CONTROL, "undo", "undo"),
    EditKey("Ctrl Shift Z", key.Z, CONTROL | key.MOD_SHIFT, "redo", "redo"),
    EditKey("Ctrl Y", key.Y, CONTROL, "redo", "redo"),
    EditKey("Ctrl S", key.S, CONTROL, "save", "save"),
    EditKey("Ctrl Shift S", key.S, CONTROL | key.MOD_SHIFT, "save_as", "save as a new level"),
    EditKey("Ctrl C", key.C, CONTROL, "copy", "copy"),
    EditKey("Ctrl X", key.X, CONTROL, "cut", "cut"),
    EditKey("Ctrl V", key.V, CONTROL, "paste", "paste at the mouse"),
    EditKey("Ctrl D", key.D, CONTROL, "duplicate", "duplicate"),
    EditKey("Ctrl A", key.A, CONTROL, "select_all", "select all"),
    EditKey("Del", key.DELETE, 0, "remove", "remove"),
    EditKey("Backspace", key.BACKSPACE, 0, "remove", "remove"),
    EditKey("Left", key.LEFT, 0, "nudge_left", "move by a cell of the grid"),
    EditKey("Right", key.RIGHT, 0, "nudge_right", "move by a cell of the grid"),
    EditKey("Up", key.UP, 0, "nudge_up", "move by a cell of the grid"),
    EditKey("Down", key.DOWN, 0, "nudge_down", "move by a cell of the grid"),
    EditKey("Q", key.Q, 0, "turn_left", "turn by 15 deg"),
    EditKey("W", key.W, 0, "turn_right", "turn by 15 deg"),
    EditKey("Home", key.HOME, 0, "show_all", "show the whole level"),
    EditKey("F", key.F, 0, "toggle_sheet", "fields, open or closed"),
    EditKey("F1", key.F1, 0, "help", "these keys"),
    EditKey("F4", key.F4, 0, "play", "play the level"),
    EditKey("G", key.G, 0, "toggle_grid", "grid and snapping to it, on or off"),
)
"""All keys; a key with several texts has a row for each."""

_COMMANDS = {(row.symbol, row.modifiers): row.command for row in EDIT_KEYS}


def command_of_key(symbol: int, modifiers: int) -> str | None:
    """Return the name of the command of a key, or None."""
    is_control, shift = bool(modifiers & CONTROL), modifiers & key.MOD_SHIFT
    return _COMMANDS.get((symbol, (CONTROL if is_control else 0) | shift))
