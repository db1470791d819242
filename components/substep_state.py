"""The state of a ball within a sub-step: the start of its present path, and its next impacts."""

from components.component import Component


class SubstepState(Component):
    """The start of the present path of a ball in the current sub-step, and its next times of impact (TOI).

    The balls move to the end of the sub-step first; then the contact systems look back along their paths for impacts.
    They look back to the last impact only, because the ball came on another path before that. `BallCollision` and
    `WallCollision` exchange times of impact through these columns, and each leaves an impact alone while an earlier one
    of the other system is pending.

    These are private columns of the table: entities do not carry this component.

    path_start : s after the start of the sub-step; 0 until the ball is hit
    toi_ball, toi_wall : s before the end of the sub-step of the next impact with a ball, or with a wall; -1 if there is
        none, 0 if nothing is near
    """

    path_start: float = 0.0
    toi_ball: float = 0.0
    toi_wall: float = 0.0
