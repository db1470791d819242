"""How long the systems take, while somebody wants to know."""

from collections.abc import Callable
from operator import attrgetter
from time import perf_counter
from typing import Any, NamedTuple

from game.simulation.pipeline import Pipeline

PARTS = {
    "emitters": ("emission.process",),
    "quarantine": ("quarantine.process",),
    "remembering": ("store_previous_pose.process",),
    "walls' motion": ("wall_motion.process",),
    "gravity": ("gravity.process",),
    "forces": ("forces.process",),
    "drag": ("damping.process",),
    "warm start": ("warm_start.process",),
    "integration": ("integration.process",),
    "near pairs": ("ball_collision.broad_phase.process",),
    "balls' contacts": ("ball_collision.process",),
    "walls ahead": ("wall_collision.predict_impacts",),
    "walls' contacts": ("wall_collision.process",),
    "energy": ("energy.begin_step", "energy.process"),
    "sensors": ("sensing.process",),
}
"""What is timed apart, and where the pipeline has it; what a pipeline lacks is left out."""

WITHIN = {"near pairs": "balls' contacts"}
"""What is called by another part, whose time is told without it."""

REST = "all else"

WINDOW = 1.0
"""Time over which is averaged, in s."""


class Times(NamedTuple):
    """Means over the last steps in ms a step: the whole, and each part."""

    whole: float
    parts: dict[str, float]


class Profiler:
    """Times the parts of a pipeline between `start` and `stop`; otherwise it costs nothing.

    is_running : whether it does
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
        self._seconds = dict.fromkeys(self.names, 0.0)
        self._before = 0, self._seconds.copy()

    @property
    def names(self) -> list[str]:
        """The parts in the order of a step, and then the rest."""
        return [*self._parts, REST]

    def start(self) -> None:
        """Begin anew."""
        self.stop()
        self.is_running = True
        self._steps = 0
        self._seconds = dict.fromkeys(self.names, 0.0)
        self._before = 0, self._seconds.copy()
        for name, methods in self._parts.items():
            for method in methods:
                self._wrap(method, name)
        self._wrap("step", REST)

    def stop(self) -> None:
        """Let everything be as it was."""
        for thing, method in self._wrapped:
            delattr(thing, method)  # the method of the class shows again
        self._wrapped.clear()
        self.is_running = False

    def read(self) -> Times | None:
        """Return the means of the time since the last call but one; None without any step in it."""
        steps, seconds = self._steps + self._before[0], self._seconds
        total = {name: seconds[name] + before for name, before in self._before[1].items()}
        self._before = self._steps, seconds.copy()
        self._steps = 0
        for name in seconds:
            seconds[name] = 0.0
        if steps == 0:
            return None
        means = {name: 1e3 * spent / steps for name, spent in total.items()}
        for inner, outer in WITHIN.items():
            means[outer] -= means[inner]
        whole = means.pop(REST)
        return Times(whole, means | {REST: whole - sum(means.values())})

    def _wrap(self, path: str, name: str) -> None:
        owner, _, method = path.rpartition(".")
        thing = attrgetter(owner)(self._pipeline) if owner else self._pipeline
        setattr(thing, method, self._timed(getattr(thing, method), name))
        self._wrapped.append((thing, method))

    def _timed(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        """Return the method, but for adding the time of each call to the seconds of this name."""
        seconds = self._seconds

        def timed(*values: Any, **options: Any) -> Any:
            start = perf_counter()
            result = method(*values, **options)
            seconds[name] += perf_counter() - start
            self._steps += name is REST
            return result

        return timed
