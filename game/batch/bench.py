"""What a step costs, part by part and beside Chipmunk, and how well the balls keep apart meanwhile."""

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
from game.batch.headless import outside
from game.batch.overlap import overlaps
from game.batch.profiler import Profiler, Times
from game.levels.format.balls import MAX_BALLS
from game.levels.model import Level
from game.simulation.memory import memory_of
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase

Floats = NDArray[np.float64]

SIZES = (20, 200, 1000, 2000, 5000, 10_000)
"""Numbers of balls that are measured if nothing else is asked for."""

MOST = 1_000_000
"""Balls of a scene at most."""

FILLING = 0.4
"""Part of the heptagon's area that balls fill."""

SETTLING, PATIENCE = 4.0, 20.0
"""s of simulated time before anything is measured, and s of real time that this may take."""

ROUNDS, ROUND, LONGEST_ROUND = 7, 0.3, 240
"""Rounds of measuring; s of real time that one should take, and its steps at most."""

LARGE = 1000
"""Balls from which on the growth is fitted: below, much of a step is Python, which takes as long for any number."""

ROWS = (
    ("balls", "balls", "d"),
    ("simulated before, s", "seconds", ".3g"),
    ("a step, ms", "ms", ".3f"),
    ("  in the best round", "best_ms", ".3f"),
    ("Chipmunk's step, ms", "chipmunk_ms", ".3f"),
    ("  in the best round", "chipmunk_best_ms", ".3f"),
    ("ours / Chipmunk's", "ratio", ".2f"),
    ("escaped", "escaped", "d"),
    ("escaped, Chipmunk", "chipmunk_escaped", "d"),
    ("largest overlap, r", "largest_overlap", ".2%"),
    ("mean overlap, r", "mean_overlap", ".2%"),
    ("bytes a ball", "bytes_a_ball", ".0f"),
)
"""What is printed first of a result: how it is called, its name and its format."""

WIDTH = 10_000
"""Columns that a table may take: rather than cut off numbers, let a narrow terminal break the lines."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of one scene.

    scene, balls : its name, and how many there are
    seconds : s of simulated time before the measuring
    steps : in each round
    ms, best_ms : a step, the median and the best of the rounds
    systems : ms a step in each part that `Profiler` knows, of the round that took least
    chipmunk_ms, chipmunk_best_ms : the same of Chipmunk; None where it does not take part
    ratio : our median over that of Chipmunk
    escaped, chipmunk_escaped : balls whose centre is outside of a container, or within an obstacle, at the end
    largest_overlap, mean_overlap : of the pairs that overlap after each round, in radii of the smaller ball
    bytes_a_ball : of all arrays that tables and systems hold, scratch included; None without a ball
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


def size(text: str) -> int | None:
    """Return the number of balls that a text asks for, or None if it is no number but the name of a level.

    Raises ``ValueError`` for a number that is no size.
    """
    if not re.fullmatch(r"[+-]?\.?\d[\d_.]*(e[+-]?\d+)?", text, re.IGNORECASE):
        return None
    if not (re.fullmatch("[0-9]{1,7}", text) and 1 <= int(text) <= MOST):
        raise ValueError(f"a size must be a whole number from 1 to {MOST} (got {text})")
    return int(text)


def scene(count: int, slow: bool = False) -> Level:
    """Return so many balls of 0.5 m that fill a part of a turning heptagon, under g = 10 m/s².

    It turns at 72 degrees a second, or ``slow`` at sqrt(20 / count) of that.
    """
    area = 7 / 2 * math.sin(2 * math.pi / 7)
    radius = math.sqrt(count * math.pi * 0.25 / (FILLING * area))
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
    balls = level.balls[0].model_copy(update={"count": count})  # more than a file may ask for
    return level.model_copy(update={"balls": (balls,)})


def measure(
    simulation: Simulation,
    name: str,
    settling: float = SETTLING,
    patience: float = PATIENCE,
    rounds: int = ROUNDS,
    advance: Callable[[], object] = lambda: None,
) -> Result:
    """Run a simulation and measure it, with Chipmunk beside it from the same start.

    settling : s of simulated time before; fewer where they would take longer than ``patience``, s of real time
    advance : is called after every step before the measuring, and after every round
    """
    peer, steps, start = chipmunk(simulation), 0, perf_counter()
    for _ in range(max(1, round(settling / simulation.dt))):
        simulation.step()
        if peer:
            peer.step()
        advance()
        steps += 1
        if perf_counter() - start > patience:
            break
    seconds, pace = simulation.time, (perf_counter() - start) / steps
    steps = max(1, min(LONGEST_ROUND, round(ROUND / pace)))
    near = BroadPhase(simulation.balls)  # a list of its own: the simulation must not notice
    ours, theirs, parts, depths = [], [], [], []
    for _ in range(rounds):
        ours.append(_pace(simulation.step, steps))
        parts.append(_times(simulation, steps))
        if peer:
            theirs.append(_pace(peer.step, 2 * steps))
        depths.append(overlaps(simulation, near))
        advance()
    depth = np.concatenate(depths)
    return Result(
        scene=name,
        balls=simulation.count,
        seconds=seconds,
        steps=steps,
        ms=median(ours),
        best_ms=min(ours),
        systems=min(parts, key=attrgetter("whole")).parts,
        chipmunk_ms=median(theirs) if peer else None,
        chipmunk_best_ms=min(theirs) if peer else None,
        ratio=median(ours) / median(theirs) if peer else None,
        escaped=int(outside(simulation).sum()),
        chipmunk_escaped=peer.escaped() if peer else None,
        largest_overlap=float(depth.max(initial=0.0)),
        mean_overlap=float(depth.mean()) if len(depth) else 0.0,
        bytes_a_ball=memory(simulation) / simulation.count if simulation.count else None,
    )


def growth(results: Sequence[Result]) -> float | None:
    """Return the exponent p of ms ~ balls^p by least squares over large scenes; None for fewer than two sizes."""
    large = [(result.balls, result.ms) for result in results if result.balls >= LARGE]
    if len({balls for balls, _ in large}) < 2:
        return None
    balls, ms = np.log(large).T
    balls -= balls.mean()
    return float(balls @ ms / (balls @ balls))


def _pace(step: Callable[[], object], steps: int) -> float:
    """Ms that a step takes."""
    start = perf_counter()
    for _ in range(steps):
        step()
    return 1e3 * (perf_counter() - start) / steps


def _times(simulation: Simulation, steps: int) -> Times:
    """Ms a step as a whole, and in each part."""
    watch = Profiler(simulation.pipeline)
    watch.start()
    try:
        simulation.step(steps)
    finally:
        watch.stop()
    times = watch.read()
    assert times  # there were steps
    return times


def memory(simulation: Simulation) -> int:
    """Return the bytes of all arrays of the tables and the systems, scratch and spare room included."""
    tables = (simulation.balls, simulation.walls_table)
    held = [(table[Position].x, table.dirty, table.entities) for table in tables]
    return memory_of(held, vars(simulation.pipeline))


def summary(results: Sequence[Result], slow: bool) -> dict[str, Any]:
    """Return all that was measured, for JSON."""
    return {"slow": slow, "scenes": [asdict(result) for result in results], "exponent": growth(results)}


def show(results: Sequence[Result]) -> None:
    """Print a table, a column for each scene: whole steps, then their parts; and the growth."""
    table = Table("", *(Column(escape(result.scene), justify="right") for result in results))
    for head, name, form in ROWS:
        values = [getattr(result, name) for result in results]
        table.add_row(head, *("" if value is None else format(value, form) for value in values))
    table.add_section()
    table.add_row("of which, ms")
    for part in dict.fromkeys(chain.from_iterable(result.systems for result in results)):
        table.add_row(part, *(f"{result.systems[part]:.3f}" if part in result.systems else "" for result in results))
    console = Console(width=WIDTH, highlight=False)
    console.print(table)
    if (exponent := growth(results)) is not None:
        console.print(f"from {LARGE} balls on, the time of a step grows as their number to the power of {exponent:.2f}")
