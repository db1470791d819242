"""The pose of a ball at the start of the step."""

from components.component import Component


class PreviousPose(Component):
    """Pose of a ball at the start of the current step, in m and rad, to interpolate between two steps when drawing.

    These are private columns of the table: entities do not carry this component.
    """

    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
