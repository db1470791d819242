"""Benchmark of simulation steps: time per system, comparison with Chipmunk, overlaps and memory."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from operator import attrgetter
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from components import Position
from game.batch.chipmunk import chipmunk
from game.batch.headless import escaped_balls
from game.batch.overlap import overlaps
from game.batch.profiler import Profiler, StepTimes
from game.levels.format.balls import MAX_BALLS
from game.levels.model import Level
from game.simulation.memory import memory_of
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase

Floats = NDArray[np.float64]

DEFAULT_SIZES = (20, 200, 1000, 2000, 5000, 10_000)
"""Numbers of balls that are measured by default."""

MAX_SIZE = 1_000_000
"""Largest number of balls of a scene."""

FILL_FRACTION = 0.4
"""Fraction of the heptagon's area that the balls cover."""

SETTLING_TIME, SETTLING_TIMEOUT = 4.0, 20.0
"""Simulated time before the first round, s, and its limit in real time, s."""

ROUNDS, ROUND_TIME, MAX_ROUND_STEPS = 7, 0.3, 240
"""Number of rounds, target real time of a round, s, and maximum number of steps of a round."""

FIT_MIN_BALLS = 1000
"""Smallest number of balls for the fit of the scaling: in smaller scenes Python's constant overhead dominates."""

ROWS = (
    ("balls", "balls", "d"),
    ("settling time, s", "seconds", ".3g"),
    ("step, median, ms", "ms", ".3f"),
    ("step, best round, ms", "best_ms", ".3f"),
    ("Chipmunk, median, ms", "chipmunk_ms", ".3f"),
    ("Chipmunk, best round, ms", "chipmunk_best_ms", ".3f"),
    ("time ratio to Chipmunk", "ratio", ".2f"),
    ("escaped balls", "escaped", "d"),
    ("escaped balls, Chipmunk", "chipmunk_escaped", "d"),
    ("largest overlap, radii", "largest_overlap", ".2%"),
    ("mean overlap, radii", "mean_overlap", ".2%"),
    ("bytes per ball", "bytes_a_ball", ".0f"),
)
"""Rows of the table: heading, field of `Result`, number format."""

TABLE_WIDTH = 10_000
"""Width of the table in characters. It is larger than any terminal, so that no number is truncated."""


@dataclass(frozen=True, slots=True)
class Result:
    """Measurements of one scene.

    scene : name of the level, or number of balls
    balls : number of balls
    seconds : simulated time before the first round, s
    steps : steps per round
    ms, best_ms : time per step, median and minimum over the rounds, ms
    systems : time per step of each part of `Profiler`, in the fastest round, ms
    chipmunk_ms, chipmunk_best_ms : time per step of Chipmunk, ms; None if Chipmunk cannot run the scene
    ratio : ms / chipmunk_ms
    escaped, chipmunk_escaped : balls whose centre is outside a container or inside an obstacle at the end
    largest_overlap, mean_overlap : over the pairs that overlap after any round, in radii of the smaller ball
    bytes_a_ball : memory of all arrays of tables and systems per ball, scratch included; None without balls
    """

    scene: str
    balls: int
    seconds: float
    steps: int
    ms: float
    best_ms: float
    systems: dict[str, float]
    chipmunk_ms: float | None
    chipmunk_best_ms: float | None
    ratio: float | None
    escaped: int
    chipmunk_escaped: int | None
    largest_overlap: float
    mean_overlap: float
    bytes_a_ball: float | None


def parse_size(text: str) -> int | None:
    """Return a number of balls, or None if the text is not a number and thus the name of a level.

    Raises ``ValueError`` for a number that is not a whole number from 1 to `MAX_SIZE`.
    """
    if not re.fullmatch(r"[+-]?\.?\d[\d_.]*(e[+-]?\d+)?", text, re.IGNORECASE):
        return None
    if not (re.fullmatch("[0-9]{1,7}", text) and 1 <= int(text) <= MAX_SIZE):
        raise ValueError(f"a size must be a whole number from 1 to {MAX_SIZE} (got {text})")
    return int(text)


def benchmark_level(count: int, slow: bool = False) -> Level:
    """Return a level of ``count`` balls of radius 0.5 m in a turning heptagon, with gravity 10 m/s².

    The balls cover `FILL_FRACTION` of the heptagon. It turns at 72 degrees/s, or at 72 sqrt(20 / count) degrees/s if
    ``slow``, which gives every heptagon the rim speed of that with 20 balls.
    """
    area = 7 / 2 * math.sin(2 * math.pi / 7)
    radius = math.sqrt(count * math.pi * 0.25 / (FILL_FRACTION * area))
    spin = 72.0 * (math.sqrt(20 / count) if slow else 1.0)
    spawn = {"pattern": "disc", "radius": 0.88 * radius}
    level = Level.model_validate(
        {
            "format": 1,
            "title": f"{count} balls",
            "world": {"gravity": [0.0, -10.0], "step_rate": 60, "substeps": 4},
            "materials": {"stuff": {"density": 1.0, "restitution": 0.6, "friction": 0.4}},
            "walls": [{"shape": "polygon", "sides": 7, "radius": radius, "spin": spin, "material": "stuff"}],
            "balls": [{"count": min(count, MAX_BALLS), "radius": 0.5, "material": "stuff", "spawn": spawn}],
        }
    )
    balls = level.balls[0].model_copy(update={"count": count})  # not validated: count may be above MAX_BALLS
    return level.model_copy(update={"balls": (balls,)})


def measure_scene(
    simulation: Simulation,
    name: str,
    settling_time: float = SETTLING_TIME,
    settling_timeout: float = SETTLING_TIMEOUT,
    rounds: int = ROUNDS,
    advance: Callable[[], object] = lambda: None,
) -> Result:
    """Step a simulation and Chipmunk from the same initial state and return the measurements.

    name : name of the scene in the result
    settling_time : simulated time before the first round, s; cut short after ``settling_timeout`` s of real time
    advance : called after every settling step and after every round
    """
    peer, steps, start = chipmunk(simulation), 0, perf_counter()
    for _ in range(max(1, round(settling_time / simulation.dt))):
        simulation.step()
        if peer:
            peer.step()
        advance()
        steps += 1
        if perf_counter() - start > settling_timeout:
            break
    seconds, seconds_per_step = simulation.time, (perf_counter() - start) / steps
    steps = max(1, min(MAX_ROUND_STEPS, round(ROUND_TIME / seconds_per_step)))
    broad_phase = BroadPhase(simulation.balls)  # separate from the simulation's, whose state must not change
    ours, theirs, parts, depths = [], [], [], []
    for _ in range(rounds):
        ours.append(_ms_per_step(simulation.step, steps))
        parts.append(_profile(simulation, steps))
        if peer:
            theirs.append(_ms_per_step(peer.step, 2 * steps))
        depths.append(overlaps(simulation, broad_phase))
        advance()
    depth = np.concatenate(depths)
    return Result(
        scene=name,
        balls=simulation.count,
        seconds=seconds,
        steps=steps,
        ms=median(ours),
        best_ms=min(ours),
        systems=min(parts, key=attrgetter("total")).parts,
        chipmunk_ms=median(theirs) if peer else None,
        chipmunk_best_ms=min(theirs) if peer else None,
        ratio=median(ours) / median(theirs) if peer else None,
        escaped=int(escaped_balls(simulation).sum()),
        chipmunk_escaped=peer.escaped_count() if peer else None,
        largest_overlap=float(depth.max(initial=0.0)),
        mean_overlap=float(depth.mean()) if len(depth) else 0.0,
        bytes_a_ball=simulation_memory(simulation) / simulation.count if simulation.count else None,
    )


def scaling_exponent(results: Sequence[Result]) -> float | None:
    """Return p of the least-squares fit ms ~ balls^p over the scenes with at least `FIT_MIN_BALLS` balls.

    Returns None if these scenes have fewer than two different numbers of balls.
    """
    large = [(result.balls, result.ms) for result in results if result.balls >= FIT_MIN_BALLS]
    if len({balls for balls, _ in large}) < 2:
        return None
    balls, ms = np.log(large).T
    balls -= balls.mean()
    return float(balls @ ms / (balls @ balls))


def _ms_per_step(step: Callable[[], object], steps: int) -> float:
    """Return the mean time of a call of ``step``, ms."""
    start = perf_counter()
    for _ in range(steps):
        step()
    return 1e3 * (perf_counter() - start) / steps


def _profile(simulation: Simulation, steps: int) -> StepTimes:
    """Return the mean time of a step and of its parts, ms."""
    profiler = Profiler(simulation.pipeline)
    profiler.start()
    try:
        simulation.step(steps)
    finally:
        profiler.stop()
    times = profiler.mean_times()
    assert times  # steps is positive
    return times


def simulation_memory(simulation: Simulation) -> int:
    """Return the bytes of all arrays of the tables and the systems, scratch and spare capacity included."""
    tables = (simulation.balls, simulation.walls_table)
    arrays = [(table[Position].x, table.dirty, table.entities) for table in tables]
    return memory_of(arrays, vars(simulation.pipeline))


def results_as_json(results: Sequence[Result], slow: bool) -> dict[str, Any]:
    """Return the results and the scaling exponent as JSON data."""
    return {"slow": slow, "scenes": [asdict(result) for result in results], "exponent": scaling_exponent(results)}


def print_results(results: Sequence[Result]) -> None:
    """Print a table with a column for each scene, and the scaling exponent."""
    table = Table("scene", *(Column(escape(result.scene), justify="right") for result in results))
    for heading, name, number_format in ROWS:
        values = [getattr(result, name) for result in results]
        table.add_row(heading, *("" if value is None else format(value, number_format) for value in values))
    table.add_section()
    table.add_row("parts of a step, ms")
    for part in dict.fromkeys(chain.from_iterable(result.systems for result in results)):
        table.add_row(part, *(f"{result.systems[part]:.3f}" if part in result.systems else "" for result in results))
    console = Console(width=TABLE_WIDTH, highlight=False)
    console.print(table)
    if (exponent := scaling_exponent(results)) is not None:
        console.print(f"step time scales as balls^{exponent:.2f} (fit over scenes with {FIT_MIN_BALLS} balls or more)")
