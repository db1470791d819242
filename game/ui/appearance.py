"""What keys change about the look of the window; it is kept for the next time."""

from collections.abc import Callable

from game.render.theme import THEMES
from game.ui import preferences, ui_style

SCALES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
"""Sizes of text and controls that a key goes through."""


class Appearance:
    """Changes theme and size of all that lies over the world, and keeps that among the preferences."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Let ``tell`` show messages."""
        self._tell = tell

    def turn_theme(self) -> None:
        """Wear the next theme."""
        theme = THEMES[(THEMES.index(ui_style.current().theme) + 1) % len(THEMES)]
        ui_style.set_current(ui_style.current()._replace(theme=theme))
        self._tell(preferences.keep(f"theme: {theme}", theme=theme))

    def resize(self, way: int) -> None:
        """Let all that lies over the world be larger (1) or smaller (-1), or as large as usual (0)."""
        scale = 1.0
        if way:
            beyond = [size for size in SCALES if (size - ui_style.current().scale) * way > 1e-9]
            scale = beyond[0 if way > 0 else -1] if beyond else ui_style.current().scale
        ui_style.set_current(ui_style.current()._replace(scale=scale))
        self._tell(preferences.keep(f"size of text: {scale:.0%}", scale=scale))
