"""What a worker does: a few runs of one level, and what is known of each at its end."""

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import count
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from game.batch.headless import escaped_balls
from game.batch.overlap import overlaps
from game.batch.sweep.settings import SweepError
from game.levels.model import Level
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase

ROOT = Path(__file__).parents[3]

DECISIVE = ("components/**/*.py", "systems/**/*.py", "game/levels/**/*.py", "game/simulation/*.py",
            "game/batch/headless.py", "game/batch/overlap.py", "game/batch/sweep/runs.py")  # fmt: skip
"""Sources that can change the bits of a run; so can numpy and numba."""

ALONE = Lock()
"""One run at a time in a process: esper has one current world."""


class Chunk(NamedTuple):
    """Runs of one level that a worker does in one go; `jobs` are the numbers and seeds of the runs."""

    level: Level
    jobs: tuple[tuple[int, int], ...]
    seconds: float
    measures: bool
    engine: str


class Outcome(NamedTuple):
    """What is known of a run at its end.

    steps, balls, hash, energy, max_overlap, escaped : see `headless.Report`; overlap and escapes only if measured
    time : s
    order : numbers of the balls that have finished, the first one first; within one step, in the order of rows
    first_time : s at which the first one finished
    sensors : counts by the unique names of sensors
    error : what was raised, and ended the run; all else is empty then
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
    sensors: dict[str, int] | None = None
    error: str | None = None


def do(chunk: Chunk) -> list[tuple[int, Outcome]]:
    """Return the number and the outcome of each run of a chunk; a run that raises does not end the others.

    Raises ``SweepError`` where the game is another one than that which has planned the runs.
    """
    if chunk.engine != engine():
        raise SweepError("a worker has another version of the game, of numpy or of numba: results would not agree")
    return [(run, _tried(chunk, seed)) for run, seed in chunk.jobs]


def _tried(chunk: Chunk, seed: int) -> Outcome:
    try:
        with ALONE:
            return play(chunk.level, seed, chunk.seconds, chunk.measures)
    except Exception as problem:
        return Outcome(error=f"{type(problem).__name__}: {problem}")


def play(level: Level, seed: int, seconds: float, measures: bool) -> Outcome:
    """Run a level until so much time is over, or all balls have finished where a sensor lets them."""
    simulation = Simulation(level, seed)
    try:
        return _played(simulation, round(seconds * level.world.step_rate), measures)
    finally:
        simulation.close()


def _played(simulation: Simulation, steps: int, measures: bool) -> Outcome:
    is_race = any(sensor.action == "finish" for sensor in simulation.level.sensors)
    near = BroadPhase(simulation.balls)  # a list of its own: the simulation must not notice
    overlap, escaped, then = 0.0, set[int](), (-1, -1)
    for left in range(steps, -1, -1):
        if measures:
            overlap = max(overlap, float(overlaps(simulation, near).max(initial=0.0)))
            escaped.update(simulation.balls.entities[escaped_balls(simulation)].tolist())
        now = (len(simulation.finished), simulation.count)
        if left == 0 or (is_race and now != then and is_over(simulation)):
            break
        then = now
        simulation.step()
    finished = simulation.finished
    names = unique([sensor.name for sensor in simulation.level.sensors])
    return Outcome(
        steps=simulation.steps,
        time=simulation.time,
        balls=simulation.count,
        hash=simulation.hash(),
        energy=simulation.energy(),
        max_overlap=overlap if measures else None,
        escaped=len(escaped) if measures else None,
        order=tuple(one.number for one in finished),
        first_time=finished[0].step / simulation.level.world.step_rate if finished else None,
        sensors={name: sensor.count for name, sensor in zip(names, simulation.sensors(), strict=True)},
    )


def is_over(simulation: Simulation) -> bool:
    """Whether every ball that is there has finished, and no other will come."""
    finished = {one.number for one in simulation.finished}
    return simulation.pending == 0 and all(label.number in finished for label in simulation.labels)


def unique(names: Iterable[str]) -> list[str]:
    """Return names as they are; one that was there before, with the next free number behind it."""
    found = dict[str, None]()
    for name in names:
        numbered = (f"{name} {k}" for k in count(2))
        found[name if name not in found else next(other for other in numbered if other not in found)] = None
    return list(found)


@cache
def engine() -> str:
    """Return a digest of all that decides about the bits of a run, the level and the machine left aside."""
    digest = blake2b(f"numpy {version('numpy')} numba {version('numba')}".encode(), digest_size=8)
    for path in sorted({path for pattern in DECISIVE for path in ROOT.glob(pattern)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()
