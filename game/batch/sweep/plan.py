"""Which runs there are to do: every combination of the settings, with every seed."""

import json
import math
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from game.batch.sweep.runs import Chunk, engine, unique
from game.batch.sweep.settings import Setting, SweepError, placed, spelt
from game.levels.format import loader, reuse
from game.levels.model import Level, load_level
from game.levels.toml.problems import DataProblem, format_location

MOST_RUNS, MOST_COMBINATIONS = 10_000_000, 10_000

MAX_PRINTED = 5
"""Mistakes that are told."""

WORK, MOST_IN_CHUNK = 200_000, 64
"""Steps of one ball that a chunk of runs should take, about a second; and its runs at most."""

ALONE = 20
"""Balls whose steps take as long as one step takes without a ball."""


@dataclass(frozen=True)
class Plan:
    """A sweep, with every combination known to be a level.

    Runs are numbered by combination and then by seed, in the order of both.

    name : of the level
    data : what the level and those that it extends say
    base : the level as it was read
    settings : what is varied; combinations are their product, the last one varying fastest
    seeds : ascending
    seconds : s of simulated time at most
    measures : whether overlaps and escapes are looked for after every step
    sensors : names of all sensors that a combination has, each once
    has_finish : whether any of these lets balls finish
    """

    name: str
    data: reuse.Table
    base: Level
    settings: tuple[Setting, ...]
    seeds: Sequence[int]
    seconds: float
    measures: bool
    sensors: tuple[str, ...] = ()
    has_finish: bool = False

    @property
    def combinations(self) -> int:
        """How many combinations of settings there are."""
        return math.prod(len(setting.values) for setting in self.settings)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.combinations * len(self.seeds)

    def values(self, combination: int) -> tuple[Any, ...]:
        """Return the value of each setting."""
        found = []
        for setting in reversed(self.settings):
            combination, at = divmod(combination, len(setting.values))
            found.append(setting.values[at])
        return tuple(reversed(found))

    def label(self, combination: int) -> str:
        """Return the settings of a combination on one line."""
        pairs = zip(self.settings, self.values(combination), strict=True)
        return ", ".join(f"{setting.path} = {spelt(value)}" for setting, value in pairs)

    def level(self, combination: int) -> Level:
        """Return the level of a combination; ``SweepError`` with the fields and what is allowed if it is none."""
        data = self._data(combination)
        try:
            return Level.model_validate(data)
        except ValidationError as error:
            raise SweepError("\n".join(_told(fault) for fault in loader.data_problems(error, data, Level))) from None

    def _data(self, combination: int) -> reuse.Table:
        """Return the data of a level: templates are changed before others use them."""
        data = self.data
        changes = list(zip(self.settings, self.values(combination), strict=True))
        for setting, value in changes:
            if setting.keys[0] == "templates":
                data = placed(data, setting.keys, value, None)
        data, faults = reuse.resolve_templates(data)
        if faults:
            raise SweepError("\n".join(map(_told, faults)))
        for setting, value in changes:
            if setting.keys[0] != "templates":
                data = placed(data, setting.keys, value, self.base)
        return data

    def chunks(self, done: Container[int]) -> Iterator[Chunk]:
        """Yield the runs that are not done, several together where they are short."""
        ours = engine()
        for combination in range(self.combinations):
            first = combination * len(self.seeds)
            left = [run for run in range(first, first + len(self.seeds)) if run not in done]
            if not left:
                continue
            level = self.level(combination)
            size = self._chunk_size(level)
            for start in range(0, len(left), size):
                runs = left[start : start + size]
                jobs = tuple((run, self.seeds[run - first]) for run in runs)
                yield Chunk(level, jobs, self.seconds, self.measures, ours)

    def _chunk_size(self, level: Level) -> int:
        work = (ALONE + level.count) * max(self.seconds * level.world.step_rate, 1.0)
        return max(1, min(MOST_IN_CHUNK, round(WORK / work)))

    def fingerprint(self) -> dict[str, Any]:
        """Return all that the results depend on, part by part: two sweeps may share a journal if these agree."""
        said = json.dumps(self.data, default=str).encode()
        seeds = self.seeds
        return {
            "level": f"{self.name} {blake2b(said, digest_size=8).hexdigest()}",
            "settings": [f"{setting.path} = {spelt(setting.values)}" for setting in self.settings],
            "seeds": f"{seeds.start}:{seeds.stop}" if isinstance(seeds, range) else list(seeds),
            "seconds": self.seconds,
            "measures": self.measures,
            "engine": engine(),
        }


def make(
    path: Path,
    settings: Sequence[Setting],
    seeds: Sequence[int],
    seconds: float,
    measures: bool,
    progress: Callable[[int], AbstractContextManager[Callable[[], object]]],
) -> Plan:
    """Return a sweep of the level in a file; ``LevelError`` if that is wrong, ``SweepError`` if a combination is.

    progress : opens a display of so many parts; what it yields is called after each
    """
    base, data = load_level(path), loader.read_merged(path)
    plan = Plan(base.name, data, base, tuple(settings), seeds, seconds, measures)
    if plan.combinations > MOST_COMBINATIONS or plan.runs > MOST_RUNS:
        raise SweepError(
            f"these are {plan.runs} runs of {plan.combinations} levels; "
            f"allowed: up to {MOST_RUNS} runs of {MOST_COMBINATIONS} levels"
        )
    with progress(plan.combinations) as advance:
        return replace(plan, **_survey(plan, advance))


def _survey(plan: Plan, advance: Callable[[], object]) -> dict[str, Any]:
    """Return what the levels of a plan have, in the names of its fields; SweepError with what is wrong with them."""
    sensors, has_finish, wrong = dict[str, None](), False, dict[str, str]()
    for combination in range(plan.combinations):
        try:
            level = plan.level(combination)
        except SweepError as problem:
            for line in str(problem).splitlines():
                wrong.setdefault(line, plan.label(combination))
            if len(wrong) > MAX_PRINTED:
                break
        else:
            sensors |= dict.fromkeys(unique([sensor.name for sensor in level.sensors]))
            has_finish |= any(sensor.action == "finish" for sensor in level.sensors)
        advance()
    if wrong:
        lines = [f"with {label}: {line}" for line, label in wrong.items()]
        raise SweepError("\n".join([*lines[:MAX_PRINTED], *(["... and more"] if len(lines) > MAX_PRINTED else [])]))
    return {"sensors": tuple(sensors), "has_finish": has_finish}


def _told(fault: DataProblem) -> str:
    return f"{format_location(fault.location)}: {fault.message}"
