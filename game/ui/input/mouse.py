"""Forwards mouse events to the controls over the world, and otherwise to what the mouse does in the world."""

from collections.abc import Sequence
from math import inf
from typing import Protocol

from game.ui import ui_style


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


class MouseTarget(Protocol):
    """What the mouse does in the world, such as the hand; positions are in units of the window."""

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Handle a button press."""
        ...

    def move(self, x: float, y: float, dx: float, dy: float, buttons: int) -> None:
        """Handle a movement; ``buttons`` are those held, as bits."""
        ...

    def leave(self) -> None:
        """Handle that the mouse is on a control or a panel."""
        ...

    def release(self, x: float, y: float, button: int) -> None:
        """Handle a button release."""
        ...

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Handle the wheel."""
        ...


class MouseDispatcher:
    """Forwards each mouse event to the first control that handles it, and otherwise to the target in the world.

    Positions are in units of the window.
    """

    def __init__(self, controls: Sequence[Control], target: MouseTarget) -> None:
        self._controls, self._target = controls, target

    def press(self, x: float, y: float, button: int, modifiers: int) -> None:
        """Forward a button press."""
        position = ui_style.current().to_units(x, y)
        if not any(control.press(*position, button) for control in self._controls):
            self._target.press(x, y, button, modifiers)

    def move(self, x: float, y: float, dx: float, dy: float, buttons: int = 0) -> None:
        """Forward a movement; ``buttons`` are those held, as bits."""
        position = ui_style.current().to_units(x, y)
        if any(control.move(*position, buttons) for control in self._controls):
            self._target.leave()
        else:
            self._target.move(x, y, dx, dy, buttons)

    def leave(self) -> None:
        """Handle that the mouse is on a panel."""
        self.leave_controls()
        self._target.leave()

    def leave_controls(self) -> None:
        """Handle that the mouse is on no control."""
        for control in self._controls:
            control.move(-inf, -inf, 0)

    def release(self, x: float, y: float, button: int) -> None:
        """Forward a button release."""
        if not any(control.release() for control in self._controls):
            self._target.release(x, y, button)

    def scroll(self, x: float, y: float, notches: float) -> None:
        """Forward a turn of the wheel."""
        position = ui_style.current().to_units(x, y)
        if not any(control.scroll(*position, notches) for control in self._controls):
            self._target.scroll(x, y, notches)
