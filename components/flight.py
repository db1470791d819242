"""How far a ball's present flight reaches back."""

from components.component import Component


class Flight(Component):
    """When, within the current sub-step, the path began on which a ball is now.

    Contacts are solved when the balls have flown to the end of the sub-step, by looking back: no further than to
    the last impact, for the ball came another way before. The columns belong to the table: entities do not carry them.

    begin : s after the start of the sub-step; 0 until the ball has been hit
    hits : impacts with other balls in this sub-step
    """

    begin: float = 0.0
    hits: float = 0.0
