"""A short reference run, whose hash shows whether two machines compute the same bits."""

from functools import cache

from game.levels.model import Level
from game.simulation.simulation import Simulation

STEPS = 120
"""Steps of the reference run; they take some hundredths of a second."""

LEVEL = {
    "format": 1,
    "title": "Reference",
    "seed": 7,
    "world": {"linear_damping": 0.05, "angular_damping": 0.1},
    "materials": {"clay": {"restitution": 0.6, "friction": 0.5, "rolling_resistance": 0.02}},
    "walls": [
        {"shape": "polygon", "sides": 7, "radius": 3.0, "spin": 50.0, "material": "clay"},
        {
            "shape": "arc",
            "radius": 0.8,
            "start": 10.0,
            "sweep": 130.0,
            "center": [0.0, -1.6],
            "swing": {"angle": 25.0, "period": 1.3},
        },
        {
            "shape": "circle",
            "radius": 0.3,
            "container": False,
            "center": [-2.1, 0.0],
            "belt": 0.7,
            "sway": {"offset": [0.1, 0.4], "period": 0.9},
        },
    ],
    "balls": [
        {
            "count": 18,
            "radius": 0.18,
            "spawn": {"pattern": "disc", "center": [0.4, 0.6], "radius": 1.3, "speed": [0.5, 3.0]},
        }
    ],
    "emitters": [{"position": [0.0, 2.0], "area": 0.2, "rate": 5.0, "count": 6, "radius": 0.12, "spread": 50.0}],
    "forces": [
        {"center": [0.5, 0.0], "zone": {"shape": "circle", "radius": 1.2}, "swirl": 3.0},
        {"center": [-0.5, 0.5], "pull": 2.0, "falloff": 1.5, "drag": 0.1, "flow": [1.0, 0.0]},
    ],
}
"""A level with walls that turn, swing and sway, all arithmetic of contacts, random numbers and forces."""


@cache
def reference_hash() -> str:
    """Return the hash of the state after the reference run on this machine; the kernels must be loaded."""
    simulation = Simulation(Level.model_validate(LEVEL))
    try:
        simulation.step(STEPS)
        return simulation.hash()
    finally:
        simulation.close()
