"""How the window looks now: its theme, and how large a unit of all that lies over the world is.

There is one window and one look, which is replaced and never changed: whoever keeps what was made for a look compares
it with that of `now`. Views are measured in units, of which a window has more the larger it is, and fewer the larger
the player wants all to be.
"""

from typing import NamedTuple, TypeVar

import arcade

from game.render import theme
from game.render.theme import Color, Theme, Themed

T = TypeVar("T", str, float)

LEAST_ROOM = (480.0, 360.0)
"""Width and height of a window in units, at least: in a small one they are smaller than the player wants."""


class UiStyle(NamedTuple):
    """What the player wants, and what the window makes of it.

    scale : units of the window that one of the look is to have
    reduced_motion : whether nothing moves but the level itself
    unit : units of the window that it has
    pixel_ratio : pixels of the framebuffer that a unit of the window has, 2 on many high-resolution screens
    room : width and height of the window, in units of the look
    """

    theme: Theme = "dark"
    scale: float = 1.0
    reduced_motion: bool = False
    unit: float = 1.0
    pixel_ratio: float = 1.0
    room: tuple[float, float] = (0.0, 0.0)

    @property
    def pixels(self) -> float:
        """Pixels of the framebuffer that a unit has."""
        return self.unit * self.pixel_ratio

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return a place of the mouse in units of the look."""
        return x / self.unit, y / self.unit


_now = UiStyle()


def current() -> UiStyle:
    """Return the look that is worn."""
    return _now


def set_current(look: UiStyle) -> None:
    """Look like that from now on."""
    global _now  # noqa: PLW0603  (the one place)
    _now = look


def fit(window: arcade.Window) -> tuple[float, float]:
    """Let the look follow the size of the window; return its room. Call it before anything is drawn."""
    width, height = window.get_size()
    unit = min(_now.scale, width / LEAST_ROOM[0], height / LEAST_ROOM[1])
    room = width / unit, height / unit
    look = _now._replace(unit=unit, pixel_ratio=window.get_pixel_ratio(), room=room)
    if look != _now:
        set_current(look)
    return room


def pick(value: Themed[T] | T) -> T:
    """Return what something is in the theme that is worn."""
    return theme.pick(value, _now.theme)


def rgb(color: Color) -> tuple[int, int, int]:
    """Return red, green and blue of a colour in the theme that is worn, from 0 to 255."""
    red, green, blue = bytes.fromhex(pick(color)[1:])
    return red, green, blue
