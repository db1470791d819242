"""The popup with the keys and the mouse of the edit mode."""

from imgui_bundle import imgui

from game.render import theme
from game.ui.editor.commands import EditCommands
from game.ui.editor.edit_keys import EDIT_KEYS
from game.ui.gui.style import rgba

NAME = "keys of the edit mode"

MOUSE = (
    ("left button", "the tool; with select: choose, move, drag handles"),
    ("right button", "end a path; drag to move the view"),
    ("wheel", "zoom"),
    ("Shift", "add to the selection; lines in steps of 15 deg"),
    ("Alt", "no snapping"),
)
"""What the mouse does."""


class KeyHelp:
    """Opens when the commands ask for it."""

    def __init__(self, commands: EditCommands) -> None:
        self._commands = commands

    def draw(self) -> None:
        """Declare the popup, if it is open."""
        if self._commands.asks_for_help:
            self._commands.asks_for_help = False
            imgui.open_popup(NAME)
        if not imgui.begin_popup(NAME):
            return
        if imgui.begin_table("keys", 2):
            for name, text in (*MOUSE, *_merged_keys()):
                imgui.table_next_row()
                imgui.table_next_column()
                imgui.text_colored(rgba(theme.TEXT_ACCENT), name)
                imgui.table_next_column()
                imgui.text(text)
            imgui.end_table()
        if imgui.is_key_pressed(imgui.Key.escape):
            imgui.close_current_popup()
        imgui.end_popup()


def _merged_keys() -> list[tuple[str, str]]:
    """Return the keys of each description, and the description."""
    keys: dict[str, list[str]] = {}
    for row in EDIT_KEYS:
        keys.setdefault(row.description, []).append(row.text)
    return [(", ".join(names), text) for text, names in keys.items()]
