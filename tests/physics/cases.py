"""The acceptance cases: what is measured, how, and within which bounds it must be.

The numbers of Box2D 3.2 are published ones, measured elsewhere in the same scenes; Chipmunk runs beside ours.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.physics import bounces, drum, gas, pairs, piles, turning
from tests.physics.scene import Build, Engine, Scene

AS_IT_IS: Mapping[str, Any] = MappingProxyType({})


class Limit(NamedTuple):
    """Between what a number must lie, and what is known of Box2D. Without a bound, ``note`` stands in its place."""

    what: str
    at_most: float | None = None
    at_least: float | None = None
    box2d: str = "-"
    note: str = ""

    def holds(self, value: float) -> bool:
        """Whether a number is within the bounds; nan never is, unless there are none."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)

    @property
    def bound(self) -> str:
        """The bound in short."""
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return self.note if self.at_most is None else f"<= {self.at_most:g}"


class Case(NamedTuple):
    """One experiment.

    measure : runs it in an engine; returns a number for each of the limits
    quick : what shortens it for the tests
    chipmunk : what shortens it for Chipmunk; None if Chipmunk has not what it takes
    """

    name: str
    measure: Callable[..., float | tuple[float, ...]]
    limits: tuple[Limit, ...]
    quick: Mapping[str, Any] = AS_IT_IS
    chipmunk: Mapping[str, Any] | None = AS_IT_IS

    def run(self, build: Build, **shorter: Any) -> tuple[float, ...]:
        """Return the numbers, one a limit."""
        with _closing(build) as build_and_close:
            result = self.measure(build_and_close, **shorter)
        return tuple(map(float, result)) if isinstance(result, tuple) else (float(result),)


@contextmanager
def _closing(build: Build) -> Iterator[Build]:
    """Close every engine in the end."""
    made: list[Engine] = []

    def build_one(scene: Scene) -> Engine:
        made.append(build(scene))
        return made[-1]

    try:
        yield build_one
    finally:
        for engine in made:
            engine.close()


def _gas(packing: float, quick: int, chipmunk: int) -> Case:
    limits = (
        Limit("|Z / Henderson - 1|", at_most=0.01),
        Limit("standard error", note="0.2 % wanted"),
    )
    return Case(f"gas-{packing}", partial(_off_theory, packing=packing), limits, {"steps": quick}, {"steps": chipmunk})


def _off_theory(build: Build, **how: Any) -> tuple[float, float]:
    off, error = gas.off_theory(build, **how)
    return abs(off), error


def _drum(resistance: float, chipmunk: Mapping[str, Any] | None) -> Case:
    limits = (Limit("surface angle, deg", note="20 to 35 seen"),)
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
        turning.pump,
        (Limit("rise in a step / energy", 1e-9), Limit("pressed: the same / (Ω h)²", 3.0)),
    ),
    Case("oblique", bounces.oblique, (Limit("error, m/s", 1e-6),)),
    Case("incline", bounces.incline, (Limit("|acceleration error|", 1e-3),)),
    Case("slide-to-roll", bounces.slide_to_roll, (Limit("|v / v0 - 2/3|", 1e-3),)),
    Case("ledger", pairs.ledger, (Limit("momentum error", 1e-10), Limit("angular momentum error", 1e-9))),
    Case("cradle", pairs.cradle, (Limit("|error| / v", 1e-3, box2d="-0.4 to 0.29"),)),
    Case("shuttle", turning.shuttle, (Limit("|speed error|, 60 s", 1e-4, box2d="1.89 times v"),)),
    Case("containment", turning.escapes, (Limit("balls outside, of 360", 0, box2d="358"),)),
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
    Case("carried", turning.carried, (Limit("|angle / arctan c - 1|", 0.01),), chipmunk=None),
    Case("scaling", turning.scaling, (Limit("difference, m", 1e-9),)),
    _drum(0.1, chipmunk=None),
    _drum(0.0, chipmunk=AS_IT_IS),
    Case("extremes", piles.extremes, (Limit("balls lost, of 288", 0), Limit("v / sqrt(g r), 15 s", 0.1))),
)
