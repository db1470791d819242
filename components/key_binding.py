"""The keys that drive a wall."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """The keys that drive the stroke of a wall while one of them is held, see `KinematicMotion` and `WallMotion`.

    keys : names of keys
    """

    keys: tuple[str, ...]
