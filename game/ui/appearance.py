"""Changes the theme and the text size of the window, and saves both as preferences."""

from collections.abc import Callable

from game.render.theme import THEMES
from game.ui import preferences, ui_style

SCALES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
"""Scales of text and controls that the keys go through."""


class Appearance:
    """Changes the theme and the scale of text and controls."""

    def __init__(self, notify: Callable[[str], None]) -> None:
        """Use ``notify`` to show messages."""
        self._notify = notify

    def next_theme(self) -> None:
        """Change to the next theme."""
        theme = THEMES[(THEMES.index(ui_style.current().theme) + 1) % len(THEMES)]
        ui_style.set_current(ui_style.current()._replace(theme=theme))
        self._notify(preferences.save_for(f"theme: {theme}", theme=theme))

    def change_scale(self, direction: int) -> None:
        """Make text and controls larger (1) or smaller (-1), or reset their size (0)."""
        scale = 1.0
        if direction:
            scales = [size for size in SCALES if (size - ui_style.current().scale) * direction > 1e-9]
            scale = scales[0 if direction > 0 else -1] if scales else ui_style.current().scale
        ui_style.set_current(ui_style.current()._replace(scale=scale))
        self._notify(preferences.save_for(f"text size: {scale:.0%}", scale=scale))
