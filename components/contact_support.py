"""The velocity that resting contacts give a ball before it moves."""

from components.component import Component


class ContactSupport(Component):
    """The part of `VelocityChange` that `WarmStart` has added in this sub-step, in m/s.

    Without it, `VelocityChange` is what forces have added.

    These are private columns of the table: entities do not carry this component.
    """

    x: float = 0.0
    y: float = 0.0
