"""Benchmark of the orchestration of a step: table synchronization and calls of systems, with trivial kernels.

Usage: ``python -m tests.benchmarks.step``. ``python -m game bench`` measures complete steps. The printed times are
minima over several rounds.
"""

from collections.abc import Callable
from time import perf_counter

import esper
import numba

from components import Collider, Position, Spin, Velocity, ball_table


def min_time(function: Callable[[], object], repeats: int, rounds: int = 5) -> float:
    """Return the time of a call, s: the minimum over rounds of ``repeats`` calls."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(repeats):
            function()
        times.append((perf_counter() - start) / repeats)
    return min(times)


@numba.njit("void(f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8)")
def touch(x, y, vx, vy, angle, rate, h):
    """Do almost nothing with the arguments of a real kernel."""
    if len(x):
        x[0] += h


class Touch(esper.Processor):
    """A minimal system."""

    def __init__(self, balls):
        self.columns = balls.bind(Position.x, Position.y, Velocity.x, Velocity.y, Spin.angle, Spin.rate)

    def process(self, h):
        touch(*self.columns.arrays, h)


def orchestration_time(count: int) -> float:
    """Return the time of a synchronization and of four systems with trivial kernels, s."""
    esper.switch_world(f"orchestration-{count}")
    balls = ball_table()
    for _ in range(count):
        esper.create_entity(Position(), Velocity(), Spin(), Collider())
    for _ in range(4):
        esper.add_processor(Touch(balls))

    def step() -> None:
        balls.sync()
        esper.process(1.0 / 240.0)

    step()
    return min_time(step, 2000)


def main() -> None:
    """Print the time with 20 and with 10 000 balls."""
    for count in (20, 10_000):
        print(f"orchestration of four systems at {count} balls: {1e6 * orchestration_time(count):.1f} µs")


if __name__ == "__main__":
    main()
