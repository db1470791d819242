"""The text and the colour of a wall or a zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appearance:
    """The text that is drawn at a wall or a zone, and its colour. No kernel reads them, so they are not in a table.

    text : one line; "" for none
    color : ``#rrggbb``; None for that of the theme
    """

    text: str = ""
    color: str | None = None
