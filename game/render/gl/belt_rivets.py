"""Rivets of conveyor belts in OpenGL."""

import numpy as np

from game.render.belts import OPACITY, Belt, belts
from game.render.gl.line_batch import LineBatch, line_records
from game.simulation.simulation import Simulation
from systems.render import Poses, View


class BeltRivets:
    """Draws the rivets of moving belts into the active framebuffer, over the walls."""

    def __init__(self, simulation: Simulation, frame_width: float) -> None:
        """Draw belts on walls whose frames have a width in m."""
        self._simulation, self._width = simulation, frame_width
        self._belts: list[Belt] = []
        self._version = -1
        self._batch = LineBatch()

    def draw(self, view: View, time: float, walls: Poses) -> None:
        """Draw the rivets at a time.

        view : left, right, bottom and top, m
        time : s
        walls : poses of all walls at that time, as in `Canvas.draw`
        """
        if self._version != self._simulation.walls_table.version:
            self._belts = belts(self._simulation, self._width)
            self._version = self._simulation.walls_table.version
        if not self._belts:
            return
        records = []
        for belt in self._belts:
            positions = belt.world_rivets(time, walls)
            records.append(line_records(positions, positions, 2.0 * belt.radius, (0, 0, 0), OPACITY))
        self._batch.set_lines(np.concatenate(records))
        left, right, bottom, top = view
        self._batch.draw((0.5 * (right - left), 0.5 * (top - bottom)))
