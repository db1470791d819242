"""How far an input of the player has moved a wall."""

from components.component import Component


class Stroke(Component):
    """The state of the stroke in a `KinematicMotion`: whether an input drives the wall to its end, or it returns.

    These are private columns of the table: entities do not carry this component. `WallMotion` writes them.

    is_driven : 1 while the input drives the wall, else 0
    start : part of the stroke, 0 to 1, where the wall was when the input changed last
    since : s, time when the input changed last
    """

    is_driven: float = 0.0
    start: float = 0.0
    since: float = 0.0
