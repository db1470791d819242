"""The screen on which a level is edited."""

from collections.abc import Callable, Mapping
from typing import Protocol

import arcade

from game.levels.editing.level_document import LevelDocument
from game.simulation.view_rect import ViewRect
from game.ui import ui_style
from game.ui.editor import layout
from game.ui.editor.commands import EditCommands, EditHost
from game.ui.editor.edit_bar import EditBar
from game.ui.editor.edit_camera import EditCamera
from game.ui.editor.edit_keys import command_of_key
from game.ui.editor.editor import Editor
from game.ui.editor.field_sheet import FieldSheet
from game.ui.editor.grid import draw_grid
from game.ui.editor.name_dialog import NameDialog
from game.ui.editor.overlay import draw_items, draw_pointer
from game.ui.editor.sketch import Sketch
from game.ui.editor.tool_palette import ToolPalette
from game.ui.editor.toolbox import Toolbox
from game.ui.editor.world_mouse import WorldMouse
from game.ui.editor.world_picture import WorldPicture
from game.ui.gui.layer import GuiLayer
from game.ui.gui.panels import GuiPanels
from game.ui.input.controls import Controls
from game.ui.input.keymap import Action
from game.ui.panels.leave import LeavePanel
from game.ui.screens.input_view import InputView
from game.ui.window_close import request_close

WHOLE = ViewRect((0.0, 0.0), 8.0, 8.0)
"""What is shown of a level that has never been valid."""


class EditScreenHost(EditHost, Protocol):
    """The screen from which the edit mode was opened.

    controls : keyboard and gamepads, which the two screens share
    window : of both screens
    """

    controls: Controls
    window: arcade.Window

    def on_close(self) -> bool:
        """Ask before the window closes if changes of play would be lost; return whether it stays open."""
        ...

    @property
    def window_actions(self) -> Mapping[Action, Callable[[], object]]:
        """Actions that concern the window, such as another theme."""
        ...


class Drafts(Protocol):
    """All levels that are being edited."""

    def open_new(self) -> None:
        """Edit a new level."""
        ...

    def keep_window_open(self) -> bool:
        """Ask before the window closes if edits would be lost; return whether it stays open."""
        ...

    def discard(self, view: "EditView") -> None:
        """Forget a level and its edits."""
        ...


class EditView(InputView):
    """Shows a level at its start with the panels and tools of the edit mode.

    editor : the edited level
    toolbox : the tools
    commands : what keys and buttons do
    """

    is_open = True
    """The panels of this screen are always drawn."""

    def __init__(self, document: LevelDocument, host: EditScreenHost, drafts: Drafts) -> None:
        super().__init__()
        self.editor = Editor(document, self.window)
        self.toolbox = Toolbox(self.editor)
        self._host = host
        self._picture: WorldPicture | None = None
        self._shown: LevelDocument | None = None
        self._frame_time = 0.0
        self._update_picture()
        self.camera = EditCamera(self._whole_level(), layout.insets(is_sheet_open=True))
        self.mouse = WorldMouse(self.editor, self.toolbox, self.camera)
        self.commands = EditCommands(
            self.editor, self.toolbox, self.mouse, self.camera, self._whole_level, host, drafts.open_new
        )
        self._bar = EditBar(self.editor, self.toolbox, self.mouse, self.commands)
        self._palette, self._sheet = ToolPalette(self.toolbox, self.editor), FieldSheet(self.editor)
        self._name_dialog = NameDialog(self.editor, self.commands)
        self._drafts = drafts
        panels = GuiPanels(self.window, {"edit": lambda: self, "leave": self._make_leave_panel})
        panels.panel("edit")
        self.connect(host.controls, panels, (), self.mouse)

    def close(self) -> None:
        """Free the picture of the level."""
        if self._picture:
            self._picture.close()
            self._picture = None

    def notify(self, message: str) -> None:
        """Show a line to the player."""
        self.editor.message = message

    def on_close(self) -> bool:
        """Ask before the window closes if something would be lost; return whether it stays open."""
        if self._drafts.keep_window_open():
            return True
        self._host.show_screen()
        return self._host.on_close()

    def handle_key(self, symbol: int, modifiers: int) -> bool:
        """Do the command of a key; return whether it has one."""
        self.mouse.modifiers = modifiers
        if (command := command_of_key(symbol, modifiers)) is None:
            return False
        self.commands.run(command)
        return True

    def on_key_release(self, symbol: int, modifiers: int) -> None:
        """Forward the release of a key."""
        self.mouse.modifiers = modifiers
        super().on_key_release(symbol, modifiers)

    def on_update(self, delta_time: float) -> None:
        """Do the actions that concern the window."""
        self._frame_time = delta_time
        for action in self.controls.pop_actions():
            if handler := self._host.window_actions.get(action):
                handler()

    def on_draw(self) -> None:
        """Draw the level, and the panels over it."""
        ui_style.fit_to_window(self.window)
        self.camera.insets = layout.insets(self.commands.sheet_is_open)
        self._update_picture()
        self.clear()
        if self._picture:
            self._picture.draw(self.window, self.camera.window_subject)
        self.panels.draw(self._frame_time)

    def draw(self, layer: GuiLayer) -> None:  # noqa: ARG002
        """Declare all panels, and what lies over the world, in a frame of the layer."""
        sketch, pointer = Sketch(self.camera), self.mouse.pointer
        if self.mouse.has_grid:
            draw_grid(sketch, self.camera.view, self.mouse.spacing)
        draw_items(sketch, self.editor)
        self.toolbox.tool.draw(sketch, pointer)
        if pointer:
            draw_pointer(sketch, self.editor, pointer, self.mouse.spacing)
        self._bar.draw()
        self._palette.draw()
        if self.commands.sheet_is_open:
            self._sheet.draw()
        self._name_dialog.draw()

    def _make_leave_panel(self) -> LeavePanel:
        def leave() -> None:
            self._drafts.discard(self)
            request_close(self.window)

        text = f"The edits of {self.editor.document.path.stem} are not saved."
        return LeavePanel(text, self.editor.save_anywhere, leave)

    def _whole_level(self) -> ViewRect:
        return self._picture.rect if self._picture else WHOLE

    def _update_picture(self) -> None:
        """Make the picture of the version that is to be shown; an invalid one leaves the last picture."""
        document = self.editor.shown
        if document is self._shown:
            return
        self._shown = document
        if not document.problems:
            self.close()
            self._picture = WorldPicture(document.level)
