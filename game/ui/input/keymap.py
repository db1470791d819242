"""Which key does what: the one table behind the keyboard, the help and all that names a key.

Keys are told by name, so that this can be read where there is neither a window nor pyglet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from game.levels.toml.positions import Location
from game.levels.toml.problems import suggest


class Action(Enum):
    """What a key can ask for."""

    PAUSE = auto()
    STEP = auto()
    BACK = auto()
    REWIND = auto()
    SLOWER = auto()
    FASTER = auto()
    RESTART = auto()
    PREVIOUS = auto()
    NEXT = auto()
    LEVELS = auto()
    PANEL = auto()
    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    PAN_LEFT = auto()
    PAN_RIGHT = auto()
    PAN_UP = auto()
    PAN_DOWN = auto()
    FIT = auto()
    OVERLAY = auto()
    GRAPHS = auto()
    TIMING = auto()
    HAND_LEFT = auto()
    HAND_RIGHT = auto()
    HAND_UP = auto()
    HAND_DOWN = auto()
    GRAB = auto()
    PUT = auto()
    THROW = auto()
    REMOVE = auto()
    PICTURE = auto()
    LARGE_PICTURE = auto()
    RECORDING = auto()
    SOUND = auto()
    LOUDER = auto()
    QUIETER = auto()
    THEME = auto()
    LARGER = auto()
    SMALLER = auto()
    USUAL_SIZE = auto()
    FULLSCREEN = auto()
    HELP = auto()
    QUIT = auto()

    @property
    def label(self) -> str:
        """Its name in the file of preferences."""
        return self.name.lower()


class Group(Enum):
    """What belongs together in the help."""

    TIME = "Time"
    LEVELS = "Levels"
    SEEING = "Seeing"
    HANDS = "Hands"
    KEEPING = "Keeping"
    WINDOW = "Window"


class Binding(NamedTuple):
    """An action, its usual keys, and how the help tells it: in one line with its neighbours of the same description.

    untold : keys that work too, and that the help does not name
    """

    action: Action
    group: Group
    keys: tuple[str, ...]
    description: str
    untold: tuple[str, ...] = ()


KEYMAP = (
    Binding(Action.PAUSE, Group.TIME, ("Space",), "pause, and go on"),
    Binding(Action.STEP, Group.TIME, (".",), "one step on, one step back"),
    Binding(Action.BACK, Group.TIME, (",",), "one step on, one step back"),
    Binding(Action.REWIND, Group.TIME, ("Backspace",), "held down: back in time"),
    Binding(Action.SLOWER, Group.TIME, ("-",), "slower, faster", ("Num -",)),
    Binding(Action.FASTER, Group.TIME, ("+",), "slower, faster", ("=", "Num +")),
    Binding(Action.RESTART, Group.TIME, ("R",), "start the level again"),
    Binding(Action.PREVIOUS, Group.LEVELS, ("[",), "previous, next level"),
    Binding(Action.NEXT, Group.LEVELS, ("]",), "previous, next level"),
    Binding(Action.LEVELS, Group.LEVELS, ("L",), "all levels"),
    Binding(Action.PANEL, Group.LEVELS, ("Tab",), "sliders, and save as a level"),
    Binding(Action.ZOOM_IN, Group.SEEING, ("I",), "zoom in, out"),
    Binding(Action.ZOOM_OUT, Group.SEEING, ("O",), "zoom in, out"),
    Binding(Action.PAN_LEFT, Group.SEEING, ("Shift+Left",), "move the view"),
    Binding(Action.PAN_RIGHT, Group.SEEING, ("Shift+Right",), "move the view"),
    Binding(Action.PAN_UP, Group.SEEING, ("Shift+Up",), "move the view"),
    Binding(Action.PAN_DOWN, Group.SEEING, ("Shift+Down",), "move the view"),
    Binding(Action.FIT, Group.SEEING, ("Home",), "show the whole level"),
    Binding(Action.OVERLAY, Group.SEEING, ("D",), "contacts, velocities, pairs, trails"),
    Binding(Action.GRAPHS, Group.SEEING, ("E",), "graphs of energy and momentum"),
    Binding(Action.TIMING, Group.SEEING, ("M",), "time of a step, hash"),
    Binding(Action.HAND_LEFT, Group.HANDS, ("Left",), "move the hand"),
    Binding(Action.HAND_RIGHT, Group.HANDS, ("Right",), "move the hand"),
    Binding(Action.HAND_UP, Group.HANDS, ("Up",), "move the hand"),
    Binding(Action.HAND_DOWN, Group.HANDS, ("Down",), "move the hand"),
    Binding(Action.GRAB, Group.HANDS, ("G",), "hold the nearest ball, let go"),
    Binding(Action.PUT, Group.HANDS, ("P",), "put a ball"),
    Binding(Action.THROW, Group.HANDS, ("F",), "aim, and throw a ball"),
    Binding(Action.REMOVE, Group.HANDS, ("Del",), "take the ball out"),
    Binding(Action.PICTURE, Group.KEEPING, ("F2",), "a picture of the window"),
    Binding(Action.LARGE_PICTURE, Group.KEEPING, ("Shift+F2",), "a large one, the world alone"),
    Binding(Action.RECORDING, Group.KEEPING, ("F3",), "begin a recording, end it"),
    Binding(Action.SOUND, Group.WINDOW, ("S",), "sound off, and on"),
    Binding(Action.LOUDER, Group.WINDOW, ("PgUp",), "louder, quieter"),
    Binding(Action.QUIETER, Group.WINDOW, ("PgDn",), "louder, quieter"),
    Binding(Action.THEME, Group.WINDOW, ("T",), "dark, light, high contrast"),
    Binding(Action.LARGER, Group.WINDOW, ("Ctrl++",), "larger, smaller text", ("Ctrl+=", "Ctrl+Num +")),
    Binding(Action.SMALLER, Group.WINDOW, ("Ctrl+-",), "larger, smaller text", ("Ctrl+Num -",)),
    Binding(Action.USUAL_SIZE, Group.WINDOW, ("Ctrl+0",), "text as large as usual", ("Ctrl+Num 0",)),
    Binding(Action.FULLSCREEN, Group.WINDOW, ("F11",), "full screen, and back"),
    Binding(Action.HELP, Group.WINDOW, ("F1", "?"), "this help, page by page"),
    Binding(Action.QUIT, Group.WINDOW, ("Esc",), "quit"),
)

ACTIONS = {action.label: action for action in Action}
NEEDED = (Action.HELP, Action.QUIT)
"""What always has a key."""

MODIFIERS = ("Ctrl", "Alt", "Shift")
SPECIAL = (
    *("Space", "Tab", "Enter", "Backspace", "Esc", "Ins", "Del", "Home", "End", "PgUp", "PgDn"),
    *("Left", "Right", "Up", "Down"),
    *(f"F{k}" for k in range(1, 13)),
    *(f"Num {sign}" for sign in "0123456789+-*/."),
)
"""Keys with a name; all others are the character that they type."""

ALIASES = {
    **{name.casefold(): name for name in SPECIAL},
    "escape": "Esc",
    "delete": "Del",
    "insert": "Ins",
    "return": "Enter",
    "spacebar": "Space",
    " ": "Space",
    "pageup": "PgUp",
    "page up": "PgUp",
    "pagedown": "PgDn",
    "page down": "PgDn",
    "control": "Ctrl",
}
SHOWN = {"Left": "\N{LEFTWARDS ARROW}", "Right": "\N{RIGHTWARDS ARROW}", "Up": "\N{UPWARDS ARROW}"}
SHOWN |= {"Down": "\N{DOWNWARDS ARROW}", "-": "\N{MINUS SIGN}"}

PREFIX = re.compile(r"\s*(ctrl|control|alt|shift)\s*\+\s*(?=\S)", re.IGNORECASE)


class Row(NamedTuple):
    """A line of the help."""

    caption: str
    description: str


class KeyMap:
    """Which keys ask for which action: the usual ones, but for those that the player has chosen.

    own : names of actions in the file of preferences to their keys; what is wrong there, `faults` tells
    """

    def __init__(self, own: Mapping[str, Sequence[str]] | None = None) -> None:
        self.own = {ACTIONS[name]: tuple(map(known, keys)) for name, keys in (own or {}).items()}
        taken = {key for keys in self.own.values() for key in keys}
        self._told = {
            binding.action: self.own.get(binding.action) or tuple(key for key in binding.keys if key not in taken)
            for binding in KEYMAP
        }
        self._untold = {
            binding.action: tuple(key for key in binding.untold if key not in taken)
            for binding in KEYMAP
            if binding.action not in self.own
        }

    def keys(self, action: Action) -> tuple[str, ...]:
        """Return the names of all keys that ask for an action."""
        return (*self._told[action], *self._untold.get(action, ()))

    def caption(self, action: Action) -> str:
        """Return the first of them as it is shown, nothing if there is none."""
        return next(map(shown, self.keys(action)), "")

    def rows(self, group: Group) -> list[Row]:
        """Return a group of the help; what has no key is left out."""
        lines: dict[str, list[str]] = {}
        for binding in KEYMAP:
            if binding.group is group:
                told = self._told[binding.action] or self.keys(binding.action)[:1]
                lines.setdefault(binding.description, []).extend(map(shown, told))
        return [Row(joined(keys), description) for description, keys in lines.items() if keys]


def known(key: str) -> str:
    """Return the name of a key, such as ``Ctrl+Space``, in the one way it is written; ValueError if it is none."""
    rest, modifiers = key, set()
    while match := PREFIX.match(rest):
        modifiers.add(ALIASES.get(match[1].casefold(), match[1].capitalize()))
        rest = rest[match.end() :]
    name = ALIASES.get(rest.casefold()) or ALIASES.get(rest.strip().casefold())
    if name is None and len(rest) == 1 and rest.isprintable() and (rest.isascii() or not modifiers):
        name = rest.upper() if len(rest.upper()) == 1 else rest
    if name is None:
        raise ValueError(key)
    return "+".join((*(modifier for modifier in MODIFIERS if modifier in modifiers), name))


def parts(key: str) -> tuple[list[str], str]:
    """Return the modifiers of a key, and the rest of its name."""
    modifiers, name = [], key
    while name.partition("+")[0] in MODIFIERS:
        modifier, _, name = name.partition("+")
        modifiers.append(modifier)
    return modifiers, name


def shown(key: str) -> str:
    """Return the name of a key as the help writes it."""
    modifiers, name = parts(key)
    return " ".join((*modifiers, SHOWN.get(name, name)))


def joined(keys: Sequence[str]) -> str:
    """Return keys in one caption, what several begin with only once."""
    heads = {key.rpartition(" ")[0] for key in keys}
    if len(keys) > 1 and len(heads) == 1 and (head := heads.pop()):
        return f"{head} {' '.join(key.rpartition(' ')[2] for key in keys)}"
    return ("  " if any(len(key) > 1 for key in keys) else " ").join(keys)


def faults(own: Mapping[str, Sequence[str]]) -> Iterator[tuple[Location, str]]:
    """Yield what is wrong with keys that a player has chosen, and where: an action, or one of its keys."""
    owners: dict[str, str] = {}
    places: dict[str, Location] = {}
    for name, keys in own.items():
        if name not in ACTIONS:
            yield (name,), f"unknown action; {suggest(name, ACTIONS)}allowed: {', '.join(ACTIONS)}"
            continue
        for k, written in enumerate(keys):
            try:
                key = known(written)
            except ValueError:
                yield (name, k), _unknown(written)
                continue
            if owners.setdefault(key, name) != name:
                yield (name, k), f'"{key}" is a key of "{owners[key]}" already; allowed: keys of a single action'
            places.setdefault(key, (name, k))
    for binding in KEYMAP:
        usual = (*binding.keys, *binding.untold)
        if binding.action in NEEDED and binding.action.label not in own and all(key in owners for key in usual):
            message = f'takes the last key of "{binding.action.label}"; allowed: another key here, or one more there'
            yield places[usual[0]], message


def _unknown(key: str) -> str:
    modifiers = ", ".join(f"{modifier}+" for modifier in MODIFIERS)
    allowed = f"a character, {', '.join(SPECIAL[:15])}, F1 to F12, Num 0 to Num 9, Num +; before it {modifiers}"
    return f'unknown key "{key}"; {suggest(key, SPECIAL)}allowed: {allowed}'
