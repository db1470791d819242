"""The acceptance cases: the quantities that are measured, their experiments and their bounds.

The numbers of Box2D 3.2 are published results for the same scenes. Chipmunk runs the experiments itself.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from game.levels.model import Level
from tests.physics import bounces, drum, gas, pairs, piles, surfaces, turning
from tests.physics.scene import BuildEngine, Engine, Scene

FULL: Mapping[str, Any] = MappingProxyType({})
"""No arguments that shorten an experiment."""


class Limit(NamedTuple):
    """A measured quantity, its bounds, and the published result of Box2D.

    A quantity without bounds is only reported, with ``note`` in place of the bounds.
    """

    quantity: str
    at_most: float | None = None
    at_least: float | None = None
    box2d: str = "-"
    note: str = ""

    def is_met(self, value: float) -> bool:
        """Return whether a value is within the bounds. NaN is outside of any bound."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)

    @property
    def bound(self) -> str:
        """The bound as text."""
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return self.note if self.at_most is None else f"<= {self.at_most:g}"


class Case(NamedTuple):
    """One experiment.

    measure : runs the experiment in an engine; returns a number for each of the limits
    quick : arguments of ``measure`` that shorten it for the tests
    chipmunk : arguments that shorten it for Chipmunk; None if Chipmunk lacks a feature of the experiment
    """

    name: str
    measure: Callable[..., float | tuple[float, ...]]
    limits: tuple[Limit, ...]
    quick: Mapping[str, Any] = FULL
    chipmunk: Mapping[str, Any] | None = FULL

    def run(self, build: BuildEngine, **arguments: Any) -> tuple[float, ...]:
        """Run the experiment; return one number for each limit."""
        with _closing(build) as build_engine:
            result = self.measure(build_engine, **arguments)
        return tuple(map(float, result)) if isinstance(result, tuple) else (float(result),)


@contextmanager
def _closing(build: BuildEngine) -> Iterator[BuildEngine]:
    """Close all engines that were built, at the end."""
    engines: list[Engine] = []

    def build_engine(scene: Scene | Level) -> Engine:
        engines.append(build(scene))
        return engines[-1]

    try:
        yield build_engine
    finally:
        for engine in engines:
            engine.close()


def _gas(packing: float, quick: int, chipmunk: int) -> Case:
    limits = (
        Limit("|Z / Henderson - 1|", at_most=0.01),
        Limit("standard error", note="target 0.2 %"),
    )
    return Case(
        f"gas-{packing}",
        partial(_compressibility_error, packing=packing),
        limits,
        {"steps": quick},
        {"steps": chipmunk},
    )


def _compressibility_error(build: BuildEngine, **arguments: Any) -> tuple[float, float]:
    error, standard_error = gas.compressibility_error(build, **arguments)
    return abs(error), standard_error


def _drum(resistance: float, chipmunk: Mapping[str, Any] | None) -> Case:
    limits = (Limit("surface angle, deg", note="20 to 35 in experiments"),)
    angle = partial(drum.surface_angle, rolling_resistance=resistance)
    return Case(f"drum-{resistance}", angle, limits, chipmunk=chipmunk)


CASES = (
    Case("rebound", bounces.rebound, (Limit("|height / drop - e²|", 0.002, box2d="0.019"),)),
    Case("elastic-minute", bounces.elastic_minute, (Limit("|energy error|, 60 s", 1e-3, box2d="-1.6 %"),)),
    Case("jacobi-1", turning.jacobi_of_one, (Limit("drift / energy, 30 s", 1e-9, box2d="ball lost"),)),
    Case(
        "jacobi-25",
        turning.jacobi_of_25,
        (Limit("drift / energy, 24 starts", 1e-6, box2d="balls lost"),),
        quick={"starts": 3},
        chipmunk={"starts": 1},
    ),
    Case(
        "no-pump",
        turning.jacobi_rise,
        (Limit("rise in a step / energy", 1e-9), Limit("pressed: the same / (Ω h)²", 3.0)),
    ),
    Case("oblique", bounces.oblique, (Limit("error, m/s", 1e-6),)),
    Case("incline", bounces.incline, (Limit("|acceleration error|", 1e-3),)),
    Case("slide-to-roll", bounces.slide_to_roll, (Limit("|v / v0 - 2/3|", 1e-3),)),
    Case("ledger", pairs.ledger, (Limit("momentum error", 1e-10), Limit("angular momentum error", 1e-9))),
    Case("cradle", pairs.cradle, (Limit("|error| / v", 1e-3, box2d="-0.4 to 0.29"),)),
    Case("shuttle", turning.shuttle, (Limit("|speed error|, 60 s", 1e-4, box2d="1.89 times v"),)),
    Case("containment", turning.count_escapes, (Limit("balls outside, of 360", 0, box2d="358"),)),
    Case(
        "heap",
        piles.heap,
        (Limit("v / sqrt(g r), 15 s", 1e-6, box2d="3e-6"), Limit("overlap / r", 0.01, box2d="0.038")),
    ),
    Case(
        "one-point",
        piles.one_point,
        (Limit("distance / 2 r, 1 s", at_least=0.98, box2d="never part"), Limit("fastest ever, m/s", 12.0)),
    ),
    _gas(0.2, quick=6_000, chipmunk=4000),
    _gas(0.5, quick=4_000, chipmunk=2000),
    Case("carried", turning.rolling_resistance_angle, (Limit("|angle / arctan c - 1|", 0.01),), chipmunk=None),
    Case("scaling", turning.scaling, (Limit("difference, m", 1e-9),)),
    _drum(0.1, chipmunk=None),
    _drum(0.0, chipmunk=FULL),
    Case("extremes", piles.extremes, (Limit("balls lost, of 288", 0), Limit("v / sqrt(g r), 15 s", 0.1))),
    Case(
        "heavy-on-light",
        piles.heavy_columns,
        (Limit("v / sqrt(g r), 30 s", 1e-2), Limit("overlap / r", 0.05), Limit("columns mixed, of 12", 0)),
    ),
    Case("large-on-small", piles.large_on_small, (Limit("v / sqrt(g r), 30 s", 1e-2), Limit("overlap / r", 0.05))),
    Case("seams", surfaces.seams, (Limit("difference to one wall, m", 1e-6),), {"starts": 1}),
    Case("boosters", surfaces.boosters, (Limit("|v / sqrt(v0² + 2 a d) - 1|", 1e-3),), {"phases": 10}),
    Case("bounces-counted", surfaces.bounces_counted, (Limit("missed, of 30", 0),), {"seconds": 20.0}),
)
