"""Benchmark of a batch: many small worlds in one call.

Usage: ``python -m tests.benchmarks.batch [WORLDS] [BALLS]``. It prints millions of ball-steps a second for one thread
and for all, for one step and for 60 steps a call, and what the simulations do alone; the best of several rounds.
"""

import sys
from collections.abc import Callable
from time import perf_counter

from game import Batch, Simulation
from game.batch.bench import benchmark_level
from systems.threads import thread_count

SETTLING_STEPS, ROUNDS, ROUND_STEPS = 120, 5, 60


def best_rate(step: Callable[[int], object], balls: int, count: int) -> float:
    """Return millions of ball-steps a second of calls of ``count`` steps: the best of some rounds."""
    rates = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(ROUND_STEPS // count):
            step(count)
        rates.append(1e-6 * balls * ROUND_STEPS / (perf_counter() - start))
    return max(rates)


def main(worlds: int = 1000, balls: int = 20) -> None:
    """Print the rates."""
    level = benchmark_level(balls)
    simulations = [Simulation(level, seed) for seed in range(worlds)]

    def step_alone(count: int) -> None:
        for simulation in simulations:
            simulation.step(count)

    step_alone(SETTLING_STEPS)
    runs = {"alone": step_alone}
    for threads in dict.fromkeys((1, thread_count())):
        runs[f"batch, {threads} thread{'s' if threads > 1 else ''}"] = Batch(simulations, threads).step
    print(f"{worlds} worlds of {balls} balls, M ball-steps/s   1 step a call   60 steps a call")
    for name, step in runs.items():
        step(1)  # finds out which simulations need Python code
        rates = [best_rate(step, worlds * balls, count) for count in (1, 60)]
        print(f"{name:45} {rates[0]:14.2f} {rates[1]:17.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
