"""An environment for learning: many worlds side by side, observed and controlled through arrays.

In each world one ball falls in a square room. An action is a change of its velocity, of at most 0.5 m/s a step. The
goal is to hold the ball still at the centre. A world that has reached the goal, or has taken too long, starts again.

`Environment` has the methods that libraries for reinforcement learning expect, over all worlds at once. Instead of a
policy that has been learned, a simple rule acts here: pull like a damped spring, and make up for gravity.

Run it from the folder of the repository: python tests/examples/environment.py
"""

import numpy as np

from game import Batch, Level, Simulation

WORLDS = 64
G = 9.81  # m/s²
MAX_ACTION = 0.5  # m/s
MAX_STEPS = 300  # of an episode

level = Level.model_validate(
    {
        "format": 1,
        "title": "Room",
        "world": {"gravity": [0.0, -G]},
        "walls": [{"shape": "polygon", "sides": 4, "radius": 3.0}],
        "balls": [{"count": 1, "radius": 0.2, "spawn": {"pattern": "disc", "radius": 1.8}}],
    }
)


class Environment:
    """Worlds that differ in where their ball starts. Arrays have one row a world."""

    def __init__(self, worlds):
        self.batch = Batch(Simulation(level, seed) for seed in range(worlds))
        self.starts = [simulation.snapshot() for simulation in self.batch]
        self.steps = np.zeros(worlds, int)

    def reset(self, worlds):
        """Let some worlds start again; return the observations of all."""
        for world in worlds:
            self.batch[world].restore(self.starts[world])
        self.steps[worlds] = 0
        return self.observe()

    def observe(self):
        """Return (worlds, 4): x and y in m, and the velocity in m/s, of the only ball."""
        return np.concatenate((self.batch.positions[:, 0], self.batch.velocities[:, 0]), axis=1)

    def step(self, actions):
        """Change the velocities by actions (worlds, 2) in m/s, and run one step.

        Returns observations, rewards (worlds,), and whether each world has reached the goal or has run out of time.
        """
        change = np.clip(actions, -MAX_ACTION, MAX_ACTION)
        self.batch.set_velocities(self.batch.velocities + change[:, None])
        self.batch.step()
        self.steps += 1
        seen = self.observe()
        distance, speed = np.linalg.norm(seen[:, :2], axis=1), np.linalg.norm(seen[:, 2:], axis=1)
        return seen, -distance, (distance < 0.05) & (speed < 0.1), self.steps >= MAX_STEPS

    def close(self):
        """Delete all worlds."""
        self.batch.close()


def spring(seen):
    """Return actions (worlds, 2) of a damped spring: 30 per s² and 10 per s."""
    return (-30.0 * seen[:, :2] - 10.0 * seen[:, 2:] + np.array((0.0, G))) / 60.0


environment = Environment(WORLDS)
seen = environment.reset(range(WORLDS))
lengths, failures, total = [], 0, 0.0
for _ in range(600):
    seen, rewards, is_reached, is_late = environment.step(spring(seen))
    total += rewards.mean()
    lengths += environment.steps[is_reached].tolist()
    failures += np.count_nonzero(is_late & ~is_reached)
    seen = environment.reset(np.flatnonzero(is_reached | is_late))
environment.close()

print(f"{len(lengths)} episodes reached the goal, {failures} did not")
print(f"mean length of an episode: {np.mean(lengths) / 60:.2f} s")
print(f"mean reward of a step: {total / 600:.3f}")
