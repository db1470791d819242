"""The style of the window: its theme, and the size of a unit of text and controls.

The style is global, because there is one window. It is immutable, so code that caches something for a style compares
that style with `current`. Screens measure in units of the style (UI units): a larger window has more of them, and a
larger scale makes them fewer.
"""

from typing import NamedTuple, TypeVar

import arcade

from game.render import theme
from game.render.theme import Color, Theme, Themed

T = TypeVar("T", str, float)

MIN_WINDOW_SIZE = (480.0, 360.0)
"""Smallest width and height of a window in units of the style; in a smaller window the units shrink."""


class UiStyle(NamedTuple):
    """The style that the player has chosen, and what follows from the size of the window.

    scale : chosen size of a unit, in units of the window
    reduced_motion : whether only the level itself moves
    unit : actual size of a unit, in units of the window
    pixel_ratio : pixels of the framebuffer per unit of the window, 2 on many high-resolution screens
    window_size : width and height of the window, in units of the style
    """

    theme: Theme = "dark"
    scale: float = 1.0
    reduced_motion: bool = False
    unit: float = 1.0
    pixel_ratio: float = 1.0
    window_size: tuple[float, float] = (0.0, 0.0)

    @property
    def pixels(self) -> float:
        """Pixels of the framebuffer per unit."""
        return self.unit * self.pixel_ratio

    def to_units(self, x: float, y: float) -> tuple[float, float]:
        """Convert a position of the mouse from units of the window to units of the style."""
        return x / self.unit, y / self.unit


_current = UiStyle()


def current() -> UiStyle:
    """Return the current style."""
    return _current


def set_current(style: UiStyle) -> None:
    """Change the style of the window."""
    global _current  # noqa: PLW0603  (the one window has one style)
    _current = style


def fit_to_window(window: arcade.Window) -> tuple[float, float]:
    """Fit the current style to the size of the window, before anything is drawn.

    Returns width and height of the window, in units of the style.
    """
    width, height = window.get_size()
    unit = min(_current.scale, width / MIN_WINDOW_SIZE[0], height / MIN_WINDOW_SIZE[1])
    size = width / unit, height / unit
    style = _current._replace(unit=unit, pixel_ratio=window.get_pixel_ratio(), window_size=size)
    if style != _current:
        set_current(style)
    return size


def pick(value: Themed[T] | T) -> T:
    """Return the variant of a value for the current theme."""
    return theme.themed_value(value, _current.theme)


def rgb(color: Color) -> tuple[int, int, int]:
    """Return red, green and blue of a colour in the current theme, from 0 to 255."""
    red, green, blue = bytes.fromhex(pick(color)[1:])
    return red, green, blue
