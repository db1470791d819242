"""A small sweep: how lively are the balls in the turning heptagon, for three kinds of rubber?

The same level runs with several values of one field and several seeds. For thousands of runs use the command, which
works on all cores, continues after an interruption, and writes a table:

    python -m game sweep heptagon --seeds 0:5 --set materials.rubber.restitution=0.1,0.5,0.9 --seconds 5 -o rubber.csv

Run this file from the folder of the repository: python tests/examples/sweep.py
"""

import tomllib
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from game import Level, Simulation

SEEDS = range(5)

data = tomllib.loads(Path("levels/heptagon.toml").read_text("utf-8"))


def mean_speed(level, seed):
    """Run a level for five seconds; return the mean speed of its balls over the last two, in m/s."""
    simulation = Simulation(level, seed)
    simulation.step(180)
    speeds = []
    for _ in range(120):
        simulation.step()
        speeds.append(np.linalg.norm(simulation.velocities, axis=1).mean())
    simulation.close()
    return mean(speeds)


print("restitution   mean speed, m/s")
for restitution in (0.1, 0.5, 0.9):
    data["materials"]["rubber"]["restitution"] = restitution
    level = Level.model_validate(data)
    speeds = [mean_speed(level, seed) for seed in SEEDS]
    print(f"{restitution:11.1f}   {mean(speeds):.2f} ± {stdev(speeds) / len(speeds) ** 0.5:.2f}")
