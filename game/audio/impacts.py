"""Detection of impacts that can be heard."""

from heapq import nlargest
from math import hypot, log1p, log2, sqrt
from typing import NamedTuple

import numpy as np

from components import Collider, Position
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from systems.impact_strength import ImpactStrength

MAX_IMPACTS = 4
"""Impacts that sound in a frame, the loudest ones; they mask all others of the same instant."""

MIN_STRENGTH = 2.0
"""Weakest audible impact, in units of the change of velocity by gravity in a step."""

MIN_STRENGTH_WITHOUT_GRAVITY = 0.02
"""Weakest audible impact where there is no gravity, in sizes of the view per s; it is added to `MIN_STRENGTH`."""

FALL, CROSSING = 1.0 / 7.0, 0.5
"""The loudest impact: a typical ball fell through this part of the view, or crosses this part of it in a second."""

STEEPNESS = 4.0
"""Steepness of the logarithm that turns impulse into loudness: a tenth of the largest impulse is a fifth as loud."""

NOTES = 24
"""Number of notes."""

NOTE_OF_VIEW, NOTES_PER_OCTAVE_OF_SIZE = -8.0, 3.5
"""Note of a ball as large as the view (extrapolated), and how many notes higher a ball of half the size sounds."""

HARDNESSES = 3
"""Number of hardnesses of materials."""


class Impact(NamedTuple):
    """An impact on a ball.

    loudness : 0 < loudness <= 1
    note : 0, for a very large ball, to `NOTES` - 1
    hardness : 0, a thud, to `HARDNESSES` - 1, a click
    pan : -1 at the left edge of the view to 1 at the right edge
    """

    loudness: float
    note: int
    hardness: int
    pan: float


class ImpactDetector:
    """Detects impacts on balls: changes of velocity that no force explains.

    Call `detect` after every step and `pop_loudest` after every frame. A step is examined only if `detect` was called
    after the step before it, so a muted game need not call it.
    """

    def __init__(self, simulation: Simulation, subject: ViewRect) -> None:
        """Prepare for the next step.

        subject : the rectangle that shows the whole level; its size is the scale for loudness and pitch
        """
        self._simulation, self._size = simulation, subject.size
        self._impacts: list[Impact] = []
        self._strength, self._steps = ImpactStrength(simulation.balls), simulation.steps

    def detect(self, view: ViewRect) -> None:
        """Collect the impacts of the step that was just run.

        view : the visible part of the world; the listener is at its centre
        """
        simulation = self._simulation
        (gx, gy), dt = simulation.pipeline.gravity.g, simulation.dt
        largest = self._strength.measure(simulation.pipeline.substeps)
        threshold = MIN_STRENGTH * hypot(gx, gy) * dt + MIN_STRENGTH_WITHOUT_GRAVITY * self._size
        if simulation.steps == self._steps + 1 and largest > threshold:
            self._collect(view, threshold)
        self._steps = simulation.steps

    def pop_loudest(self) -> list[Impact]:
        """Return the loudest impacts since the last call, the loudest first; discard the others."""
        impacts, self._impacts = nlargest(MAX_IMPACTS, self._impacts), []
        return impacts

    def _collect(self, view: ViewRect, threshold: float) -> None:
        balls, collider, size = self._simulation.balls, self._simulation.balls[Collider], self._size
        excess = self._strength.each - threshold
        (rows,) = (excess > 0.0).nonzero()
        impulse = collider.mass[rows] * excess[rows]
        if len(rows) > MAX_IMPACTS:
            largest = impulse.argpartition(-MAX_IMPACTS)[-MAX_IMPACTS:]
            rows, impulse = rows[largest], impulse[largest]
        middle = len(balls) // 2
        fall = 2.0 * hypot(*self._simulation.pipeline.gravity.g) * FALL * size
        median_mass = float(np.partition(collider.mass, middle)[middle])
        max_impulse = 2.0 * median_mass * max(sqrt(fall), CROSSING * size)
        x, entities = balls[Position].x[rows], balls.entities[rows]
        columns = impulse, collider.radius[rows], collider.restitution[rows], x, entities
        for strength, radius, restitution, place, entity in zip(*(column.tolist() for column in columns), strict=True):
            loudness = min(log1p(STEEPNESS * strength / max_impulse) / log1p(STEEPNESS), 1.0)
            hardness = round((HARDNESSES - 1) * min(max(0.0, restitution), 1.0))
            pan = min(max(-1.0, (place - view.center[0]) / (0.5 * view.width)), 1.0)
            self._impacts.append(Impact(loudness, note_for(radius / size, entity), hardness, pan))


def note_for(radius: float, entity: int) -> int:
    """Return the note of a ball with a radius in sizes of the view: smaller balls sound higher.

    Balls of one size have five neighbouring notes, chosen by entity, so that many of them sound like music.
    """
    offset = 3 * entity % 5 - 2
    return min(max(round(NOTE_OF_VIEW - NOTES_PER_OCTAVE_OF_SIZE * log2(radius)) + offset, 0), NOTES - 1)
