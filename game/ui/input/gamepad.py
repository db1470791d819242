"""Gamepads: what they ask for, and which way their sticks are tilted."""

import os
import sys
import warnings
from collections.abc import Callable
from math import hypot
from typing import Any, NamedTuple

from game.ui.input.keymap import Action

DEAD, FAR = 0.2, 0.5
"""Tilt of a stick that counts as none, and tilt of a trigger or a stick that counts as pressed."""

LINUX = ("/proc/bus/input/devices", "/dev/input")
"""What pyglet reads there, and complains about even later if it cannot."""


WITH = "leftshoulder"
"""A button that others mean something else with; what it asks for itself, it does when it is let go of."""


class Button(NamedTuple):
    """A part of a gamepad as pyglet calls it, what it asks for, and how the help tells that.

    name : begins with a plus where `WITH` has to be held
    description : empty where that of the key says it
    """

    name: str
    action: Action
    caption: str
    description: str = ""


BUTTONS = (
    Button("start", Action.PAUSE, "Menu"),
    Button("back", Action.LEVELS, "View"),
    Button("leftshoulder", Action.PREVIOUS, "LB"),
    Button("rightshoulder", Action.NEXT, "RB"),
    Button("lefttrigger", Action.REWIND, "LT"),
    Button("righttrigger", Action.STEP, "RT"),
    Button("+righttrigger", Action.BACK, "LB+RT"),
    Button("dpleft", Action.SLOWER, "D-pad \N{LEFTWARDS ARROW}"),
    Button("dpright", Action.FASTER, "D-pad \N{RIGHTWARDS ARROW}"),
    Button("dpup", Action.ZOOM_IN, "D-pad \N{UPWARDS ARROW}"),
    Button("dpdown", Action.ZOOM_OUT, "D-pad \N{DOWNWARDS ARROW}"),
    Button("left", Action.HAND_LEFT, "left stick"),
    Button("a", Action.GRAB, "A"),
    Button("x", Action.PUT, "X"),
    Button("y", Action.THROW, "Y"),
    Button("+x", Action.REMOVE, "LB+X"),
    Button("b", Action.RESTART, "B"),
    Button("right", Action.PAN_LEFT, "right stick"),
    Button("rightstick", Action.FIT, "RS, pressed"),
    Button("leftstick", Action.HELP, "LS, pressed", "this help"),
)
"""One table for all gamepads; buttons are named as on those of an Xbox, by their place on others."""

ACTIONS = {button.name: button.action for button in BUTTONS if button.name not in {"left", "right"}}

Tilt = tuple[float, float]


class Gamepad:
    """All gamepads that are plugged in, as if they were one; none, most of the time.

    left, right : how far the sticks are tilted to the right and up, each of length 1 at most
    """

    def __init__(self) -> None:
        self.left = self.right = 0.0, 0.0  # type: Tilt
        self._pads: list[Any] = []
        self._held: set[str] = set()
        self._is_alone = False
        self._pressed: list[str] = []
        self._manager = quietly(_manager)
        if self._manager:
            self._manager.push_handlers(on_connect=self.on_connect, on_disconnect=self.on_disconnect)
            for pad in self._manager.get_controllers():
                self.on_connect(pad)

    @property
    def is_connected(self) -> bool:
        """Whether there is one."""
        return bool(self._pads)

    @property
    def is_at_rest(self) -> bool:
        """Whether no button is held down, and no stick is tilted."""
        return not self._held and self.left == self.right == (0.0, 0.0)

    def holds(self, action: Action) -> bool:
        """Whether a button is held down that asks for it."""
        return any(ACTIONS.get(name) is action for name in self._held)

    def take(self) -> list[str]:
        """Return the names of what was pressed since the last call, in order; ``left...`` are of the left stick.

        What means something else with `WITH` has a plus before its name then.
        """
        pressed, self._pressed = self._pressed, []
        return pressed

    def on_connect(self, pad: Any) -> None:
        """Listen to a gamepad from now on, unless the system forbids it."""
        if pad not in self._pads and quietly(lambda: pad.open() or True):
            self._pads.append(pad)
            pad.push_handlers(self)

    def on_disconnect(self, pad: Any) -> None:
        """Forget a gamepad, and all that is held on any of them."""
        if pad in self._pads:
            self._pads.remove(pad)
            pad.remove_handlers(self)
        self._held.clear()
        self.left = self.right = 0.0, 0.0

    def on_button_press(self, pad: Any, button: str) -> None:  # noqa: ARG002  (so pyglet calls it)
        """Note a button."""
        self._turn(button, is_down=True)

    def on_button_release(self, pad: Any, button: str) -> None:  # noqa: ARG002
        """Note the end of it."""
        self._turn(button, is_down=False)

    def on_trigger_motion(self, pad: Any, trigger: str, value: float) -> None:  # noqa: ARG002
        """Take a trigger for a button."""
        self._turn(trigger, is_down=value > FAR)

    def on_dpad_motion(self, pad: Any, vector: Any) -> None:  # noqa: ARG002
        """Take the pad for four buttons."""
        self._lean("dp", (vector.x, vector.y))

    def on_stick_motion(self, pad: Any, stick: str, vector: Any) -> None:  # noqa: ARG002
        """Note the way of a stick."""
        length = hypot(vector.x, vector.y)
        strength = min(max(length - DEAD, 0.0) / (1.0 - DEAD), 1.0) / max(length, DEAD)
        tilt = strength * vector.x, strength * vector.y
        if stick == "leftstick":
            self.left = tilt
            self._lean("left", tilt)
        else:
            self.right = tilt

    def _lean(self, stem: str, way: Tilt) -> None:
        for name, share in zip(("left", "right", "down", "up"), (-way[0], way[0], -way[1], way[1]), strict=True):
            self._turn(stem + name, is_down=share > FAR)

    def _turn(self, name: str, *, is_down: bool) -> None:
        if is_down and name not in self._held:
            if name == WITH:
                self._is_alone = True
            elif WITH in self._held and f"+{name}" in ACTIONS:
                self._is_alone = False
                self._pressed.append(f"+{name}")
            else:
                self._pressed.append(name)
            self._held.add(name)
        elif not is_down and name in self._held:
            if name == WITH and self._is_alone:
                self._pressed.append(name)
            self._held.discard(name)


def quietly(act: Callable[[], Any]) -> Any:
    """Return what comes of it; None where drivers complain, who raise and warn whatever they like."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return act()
        except Exception:  # without a gamepad the game is whole
            return None


def _manager() -> Any:
    """Return what tells which gamepads come and go; None where there can be none."""
    if sys.platform.startswith("linux") and not all(os.access(place, os.R_OK) for place in LINUX):
        return None
    from pyglet.input import ControllerManager  # noqa: PLC0415  (where there is no backend, that raises)

    return ControllerManager()
