"""The number and colour of a ball."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """Number and colour (``#rrggbb``) of a ball. No kernel reads them, so they are not in a table."""

    number: int
    color: str
