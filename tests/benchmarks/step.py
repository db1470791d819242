"""Benchmark of what a step costs beside its arithmetic: balls that touch nothing, without gravity.

Usage: ``python -m tests.benchmarks.step``. ``python -m game bench`` measures real scenes. The printed times are minima
over several rounds.
"""

from time import perf_counter

import esper

from components import Collider, Position, Spin, Velocity
from game import Level, Simulation

STEPS, ROUNDS = 300, 5


class Idle(esper.Processor):
    """A system of a program that does nothing."""

    def process(self, h: float) -> None:
        """Do nothing."""


def simulation_of(count: int) -> Simulation:
    """Return a simulation of so many balls that touch nothing."""
    simulation = Simulation(Level.model_validate({"format": 1, "title": "idle", "world": {"gravity": [0.0, 0.0]}}))
    with simulation.world.active():
        for k in range(count):
            esper.create_entity(Position(10.0 * (k % 100), 10.0 * (k // 100)), Velocity(), Spin(), Collider())
    return simulation


def time_of_step(simulation: Simulation, steps_a_call: int) -> float:
    """Return the time of a step, µs: the minimum over the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(STEPS // steps_a_call):
            simulation.step(steps_a_call)
        times.append((perf_counter() - start) / STEPS)
    return 1e6 * min(times)


def main() -> None:
    """Print the times of a step with 20 and with 10 000 balls."""
    for count in (20, 10_000):
        simulation = simulation_of(count)
        together, single = time_of_step(simulation, STEPS), time_of_step(simulation, 1)
        with simulation.world.active():
            esper.add_processor(Idle())
        idle = time_of_step(simulation, 1)
        print(f"{count} balls: {together:.1f} µs, {single:.1f} µs in a call of its own, {idle:.1f} µs with a system")
        simulation.close()


if __name__ == "__main__":
    main()
