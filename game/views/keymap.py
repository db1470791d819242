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
    FULLSCREEN = auto()
    FIT = auto()
    REMOVE = auto()
    HELP = auto()
    QUIT = auto()


class Binding(NamedTuple):
    """An action, the keys and the characters that ask for it, and how the help tells it."""

    action: Action
    symbols: tuple[int, ...]
    characters: str
    caption: str
    description: str


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
    Binding(Action.FULLSCREEN, (key.F11,), "", "F11", "fullscreen, and back"),
    Binding(Action.FIT, (key.HOME,), "", "Home", "show the whole level; the wheel zooms, its button moves"),
    Binding(
        Action.REMOVE, (key.DELETE,), "", "Del", "take out the ball at the mouse; right click puts one, Shift throws"
    ),
    Binding(Action.HELP, (key.F1, key.QUESTION), "?", "F1  ?", "this help"),
    Binding(Action.QUIT, (key.ESCAPE,), "", "Esc", "quit"),
)

BY_SYMBOL = {symbol: binding.action for binding in KEYMAP for symbol in binding.symbols}
BY_CHARACTER = {character: binding.action for binding in KEYMAP for character in binding.characters}


class Keyboard:
    """Turns what is pressed and typed into actions, on every layout.

    A character may lie on another key than its symbol says, such as AltGr and a digit. So if a key types a
    character, that decides, and else the symbol. A key held down counts once.
    """

    def __init__(self) -> None:
        self._actions: list[Action | None] = []
        self._typing = False

    def press(self, symbol: int) -> None:
        """Note a key press."""
        self._actions.append(BY_SYMBOL.get(symbol))
        self._typing = True

    def type(self, text: str) -> None:
        """Note the character that the last key press has typed."""
        if self._typing and self._actions:
            self._actions[-1] = BY_CHARACTER.get(text.lower())
        self._typing = False

    def take(self) -> list[Action]:
        """Return the actions since the last call, in order."""
        actions, self._actions = [action for action in self._actions if action], []
        return actions
