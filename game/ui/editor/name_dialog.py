"""The dialog that asks for the name of a new level file."""

from pathlib import Path

from imgui_bundle import imgui

from game.levels.editing import saving
from game.render import theme
from game.ui.editor.commands import EditCommands
from game.ui.editor.editor import Editor
from game.ui.gui.style import rgba

TITLE = "Save as a new level"
WIDTH = 460.0
"""Width of the dialog, in UI units."""


class NameDialog:
    """Asks for a name, and saves the level under it. A name that cannot be used is told, and nothing is written."""

    def __init__(self, editor: Editor, commands: EditCommands) -> None:
        self._editor, self._commands = editor, commands
        self._folder, self._name, self._problem = Path(), "", ""

    def draw(self) -> None:
        """Declare the dialog if it is open, or to be opened."""
        if self._commands.asks_for_name:
            self._commands.asks_for_name = False
            path = saving.suggest_path(self._editor.document)
            self._folder, self._name, self._problem = path.parent, path.stem, self._editor.needs_new_file
            imgui.open_popup(TITLE)
        center = imgui.get_main_viewport().get_center()
        imgui.set_next_window_pos(center, imgui.Cond_.appearing, (0.5, 0.5))
        imgui.set_next_window_size((WIDTH, 0.0))
        if not imgui.begin_popup_modal(TITLE, None, imgui.WindowFlags_.no_resize)[0]:
            return
        self._draw_content()
        imgui.end_popup()

    def _draw_content(self) -> None:
        if self._problem:
            imgui.push_text_wrap_pos(0.0)
            imgui.text_colored(rgba(theme.TEXT_ACCENT), self._problem)
            imgui.pop_text_wrap_pos()
        if imgui.is_window_appearing():
            imgui.set_keyboard_focus_here()
        imgui.set_next_item_width(-1.0)
        is_entered, self._name = imgui.input_text("##name", self._name, imgui.InputTextFlags_.enter_returns_true)
        imgui.text_disabled(f"{self._folder / self._name}.toml")
        if imgui.button("Save", (110.0, 0.0)) or is_entered:
            self._save()
        imgui.same_line()
        if imgui.button("Cancel", (110.0, 0.0)) or imgui.is_key_pressed(imgui.Key.escape):
            imgui.close_current_popup()

    def _save(self) -> None:
        if self._editor.save(self._folder / f"{self._name}.toml"):
            imgui.close_current_popup()
        else:
            self._problem = self._editor.message
