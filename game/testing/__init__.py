"""Help for tests with pytest of systems, levels and simulations, in any project.

The pytest plugin `pytest_heptagon`, which is installed with this package, has the fixtures `balls`, `walls`, `simulate`
and `level`, and the marker `heptagon_levels`; ``pytest --fixtures`` describes them. From here, tests import functions
that create balls, walls and tiny levels, and the comparison of components within a tolerance.
"""

from game.testing.approximation import ApproxComponent, approx_component
from game.testing.simulations import Simulations
from game.testing.tiny_worlds import create_ball, create_wall, regular_polygon, tiny_level

__all__ = [
    "ApproxComponent",
    "Simulations",
    "approx_component",
    "create_ball",
    "create_wall",
    "regular_polygon",
    "tiny_level",
]
