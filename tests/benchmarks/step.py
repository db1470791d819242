"""What the orchestration of a step costs: ``python -m game bench`` measures whole steps.

Run it with ``python -m tests.benchmarks.step``. Times are the best of several rounds, as machines are noisy.
"""

from collections.abc import Callable
from time import perf_counter

import esper
import numba

from components import Collider, Position, Spin, Velocity, ball_table


def best(work: Callable[[], object], repeats: int, rounds: int = 5) -> float:
    """Least time of one call in s, over rounds of so many repeats."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(repeats):
            work()
        times.append((perf_counter() - start) / repeats)
    return min(times)


@numba.njit("void(f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8)")
def touch(x, y, vx, vy, angle, rate, h):
    """A kernel with the arguments of a real one that does next to nothing."""
    if len(x):
        x[0] += h


class Touch(esper.Processor):
    """A system as thin as a system can be."""

    def __init__(self, balls):
        self.columns = balls.bind(Position.x, Position.y, Velocity.x, Velocity.y, Spin.angle, Spin.rate)

    def process(self, h):
        touch(*self.columns.arrays, h)


def orchestration(count: int) -> float:
    """Time of sync and four systems with trivial kernels, in s."""
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
    return best(step, 2000)


def main() -> None:
    """Print what it costs with few balls, and with many."""
    for count in (20, 10_000):
        print(f"orchestration of four systems at {count} balls: {1e6 * orchestration(count):.1f} µs")


if __name__ == "__main__":
    main()
