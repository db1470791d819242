"""Simulations that are closed at the end of a test."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from game.levels.model import Level
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import tiny_level


class Simulations:
    """Starts simulations when it is called, and closes them at the end of a ``with`` block.

    ``simulate = Simulations()`` is called like the fixture `simulate`: ``simulate("heptagon", seed=3)``.
    """

    def __init__(self) -> None:
        self._running: list[Simulation] = []

    def __call__(
        self, level: Level | str | Path | Iterable[Mapping[str, Any]], seed: int | None = None, **settings: Any
    ) -> Simulation:
        """Start a simulation of a level, of the name or file of one, or of balls in a `tiny_level`.

        settings : those of `tiny_level`, for balls only

        Raises ``TypeError`` for settings of anything else.
        """
        if not isinstance(level, Level | str | Path):
            level = tiny_level(level, **settings)
        elif settings:
            raise TypeError(f"cannot change {', '.join(settings)} of a level; allowed: settings for a list of balls")
        self._running.append(Simulation(level, seed))
        return self._running[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for simulation in self._running:
            simulation.close()
