"""Profiler of the systems of a pipeline."""

from collections.abc import Callable
from operator import attrgetter
from time import perf_counter
from typing import Any, NamedTuple

from game.simulation.pipeline import Pipeline

PARTS = {
    "emitters": ("emission.process",),
    "quarantine": ("quarantine.process",),
    "previous poses": ("store_previous_pose.process",),
    "wall motion": ("wall_motion.process",),
    "gravity": ("gravity.process",),
    "forces": ("forces.process",),
    "drag": ("damping.process",),
    "warm start": ("warm_start.process",),
    "integration": ("integration.process",),
    "broad phase": ("ball_collision.broad_phase.process",),
    "ball contacts": ("ball_collision.process",),
    "wall impacts": ("wall_collision.predict_impacts",),
    "wall contacts": ("wall_collision.process",),
    "energy": ("energy.begin_step", "energy.process"),
    "sensors": ("sensing.process",),
}
"""Timed parts of a step, with their methods as attribute paths of the pipeline. Systems that are None are skipped."""

NESTED_IN = {"broad phase": "ball contacts"}
"""Parts that run inside another part, whose time is reported without theirs."""

OTHER = "other"
"""Name of the time of a step that no part accounts for."""

AVERAGING_TIME = 1.0
"""Interval of the running mean, s."""


class StepTimes(NamedTuple):
    """Mean times per step: of the step and of each part, ms."""

    total: float
    parts: dict[str, float]


class Profiler:
    """Measures the time of each part of a pipeline between `start` and `stop`.

    It wraps the methods of `PARTS` while it runs; a stopped profiler has no cost.

    is_running : whether it measures
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self.is_running = False
        self._pipeline = pipeline
        self._parts = {
            name: methods
            for name, methods in PARTS.items()
            if all(attrgetter(method.partition(".")[0])(pipeline) is not None for method in methods)
        }
        self._wrapped: list[tuple[object, str]] = []
        self._steps = 0
        self._seconds = dict.fromkeys(self.part_names, 0.0)
        self._previous = 0, self._seconds.copy()

    @property
    def part_names(self) -> list[str]:
        """The parts in the order of a step, then `OTHER`."""
        return [*self._parts, OTHER]

    def start(self) -> None:
        """Reset all times and start measuring."""
        self.stop()
        self.is_running = True
        self._steps = 0
        self._seconds = dict.fromkeys(self.part_names, 0.0)
        self._previous = 0, self._seconds.copy()
        for name, methods in self._parts.items():
            for method in methods:
                self._wrap(method, name)
        self._wrap("step", OTHER)

    def stop(self) -> None:
        """Stop measuring and remove all wrappers."""
        for owner, method in self._wrapped:
            delattr(owner, method)  # uncovers the method of the class
        self._wrapped.clear()
        self.is_running = False

    def mean_times(self) -> StepTimes | None:
        """Return the mean times over the last two intervals between calls; None without a step in them."""
        steps, seconds = self._steps + self._previous[0], self._seconds
        totals = {name: seconds[name] + previous for name, previous in self._previous[1].items()}
        self._previous = self._steps, seconds.copy()
        self._steps = 0
        for name in seconds:
            seconds[name] = 0.0
        if steps == 0:
            return None
        means = {name: 1e3 * spent / steps for name, spent in totals.items()}
        for inner, outer in NESTED_IN.items():
            means[outer] -= means[inner]
        total = means.pop(OTHER)
        return StepTimes(total, means | {OTHER: total - sum(means.values())})

    def _wrap(self, path: str, name: str) -> None:
        """Replace a method of the pipeline or of a system by a timed one."""
        owner_path, _, method = path.rpartition(".")
        owner = attrgetter(owner_path)(self._pipeline) if owner_path else self._pipeline
        setattr(owner, method, self._timed(getattr(owner, method), name))
        self._wrapped.append((owner, method))

    def _timed(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        """Return a function that calls ``method`` and adds its time to part ``name``."""
        seconds = self._seconds

        def timed(*values: Any, **options: Any) -> Any:
            start = perf_counter()
            result = method(*values, **options)
            seconds[name] += perf_counter() - start
            self._steps += name is OTHER
            return result

        return timed
