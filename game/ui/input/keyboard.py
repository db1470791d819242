"""Keys that are pressed, and characters that are typed, become actions."""

from arcade import key

from game.ui.input.keymap import Action, KeyMap, parts

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
"""What pyglet calls keys with a name; it calls others by the code of their character."""

PAD = {symbol for name, symbol in SYMBOLS.items() if name.startswith("Num ")}

MODIFIERS = {"Ctrl": key.MOD_CTRL, "Alt": key.MOD_ALT, "Shift": key.MOD_SHIFT}
ACCELERATORS = key.MOD_CTRL | key.MOD_ALT


class Keyboard:
    """Turns what is pressed and typed into actions, on every layout.

    A character may lie on another key than its symbol says, such as AltGr and a digit. So if a key types a
    character, that decides, and else the symbol; but a key of the number pad, or one with Shift, counts as what it is
    if that is asked for by name. A key held down counts once.
    """

    def __init__(self, keys: KeyMap) -> None:
        self._symbols: dict[tuple[int, int], Action] = {}
        self._characters: dict[str, Action] = {}
        self._peculiar: set[tuple[int, int, str]] = set()
        self._actions: list[Action | None] = []
        self._held: dict[int, Action | None] = {}
        self._last: tuple[int, int] | None = None
        for action in Action:
            for name in keys.keys(action):
                self._learn(*parts(name), action)

    def meant(self, symbol: int, modifiers: int = 0) -> Action | None:
        """Return what a key asks for that types nothing; Shift may be held in vain."""
        with_shift = self._symbols.get((modifiers & (ACCELERATORS | key.MOD_SHIFT), symbol))
        return with_shift or self._symbols.get((modifiers & ACCELERATORS, symbol))

    def typed(self, text: str) -> Action | None:
        """Return what a character asks for."""
        return self._characters.get(text.lower())

    def press(self, symbol: int, modifiers: int = 0) -> None:
        """Note a key press, and which keys such as Shift were held meanwhile."""
        self._held[symbol] = self.meant(symbol, modifiers)
        self._actions.append(self._held[symbol])
        self._last = modifiers & (ACCELERATORS | key.MOD_SHIFT), symbol

    def type(self, text: str) -> None:
        """Note the character that the last key press has typed."""
        if self._last and self._actions and (*self._last, text.lower()) not in self._peculiar:
            self._actions[-1] = self._held[self._last[1]] = self.typed(text)
        self._last = None

    def release(self, symbol: int) -> None:
        """Note that a key is held no more."""
        self._held.pop(symbol, None)

    def let_go(self) -> None:
        """Forget which keys are held: it is another window, or another screen of this one, that hears their end."""
        self._held.clear()

    @property
    def is_at_rest(self) -> bool:
        """Whether no key is held down."""
        return not self._held

    def holds(self, action: Action) -> bool:
        """Whether a key is held down that asks for it."""
        return action in self._held.values()

    def take(self) -> list[Action]:
        """Return the actions since the last call, in order."""
        actions, self._actions = [action for action in self._actions if action], []
        return actions

    def _learn(self, modifiers: list[str], name: str, action: Action) -> None:
        character = " " if name == "Space" else name.removeprefix("Num ").lower()
        held, symbol = sum(MODIFIERS[modifier] for modifier in modifiers), SYMBOLS.get(name, ord(character[0]))
        self._symbols[held, symbol] = action
        if held or symbol in PAD:
            self._peculiar.add((held, symbol, character))
        elif len(character) == 1:
            self._characters[character] = action
