"""What a step costs: the orchestration alone, and whole steps beside Chipmunk in the same run.

Run it with ``python -m tests.benchmarks.step``. Times are the best of several rounds, as machines are noisy.
"""

import math
from collections.abc import Callable
from time import perf_counter

import esper
import numba
import pymunk
from rich.console import Console
from rich.table import Table as Report

from components import Collider, Position, Spin, Velocity, ball_table
from game import Level, Simulation

SIZES = (20, 200, 1000, 2000, 5000)
FILLING = 0.4  # of the heptagon's area


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
        touch(*self.columns(), h)


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


def scene(count: int) -> tuple[Level, float]:
    """Balls of 0.5 m that fill a part of a heptagon turning once in five seconds, g = 10 m/s²."""
    area = 7 / 2 * math.sin(2 * math.pi / 7)
    radius = math.sqrt(count * math.pi * 0.25 / (FILLING * area))
    stuff = {"density": 1.0, "restitution": 0.6, "friction": 0.4}
    spawn = {"pattern": "disc", "radius": 0.88 * radius}
    return Level.model_validate(
        {
            "format": 1,
            "title": f"{count} balls",
            "world": {"gravity": [0.0, -10.0]},
            "materials": {"stuff": stuff},
            "walls": [{"shape": "polygon", "sides": 7, "radius": radius, "spin": 72.0, "material": "stuff"}],
            "balls": [{"count": count, "radius": 0.5, "material": "stuff", "spawn": spawn}],
        }
    ), radius


def chipmunk(simulation: Simulation, radius: float) -> pymunk.Space:
    """The same scene for Chipmunk, with its spatial hash: one step of ten iterations, a sixtieth of a second."""
    space = pymunk.Space()
    space.gravity = 0.0, -10.0
    space.use_spatial_hash(1.0, 4 * simulation.count)
    drum = pymunk.Body(body_type=pymunk.Body.KINEMATIC)
    drum.angular_velocity = math.radians(72.0)
    space.add(drum)
    corners = [tuple(corner) for corner in simulation.walls()[0]]
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        side = pymunk.Segment(drum, a, b, 0.05 * radius)
        side.elasticity, side.friction = 0.6, 0.4
        space.add(side)
    for position in simulation.positions:
        ball = pymunk.Body(1.0, pymunk.moment_for_circle(1.0, 0.0, 0.5))
        ball.position = tuple(position)
        circle = pymunk.Circle(ball, 0.5)
        circle.elasticity, circle.friction = 0.6, 0.4
        space.add(ball, circle)
    return space


def main() -> None:
    """Print both tables."""
    console = Console()
    for count in (20, 10_000):
        console.print(f"orchestration of four systems at {count} balls: {1e6 * orchestration(count):.1f} µs")
    report = Report("balls", "ours, ms", "Chipmunk 1 x 10, ms", "ratio")
    for count in SIZES:
        level, radius = scene(count)
        simulation = Simulation(level)
        space = chipmunk(simulation, radius)
        simulation.step(240)
        for _ in range(240):
            space.step(1.0 / 60.0)
        repeats = max(3, 6000 // count)
        ours, theirs = best(simulation.step, repeats), best(lambda space=space: space.step(1.0 / 60.0), repeats)
        report.add_row(str(count), f"{1e3 * ours:.3f}", f"{1e3 * theirs:.3f}", f"{ours / theirs:.2f}")
        simulation.close()
    console.print(report)


if __name__ == "__main__":
    main()
