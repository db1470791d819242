"""Where the balls have been."""

from collections import deque
from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Label, Velocity
from game import theme
from game.simulation import Simulation
from game.views import look
from game.views.strokes import STROKE, Drawn, rgb, strokes

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SPAN = 2.0
"""How far trails reach back, in s of simulated time."""

MOST_MOMENTS, MOST_STROKES = 240, 16_000
"""Moments that are remembered at most, and strokes that are made of them at most; trails of many have longer ones."""

WIDTHS = 0.8, 3.2
"""Of a trail where it is oldest and where the ball is, in units of the window."""

OPACITY = 0.75
"""Of a trail where the ball is; it fades to nothing, unless motion is reduced."""


class _Moment(NamedTuple):
    """Where the balls were: entities, times put elsewhere (n,), colours (n, 3), centres (n, 2) in m."""

    number: int
    time: float
    entities: Whole
    legs: Whole
    colors: NDArray[np.uint8]
    places: Floats


class Trails:
    """Remembers for a while where every ball of a simulation was. Those of balls that go fade like all others.

    A ball that was put elsewhere begins a new trail there.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._moments: deque[_Moment] = deque(maxlen=MOST_MOMENTS)

    def __len__(self) -> int:
        return len(self._moments)

    def watch(self) -> None:
        """Note the moment, unless no step was taken since the last one."""
        simulation, moments = self.simulation, self._moments
        while moments and moments[-1].time > simulation.time:  # it went back
            moments.pop()
        if moments and moments[-1].time == simulation.time:
            return
        number = moments[-1].number + 1 if moments else 0
        entities, places = simulation.balls.entities, simulation.positions
        legs, colors = self._follow(places)
        moments.append(_Moment(number, simulation.time, entities, legs, colors, places))
        while moments[0].time < simulation.time - SPAN:
            moments.popleft()

    def strokes(self, centers: Floats, origin: tuple[float, float] = (0.0, 0.0)) -> Drawn:
        """Return all trails, in m from an origin; they end where the balls are seen now, (n, 2) in m from there."""
        moments = list(self._moments)
        if len(moments) < 2:
            return np.empty(0, STROKE)
        last = moments.pop()
        now = self.simulation.time
        every = -(-len(moments) * max(len(last.entities), 1) // MOST_STROKES)
        chosen = [  # the same ones until they go
            moment._replace(places=moment.places - origin) for moment in moments if moment.number % every == 0
        ]
        last = last._replace(places=centers if len(centers) == len(last.places) else last.places - origin)
        pieces = [_between(*pair, now) for pair in zip(chosen, [*chosen[1:], last], strict=True)]
        return np.concatenate([np.empty(0, STROKE), *pieces])

    def _follow(self, places: Floats) -> tuple[Whole, NDArray[np.uint8]]:
        """How often every ball was put elsewhere so far (n,), and colours (n, 3); they are at places (n, 2) in m."""
        balls = self.simulation.balls
        if not self._moments:
            return np.zeros(len(balls), np.int64), self._look_up(balls.entities)
        before = self._moments[-1]
        if before.entities is balls.entities:
            legs, colors, then = before.legs, before.colors, before.places
        else:
            row = balls.rows_of(before.entities)
            stayed = row >= 0
            known = np.zeros(len(balls), np.bool_)
            known[row[stayed]] = True
            legs, colors = np.zeros(len(balls), np.int64), np.empty((len(balls), 3), np.uint8)
            then = places.copy()
            legs[row[stayed]], colors[row[stayed]] = before.legs[stayed], before.colors[stayed]
            then[row[stayed]] = before.places[stayed]
            colors[~known] = self._look_up(balls.entities[~known])
        far = np.hypot(*(places - then).T)
        fastest = np.abs(balls.block(Velocity)).max(initial=1.0)
        leaps = far > 2.0 * fastest * (self.simulation.time - before.time) + balls[Collider].radius
        return (legs + leaps if leaps.any() else legs), colors

    def _look_up(self, entities: Whole) -> NDArray[np.uint8]:
        with self.simulation.world.active():
            labels = [esper.try_component(entity, Label) for entity in entities.tolist()]
        return np.array([rgb(label.color if label else theme.BALL) for label in labels], np.uint8).reshape(-1, 3)


def _between(old: _Moment, new: _Moment, now: float) -> Drawn:
    """Strokes from one moment to the next, for balls that were there at both."""
    legs, colors, begin = old.legs, old.colors, old.places
    legs_then, end = new.legs, new.places
    if old.entities is not new.entities:
        _, a, b = np.intersect1d(old.entities, new.entities, assume_unique=True, return_indices=True)
        legs, colors, begin, legs_then, end = legs[a], colors[a], begin[a], legs_then[b], end[b]
    same = legs == legs_then
    if not same.all():
        begin, end, colors = begin[same], end[same], colors[same]
    young = 1.0 if look.now().reduced_motion else max(1.0 - (now - new.time) / SPAN, 0.0)
    thin, wide = WIDTHS
    return strokes(begin, end, thin + (wide - thin) * young, colors, OPACITY * young)
