"""Execution of the runs of a sweep in a worker."""

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import count
from pathlib import Path
from socket import gethostname
from threading import Lock
from typing import NamedTuple

from game.batch.headless import escaped_balls, won_time
from game.batch.overlap import overlaps
from game.batch.sweep.reference import reference_hash
from game.batch.sweep.settings import SweepError
from game.levels.model import Level
from game.session.recording.origin import machine_name
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase

ROOT = Path(__file__).parents[3]

DIGEST_SOURCES = ("components/**/*.py", "systems/**/*.py", "game/levels/**/*.py", "game/simulation/*.py",
                  "game/batch/headless.py", "game/batch/overlap.py", "game/batch/sweep/runs.py")  # fmt: skip
"""Source files that the outcome of a run depends on."""

RUN_LOCK = Lock()
"""Allows one run at a time in a process, because esper has one current world per process."""


class Chunk(NamedTuple):
    """Runs of one level that a worker executes in one task.

    jobs : number and seed of each run
    seconds : longest simulated time of a run, s
    measures : whether overlaps and escaped balls are measured
    engine, reference : `engine_digest` and `reference_hash` of the process that made the plan
    """

    level: Level
    jobs: tuple[tuple[int, int], ...]
    seconds: float
    measures: bool
    engine: str
    reference: str


class Outcome(NamedTuple):
    """Results of a run.

    steps, balls, hash, energy, max_overlap, escaped : see `headless.Report`; the last two are None if not measured
    time : simulated time at the end, s
    order : numbers of the finished balls in the order of finishing; within a step, in the order of rows
    first_time : time when the first ball finished, s
    score, won, won_time : see `headless.Report`
    sensors : counts by unique sensor name
    error : message of the exception that ended the run; all other fields are empty then
    """

    steps: int | None = None
    time: float | None = None
    balls: int | None = None
    hash: str | None = None
    energy: float | None = None
    max_overlap: float | None = None
    escaped: int | None = None
    order: tuple[int | None, ...] = ()
    first_time: float | None = None
    score: int | None = None
    won: bool | None = None
    won_time: float | None = None
    sensors: dict[str, int] | None = None
    error: str | None = None


def run_chunk(chunk: Chunk) -> list[tuple[int, Outcome]]:
    """Execute a chunk and return the number and outcome of each run. A run that raises does not end the others.

    Raises ``SweepError`` if this process has another version of the game, numpy or numba than the plan, or if it does
    not compute the same bits.
    """
    if chunk.engine != engine_digest():
        raise SweepError(
            "cannot use a worker: it has another version of the game, numpy or numba, and results would differ; "
            "allowed: the same versions everywhere"
        )
    with RUN_LOCK:
        reference = reference_hash()
    if chunk.reference != reference:
        raise SweepError(
            f"cannot use the worker {gethostname()}, {machine_name()}: it computes other bits than this machine; "
            "allowed: a sweep without it"
        )
    return [(run, _run_or_error(chunk, seed)) for run, seed in chunk.jobs]


def _run_or_error(chunk: Chunk, seed: int) -> Outcome:
    try:
        with RUN_LOCK:
            return run_level(chunk.level, seed, chunk.seconds, chunk.measures)
    except Exception as error:
        return Outcome(error=f"{type(error).__name__}: {error}")


def run_level(level: Level, seed: int, seconds: float, measures: bool) -> Outcome:
    """Run a level for a simulated time, or until all balls have finished if the level has a finish.

    seconds : simulated time, s
    measures : whether overlaps and escaped balls are measured
    """
    simulation = Simulation(level, seed)
    try:
        return _run_simulation(simulation, round(seconds * level.world.step_rate), measures)
    finally:
        simulation.close()


def _run_simulation(simulation: Simulation, steps: int, measures: bool) -> Outcome:
    level = simulation.level
    broad_phase = BroadPhase(simulation.balls)  # separate from the simulation's, whose state must not change
    overlap, escaped, previous_counts = 0.0, set[int](), (-1, -1)
    steps_at_once = 1 if level.has_finish or measures else steps
    while True:
        if measures:
            overlap = max(overlap, float(overlaps(simulation, broad_phase).max(initial=0.0)))
            escaped.update(simulation.balls.entities[escaped_balls(simulation)].tolist())
        counts = (len(simulation.finished), simulation.count)
        if simulation.steps == steps or (level.has_finish and counts != previous_counts and all_finished(simulation)):
            break
        previous_counts = counts
        simulation.step(steps_at_once)
    finished = simulation.finished
    names = unique_names([sensor.name for sensor in level.sensors])
    return Outcome(
        steps=simulation.steps,
        time=simulation.time,
        balls=simulation.count,
        hash=simulation.hash(),
        energy=simulation.energy(),
        max_overlap=overlap if measures else None,
        escaped=len(escaped) if measures else None,
        order=tuple(one.number for one in finished),
        first_time=finished[0].step / level.world.step_rate if finished else None,
        score=simulation.score if level.has_score else None,
        won=simulation.won_step is not None if level.has_goal else None,
        won_time=won_time(simulation),
        sensors={name: sensor.count for name, sensor in zip(names, simulation.sensors(), strict=True)},
    )


def all_finished(simulation: Simulation) -> bool:
    """Return whether every ball has finished and no ball will be spawned."""
    finished = {one.number for one in simulation.finished}
    return simulation.pending == 0 and all(label.number in finished for label in simulation.labels)


def unique_names(names: Iterable[str]) -> list[str]:
    """Return names with a number appended to each repeated one: a, a, b becomes a, a 2, b."""
    unique = dict[str, None]()
    for name in names:
        numbered = (f"{name} {k}" for k in count(2))
        unique[name if name not in unique else next(other for other in numbered if other not in unique)] = None
    return list(unique)


@cache
def engine_digest() -> str:
    """Return a hex digest of the source files and library versions that the outcome of a run depends on."""
    digest = blake2b(f"numpy {version('numpy')} numba {version('numba')}".encode(), digest_size=8)
    for path in sorted({path for pattern in DIGEST_SOURCES for path in ROOT.glob(pattern)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()
