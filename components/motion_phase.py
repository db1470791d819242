"""The phases of the motions of a wall."""

from components.component import Component


class MotionPhase(Component):
    """The arguments of the two sines in a `KinematicMotion` at the current time, and the position in the stroke.

    With them a kernel computes the pose of a wall at a slightly earlier time.

    These are private columns of the table: entities do not carry this component.

    sway : phase of the translation, rad
    swing : phase of the rotation, rad
    stroke : position in the stroke, as if it had no ends
    """

    sway: float = 0.0
    swing: float = 0.0
    stroke: float = 0.0
