"""Keyboard and gamepads of a view: what they ask for, and what they move while they are held."""

from typing import NamedTuple

from game.ui.input.gamepad import ACTIONS, Gamepad
from game.ui.input.hands import Hands
from game.ui.input.keyboard import Keyboard
from game.ui.input.keymap import Action, KeyMap

Way = tuple[float, float]

HAND: dict[Action, Way] = {
    Action.HAND_LEFT: (-1.0, 0.0),
    Action.HAND_RIGHT: (1.0, 0.0),
    Action.HAND_UP: (0.0, 1.0),
    Action.HAND_DOWN: (0.0, -1.0),
}
PAN: dict[Action, Way] = {
    Action.PAN_LEFT: (-1.0, 0.0),
    Action.PAN_RIGHT: (1.0, 0.0),
    Action.PAN_UP: (0.0, 1.0),
    Action.PAN_DOWN: (0.0, -1.0),
}
ZOOM: dict[Action, Way] = {Action.ZOOM_IN: (0.0, 1.0), Action.ZOOM_OUT: (0.0, -1.0)}
STEERING = {*HAND, *PAN, *ZOOM, Action.REWIND}
"""What goes on while it is held."""


class Pace(NamedTuple):
    """How far a short tap goes, and a second of being held."""

    tap: float
    rate: float


HAND_PACE, PAN_PACE = Pace(0.01, 0.5), Pace(0.05, 0.8)
"""In heights of the window."""

ZOOM_PACE = Pace(1.0, 6.0)
"""In notches of the wheel."""


LONGEST = 0.1
"""s that count of a frame: after a stall, the hand is not far away."""


class Controls:
    """What a player holds, but for the mouse.

    keys : which key does what
    keyboard, gamepad : what was pressed, and what is held
    """

    def __init__(self, keys: KeyMap, hands: Hands) -> None:
        self.keys, self.keyboard, self.gamepad = keys, Keyboard(keys), Gamepad()
        self._hands = hands
        self._tapped: set[Action] = set()

    def take(self) -> list[Action]:
        """Return what was asked for since the last call, in order; what goes on while it is held is left to `steer`."""
        pressed = [ACTIONS[name] for name in self.gamepad.take() if name in ACTIONS]
        actions = [*self.keyboard.take(), *pressed]
        self._tapped.update(action for action in actions if action in STEERING)
        return [action for action in actions if action not in STEERING]

    def holds(self, action: Action) -> bool:
        """Whether a key or a button is held down that asks for it."""
        return self.keyboard.holds(action) or self.gamepad.holds(action)

    def steer(self, elapsed: float) -> None:
        """Move the hand and the view as they were asked to for ``elapsed`` s of real time."""
        if not self._tapped and self.keyboard.is_at_rest and self.gamepad.is_at_rest:
            return
        elapsed = min(elapsed, LONGEST)
        hand = self._way(HAND, HAND_PACE, elapsed, self.gamepad.left)
        pan = self._way(PAN, PAN_PACE, elapsed, self.gamepad.right)
        _, notches = self._way(ZOOM, ZOOM_PACE, elapsed)
        self._tapped.clear()
        if any(hand):
            self._hands.steer(*hand)
        if any(pan):
            self._hands.pan(*pan)
        if notches:
            self._hands.zoom(notches)

    def let_go(self) -> None:
        """Forget what is held on the keyboard, and what was pressed."""
        self.keyboard.let_go()
        self.keyboard.take()
        self.gamepad.take()

    def _way(self, ways: dict[Action, Way], pace: Pace, elapsed: float, tilt: Way = (0.0, 0.0)) -> Way:
        """Return how far something goes, to the right and up."""
        x, y = (pace.rate * elapsed * share for share in tilt)
        for action, (right, up) in ways.items():
            far = pace.tap * (action in self._tapped) + pace.rate * elapsed * self.holds(action)
            x, y = x + far * right, y + far * up
        return x, y
