"""The dialog that asks before the game ends and changes would be lost."""

from collections.abc import Callable

from imgui_bundle import imgui

from game.ui import ui_style
from game.ui.gui.layer import GuiLayer

TITLE = "Leave without saving?"
BUTTON = (132.0, 38.0)
"""Width and height of a button, in UI units; high enough for a finger."""


class LeavePanel:
    """A dialog with three buttons: save and leave, leave, cancel. Enter saves, Esc cancels, arrow keys choose.

    is_open : whether it is shown
    """

    def __init__(self, text: str, save: Callable[[], bool], leave: Callable[[], object]) -> None:
        """Create a closed dialog.

        text : what would be lost
        save : saves it, and returns whether that succeeded
        leave : ends the game
        """
        self.is_open = False
        self._text, self._save, self._leave = text, save, leave

    def draw(self, layer: GuiLayer) -> None:
        """Declare the dialog in the middle of the window, and do what the player chooses."""
        if not imgui.is_popup_open(TITLE):
            imgui.open_popup(TITLE)
        width, height = ui_style.current().window_size
        imgui.set_next_window_pos(imgui.ImVec2(0.5 * width, 0.5 * height), imgui.Cond_.always, imgui.ImVec2(0.5, 0.5))
        flags = imgui.WindowFlags_.no_title_bar | imgui.WindowFlags_.no_move | imgui.WindowFlags_.always_auto_resize
        if not imgui.begin_popup_modal(TITLE, None, flags)[0]:
            return
        imgui.push_font(layer.fonts.bold, 0.0)
        imgui.text(TITLE)
        imgui.pop_font()
        imgui.push_text_wrap_pos(3.0 * BUTTON[0] + 16.0)
        imgui.text(self._text)
        imgui.pop_text_wrap_pos()
        imgui.spacing()
        self._choose()
        if not self.is_open:
            imgui.close_current_popup()
        imgui.end_popup()

    def _choose(self) -> None:
        """Declare the buttons, and carry out the choice."""
        is_enter = any(map(imgui.is_key_pressed, (imgui.Key.enter, imgui.Key.keypad_enter)))
        is_default = is_enter and not imgui.is_any_item_focused()  # else Enter presses the chosen button
        is_saving = imgui.button("Save", BUTTON) or is_default
        imgui.same_line()
        is_leaving = imgui.button("Leave", BUTTON)
        imgui.same_line()
        is_cancelled = imgui.button("Cancel", BUTTON) or imgui.is_key_pressed(imgui.Key.escape)
        self.is_open = not (is_saving or is_leaving or is_cancelled)
        if is_leaving or (is_saving and self._save()):
            self._leave()
