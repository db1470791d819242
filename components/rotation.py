"""The rotation of a wall as a cosine and a sine."""

from components.component import Component


class Rotation(Component):
    """Cosine and sine of the angle of a wall. `WallMotion` writes them for the kernels that read them.

    These are private columns of the table: entities do not carry this component.
    """

    cos: float = 1.0
    sin: float = 0.0
