"""Key bindings: the table of actions and their keys, and the names of keys.

Keys have names here, so that the table can be read without a window and without pyglet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from game.levels.format.key_names import ALIASES, SPECIAL, key_name
from game.levels.toml.positions import Location
from game.levels.toml.problems import suggest


class Action(Enum):
    """What a key can do."""

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
    ABOUT = auto()
    PANEL = auto()
    EDIT = auto()
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
    INSPECT = auto()
    REMOVE = auto()
    UNDO = auto()
    REDO = auto()
    SAVE = auto()
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
    TOOLBAR = auto()
    FULLSCREEN = auto()
    HELP = auto()
    QUIT = auto()

    @property
    def label(self) -> str:
        """The name of the action in the preferences file."""
        return self.name.lower()


WINDOW_ACTIONS = (Action.THEME, Action.LARGER, Action.SMALLER, Action.USUAL_SIZE, Action.FULLSCREEN)
"""Actions that the edit mode has, too."""


class Group(Enum):
    """Headings of the help."""

    TIME = "Time"
    LEVELS = "Levels"
    VIEW = "View"
    BALLS = "Balls"
    FILES = "Files"
    WINDOW = "Window"


class Binding(NamedTuple):
    """An action, its default keys and its text in the help; actions with the same text share a line there.

    hidden_keys : more default keys, which the help does not list
    alone : its text without the other actions of its line, if it shares one
    """

    action: Action
    group: Group
    keys: tuple[str, ...]
    description: str
    hidden_keys: tuple[str, ...] = ()
    alone: str = ""

    @property
    def own_description(self) -> str:
        """What this action does."""
        return self.alone or self.description


KEYMAP = (
    Binding(Action.PAUSE, Group.TIME, ("Space",), "pause or resume"),
    Binding(Action.STEP, Group.TIME, (".",), "step forward, step back", alone="step forward"),
    Binding(Action.BACK, Group.TIME, (",",), "step forward, step back", alone="step back"),
    Binding(Action.REWIND, Group.TIME, ("Backspace",), "hold to rewind"),
    Binding(Action.SLOWER, Group.TIME, ("-",), "slower, faster", ("Num -",), alone="slower"),
    Binding(Action.FASTER, Group.TIME, ("+",), "slower, faster", ("=", "Num +"), alone="faster"),
    Binding(Action.RESTART, Group.TIME, ("R",), "restart the level"),
    Binding(Action.PREVIOUS, Group.LEVELS, ("[",), "previous, next level", alone="previous level"),
    Binding(Action.NEXT, Group.LEVELS, ("]",), "previous, next level", alone="next level"),
    Binding(Action.LEVELS, Group.LEVELS, ("L",), "browse all levels"),
    Binding(Action.ABOUT, Group.LEVELS, ("H",), "title and description"),
    Binding(Action.PANEL, Group.LEVELS, ("Tab",), "sliders"),
    Binding(Action.EDIT, Group.LEVELS, ("Ctrl+E", "F4"), "edit the level"),
    Binding(Action.ZOOM_IN, Group.VIEW, ("I",), "zoom in, out", alone="zoom in"),
    Binding(Action.ZOOM_OUT, Group.VIEW, ("O",), "zoom in, out", alone="zoom out"),
    Binding(Action.PAN_LEFT, Group.VIEW, ("Shift+Left",), "move the view", alone="move the view left"),
    Binding(Action.PAN_RIGHT, Group.VIEW, ("Shift+Right",), "move the view", alone="move the view right"),
    Binding(Action.PAN_UP, Group.VIEW, ("Shift+Up",), "move the view", alone="move the view up"),
    Binding(Action.PAN_DOWN, Group.VIEW, ("Shift+Down",), "move the view", alone="move the view down"),
    Binding(Action.FIT, Group.VIEW, ("Home",), "show the whole level"),
    Binding(Action.OVERLAY, Group.VIEW, ("D",), "contacts, velocities, grid, trails"),
    Binding(Action.GRAPHS, Group.VIEW, ("E",), "graphs of energy, power, sensors"),
    Binding(Action.TIMING, Group.VIEW, ("M",), "step times, state hash"),
    Binding(Action.HAND_LEFT, Group.BALLS, ("Left",), "move the hand", alone="move the hand left"),
    Binding(Action.HAND_RIGHT, Group.BALLS, ("Right",), "move the hand", alone="move the hand right"),
    Binding(Action.HAND_UP, Group.BALLS, ("Up",), "move the hand", alone="move the hand up"),
    Binding(Action.HAND_DOWN, Group.BALLS, ("Down",), "move the hand", alone="move the hand down"),
    Binding(Action.GRAB, Group.BALLS, ("G",), "grab the nearest ball, release it"),
    Binding(Action.PUT, Group.BALLS, ("P",), "add a ball"),
    Binding(Action.THROW, Group.BALLS, ("F",), "aim, then throw a ball"),
    Binding(Action.INSPECT, Group.BALLS, ("N",), "inspect what is at the hand"),
    Binding(Action.REMOVE, Group.BALLS, ("Del",), "remove the ball"),
    Binding(Action.UNDO, Group.BALLS, ("Ctrl+Z",), "undo, redo", alone="undo"),
    Binding(Action.REDO, Group.BALLS, ("Ctrl+Shift+Z",), "undo, redo", ("Ctrl+Y",), alone="redo"),
    Binding(Action.SAVE, Group.FILES, ("Ctrl+S",), "save the level with what was changed"),
    Binding(Action.PICTURE, Group.FILES, ("F2",), "screenshot of the window"),
    Binding(Action.LARGE_PICTURE, Group.FILES, ("Shift+F2",), "4K picture of the world"),
    Binding(Action.RECORDING, Group.FILES, ("F3",), "start or stop a video"),
    Binding(Action.SOUND, Group.WINDOW, ("S",), "sound off or on"),
    Binding(Action.LOUDER, Group.WINDOW, ("PgUp",), "louder, quieter", alone="louder"),
    Binding(Action.QUIETER, Group.WINDOW, ("PgDn",), "louder, quieter", alone="quieter"),
    Binding(Action.THEME, Group.WINDOW, ("T",), "dark, light, high contrast"),
    Binding(
        Action.LARGER, Group.WINDOW, ("Ctrl++",), "larger, smaller text", ("Ctrl+=", "Ctrl+Num +"), alone="larger text"
    ),
    Binding(Action.SMALLER, Group.WINDOW, ("Ctrl+-",), "larger, smaller text", ("Ctrl+Num -",), alone="smaller text"),
    Binding(Action.USUAL_SIZE, Group.WINDOW, ("Ctrl+0",), "default text size", ("Ctrl+Num 0",)),
    Binding(Action.TOOLBAR, Group.WINDOW, ("B",), "buttons off or on"),
    Binding(Action.FULLSCREEN, Group.WINDOW, ("F11",), "full screen on or off"),
    Binding(Action.HELP, Group.WINDOW, ("F1", "?"), "this help, next page"),
    Binding(Action.QUIT, Group.WINDOW, ("Esc",), "close what is open, then quit"),
)

ACTIONS = {action.label: action for action in Action}
REQUIRED = (Action.HELP, Action.QUIT)
"""Actions that always have a key."""

MODIFIERS = ("Ctrl", "Alt", "Shift")
GLYPHS = {"Left": "\N{LEFTWARDS ARROW}", "Right": "\N{RIGHTWARDS ARROW}", "Up": "\N{UPWARDS ARROW}"}
GLYPHS |= {"Down": "\N{DOWNWARDS ARROW}", "-": "\N{MINUS SIGN}"}

PREFIX = re.compile(r"\s*(ctrl|control|alt|shift)\s*\+\s*(?=\S)", re.IGNORECASE)


class Row(NamedTuple):
    """A line of the help: keys, and what they do."""

    caption: str
    description: str


class KeyMap:
    """The keys of every action: the default keys, unless the player has chosen others.

    custom : the keys that the player has chosen, by action
    """

    def __init__(self, custom: Mapping[str, Sequence[str]] | None = None) -> None:
        """Bind keys; ``custom`` has the keys by the label of their action, and no mistake (see `find_mistakes`)."""
        self.custom = {ACTIONS[name]: tuple(map(normalize, keys)) for name, keys in (custom or {}).items()}
        taken = {key for keys in self.custom.values() for key in keys}
        self._listed = {
            binding.action: self.custom.get(binding.action) or tuple(key for key in binding.keys if key not in taken)
            for binding in KEYMAP
        }
        self._hidden = {
            binding.action: tuple(key for key in binding.hidden_keys if key not in taken)
            for binding in KEYMAP
            if binding.action not in self.custom
        }

    def keys(self, action: Action) -> tuple[str, ...]:
        """Return the names of all keys of an action."""
        return (*self._listed[action], *self._hidden.get(action, ()))

    def caption(self, action: Action) -> str:
        """Return the first key of an action as the help writes it; empty if it has none."""
        return next(map(display_name, self.keys(action)), "")

    def rows(self, group: Group) -> list[Row]:
        """Return the lines of a group of the help; actions without a key are left out."""
        lines: dict[str, list[str]] = {}
        for binding in KEYMAP:
            if binding.group is group:
                listed = self._listed[binding.action] or self.keys(binding.action)[:1]
                lines.setdefault(binding.description, []).extend(map(display_name, listed))
        return [Row(join_keys(keys), description) for description, keys in lines.items() if keys]


def normalize(key: str) -> str:
    """Return the one spelling of a key's name, such as ``Ctrl+Space``; raise ValueError if there is no such key."""
    rest, modifiers = key, set()
    while match := PREFIX.match(rest):
        modifiers.add(ALIASES.get(match[1].casefold(), match[1].capitalize()))
        rest = rest[match.end() :]
    if modifiers and not rest.isascii():
        raise ValueError(key)
    try:
        name = key_name(rest)
    except ValueError:
        raise ValueError(key) from None
    return "+".join((*(modifier for modifier in MODIFIERS if modifier in modifiers), name))


def split_modifiers(key: str) -> tuple[list[str], str]:
    """Split the name of a key into its modifiers and the rest."""
    modifiers, name = [], key
    while name.partition("+")[0] in MODIFIERS:
        modifier, _, name = name.partition("+")
        modifiers.append(modifier)
    return modifiers, name


def display_name(key: str) -> str:
    """Return the name of a key as the help writes it."""
    modifiers, name = split_modifiers(key)
    return " ".join((*modifiers, GLYPHS.get(name, name)))


def join_keys(keys: Sequence[str]) -> str:
    """Return one caption for several keys; a common modifier is written once."""
    heads = {key.rpartition(" ")[0] for key in keys}
    if len(keys) > 1 and len(heads) == 1 and (head := heads.pop()):
        return f"{head} {' '.join(key.rpartition(' ')[2] for key in keys)}"
    return ("  " if any(len(key) > 1 for key in keys) else " ").join(keys)


def find_mistakes(custom: Mapping[str, Sequence[str]]) -> Iterator[tuple[Location, str]]:
    """Yield each mistake in the keys that a player has chosen: its place (an action or one of its keys), a message."""
    owners: dict[str, str] = {}
    places: dict[str, Location] = {}
    for name, keys in custom.items():
        if name not in ACTIONS:
            yield (name,), f"unknown action; {suggest(name, ACTIONS)}allowed: {', '.join(ACTIONS)}"
            continue
        for k, written in enumerate(keys):
            try:
                key = normalize(written)
            except ValueError:
                yield (name, k), _unknown_key(written)
                continue
            if owners.setdefault(key, name) != name:
                yield (name, k), f'"{key}" is already a key of "{owners[key]}"; allowed: a key of one action only'
            places.setdefault(key, (name, k))
    for binding in KEYMAP:
        defaults = (*binding.keys, *binding.hidden_keys)
        if binding.action in REQUIRED and binding.action.label not in custom and all(key in owners for key in defaults):
            needed = f'"{binding.action.label}"'
            message = f"takes the last key of {needed}; allowed: another key here, or a further key for {needed}"
            yield places[defaults[0]], message


def _unknown_key(key: str) -> str:
    modifiers = ", ".join(f"{modifier}+" for modifier in MODIFIERS)
    allowed = f"a character, {', '.join(SPECIAL[:15])}, F1 to F12, Num 0 to Num 9, Num +; prefixes: {modifiers}"
    return f'unknown key "{key}"; {suggest(key, SPECIAL)}allowed: {allowed}'
