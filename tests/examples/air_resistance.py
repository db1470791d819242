"""A system of your own: air slows down every ball, light ones most.

A system is an esper processor. Once added, it takes part in every sub-step, where the forces act. This one lets
three balls of the same size fall side by side, and compares their speeds with the formula in the books:
v(t) = u tanh(g t / u), where u is the speed at which air resistance balances the weight.

Run it from the folder of the repository: python tests/examples/air_resistance.py
"""

from math import pi, sqrt, tanh

import esper
import numpy as np

from components import Collider, Velocity, VelocityChange
from game import Level, Simulation

G = 9.81  # m/s²
DRAG = 0.5 * 1.2 * 1.2  # half the density of air times the drag coefficient; a world of two dimensions is 1 m deep


class AirResistance(esper.Processor):
    """Slows down all balls by a force that grows with their width and with the square of their speed."""

    def __init__(self, balls):
        self.balls = balls

    def process(self, h):
        """Act for h seconds. Each field is a numpy column with one row per ball, so that no loop is needed."""
        velocity, given, collider = self.balls[Velocity], self.balls[VelocityChange], self.balls[Collider]
        speed = np.hypot(velocity.x, velocity.y)
        factor = -h * DRAG * 2.0 * collider.radius * speed / collider.mass
        change_x, change_y = factor * velocity.x, factor * velocity.y
        velocity.x += change_x
        velocity.y += change_y
        given.x += change_x  # a force adds to the velocity, and to the account of what forces gave in the sub-step
        given.y += change_y


# A level can be a file, or a dictionary with the same fields. Densities are kg/m².
densities = {"feather": 1.0, "cork": 10.0, "stone": 100.0}
level = Level.model_validate(
    {
        "format": 1,
        "title": "Falling through air",
        "world": {"gravity": [0.0, -G], "substeps": 16},  # finer than usual: a feather reacts fast
        "materials": {name: {"density": density} for name, density in densities.items()},
        "balls": [{"radius": 0.1, "position": [float(x), 0.0], "material": name} for x, name in enumerate(densities)],
    }
)

simulation = Simulation(level)
with simulation.world.active():  # esper speaks of this simulation now
    esper.add_processor(AirResistance(simulation.balls))

terminal = [sqrt(density * pi * 0.1**2 * G / (DRAG * 0.2)) for density in densities.values()]
print("time, s " + "".join(f"{name:>9}  formula" for name in densities))
for _ in range(8):
    simulation.step(15)
    formula = [u * tanh(G * simulation.time / u) for u in terminal]
    speeds = -simulation.velocities[:, 1]
    print(f"{simulation.time:7.2f} " + "".join(f"{v:9.2f} {f:8.2f}" for v, f in zip(speeds, formula, strict=True)))
