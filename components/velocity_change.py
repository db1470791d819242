"""The velocity that a ball gains before it moves in a sub-step."""

from components.component import Component


class VelocityChange(Component):
    """Velocity that forces have added to a ball in this sub-step, in m/s, and spin, in rad/s.

    A system that adds ``h a`` to `Velocity` adds the same here. `WarmStart` adds the impulses that it applies again.
    `Integration` then moves the ball by ``h (v - dv / 2)``, where v is the velocity after all changes and dv is their
    sum. This is exact for a constant force, and the contact kernels trace the same parabola back.

    These are private columns of the table: entities do not carry this component.
    """

    x: float = 0.0
    y: float = 0.0
    rate: float = 0.0
