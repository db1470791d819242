"""Arguments and options that several commands have, and the numbers that options accept."""

from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import Annotated, Any

import typer

from game.cli.errors import UserError

MAX_SECONDS = 86_400.0
"""Longest simulated time of a run, s."""


def number(option: str, least: float, most: float, unit: str = "", whole: bool = False) -> Callable[[Any], Any]:
    """Return a parser of the values of an option, which raises ``UserError`` for all but numbers in a range.

    option : name of the option, for the message
    least, most : smallest and largest value; most may be infinite
    whole : whether the numbers are integers
    """
    bounds = f"{_text(least)} or more" if most == float("inf") else f"{_text(least)} to {_text(most)}"
    allowed = f"{'whole numbers, ' if whole else ''}{bounds}{f' {unit}' if unit else ''}"

    def parse(text: Any) -> Any:
        try:
            value = int(text) if whole else float(text)
            if isnan(value):
                raise ValueError
        except ValueError:
            reason = "not a whole number" if whole else "not a number"
            raise UserError(f"cannot use {option} {text}: {reason}; allowed: {allowed}") from None
        if not least <= value <= most:
            raise UserError(f"cannot use {option} {text}: out of range; allowed: {allowed}")
        return value

    return parse


def _text(limit: float) -> str:
    return "2^63 - 1" if limit == 2**63 - 1 else f"{limit:.15g}"


LevelName = Annotated[
    str, typer.Argument(metavar="LEVEL", help="Name or file of a level, or an .npz file of a saved state.")
]
Record = Annotated[
    Path | None, typer.Option("--record", metavar="FILE", help="Write a recording, which `replay` can play.")
]
Seed = Annotated[
    int | None,
    typer.Option(
        parser=number("--seed", 0, 2**63 - 1, whole=True), metavar="N", help="Random seed (default: the level's own)."
    ),
]
Seconds = Annotated[
    float,
    typer.Option(
        parser=number("--seconds", 0.0, MAX_SECONDS, "s"), metavar="SECONDS", help="Simulated time, in seconds."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object only.")]
