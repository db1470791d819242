"""The overlay that tells the keys."""

from game import theme
from game.views.card import Card, Style
from game.views.keymap import KEYMAP

SIZES = theme.TEXT_SIZE, theme.SMALL_SIZE, 8
"""Of its type, in points: the first with which it fits."""

TITLE = Style(theme.TITLE_SIZE, theme.TEXT, bold=True)


class Help:
    """A card in the middle of the window with every key and what it does; in a low window in smaller type."""

    def __init__(self) -> None:
        self._cards = [_card(size) for size in SIZES]

    def draw(self, window: tuple[float, float]) -> None:
        """Draw into a window of that size."""
        width, height = window
        card = next((card for card in self._cards if card.height < height), self._cards[-1])
        card.draw(window, 0.5 * (width - card.width), 0.5 * (height + card.height))


def _card(size: int) -> Card:
    caption, description = Style(size, theme.TEXT_ACCENT, bold=True), Style(size, theme.TEXT)
    card = Card((TITLE,), *[(caption, description)] * len(KEYMAP), opacity=theme.GRAPH_OPACITY)
    card.write(("Keys",), *((binding.caption, binding.description) for binding in KEYMAP))
    return card
