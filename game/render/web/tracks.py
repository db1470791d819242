"""Where balls were, frame by frame, in few bytes."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components import Label
from game.simulation.simulation import Simulation

Whole = NDArray[np.int32]

TURN = 1024
"""Angles are told in so many parts of a turn."""

FAR = 2**28
"""Units from the origin beyond which a ball is as good as there."""


class Tracks:
    """Writes down whole numbers for the pose of every ball, a frame at a time.

    A track is a ball as long as it goes its way: one that is put elsewhere begins another.

    unit : m, what lengths are told in
    frames : how many there are so far
    """

    def __init__(self, simulation: Simulation, unit: float) -> None:
        self.simulation, self.unit = simulation, unit
        self.frames = 0
        self._looks: list[tuple[Label, float]] = []
        self._first: list[int] = []
        self._current: dict[int, int] = {}
        self._entities: NDArray[np.int64] = np.empty(0, np.int64)
        self._rows: Whole = np.empty(0, np.int32)
        self._poses: list[tuple[Whole, Whole, Whole, Whole]] = []

    def pass_time(self, step: Callable[[], object], steps: int) -> None:
        """Let ``steps`` steps pass, each by a call, and end the tracks of the balls that one of them puts elsewhere."""
        balls = self.simulation.balls
        for _ in range(steps):
            step()
            for entity in balls.entities[balls.dirty != 0].tolist():
                if self._current.pop(entity, None) is not None:
                    self._entities = np.empty(0, np.int64)

    def record(self) -> None:
        """Write down the present state as the next frame."""
        simulation = self.simulation
        if simulation.balls.entities is not self._entities:
            self._follow()
        x, y = (np.clip(np.rint(simulation.positions / self.unit), -FAR, FAR)).astype(np.int32).T
        angle = np.rint(simulation.angles * (TURN / (2.0 * np.pi))).astype(np.int64).astype(np.int32)  # wraps
        self._poses.append((self._rows, x, y, angle))
        self.frames += 1

    def _follow(self) -> None:
        """Begin a track for every ball that is without one."""
        self._entities = self.simulation.balls.entities
        known, self._current = self._current, {}
        looks = zip(self.simulation.labels, self.simulation.radii.tolist(), strict=True)
        for entity, look in zip(self._entities.tolist(), looks, strict=True):
            if entity in known:
                self._current[entity] = known[entity]
                continue
            self._current[entity] = len(self._looks)
            self._looks.append(look)
            self._first.append(self.frames)
        self._rows = np.array(list(self._current.values()), np.int32)

    def table(self) -> dict[str, list[Any]]:
        """What is known of every track: number, colour, radius (m), its first frame and how many it has."""
        rows = np.concatenate([rows for rows, *_ in self._poses])
        return {
            "number": [label.number for label, _ in self._looks],
            "color": [label.color for label, _ in self._looks],
            "radius": [radius for _, radius in self._looks],
            "first": self._first,
            "count": np.bincount(rows, minlength=len(self._looks)).tolist(),
        }

    def pack(self) -> bytes:
        """Return x, y and angle of all tracks, one after the other, as `told` with the lengths of `table`."""
        rows, *columns = (np.concatenate(parts) for parts in zip(*self._poses, strict=True))
        order = np.argsort(rows, kind="stable")
        lengths = np.bincount(rows, minlength=len(self._looks))
        return b"".join(told(column[order], lengths) for column in columns)


def told(values: Whole, lengths: NDArray[np.int_]) -> bytes:
    """Tell tracks by how their changes change, which flying and lying balls do little: four planes of bytes.

    Each number is the second difference within its track, what was before taken for 0; 0, -1, 1, -2 ... become
    0, 1, 2, 3 ..., and the lowest bytes of all come before the next ones. Sums are those of 32 bits, which wrap.

    values : (n,), track after track
    lengths : (t,) of the tracks
    """
    starts = (np.cumsum(lengths) - lengths)[lengths > 0]
    for _ in range(2):
        before = np.roll(values, 1)
        before[starts] = 0
        values = values - before
    folded = ((values << 1) ^ (values >> 31)).astype("<u4")
    return folded.view(np.uint8).reshape(-1, 4).T.tobytes()
