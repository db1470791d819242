"""Who the mouse is for: what lies over the world, or the hands in it."""

from collections.abc import Sequence
from typing import Protocol

from game.ui import ui_style
from game.ui.input.hands import Hands


class Control(Protocol):
    """Something over the world that the mouse can be for; places are in units of the look."""

    def press(self, x: float, y: float, button: int) -> bool:
        """Answer a button; whether this is the control's."""
        ...

    def move(self, x: float, y: float, buttons: int) -> bool:
        """Follow; whether the mouse is the control's."""
        ...

    def release(self) -> bool:
        """Let go; whether anything was held."""
        ...

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Answer the wheel; whether this is the control's."""
        ...


class Mouse:
    """Gives what the mouse does to the first control that takes it, and else to the hands."""

    def __init__(self, controls: Sequence[Control], hands: Hands) -> None:
        self._controls, self._hands = controls, hands

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Pass on a button at a place of the window."""
        place = ui_style.current().place(x, y)
        if not any(control.press(*place, button) for control in self._controls):
            self._hands.press(x, y, button, modifiers)

    def move(self, x: float, y: float, dx: float, dy: float, buttons: int = 0) -> None:
        """Pass on a way."""
        place = ui_style.current().place(x, y)
        if any(control.move(*place, buttons) for control in self._controls):
            self._hands.leave()
        else:
            self._hands.move(x, y, dx, dy, buttons)

    def release(self, x: float, y: float, button: int) -> None:
        """Pass on that a button is let go of."""
        if not any(control.release() for control in self._controls):
            self._hands.release(x, y, button)

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Pass on the wheel."""
        place = ui_style.current().place(x, y)
        if not any(control.scroll(*place, notches) for control in self._controls):
            self._hands.scroll(x, y, notches)
