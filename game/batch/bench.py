"""Benchmark of simulation steps: time per system, comparison with other engines, growth, overlaps and memory."""

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
from rich.table import Column, Table

from components import Position
from game.batch.box2d import find_box2d
from game.batch.chipmunk import find_chipmunk
from game.batch.headless import escaped_balls
from game.batch.overlap import overlaps
from game.batch.peer import Peer, PeerFactory, can_be_copied
from game.batch.profiler import Profiler, StepTimes
from game.files.counted import counted
from game.files.terminal import new_console
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

SETTLING_TIME, SETTLING_TIMEOUT, SETTLING_SIZE = 4.0, 20.0, 5000
"""Simulated time before the first round, s, its limit in real time, s; the number of balls above which both grow."""

PEERS = (find_chipmunk, find_box2d)
"""Functions that return what copies a simulation to another engine, or None without that engine."""

ROUNDS, ROUND_TIME, MAX_ROUND_STEPS = 7, 0.3, 240
"""Number of rounds, target real time of a round, s, and maximum number of steps of a round."""

FIT_MIN_BALLS = 1000
"""Smallest number of balls for the fit of the scaling: in smaller scenes Python's constant overhead dominates."""

ROWS = (
    ("balls", "balls", "d"),
    ("settling time, s", "seconds", ".3g"),
    ("step, median, ms", "ms", ".3f"),
    ("step, best round, ms", "best_ms", ".3f"),
    ("step, ns per ball", "ns_a_ball", ".0f"),
    ("escaped balls", "escaped", "d"),
    ("largest overlap, radii", "largest_overlap", ".2%"),
    ("mean overlap, radii", "mean_overlap", ".2%"),
    ("bytes per ball", "bytes_a_ball", ".0f"),
)
"""Rows of the table: heading, field of `Result`, number format."""

PEER_ROWS = (
    ("median, ms", "ms", ".3f"),
    ("best round, ms", "best_ms", ".3f"),
    ("escaped balls", "escaped", "d"),
    ("time ratio, ours / its", "ratio", ".2f"),
)
"""Rows of the table below the name of another engine: heading, field of `PeerResult`, number format."""

TABLE_WIDTH = 10_000
"""Width of the table in characters. It is larger than any terminal, so that no number is truncated."""


@dataclass(frozen=True, slots=True)
class PeerResult:
    """Measurements of another engine in one scene.

    version : of the engine or its binding
    ms, best_ms : time per step, median and minimum over the rounds, ms
    ratio : time per step of this engine / ``ms``
    escaped : balls whose centre is outside a container or inside an obstacle at the end
    """

    version: str
    ms: float
    best_ms: float
    ratio: float
    escaped: int


@dataclass(frozen=True, slots=True)
class Result:
    """Measurements of one scene.

    scene : name of the level, or number of balls
    balls : number of balls
    seconds : simulated time before the first round, s
    settled : whether that is the planned time, and was not cut short
    steps : steps per round
    ms, best_ms : time per step, median and minimum over the rounds, ms
    ns_a_ball : ms / balls in ns; None without balls
    systems : time per step of each part of `Profiler`, in the fastest round, ms
    peers : measurements of the other engines that can run the scene, by the name of the engine
    escaped : balls whose centre is outside a container or inside an obstacle at the end
    largest_overlap, mean_overlap : over the pairs that overlap after any round, in radii of the smaller ball
    bytes_a_ball : memory of all arrays of tables and systems per ball, scratch included; None without balls
    """

    scene: str
    balls: int
    seconds: float
    settled: bool
    steps: int
    ms: float
    best_ms: float
    ns_a_ball: float | None
    systems: dict[str, float]
    peers: dict[str, PeerResult]
    escaped: int
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
        raise ValueError(f"cannot measure {text} balls: out of range; allowed: whole numbers, 1 to {MAX_SIZE}")
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
            "title": counted(count, "ball"),
            "world": {"gravity": [0.0, -10.0], "step_rate": 60, "substeps": 4},
            "materials": {"stuff": {"density": 1.0, "restitution": 0.6, "friction": 0.4}},
            "walls": [{"shape": "polygon", "sides": 7, "radius": radius, "spin": spin, "material": "stuff"}],
            "balls": [{"count": min(count, MAX_BALLS), "radius": 0.5, "material": "stuff", "spawn": spawn}],
        }
    )
    balls = level.balls[0].model_copy(update={"count": count})  # not validated: count may be above MAX_BALLS
    return level.model_copy(update={"balls": (balls,)})


def installed_peers() -> list[PeerFactory]:
    """Return what copies a simulation to each engine that is installed.

    Raises ``PeerError`` if an engine is configured that cannot be used.
    """
    return [factory for find in PEERS if (factory := find())]


def settling_time(balls: int) -> float:
    """Return the simulated time, s, in which a heap forms: the time of a fall grows as sqrt(radius) ~ balls^(1/4)."""
    return SETTLING_TIME * math.sqrt(math.sqrt(max(1.0, balls / SETTLING_SIZE)))


def settling_timeout(balls: int) -> float:
    """Return the largest real time, s, to settle a scene."""
    return SETTLING_TIMEOUT * max(1.0, balls / SETTLING_SIZE)


def measure_scene(
    simulation: Simulation,
    name: str,
    peers: Sequence[PeerFactory] = (),
    planned_time: float = SETTLING_TIME,
    timeout: float = SETTLING_TIMEOUT,
    rounds: int = ROUNDS,
    advance: Callable[[], object] = lambda: None,
) -> Result:
    """Step a simulation and its copies in other engines from the same initial state and return the measurements.

    name : name of the scene in the result
    peers : the other engines; they are left out if they cannot move the walls
    planned_time : simulated time before the first round, s; cut short after ``timeout`` s of real time
    advance : called after every settling step and after every round
    """
    copies = [factory(simulation) for factory in peers] if can_be_copied(simulation) else []
    is_settled, seconds_per_step = _settle(simulation, copies, planned_time, timeout, advance)
    seconds, steps = simulation.time, max(1, min(MAX_ROUND_STEPS, round(ROUND_TIME / seconds_per_step)))
    broad_phase = BroadPhase(simulation.balls)  # separate from the simulation's, whose state must not change
    ours, parts, depths = [], [], []
    theirs: list[list[float]] = [[] for _ in copies]
    for _ in range(rounds):
        ours.append(_ms_per_step(simulation.step, steps))
        parts.append(_profile(simulation, steps))
        for copy, times in zip(copies, theirs, strict=True):
            times.append(_ms_per_step(copy.step, 2 * steps))
        depths.append(overlaps(simulation, broad_phase))
        advance()
    ms, depth, balls = median(ours), np.concatenate(depths), simulation.count
    return Result(
        scene=name,
        balls=balls,
        seconds=seconds,
        settled=is_settled,
        steps=steps,
        ms=ms,
        best_ms=min(ours),
        ns_a_ball=1e6 * ms / balls if balls else None,
        systems=min(parts, key=attrgetter("total")).parts,
        peers={copy.name: _peer_result(copy, times, ms) for copy, times in zip(copies, theirs, strict=True)},
        escaped=int(escaped_balls(simulation).sum()),
        largest_overlap=float(depth.max(initial=0.0)),
        mean_overlap=float(depth.mean()) if len(depth) else 0.0,
        bytes_a_ball=simulation_memory(simulation) / balls if balls else None,
    )


def _settle(
    simulation: Simulation,
    copies: Sequence[Peer],
    planned_time: float,
    timeout: float,
    advance: Callable[[], object],
) -> tuple[bool, float]:
    """Step all engines for ``planned_time`` s, or until the timeout.

    Returns whether the planned time was reached, and the real time of a step of all engines, s.
    """
    planned_steps, steps, elapsed, start = max(1, round(planned_time / simulation.dt)), 0, 0.0, perf_counter()
    while steps < planned_steps and elapsed <= timeout:
        simulation.step()
        for copy in copies:
            copy.step()
        advance()
        steps, elapsed = steps + 1, perf_counter() - start
    return steps == planned_steps, elapsed / steps


def _peer_result(peer: Peer, times: Sequence[float], ours: float) -> PeerResult:
    """Return the measurements of another engine. times : of a step in each round, ms; ours : median of this engine."""
    ms = median(times)
    return PeerResult(peer.version, ms, min(times), ours / ms, peer.escaped_count())


def scaling_exponent(results: Sequence[Result], peer: str | None = None) -> float | None:
    """Return p of the least-squares fit ms ~ balls^p over the scenes with at least `FIT_MIN_BALLS` balls.

    peer : name of another engine, whose times are fitted instead of those of this engine

    Returns None if these scenes have fewer than two different numbers of balls.
    """
    measured = [result for result in results if result.balls >= FIT_MIN_BALLS and (not peer or peer in result.peers)]
    if len({result.balls for result in measured}) < 2:
        return None
    balls = np.log([result.balls for result in measured])
    ms = np.log([result.peers[peer].ms if peer else result.ms for result in measured])
    balls -= balls.mean()
    return float(balls @ ms / (balls @ balls))


def peer_exponents(results: Sequence[Result]) -> dict[str, float]:
    """Return the scaling exponent of each other engine that has one, by the name of the engine."""
    exponents = {peer: scaling_exponent(results, peer) for peer in _peer_names(results)}
    return {peer: exponent for peer, exponent in exponents.items() if exponent is not None}


def _peer_names(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(result.peers for result in results)))


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
    """Return the results as JSON data.

    slow : whether the heptagons turned slower
    scenes : a list of objects with the fields of `Result`; ``peers`` holds objects with the fields of `PeerResult`
    exponent : see `scaling_exponent`
    peer_exponents : see `peer_exponents`
    """
    return {
        "slow": slow,
        "scenes": [asdict(result) for result in results],
        "exponent": scaling_exponent(results),
        "peer_exponents": peer_exponents(results),
    }


def print_results(results: Sequence[Result]) -> None:
    """Print a table with a column for each scene, the scaling exponents, and the scenes that were cut short."""
    table = Table("scene", *(Column(result.scene, justify="right") for result in results))
    for heading, name, number_format in ROWS:
        table.add_row(heading, *_cells(results, name, number_format))
    for peer in _peer_names(results):
        measured = [result.peers.get(peer) for result in results]
        (version, *_) = (one.version for one in measured if one)
        table.add_section()
        table.add_row(f"{peer} ({version})")
        for heading, name, number_format in PEER_ROWS:
            table.add_row(heading, *_cells(measured, name, number_format))
    table.add_section()
    table.add_row("parts of a step, ms")
    for part in dict.fromkeys(chain.from_iterable(result.systems for result in results)):
        table.add_row(part, *(f"{result.systems[part]:.3f}" if part in result.systems else "" for result in results))
    console = new_console(TABLE_WIDTH)
    console.print(table)
    if (exponent := scaling_exponent(results)) is not None:
        theirs = "".join(f"; {peer}: balls^{their:.2f}" for peer, their in peer_exponents(results).items())
        scenes = f"scenes with {FIT_MIN_BALLS} balls or more"
        console.print(f"step time scales as balls^{exponent:.2f}{theirs} (fit over {scenes})")
    if cut_short := [result.scene for result in results if not result.settled]:
        console.print(f"not settled before the first round: {', '.join(cut_short)} (--settle allows more time)")


def _cells(results: Sequence[Result | PeerResult | None], name: str, number_format: str) -> list[str]:
    """Return a field of the results as text, empty where there is no result or value."""
    values = [getattr(result, name, None) for result in results]
    return ["" if value is None else format(value, number_format) for value in values]
