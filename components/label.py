"""What a person sees of a ball besides its motion."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """Number and colour (``#rrggbb``) of a ball. No kernel reads them, so they are in no table."""

    number: int
    color: str
