"""What the forces have done to a velocity in the current sub-step."""

from components.component import Component


class Kick(Component):
    """Velocity that forces have added to a ball in this sub-step, in m/s, and spin, in rad/s.

    A force acts over the whole sub-step, so the ball flies with the mean of the velocities before and after.
    Every system that adds ``h a`` to the velocity adds it here too; Integration then moves the ball by
    ``h (v - kick / 2)``, which is exact for a constant force, and impacts look back along the same parabola.
    The columns belong to the table: entities do not carry them.
    """

    x: float = 0.0
    y: float = 0.0
    rate: float = 0.0
