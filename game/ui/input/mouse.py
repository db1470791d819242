"""Forwards mouse events to the controls over the world, and otherwise to the hand in the world."""

from collections.abc import Sequence
from typing import Protocol

from game.ui import ui_style
from game.ui.input.hands import Hands


class Control(Protocol):
    """A control that is drawn over the world; positions are in units of the style."""

    def press(self, x: float, y: float, button: int) -> bool:
        """Handle a button press; return whether it was on this control."""
        ...

    def move(self, x: float, y: float, buttons: int) -> bool:
        """Handle a movement; return whether the mouse is on this control or drags it."""
        ...

    def release(self) -> bool:
        """Handle a button release; return whether this control was being dragged."""
        ...

    def scroll(self, x: float, y: float, notches: float) -> bool:
        """Handle the wheel; return whether the mouse is on this control."""
        ...


class MouseDispatcher:
    """Forwards each mouse event to the first control that handles it, and otherwise to the hand.

    Positions are in units of the window.
    """

    def __init__(self, controls: Sequence[Control], hands: Hands) -> None:
        self._controls, self._hands = controls, hands

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Forward a button press."""
        position = ui_style.current().to_units(x, y)
        if not any(control.press(*position, button) for control in self._controls):
            self._hands.press(x, y, button, modifiers)

    def move(self, x: float, y: float, dx: float, dy: float, buttons: int = 0) -> None:
        """Forward a movement; ``buttons`` are those held, as bits."""
        position = ui_style.current().to_units(x, y)
        if any(control.move(*position, buttons) for control in self._controls):
            self._hands.leave()
        else:
            self._hands.move(x, y, dx, dy, buttons)

    def release(self, x: float, y: float, button: int) -> None:
        """Forward a button release."""
        if not any(control.release() for control in self._controls):
            self._hands.release(x, y, button)

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Forward a turn of the wheel."""
        position = ui_style.current().to_units(x, y)
        if not any(control.scroll(*position, notches) for control in self._controls):
            self._hands.scroll(x, y, notches)
