"""The belts of a simulation on the screen."""

import numpy as np

from game.render.belts import OPACITY, Belt, belts
from game.render.gl.line_batch import LineBatch, strokes
from game.simulation.simulation import Simulation
from systems.wall_poses import WallPoses


class Belts:
    """Draws the rivets of running belts into the active framebuffer, over the walls."""

    def __init__(self, simulation: Simulation, width: float) -> None:
        """Frames are so wide, in m."""
        self._simulation, self._width = simulation, width
        self._belts: list[Belt] = []
        self._version = -1
        self._poses, self._rivets = WallPoses(simulation.walls_table), LineBatch()

    def draw(self, view: tuple[float, float, float, float], alpha: float) -> None:
        """Draw them as seen in a view (left, right, bottom, top, m) between two steps."""
        if self._version != self._simulation.walls_table.version:
            self._belts = belts(self._simulation, self._width)
            self._version = self._simulation.walls_table.version
        if not self._belts:
            return
        left, right, bottom, top = view
        back = (1.0 - alpha) * self._simulation.dt
        poses = self._poses.before(back, (0.5 * (left + right), 0.5 * (bottom + top)))
        drawn = []
        for belt in self._belts:
            places = belt.placed(self._simulation.time - back, poses)
            drawn.append(strokes(places, places, 2.0 * belt.radius, (0, 0, 0), OPACITY))
        self._rivets.write(np.concatenate(drawn))
        self._rivets.draw((0.5 * (right - left), 0.5 * (top - bottom)))
