"""How the properties of two surfaces become those of their contact."""

from typing import NamedTuple

RULES = ("geometric_mean", "minimum", "maximum", "product", "average")
"""What can be taken of two values, in the order of their numbers in the kernels."""


class Mixing(NamedTuple):
    """The rules of a world, as indices of `RULES`. Rolling resistance always takes the larger value."""

    friction: int = RULES.index("geometric_mean")
    restitution: int = RULES.index("maximum")


DEFAULT_MIXING = Mixing()
