"""Where sensors have seen a ball last."""

from components.component import Component


class SeenPosition(Component):
    """The position of a ball, in m, up to which sensors have followed its path.

    These are private columns of the table: entities do not carry this component.
    """

    x: float = 0.0
    y: float = 0.0
