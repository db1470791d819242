"""Where the balls have been."""

from collections import deque
from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Label, Position, PreviousPose
from game.render import theme
from game.render.gl.line_batch import LINE_RECORD, LineRecords, line_records
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.ui_style import rgb

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
    """Where the balls were: entities, times put elsewhere (n,), colours (n, 3), centres (2, n) in m."""

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
        """Note the step that was just taken; call it after each."""
        time, balls, moments = self.simulation.time, self.simulation.balls, self._moments
        self._forget(time)
        while moments and moments[0].time < time - SPAN:
            moments.popleft()
        legs, colors = self._follow()
        number = moments[-1].number + 1 if moments else 0
        moments.append(_Moment(number, time, balls.entities, legs, colors, balls.block(Position).copy()))

    def line_records(self, centers: Floats, origin: tuple[float, float] = (0.0, 0.0)) -> LineRecords:
        """Return all trails, in m from an origin; they end where the balls are seen now, (n, 2) in m from there."""
        now = self.simulation.time
        self._forget(now + 0.5 * self.simulation.dt)
        moments = list(self._moments)
        if len(moments) < 2:
            return np.empty(0, LINE_RECORD)
        last = moments.pop()
        every = -(-len(moments) * max(len(last.entities), 1) // MOST_STROKES)
        chosen = [  # the same ones until they go
            moment._replace(places=moment.places.T - origin) for moment in moments if moment.number % every == 0
        ]
        is_now = last.entities is self.simulation.balls.entities
        last = last._replace(places=centers if is_now else last.places.T - origin)
        pieces = [_between(*pair, now) for pair in zip(chosen, [*chosen[1:], last], strict=True)]
        return np.concatenate([np.empty(0, LINE_RECORD), *pieces])

    def _forget(self, time: float) -> None:
        """Leave out what is yet to come, from a time in s on: the simulation went back."""
        while self._moments and self._moments[-1].time >= time:
            self._moments.pop()

    def _follow(self) -> tuple[Whole, NDArray[np.uint8]]:
        """How often every ball was put elsewhere so far (n,), and colours (n, 3)."""
        balls = self.simulation.balls
        if not self._moments:
            return np.zeros(len(balls), np.int64), self._look_up(balls.entities)
        before, began = self._moments[-1], balls.block(PreviousPose)[:2]
        if before.entities is balls.entities:
            legs, colors, then = before.legs, before.colors, before.places
        else:
            row = balls.rows_of(before.entities)
            stayed = row >= 0
            known = np.zeros(len(balls), np.bool_)
            known[row[stayed]] = True
            legs, colors = np.zeros(len(balls), np.int64), np.empty((len(balls), 3), np.uint8)
            then = began.copy()
            legs[row[stayed]], colors[row[stayed]] = before.legs[stayed], before.colors[stayed]
            then[:, row[stayed]] = before.places[:, stayed]
            colors[~known] = self._look_up(balls.entities[~known])
        if began.tobytes() == then.tobytes() and 1 not in balls.dirty.tobytes():
            return legs, colors
        return legs + ((began != then).any(axis=0) | (balls.dirty > 0)), colors  # put elsewhere before, or at the end

    def _look_up(self, entities: Whole) -> NDArray[np.uint8]:
        with self.simulation.world.active():
            labels = [esper.try_component(entity, Label) for entity in entities.tolist()]
        return np.array([rgb(label.color if label else theme.BALL) for label in labels], np.uint8).reshape(-1, 3)


def _between(old: _Moment, new: _Moment, now: float) -> LineRecords:
    """Strokes from one moment to the next, for balls that were there at both."""
    legs, colors, begin = old.legs, old.colors, old.places
    legs_then, end = new.legs, new.places
    if old.entities is not new.entities:
        _, a, b = np.intersect1d(old.entities, new.entities, assume_unique=True, return_indices=True)
        legs, colors, begin, legs_then, end = legs[a], colors[a], begin[a], legs_then[b], end[b]
    same = legs == legs_then
    if not same.all():
        begin, end, colors = begin[same], end[same], colors[same]
    young = 1.0 if ui_style.current().reduced_motion else max(1.0 - (now - new.time) / SPAN, 0.0)
    thin, wide = WIDTHS
    return line_records(begin, end, thin + (wide - thin) * young, colors, OPACITY * young)
