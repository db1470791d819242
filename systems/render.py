"""Interpolation of poses between two steps, for drawing."""

from typing import Protocol

import esper
import numpy as np
from numpy.typing import NDArray

from components import Table
from systems.kernels.render import ball_poses, wall_poses

Poses = NDArray[np.float32]
View = tuple[float, float, float, float]


class Canvas(Protocol):
    """Something that draws balls and walls, for example with OpenGL."""

    def draw(self, view: View, balls: Poses, walls: Poses) -> None:
        """Draw a rectangle of the world. All positions are relative to its centre.

        view : left, right, bottom and top, m
        balls : (n, 4), a row a ball: x, y and radius in m, angle in rad from -pi to pi
        walls : (w, 4), a row a wall: x and y in m, cosine and sine of the angle
        """


class Render(esper.Processor):
    """Hands the poses of all balls and walls at a time between two steps to a canvas. It changes no component.

    Poses are 32-bit floats. They are relative to the centre of the view, so that this is enough far from the origin.

    dt : s, length of a step
    balls, walls : poses that were drawn last, as in `Canvas.draw`
    """

    def __init__(self, balls: Table, walls: Table, canvas: Canvas, dt: float = 1.0 / 60.0) -> None:
        self.canvas, self.dt = canvas, dt
        self.balls = self.walls = self._ball_buffer = self._wall_buffer = np.empty((0, 4), np.float32)
        self._ball_table, self._wall_table = balls, walls

    def process(self, view: View, alpha: float = 1.0) -> None:
        """Draw a view (left, right, bottom, top, m) between the previous step (alpha = 0) and the present one (1).

        Balls move on a straight line from their previous to their present pose; a ball that was moved by hand (dirty)
        is drawn at its present pose. Walls move along their exact motion.
        """
        center = 0.5 * (view[0] + view[1]), 0.5 * (view[2] + view[3])
        ball_count, wall_count = len(self._ball_table), len(self._wall_table)
        self._ball_buffer = _reserve(self._ball_buffer, ball_count)
        self._wall_buffer = _reserve(self._wall_buffer, wall_count)
        ball_poses(self._ball_table.storage, ball_count, self._ball_buffer, alpha, *center)
        wall_poses(self._wall_table.storage, wall_count, self._wall_buffer, (1.0 - alpha) * self.dt, *center)
        self.balls, self.walls = self._ball_buffer[:ball_count], self._wall_buffer[:wall_count]
        self.canvas.draw(view, self.balls, self.walls)


def _reserve(buffer: Poses, count: int) -> Poses:
    """Return a buffer for so many poses: this one, or a larger one if it is too small."""
    return buffer if count <= len(buffer) else np.empty((2 * count, 4), np.float32)
