"""Trails: the lines along which the balls have moved."""

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
Ints = NDArray[np.int64]

DURATION = 2.0
"""Simulated time that a trail covers, in s."""

MAX_SAMPLES, MAX_STROKES = 240, 16_000
"""Most samples that are stored, and most strokes that are drawn; with many balls the strokes are longer."""

WIDTHS = 0.8, 3.2
"""Width of a trail at its old end and at the ball, in units of the window."""

OPACITY = 0.75
"""Opacity of a trail at the ball; it fades out to the old end, unless motion is reduced."""


class _Sample(NamedTuple):
    """The balls after a step.

    number : index of the sample since the trails began
    time : simulated time, s
    entities : (n,)
    segments : how many times each ball was teleported (n,); a trail does not cross a teleport
    colors : (n, 3)
    positions : (2, n) m
    """

    number: int
    time: float
    entities: Ints
    segments: Ints
    colors: NDArray[np.uint8]
    positions: Floats


class Trails:
    """Stores the positions of all balls of a simulation for a while; trails of removed balls fade like all others.

    A ball that is teleported begins a new trail at its new position.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._samples: deque[_Sample] = deque(maxlen=MAX_SAMPLES)

    def __len__(self) -> int:
        return len(self._samples)

    def add_sample(self) -> None:
        """Store the positions of the balls; call it after each step."""
        time, balls, samples = self.simulation.time, self.simulation.balls, self._samples
        self._discard_from(time)
        while samples and samples[0].time < time - DURATION:
            samples.popleft()
        segments, colors = self._segments_and_colors()
        number = samples[-1].number + 1 if samples else 0
        samples.append(_Sample(number, time, balls.entities, segments, colors, balls.block(Position).copy()))

    def line_records(self, centers: Floats, origin: tuple[float, float] = (0.0, 0.0)) -> LineRecords:
        """Return the strokes of all trails, in m relative to an origin.

        centers : where the balls are drawn (n, 2), in m relative to the origin; the trails end there
        """
        now = self.simulation.time
        self._discard_from(now + 0.5 * self.simulation.dt)
        samples = list(self._samples)
        if len(samples) < 2:
            return np.empty(0, LINE_RECORD)
        last = samples.pop()
        stride = -(-len(samples) * max(len(last.entities), 1) // MAX_STROKES)
        chosen = [  # by number: a sample is drawn in every frame or in none
            sample._replace(positions=sample.positions.T - origin) for sample in samples if sample.number % stride == 0
        ]
        is_current = last.entities is self.simulation.balls.entities
        last = last._replace(positions=centers if is_current else last.positions.T - origin)
        pieces = [_strokes_between(*pair, now) for pair in zip(chosen, [*chosen[1:], last], strict=True)]
        return np.concatenate([np.empty(0, LINE_RECORD), *pieces])

    def _discard_from(self, time: float) -> None:
        """Discard samples from a time in s on: after a rewind they are in the future."""
        while self._samples and self._samples[-1].time >= time:
            self._samples.pop()

    def _segments_and_colors(self) -> tuple[Ints, NDArray[np.uint8]]:
        """Return segments (n,) and colours (n, 3) of the balls, from the last sample where it has them."""
        balls = self.simulation.balls
        if not self._samples:
            return np.zeros(len(balls), np.int64), self._label_colors(balls.entities)
        last, start = self._samples[-1], balls.block(PreviousPose)[:2]
        if last.entities is balls.entities:
            segments, colors, end = last.segments, last.colors, last.positions
        else:
            row = balls.rows_of(last.entities)
            is_present = row >= 0
            is_known = np.zeros(len(balls), np.bool_)
            is_known[row[is_present]] = True
            segments, colors = np.zeros(len(balls), np.int64), np.empty((len(balls), 3), np.uint8)
            end = start.copy()
            segments[row[is_present]], colors[row[is_present]] = last.segments[is_present], last.colors[is_present]
            end[:, row[is_present]] = last.positions[:, is_present]
            colors[~is_known] = self._label_colors(balls.entities[~is_known])
        if start.tobytes() == end.tobytes() and 1 not in balls.dirty.tobytes():
            return segments, colors
        return segments + ((start != end).any(axis=0) | (balls.dirty > 0)), colors  # teleported around the step

    def _label_colors(self, entities: Ints) -> NDArray[np.uint8]:
        with self.simulation.world.active():
            labels = [esper.try_component(entity, Label) for entity in entities.tolist()]
        return np.array([rgb(label.color if label else theme.BALL) for label in labels], np.uint8).reshape(-1, 3)


def _strokes_between(old: _Sample, new: _Sample, now: float) -> LineRecords:
    """Return the strokes between two samples, for the balls that are in both; positions are (n, 2)."""
    segments, colors, start = old.segments, old.colors, old.positions
    new_segments, end = new.segments, new.positions
    if old.entities is not new.entities:
        _, a, b = np.intersect1d(old.entities, new.entities, assume_unique=True, return_indices=True)
        segments, colors, start, new_segments, end = segments[a], colors[a], start[a], new_segments[b], end[b]
    is_connected = segments == new_segments
    if not is_connected.all():
        start, end, colors = start[is_connected], end[is_connected], colors[is_connected]
    freshness = 1.0 if ui_style.current().reduced_motion else max(1.0 - (now - new.time) / DURATION, 0.0)
    thin, wide = WIDTHS
    return line_records(start, end, thin + (wide - thin) * freshness, colors, OPACITY * freshness)
