"""Where a wall is in its swinging and swaying."""

from components.component import Component


class Phase(Component):
    """Arguments of the sines of a `Drive` now, in rad; with them a wall's motion can be looked up a moment ago.

    The columns belong to the table: entities do not carry them.

    sway, swing : rad
    """

    sway: float = 0.0
    swing: float = 0.0
