"""The overlay that tells the keys."""

from game import theme
from game.views.card import Card, Style
from game.views.keymap import KEYMAP

TITLE = Style(theme.TITLE_SIZE, theme.TEXT, bold=True)
CAPTION = Style(theme.TEXT_SIZE, theme.TEXT_ACCENT, bold=True)
DESCRIPTION = Style(theme.TEXT_SIZE, theme.TEXT)


class Help:
    """A card in the middle of the window with every key and what it does."""

    def __init__(self) -> None:
        self._card = Card((TITLE,), *[(CAPTION, DESCRIPTION)] * len(KEYMAP))
        self._card.write(("Keys",), *((binding.caption, binding.description) for binding in KEYMAP))

    def draw(self, window: tuple[float, float]) -> None:
        """Draw into a window of that size."""
        width, height = window
        self._card.draw(window, 0.5 * (width - self._card.width), 0.5 * (height + self._card.height))
