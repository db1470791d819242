"""Keyboard and gamepad input of the play screen: actions, and movement while a key is held."""

from typing import NamedTuple

from game.ui.input.gamepad import ACTIONS, Gamepad
from game.ui.input.hands import Hands
from game.ui.input.keyboard import Keyboard
from game.ui.input.keymap import Action, KeyMap

Vector = tuple[float, float]

HAND: dict[Action, Vector] = {
    Action.HAND_LEFT: (-1.0, 0.0),
    Action.HAND_RIGHT: (1.0, 0.0),
    Action.HAND_UP: (0.0, 1.0),
    Action.HAND_DOWN: (0.0, -1.0),
}
PAN: dict[Action, Vector] = {
    Action.PAN_LEFT: (-1.0, 0.0),
    Action.PAN_RIGHT: (1.0, 0.0),
    Action.PAN_UP: (0.0, 1.0),
    Action.PAN_DOWN: (0.0, -1.0),
}
ZOOM: dict[Action, Vector] = {Action.ZOOM_IN: (0.0, 1.0), Action.ZOOM_OUT: (0.0, -1.0)}
HOLDABLE = {*HAND, *PAN, *ZOOM, Action.REWIND}
"""Actions that last as long as their key is held."""


class Pace(NamedTuple):
    """Distance for a short tap, and distance for a second of holding."""

    tap: float
    rate: float


HAND_PACE, PAN_PACE = Pace(0.01, 0.5), Pace(0.05, 0.8)
"""Pace of the hand and of the camera, in heights of the window."""

ZOOM_PACE = Pace(1.0, 6.0)
"""Pace of zooming, in notches of the mouse wheel."""

MAX_FRAME_TIME = 0.1
"""Longest frame that moves the hand, in s: after a stall the hand must not jump."""


class Controls:
    """Keyboard and gamepads of the play screen.

    keys : the key bindings
    keyboard, gamepad : collect presses, and know what is held down
    """

    def __init__(self, keys: KeyMap, hands: Hands) -> None:
        self.keys, self.keyboard, self.gamepad = keys, Keyboard(keys), Gamepad()
        self._hands = hands
        self._tapped: set[Action] = set()
        self._requested: list[Action] = []

    def request(self, action: Action) -> None:
        """Perform an action as if its key was pressed, such as that of a button on the screen."""
        self._requested.append(action)

    def pop_actions(self) -> list[Action]:
        """Return the actions since the last call, in order, without those that `apply_held_actions` does."""
        pressed = [ACTIONS[name] for name in self.gamepad.pop_presses() if name in ACTIONS]
        actions = [*self.keyboard.pop_actions(), *pressed, *self._requested]
        self._requested.clear()
        self._tapped.update(action for action in actions if action in HOLDABLE)
        return [action for action in actions if action not in HOLDABLE]

    def is_held(self, action: Action) -> bool:
        """Return whether a key or a button of the action is held down."""
        return self.keyboard.is_held(action) or self.gamepad.is_held(action)

    def apply_held_actions(self, elapsed: float) -> None:
        """Move the hand and the camera by what was tapped or held during ``elapsed`` s of real time."""
        if not self._tapped and self.keyboard.is_idle and self.gamepad.is_idle:
            return
        elapsed = min(elapsed, MAX_FRAME_TIME)
        hand = self._displacement(HAND, HAND_PACE, elapsed, self.gamepad.left)
        pan = self._displacement(PAN, PAN_PACE, elapsed, self.gamepad.right)
        _, notches = self._displacement(ZOOM, ZOOM_PACE, elapsed)
        self._tapped.clear()
        if any(hand):
            self._hands.move_cursor(*hand)
        if any(pan):
            self._hands.pan(*pan)
        if notches:
            self._hands.zoom(notches)

    def release_all(self) -> None:
        """Release all keys and the held ball, and discard all actions that were not popped yet."""
        self._hands.let_go()
        self.keyboard.release_all()
        self.keyboard.pop_actions()
        self.gamepad.pop_presses()

    def _displacement(
        self, directions: dict[Action, Vector], pace: Pace, elapsed: float, stick: Vector = (0.0, 0.0)
    ) -> Vector:
        """Return the distance to the right and up, from keys and from the tilt of a stick."""
        x, y = (pace.rate * elapsed * tilt for tilt in stick)
        for action, (right, up) in directions.items():
            distance = pace.tap * (action in self._tapped) + pace.rate * elapsed * self.is_held(action)
            x, y = x + distance * right, y + distance * up
        return x, y
