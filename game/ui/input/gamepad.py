"""Reads gamepads: button presses, and the tilt of their sticks."""

import os
import sys
import warnings
from collections.abc import Callable
from math import hypot
from typing import Any, NamedTuple

from game.ui.input.keymap import Action

DEAD_ZONE, PRESS_THRESHOLD = 0.2, 0.5
"""Tilt of a stick that is ignored, and tilt of a trigger or a stick that counts as a button press."""

LINUX_DEVICES = ("/proc/bus/input/devices", "/dev/input")
"""Paths that pyglet reads on Linux; if it cannot, it prints errors even later."""

MODIFIER = "leftshoulder"
"""The button that changes what some others do; its own action happens when it is released without any of them."""


class Button(NamedTuple):
    """A button of a gamepad, its action, and its text in the help.

    name : that of pyglet; begins with a plus where `MODIFIER` has to be held
    description : empty where that of the key is right
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
"""Bindings of all gamepads; buttons have the names of those of an Xbox gamepad at the same place."""

ACTIONS = {button.name: button.action for button in BUTTONS if button.name not in {"left", "right"}}

Vector = tuple[float, float]


class Gamepad:
    """All connected gamepads, treated as one.

    left, right : tilt of the sticks to the right and up, each of length 1 at most
    """

    def __init__(self) -> None:
        self.left = self.right = 0.0, 0.0  # type: Vector
        self._pads: list[Any] = []
        self._held: set[str] = set()
        self._is_modifier_unused = False
        self._pressed: list[str] = []
        self._manager = without_errors(_controller_manager)
        if self._manager:
            self._manager.push_handlers(on_connect=self.on_connect, on_disconnect=self.on_disconnect)
            for pad in self._manager.get_controllers():
                self.on_connect(pad)

    @property
    def is_connected(self) -> bool:
        """Whether a gamepad is connected."""
        return bool(self._pads)

    @property
    def is_idle(self) -> bool:
        """Whether no button is held down, and no stick is tilted."""
        return not self._held and self.left == self.right == (0.0, 0.0)

    def is_held(self, action: Action) -> bool:
        """Return whether a button of the action is held down."""
        return any(ACTIONS.get(name) is action for name in self._held)

    def pop_presses(self) -> list[str]:
        """Return the names of the buttons pressed since the last call, in order, as in `BUTTONS`.

        The left stick counts as four buttons, whose names begin with ``left``.
        """
        pressed, self._pressed = self._pressed, []
        return pressed

    def on_connect(self, pad: Any) -> None:
        """Listen to a gamepad, unless the operating system forbids it."""
        if pad not in self._pads and without_errors(lambda: pad.open() or True):
            self._pads.append(pad)
            pad.push_handlers(self)

    def on_disconnect(self, pad: Any) -> None:
        """Forget a gamepad, and release all buttons and sticks."""
        if pad in self._pads:
            self._pads.remove(pad)
            pad.remove_handlers(self)
        self._held.clear()
        self.left = self.right = 0.0, 0.0

    def on_button_press(self, pad: Any, button: str) -> None:  # noqa: ARG002  (pyglet passes the gamepad)
        """Record a button press."""
        self._set_button(button, is_down=True)

    def on_button_release(self, pad: Any, button: str) -> None:  # noqa: ARG002
        """Record a button release."""
        self._set_button(button, is_down=False)

    def on_trigger_motion(self, pad: Any, trigger: str, value: float) -> None:  # noqa: ARG002
        """Treat a trigger as a button."""
        self._set_button(trigger, is_down=value > PRESS_THRESHOLD)

    def on_dpad_motion(self, pad: Any, vector: Any) -> None:  # noqa: ARG002
        """Treat the D-pad as four buttons."""
        self._set_directions("dp", (vector.x, vector.y))

    def on_stick_motion(self, pad: Any, stick: str, vector: Any) -> None:  # noqa: ARG002
        """Record the tilt of a stick; the left one also counts as four buttons."""
        length = hypot(vector.x, vector.y)
        strength = min(max(length - DEAD_ZONE, 0.0) / (1.0 - DEAD_ZONE), 1.0) / max(length, DEAD_ZONE)
        tilt = strength * vector.x, strength * vector.y
        if stick == "leftstick":
            self.left = tilt
            self._set_directions("left", tilt)
        else:
            self.right = tilt

    def _set_directions(self, prefix: str, tilt: Vector) -> None:
        for name, value in zip(("left", "right", "down", "up"), (-tilt[0], tilt[0], -tilt[1], tilt[1]), strict=True):
            self._set_button(prefix + name, is_down=value > PRESS_THRESHOLD)

    def _set_button(self, name: str, *, is_down: bool) -> None:
        if is_down and name not in self._held:
            if name == MODIFIER:
                self._is_modifier_unused = True
            elif MODIFIER in self._held and f"+{name}" in ACTIONS:
                self._is_modifier_unused = False
                self._pressed.append(f"+{name}")
            else:
                self._pressed.append(name)
            self._held.add(name)
        elif not is_down and name in self._held:
            if name == MODIFIER and self._is_modifier_unused:
                self._pressed.append(name)
            self._held.discard(name)


def without_errors(call: Callable[[], Any]) -> Any:
    """Call a function of a driver; return None if it raises, and ignore its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call()
        except Exception:  # drivers raise exceptions of any kind, and the game needs no gamepad
            return None


def _controller_manager() -> Any:
    """Return pyglet's manager of gamepads; None where their devices cannot be read."""
    if sys.platform.startswith("linux") and not all(os.access(path, os.R_OK) for path in LINUX_DEVICES):
        return None
    from pyglet.input import ControllerManager  # noqa: PLC0415  (the import raises where there is no backend)

    return ControllerManager()
