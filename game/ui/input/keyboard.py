"""Turns key presses and typed characters into actions."""

from collections.abc import Iterable

from arcade import key

from game.ui.input.keymap import Action, KeyMap, split_modifiers

SYMBOLS = {
    "Space": key.SPACE,
    "Tab": key.TAB,
    "Enter": key.ENTER,
    "Backspace": key.BACKSPACE,
    "Esc": key.ESCAPE,
    "Ins": key.INSERT,
    "Del": key.DELETE,
    "Home": key.HOME,
    "End": key.END,
    "PgUp": key.PAGEUP,
    "PgDn": key.PAGEDOWN,
    "Left": key.LEFT,
    "Right": key.RIGHT,
    "Up": key.UP,
    "Down": key.DOWN,
    **{f"F{k}": getattr(key, f"F{k}") for k in range(1, 13)},
    **{f"Num {k}": getattr(key, f"NUM_{k}") for k in range(10)},
    "Num +": key.NUM_ADD,
    "Num -": key.NUM_SUBTRACT,
    "Num *": key.NUM_MULTIPLY,
    "Num /": key.NUM_DIVIDE,
    "Num .": key.NUM_DECIMAL,
}
"""The codes that pyglet has for keys with a name; any other key has the code of its character."""

NUMPAD = {symbol for name, symbol in SYMBOLS.items() if name.startswith("Num ")}

MODIFIERS = {"Ctrl": key.MOD_CTRL, "Alt": key.MOD_ALT, "Shift": key.MOD_SHIFT}
ACCELERATORS = key.MOD_CTRL | key.MOD_ALT


class Keyboard:
    """Turns key presses and typed characters into actions, on every keyboard layout.

    A layout may put a character on another key than its symbol says, such as AltGr and a digit. So the typed
    character decides, if there is one, and otherwise the symbol. The symbol also decides for keys of the number pad
    and for keys with Shift that are bound by name. A key that is held down counts once.

    A level may claim keys, which then have no action unless a modifier is held with them.

    held_claimed : names of the claimed keys that are held down
    """

    def __init__(self, keys: KeyMap) -> None:
        self._symbols: dict[tuple[int, int], Action] = {}
        self._characters: dict[str, Action] = {}
        self._bound_by_symbol: set[tuple[int, int, str]] = set()
        self._actions: list[Action | None] = []
        self._held: dict[int, Action | None] = {}
        self._last: tuple[int, int] | None = None
        self._claimed: dict[int, str] = {}
        self._claimed_presses: list[str] = []
        self.held_claimed: frozenset[str] = frozenset()
        for action in Action:
            for name in keys.keys(action):
                self._bind(*split_modifiers(name), action)

    def action_of_key(self, symbol: int, modifiers: int = 0) -> Action | None:
        """Return the action of a key that types no character; Shift is ignored unless it is part of a binding."""
        with_shift = self._symbols.get((modifiers & (ACCELERATORS | key.MOD_SHIFT), symbol))
        return with_shift or self._symbols.get((modifiers & ACCELERATORS, symbol))

    def action_of_text(self, text: str) -> Action | None:
        """Return the action of a typed character."""
        return self._characters.get(text.lower())

    def press(self, symbol: int, modifiers: int = 0) -> None:
        """Record a key press; ``modifiers`` are the modifier keys that are held, as bits."""
        if symbol in self._claimed and not modifiers & (ACCELERATORS | key.MOD_SHIFT):
            self.held_claimed |= {self._claimed[symbol]}
            self._claimed_presses.append(self._claimed[symbol])
            self._last = None
            return
        self._held[symbol] = self.action_of_key(symbol, modifiers)
        self._actions.append(self._held[symbol])
        self._last = modifiers & (ACCELERATORS | key.MOD_SHIFT), symbol

    def type_text(self, text: str) -> None:
        """Record the character that the last key press has typed."""
        if self._last and self._actions and (*self._last, text.lower()) not in self._bound_by_symbol:
            self._actions[-1] = self._held[self._last[1]] = self.action_of_text(text)
        self._last = None

    def release(self, symbol: int) -> None:
        """Record that a key is released."""
        self._held.pop(symbol, None)
        self.held_claimed -= {self._claimed.get(symbol, "")}

    def release_all(self) -> None:
        """Release all keys: another window or another screen receives the events of their release."""
        self._held.clear()
        self.held_claimed = frozenset()

    def claim(self, names: Iterable[str]) -> None:
        """Claim keys by their names, and no others; none of them is held."""
        self._claimed = {_symbol_of(name): name for name in names}
        self._claimed_presses, self.held_claimed = [], frozenset()

    def pop_claimed(self) -> list[str]:
        """Return the names of the claimed keys that were pressed since the last call."""
        presses, self._claimed_presses = self._claimed_presses, []
        return presses

    @property
    def is_idle(self) -> bool:
        """Whether no key is held down."""
        return not self._held

    def is_held(self, action: Action) -> bool:
        """Return whether a key of the action is held down."""
        return action in self._held.values()

    def pop_actions(self) -> list[Action]:
        """Return the actions since the last call, in order."""
        actions, self._actions = [action for action in self._actions if action], []
        return actions

    def _bind(self, modifiers: list[str], name: str, action: Action) -> None:
        character = " " if name == "Space" else name.removeprefix("Num ").lower()
        held, symbol = sum(MODIFIERS[modifier] for modifier in modifiers), _symbol_of(name)
        self._symbols[held, symbol] = action
        if held or symbol in NUMPAD:
            self._bound_by_symbol.add((held, symbol, character))
        elif len(character) == 1:
            self._characters[character] = action


def _symbol_of(name: str) -> int:
    """Return the code of a key: that of its name, or that of its character."""
    symbol: int = SYMBOLS.get(name, ord(name[0].lower()))
    return symbol
