"""How far a ball's present flight reaches back, and where it leads."""

from components.component import Component


class Flight(Component):
    """When, within the current sub-step, the path began on which a ball is now, and when it ends in a hit.

    Contacts are solved when the balls have flown to the end of the sub-step, by looking back: no further than to
    the last impact, for the ball came another way before. Contacts with balls and with walls are different systems,
    and each leaves a ball alone that hits something of the other's before. The columns belong to the table: entities
    do not carry them.

    begin : s after the start of the sub-step; 0 until the ball has been hit
    hits : impacts with other balls in this sub-step
    next_ball, next_wall : s before the end of the sub-step when it hits another ball, or a wall; -1 if it does not,
        and 0 if none is near
    """

    begin: float = 0.0
    hits: float = 0.0
    next_ball: float = 0.0
    next_wall: float = 0.0
