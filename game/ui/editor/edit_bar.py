"""The bar of the edit mode: play, undo, save, and the title of the level; and the line at the bottom."""

from imgui_bundle import imgui

from game.render import theme
from game.ui import ui_style
from game.ui.editor import layout
from game.ui.editor.commands import EditCommands
from game.ui.editor.editor import Editor
from game.ui.editor.key_help import KeyHelp
from game.ui.editor.tool_palette import FLAGS
from game.ui.editor.toolbox import Toolbox
from game.ui.editor.world_mouse import WorldMouse
from game.ui.gui.style import rgba

BUTTONS = (
    ("Play", "play", "Space"),
    ("Undo", "undo", "Ctrl Z"),
    ("Redo", "redo", "Ctrl Shift Z"),
    ("Save", "save", "Ctrl S"),
    ("Save as", "save_as", "Ctrl Shift S"),
    ("New", "new", ""),
    ("Keep play", "keep_play", ""),
    ("Copy", "copy", "Ctrl C"),
    ("Paste", "paste", "Ctrl V"),
    ("Duplicate", "duplicate", "Ctrl D"),
    ("Delete", "remove", "Del"),
    ("Fields", "toggle_sheet", "F"),
    ("Grid", "toggle_grid", "G"),
    ("Help", "help", "F1"),
)
"""Label, command and key of each button."""

MORE = "\N{HORIZONTAL ELLIPSIS}"
"""Label of the menu with the buttons for which there is no room."""

SELECTION_COMMANDS = {"copy", "duplicate", "remove"}
"""Commands that need a selection."""


class EditBar:
    """The bar at the top, and the line at the bottom."""

    def __init__(self, editor: Editor, toolbox: Toolbox, mouse: WorldMouse, commands: EditCommands) -> None:
        self._editor, self._toolbox, self._mouse, self._commands = editor, toolbox, mouse, commands
        self._key_help = KeyHelp(commands)

    def draw(self) -> None:
        """Declare both."""
        width, height = ui_style.current().window_size
        imgui.push_style_var(imgui.StyleVar_.window_rounding, 0.0)
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.set_next_window_size((width, layout.BAR_HEIGHT))
        imgui.begin("bar", None, FLAGS | imgui.WindowFlags_.no_scrollbar)
        self._draw_buttons(width)
        self._key_help.draw()
        imgui.end()
        imgui.set_next_window_pos((0.0, height - layout.STATUS_HEIGHT))
        imgui.set_next_window_size((width, layout.STATUS_HEIGHT))
        imgui.push_style_var(imgui.StyleVar_.window_padding, (float(theme.PADDING), 6.0))
        imgui.begin("status", None, FLAGS | imgui.WindowFlags_.no_scrollbar)
        self._draw_status()
        imgui.end()
        imgui.pop_style_var(2)

    def _draw_buttons(self, width: float) -> None:
        """Declare the buttons that fit beside the title; the others are in a menu."""
        left = width - self._draw_title(width)
        rest = list(BUTTONS)
        while rest and imgui.get_cursor_pos_x() + _button_width(rest[0][0]) < left - _button_width(MORE):
            self._draw_button(*rest.pop(0))
            imgui.same_line()
        if rest:
            if imgui.button(MORE):
                imgui.open_popup(MORE)
            if imgui.begin_popup(MORE):
                for label, command, shortcut in rest:
                    if imgui.menu_item(label, shortcut, False, self._is_enabled(command))[0]:
                        self._commands.run(command)
                imgui.end_popup()

    def _draw_button(self, label: str, command: str, shortcut: str) -> None:
        imgui.begin_disabled(not self._is_enabled(command))
        is_accented = command == "play" or (command == "toggle_grid" and self._mouse.has_grid)
        if is_accented:
            imgui.push_style_color(imgui.Col_.button, rgba(theme.TEXT_ACCENT, 0.45))
        if imgui.button(label):
            self._commands.run(command)
        if is_accented:
            imgui.pop_style_color()
        imgui.end_disabled()
        imgui.set_item_tooltip(self._tooltip(label, command, shortcut))

    def _is_enabled(self, command: str) -> bool:
        history = self._editor.history
        if command in ("undo", "redo"):
            return (history.undo_label if command == "undo" else history.redo_label) is not None
        return command not in SELECTION_COMMANDS or bool(self._editor.selection)

    def _draw_title(self, width: float) -> float:
        """Declare the title at the right; return its width with the space around it."""
        document = self._editor.document
        title = document.path.stem + (" \N{BULLET} not saved" if document.is_modified else "")
        needed = imgui.calc_text_size(title).x + 2.0 * theme.PADDING
        start = imgui.get_cursor_pos()
        imgui.set_cursor_pos_x(width - needed + theme.PADDING)
        imgui.align_text_to_frame_padding()
        imgui.text_colored(rgba(theme.TEXT_ACCENT if document.is_modified else theme.TEXT_FAINT), title)
        imgui.set_cursor_pos(start)
        return needed

    def _tooltip(self, label: str, command: str, shortcut: str) -> str:
        if command == "keep_play":
            return "take over sliders, and balls placed or removed while playing"
        what = {"undo": self._editor.history.undo_label, "redo": self._editor.history.redo_label}.get(command)
        return f"{label}{f' {what}' if what else ''}  ({shortcut})" if shortcut else label

    def _draw_status(self) -> None:
        problems = self._editor.preview_problems or self._editor.document.problems
        if problems:
            more = f"  (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            imgui.text_colored(rgba(theme.TEXT_ERROR), f"{problems[0].field}: {problems[0].message}{more}")
        elif self._editor.message:
            imgui.text(self._editor.message)
        else:
            imgui.text_disabled(f"{self._toolbox.name}: {self._toolbox.tool.hint}")


def _button_width(label: str) -> float:
    """Return the width of a button with the space after it."""
    style = imgui.get_style()
    return imgui.calc_text_size(label).x + 2.0 * style.frame_padding.x + style.item_spacing.x
