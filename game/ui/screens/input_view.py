"""A screen that forwards its events to panels, controls, the keyboard, and what the mouse does in the world."""

from collections.abc import Sequence

import arcade

from game.ui.gui.panels import GuiPanels
from game.ui.input.controls import Controls
from game.ui.input.mouse import Control, MouseDispatcher, MouseTarget


class InputView(arcade.View):
    """Forwards the events of the window.

    An open panel of Dear ImGui comes first, then the controls that are drawn over the world. The rest of the mouse goes
    to the target in the world, and the rest of the keys to the keyboard, which keeps them for the next frame.

    controls : keyboard and gamepads
    panels : the panels of Dear ImGui
    """

    def connect(
        self, controls: Controls, panels: GuiPanels, mouse_controls: Sequence[Control], target: MouseTarget
    ) -> None:
        """Set what receives the events; call it before the screen is shown."""
        self.controls, self.panels = controls, panels
        self._mouse = MouseDispatcher(mouse_controls, target)

    def handle_key(self, symbol: int, modifiers: int) -> bool:  # noqa: ARG002
        """Handle a key before the keyboard; return whether it was used."""
        return False

    def on_key_press(self, symbol: int, modifiers: int) -> None:
        """Forward a key to the panels, the screen or the keyboard."""
        if not (self.panels.key(symbol, modifiers, is_down=True) or self.handle_key(symbol, modifiers)):
            self.controls.keyboard.press(symbol, modifiers)

    def on_key_release(self, symbol: int, modifiers: int) -> None:
        """Forward the release of a key to the panels and the keyboard."""
        self.panels.key(symbol, modifiers, is_down=False)
        self.controls.keyboard.release(symbol)

    def on_text(self, text: str) -> None:
        """Forward a typed character to the panels or the keyboard."""
        if not self.panels.text(text):
            self.controls.keyboard.type_text(text)

    def on_deactivate(self) -> None:
        """Release all keys: another window has the keyboard now."""
        self.controls.release_all()

    def on_show_view(self) -> None:
        """Release all keys: another screen may have received the events of their release."""
        self.controls.release_all()

    def on_mouse_press(self, x: int, y: int, button: int, modifiers: int) -> None:
        """Forward a button press."""
        if not self.panels.press(x, y, button):
            self._mouse.press(x, y, button, modifiers)

    def on_mouse_motion(self, x: int, y: int, dx: int, dy: int) -> None:
        """Forward a movement."""
        self._move(x, y, dx, dy, 0)

    def on_mouse_drag(self, x: int, y: int, dx: int, dy: int, buttons: int, modifiers: int) -> None:  # noqa: ARG002
        """Forward a movement with a button held."""
        self._move(x, y, dx, dy, buttons)

    def on_mouse_release(self, x: int, y: int, button: int, modifiers: int) -> None:  # noqa: ARG002
        """Forward a button release."""
        if not self.panels.release(x, y, button):
            self._mouse.release(x, y, button)

    def on_mouse_leave(self, x: int, y: int) -> None:  # noqa: ARG002
        """Move the mouse off all controls: it is outside of the window."""
        self._mouse.leave_controls()

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:  # noqa: ARG002
        """Forward a turn of the wheel."""
        if not self.panels.scroll(x, y, scroll_y):
            self._mouse.scroll(x, y, scroll_y)

    def _move(self, x: float, y: float, dx: float, dy: float, buttons: int) -> None:
        if self.panels.move(x, y):
            self._mouse.leave()
        else:
            self._mouse.move(x, y, dx, dy, buttons)
