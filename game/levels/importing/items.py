"""Walls and balls of an imported level."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """A valid wall or group of balls.

    label : name of the shape in the file, for messages
    data : its table in the level data, without defaults
    model : the validated table
    """

    label: str
    data: dict[str, Any]
    model: Any
