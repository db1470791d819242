"""How the properties of two materials give those of their contact."""

import math
from typing import NamedTuple

from systems.kernels.compiler import subroutine

GEOMETRIC_MEAN, MINIMUM, MAXIMUM, PRODUCT, AVERAGE = range(5)
RULES = ("geometric_mean", "minimum", "maximum", "product", "average")
"""Names of the mixing rules, in the order of their numbers above."""


class Mixing(NamedTuple):
    """The mixing rules of a world, as indices of `RULES`. Rolling resistance always takes the larger value."""

    friction: int = GEOMETRIC_MEAN
    restitution: int = MAXIMUM

    @classmethod
    def named(cls, friction: str, restitution: str) -> "Mixing":
        """Return the rules with these names, see `RULES`."""
        return cls(RULES.index(friction), RULES.index(restitution))


DEFAULT_MIXING = Mixing()


@subroutine
def mix(a: float, b: float, rule: int) -> float:
    """Combine a property of two materials by one of the rules."""
    if a == b and rule != PRODUCT:
        return a
    if rule == GEOMETRIC_MEAN:
        return math.sqrt(a * b)
    if rule == MINIMUM:
        return min(a, b)
    if rule == MAXIMUM:
        return max(a, b)
    if rule == PRODUCT:
        return a * b
    return 0.5 * (a + b)
