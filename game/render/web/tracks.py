"""Poses of balls, frame by frame, encoded in few bytes."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components import Label
from game.simulation.simulation import Simulation

Integers = NDArray[np.int32]

ANGLE_UNITS = 1024
"""Units of angles in a full turn."""

MAX_UNITS = 2**28
"""Largest distance from the origin in units; positions beyond are clipped."""


class Tracks:
    """Records the poses of all balls as integers, frame by frame.

    A track is a series of poses of one ball. A ball that is teleported or moved by hand starts a new track, because
    the page interpolates between the poses of a track.

    unit : m, unit of lengths
    frames : number of frames so far
    """

    def __init__(self, simulation: Simulation, unit: float) -> None:
        self.simulation, self.unit = simulation, unit
        self.frames = 0
        self._appearances: list[tuple[Label, float]] = []
        self._first: list[int] = []
        self._current: dict[int, int] = {}
        self._entities: NDArray[np.int64] = np.empty(0, np.int64)
        self._rows: Integers = np.empty(0, np.int32)
        self._poses: list[tuple[Integers, Integers, Integers, Integers]] = []

    def run_steps(self, step: Callable[[], object], steps: int) -> None:
        """Call ``step`` a number of times, and end the tracks of the balls that it teleports."""
        balls = self.simulation.balls
        for _ in range(steps):
            step()
            for entity in balls.entities[balls.dirty != 0].tolist():
                if self._current.pop(entity, None) is not None:
                    self._entities = np.empty(0, np.int64)

    def record_frame(self) -> None:
        """Record the present state as the next frame."""
        simulation = self.simulation
        if simulation.balls.entities is not self._entities:
            self._start_tracks()
        x, y = (np.clip(np.rint(simulation.positions / self.unit), -MAX_UNITS, MAX_UNITS)).astype(np.int32).T
        angle = np.rint(simulation.angles * (ANGLE_UNITS / (2.0 * np.pi))).astype(np.int64).astype(np.int32)  # wraps
        self._poses.append((self._rows, x, y, angle))
        self.frames += 1

    def _start_tracks(self) -> None:
        """Start a track for every ball that has none."""
        self._entities = self.simulation.balls.entities
        known, self._current = self._current, {}
        appearances = zip(self.simulation.labels, self.simulation.radii.tolist(), strict=True)
        for entity, appearance in zip(self._entities.tolist(), appearances, strict=True):
            if entity in known:
                self._current[entity] = known[entity]
                continue
            self._current[entity] = len(self._appearances)
            self._appearances.append(appearance)
            self._first.append(self.frames)
        self._rows = np.array(list(self._current.values()), np.int32)

    def table(self) -> dict[str, list[Any]]:
        """Return number, colour, radius (m), first frame and number of frames of every track."""
        rows = np.concatenate([rows for rows, *_ in self._poses])
        return {
            "number": [label.number for label, _ in self._appearances],
            "color": [label.color for label, _ in self._appearances],
            "radius": [radius for _, radius in self._appearances],
            "first": self._first,
            "count": np.bincount(rows, minlength=len(self._appearances)).tolist(),
        }

    def encode(self) -> bytes:
        """Return x, then y, then the angles of all tracks, each encoded with the lengths of `table`."""
        rows, *columns = (np.concatenate(parts) for parts in zip(*self._poses, strict=True))
        order = np.argsort(rows, kind="stable")
        lengths = np.bincount(rows, minlength=len(self._appearances))
        return b"".join(encode_tracks(column[order], lengths) for column in columns)


def encode_tracks(values: Integers, lengths: NDArray[np.int_]) -> bytes:
    """Encode tracks by their second differences, which are small for balls that fly or rest.

    Each number is the second difference within its track; values before the start count as 0. Then 0, -1, 1, -2 ...
    become 0, 1, 2, 3 ... (zigzag encoding). The lowest bytes of all numbers come first, then the next bytes, and so
    on. Arithmetic wraps at 32 bits.

    values : (n,), track after track
    lengths : (t,) of the tracks
    """
    starts = (np.cumsum(lengths) - lengths)[lengths > 0]
    for _ in range(2):
        previous = np.roll(values, 1)
        previous[starts] = 0
        values = values - previous
    folded = ((values << 1) ^ (values >> 31)).astype("<u4")
    return folded.view(np.uint8).reshape(-1, 4).T.tobytes()
