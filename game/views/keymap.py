"""Which key does what: the one table behind the keyboard and the help."""

from enum import Enum, auto
from typing import NamedTuple

from arcade import key


class Action(Enum):
    """What a key can ask for."""

    PAUSE = auto()
    STEP = auto()
    BACK = auto()
    REWIND = auto()
    RESTART = auto()
    PREVIOUS = auto()
    NEXT = auto()
    LEVELS = auto()
    SLOWER = auto()
    FASTER = auto()
    SOUND = auto()
    LOUDER = auto()
    QUIETER = auto()
    PICTURE = auto()
    LARGE_PICTURE = auto()
    RECORDING = auto()
    OVERLAY = auto()
    GRAPHS = auto()
    TIMING = auto()
    THEME = auto()
    LARGER = auto()
    SMALLER = auto()
    USUAL_SIZE = auto()
    FULLSCREEN = auto()
    FIT = auto()
    REMOVE = auto()
    HELP = auto()
    QUIT = auto()


class Binding(NamedTuple):
    """An action, the keys and the characters that ask for it, and how the help tells it.

    with_shift, with_ctrl : whether the keys mean this only together with Shift, or Ctrl (on a Mac, Command)
    """

    action: Action
    symbols: tuple[int, ...]
    characters: str
    caption: str
    description: str
    with_shift: bool = False
    with_ctrl: bool = False


KEYMAP = (
    Binding(Action.PAUSE, (key.SPACE,), " ", "Space", "pause, and go on"),
    Binding(Action.STEP, (key.PERIOD,), ".", ".", "pause, and take a single step"),
    Binding(Action.BACK, (key.COMMA,), ",", ",", "pause, and take a single step back"),
    Binding(Action.REWIND, (key.BACKSPACE,), "", "Backspace", "held down: back in time"),
    Binding(Action.RESTART, (key.R,), "r", "R", "start the level again"),
    Binding(Action.PREVIOUS, (key.BRACKETLEFT,), "[", "[", "previous level"),
    Binding(Action.NEXT, (key.BRACKETRIGHT,), "]", "]", "next level"),
    Binding(Action.LEVELS, (key.TAB,), "", "Tab", "all levels, and back"),
    Binding(Action.SLOWER, (key.MINUS, key.NUM_SUBTRACT), "-", "\N{MINUS SIGN}", "half as fast"),
    Binding(Action.FASTER, (key.PLUS, key.EQUAL, key.NUM_ADD), "+=", "+", "twice as fast"),
    Binding(Action.SOUND, (key.S,), "s", "S", "sound off, and on"),
    Binding(Action.LOUDER, (key.PAGEUP,), "", "PgUp", "louder"),
    Binding(Action.QUIETER, (key.PAGEDOWN,), "", "PgDn", "quieter"),
    Binding(Action.PICTURE, (key.F2,), "", "F2", "keep a picture of the window"),
    Binding(
        Action.LARGE_PICTURE, (key.F2,), "", "Shift F2", "keep a large picture of the world alone", with_shift=True
    ),
    Binding(Action.RECORDING, (key.F3,), "", "F3", "begin a recording, and end it"),
    Binding(Action.OVERLAY, (key.D,), "d", "D", "what else there is to see: contacts, velocities, near pairs, trails"),
    Binding(Action.GRAPHS, (key.E,), "e", "E", "graphs of energy and momentum"),
    Binding(Action.TIMING, (key.M,), "m", "M", "time of a step, and the hash of the state"),
    Binding(Action.THEME, (key.T,), "t", "T", "colours: dark, light, high contrast"),
    Binding(Action.LARGER, (key.PLUS, key.EQUAL, key.NUM_ADD), "", "Ctrl +", "larger text", with_ctrl=True),
    Binding(Action.SMALLER, (key.MINUS, key.NUM_SUBTRACT), "", "Ctrl \N{MINUS SIGN}", "smaller text", with_ctrl=True),
    Binding(Action.USUAL_SIZE, (key.KEY_0, key.NUM_0), "", "Ctrl 0", "text as large as usual", with_ctrl=True),
    Binding(Action.FULLSCREEN, (key.F11,), "", "F11", "fullscreen, and back"),
    Binding(Action.FIT, (key.HOME,), "", "Home", "show the whole level; the wheel zooms, its button moves"),
    Binding(
        Action.REMOVE, (key.DELETE,), "", "Del", "take out the ball at the mouse; right click puts one, Shift throws"
    ),
    Binding(Action.HELP, (key.F1, key.QUESTION), "?", "F1  ?", "this help"),
    Binding(Action.QUIT, (key.ESCAPE,), "", "Esc", "quit"),
)

BY_SYMBOL = {
    symbol: binding.action
    for binding in KEYMAP
    for symbol in binding.symbols
    if not binding.with_shift and not binding.with_ctrl
}
WITH_SHIFT = {symbol: binding.action for binding in KEYMAP for symbol in binding.symbols if binding.with_shift}
WITH_CTRL = {symbol: binding.action for binding in KEYMAP for symbol in binding.symbols if binding.with_ctrl}
BY_CHARACTER = {character: binding.action for binding in KEYMAP for character in binding.characters}


class Keyboard:
    """Turns what is pressed and typed into actions, on every layout.

    A character may lie on another key than its symbol says, such as AltGr and a digit. So if a key types a
    character, that decides, and else the symbol. A key held down counts once.
    """

    def __init__(self) -> None:
        self._actions: list[Action | None] = []
        self._typing = False

    def press(self, symbol: int, modifiers: int = 0) -> None:
        """Note a key press, and which keys such as Shift were held meanwhile."""
        has_ctrl = modifiers & key.MOD_ACCEL and not modifiers & key.MOD_ALT  # both together are AltGr
        with_ctrl = WITH_CTRL.get(symbol) if has_ctrl else None
        shifted = WITH_SHIFT.get(symbol) if modifiers & key.MOD_SHIFT else None
        self._actions.append(with_ctrl or shifted or BY_SYMBOL.get(symbol))
        self._typing = with_ctrl is None  # what Ctrl and a key type means nothing

    def type(self, text: str) -> None:
        """Note the character that the last key press has typed."""
        if self._typing and self._actions:
            self._actions[-1] = BY_CHARACTER.get(text.lower())
        self._typing = False

    def take(self) -> list[Action]:
        """Return the actions since the last call, in order."""
        actions, self._actions = [action for action in self._actions if action], []
        return actions
