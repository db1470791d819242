"""Plan of a sweep: all combinations of the settings with all seeds."""

import json
import math
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from game.batch.sweep.reference import reference_hash
from game.batch.sweep.runs import Chunk, engine_digest, unique_names
from game.batch.sweep.settings import Setting, SweepError, toml_text, with_value
from game.levels.format import loader, repeat, reuse
from game.levels.model import Level, load_level
from game.levels.toml.problems import DataProblem, format_location

MAX_RUNS, MAX_COMBINATIONS = 10_000_000, 10_000

MAX_PRINTED = 5
"""Largest number of invalid combinations that an error lists."""

CHUNK_WORK, MAX_CHUNK_RUNS = 200_000, 64
"""Work of a chunk in steps of one ball, about 1 s, and its largest number of runs."""

STEP_OVERHEAD = 20
"""Time of a step without balls, in steps of one ball."""


@dataclass(frozen=True)
class Plan:
    """A sweep whose combinations are all valid levels.

    Runs are numbered by combination, then by seed.

    name : name of the level
    data : data of the level file, merged with the files that it extends
    base : the level of the unchanged data, with the first copy of each table only
    settings : varied fields; the combinations are their Cartesian product, in which the last setting varies fastest
    seeds : random seeds, ascending
    seconds : longest simulated time of a run, s
    measures : whether overlaps and escaped balls are measured after every step
    sensors : unique names of the sensors of all combinations
    has_finish, has_score, has_goal : whether balls can finish, points be made, the level be won in any combination
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
    has_score: bool = False
    has_goal: bool = False

    @property
    def combinations(self) -> int:
        """Number of combinations of settings."""
        return math.prod(len(setting.values) for setting in self.settings)

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.combinations * len(self.seeds)

    def setting_values(self, combination: int) -> tuple[Any, ...]:
        """Return the value of each setting in a combination."""
        values = []
        for setting in reversed(self.settings):
            combination, index = divmod(combination, len(setting.values))
            values.append(setting.values[index])
        return tuple(reversed(values))

    def settings_text(self, combination: int) -> str:
        """Return the settings of a combination in one line."""
        pairs = zip(self.settings, self.setting_values(combination), strict=True)
        return ", ".join(f"{setting.path} = {toml_text(value)}" for setting, value in pairs)

    def build_level(self, combination: int) -> Level:
        """Return the level of a combination. Raises ``SweepError`` with all problems if it is invalid."""
        expansion = repeat.expand(self._level_data(combination))
        if expansion.problems:
            raise SweepError("\n".join(map(_problem_text, expansion.problems)))
        try:
            return Level.model_validate(expansion.data)
        except ValidationError as error:
            problems = expansion.to_source(loader.data_problems(error, expansion.data, Level))
            raise SweepError("\n".join(map(_problem_text, problems))) from None

    def _level_data(self, combination: int) -> reuse.Table:
        """Return the level data of a combination. Settings of templates are applied before templates are resolved."""
        data = self.data
        changes = list(zip(self.settings, self.setting_values(combination), strict=True))
        for setting, value in changes:
            if setting.keys[0] == "templates":
                data = with_value(data, setting.keys, value, None)
        data, problems = reuse.resolve_templates(data)
        if problems:
            raise SweepError("\n".join(map(_problem_text, problems)))
        for setting, value in changes:
            if setting.keys[0] != "templates":
                data = with_value(data, setting.keys, value, self.base)
        return data

    def remaining_chunks(self, completed: Container[int]) -> Iterator[Chunk]:
        """Yield the runs that are not completed, in chunks of about `CHUNK_WORK`."""
        digest, reference = engine_digest(), reference_hash()
        for combination in range(self.combinations):
            first = combination * len(self.seeds)
            remaining = [run for run in range(first, first + len(self.seeds)) if run not in completed]
            if not remaining:
                continue
            level = self.build_level(combination)
            size = self._chunk_size(level)
            for start in range(0, len(remaining), size):
                runs = remaining[start : start + size]
                jobs = tuple((run, self.seeds[run - first]) for run in runs)
                yield Chunk(level, jobs, self.seconds, self.measures, digest, reference)

    def _chunk_size(self, level: Level) -> int:
        work = (STEP_OVERHEAD + level.count) * max(self.seconds * level.world.step_rate, 1.0)
        return max(1, min(MAX_CHUNK_RUNS, round(CHUNK_WORK / work)))

    def fingerprint(self) -> dict[str, Any]:
        """Return everything that the results depend on. Sweeps can share a journal if their fingerprints are equal."""
        text = json.dumps(self.data, default=str).encode()
        seeds = self.seeds
        return {
            "level": f"{self.name} {blake2b(text, digest_size=8).hexdigest()}",
            "settings": [f"{setting.path} = {toml_text(setting.values)}" for setting in self.settings],
            "seeds": f"{seeds.start}:{seeds.stop}" if isinstance(seeds, range) else list(seeds),
            "seconds": self.seconds,
            "measures": self.measures,
            "engine": engine_digest(),
            "reference run": reference_hash(),
        }


def make_plan(
    path: Path,
    settings: Sequence[Setting],
    seeds: Sequence[int],
    seconds: float,
    measures: bool,
    progress: Callable[[int], AbstractContextManager[Callable[[], object]]],
) -> Plan:
    """Return the plan of a sweep of the level in a file.

    progress : context manager that shows the progress of a number of parts and yields a function to call after each

    Raises ``LevelError`` if the level is invalid, ``SweepError`` if a combination is invalid or there are too many.
    """
    base, data = load_level(path), loader.read_merged(path)
    base = repeat.expand(reuse.resolve_templates(data)[0]).without_copies(base)
    plan = Plan(base.name, data, base, tuple(settings), seeds, seconds, measures)
    if plan.combinations > MAX_COMBINATIONS or plan.runs > MAX_RUNS:
        raise SweepError(
            f"cannot sweep {plan.runs} runs of {plan.combinations} levels: too many; "
            f"allowed: up to {MAX_RUNS} runs of {MAX_COMBINATIONS} levels"
        )
    with progress(plan.combinations) as advance:
        return replace(plan, **_check_levels(plan, advance))


def _check_levels(plan: Plan, advance: Callable[[], object]) -> dict[str, Any]:
    """Build all levels; return what the plan tells about all of them. Raises ``SweepError`` with the problems."""
    sensors, problems = dict[str, None](), dict[str, str]()
    found = dict.fromkeys(("has_finish", "has_score", "has_goal"), False)
    for combination in range(plan.combinations):
        try:
            level = plan.build_level(combination)
        except SweepError as error:
            for line in str(error).splitlines():
                problems.setdefault(line, plan.settings_text(combination))
            if len(problems) > MAX_PRINTED:
                break
        else:
            sensors |= dict.fromkeys(unique_names([sensor.name for sensor in level.sensors]))
            found = {name: had or getattr(level, name) for name, had in found.items()}
        advance()
    if problems:
        lines = [f"cannot use --set {settings}: {line}" for line, settings in problems.items()]
        raise SweepError("\n".join([*lines[:MAX_PRINTED], *(["... and more"] if len(lines) > MAX_PRINTED else [])]))
    return {"sensors": tuple(sensors), **found}


def _problem_text(problem: DataProblem) -> str:
    return f"{format_location(problem.location)}: {problem.message}"
