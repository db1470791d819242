"""Where a ball was one step ago."""

from components.component import Component


class Previous(Component):
    """Pose of a ball at the start of the current step, in m and rad, for drawing between two steps.

    The columns belong to the table: entities do not carry them.
    """

    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
