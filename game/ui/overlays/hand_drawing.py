"""Draws the hand: its cursor, the tether of the ball that it holds, and the throw that it aims."""

from math import hypot

import numpy as np

from game.render import theme
from game.render.gl.line_batch import LineBatch, LineRecords, line_records
from game.session.throw_path import Floats, ThrowPath, ThrowPrediction
from game.simulation.simulation import Simulation
from game.simulation.spawn import default_collider
from game.ui import ui_style
from game.ui.input.hands import Hands, Vector
from game.ui.overlays.overlays import drawn_centers
from game.ui.ui_style import rgb
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextPanel, TextStyle

CURSOR_RADIUS, HOLDING_RADIUS, DOT_RADIUS = 13.0, 8.0, 3.5
"""Radius of the cursor, of a cursor that holds a ball, and of the dot in its middle, in UI units."""

TETHER, ARROW, RING, DASH = 2.4, 2.6, 1.8, 3.2
"""Width of the tether, of the arrow, of the rings that stand for balls, and of the dots of the path, in UI units."""

HEAD_LENGTH, HEAD_ANGLE = 12.0, 0.45
"""Sides of the head of an arrow in UI units, and half its angle in rad."""

DOT_DISTANCE = 9.0
"""Distance between two dots of a path, in UI units."""

RING_SIDES = 48
"""Sides of the polygon that is drawn as a ring."""

SPEED_TEXT = TextStyle(theme.SMALL_SIZE, theme.TEXT, bold=True)
SPEED_DISTANCE = 16.0
"""Distance of the text of the speed from the tip of the arrow, in UI units."""


class HandDrawing:
    """Draws the hand over the world of a screen."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._rect = RoundedRect()
        self._lines, self._rings = LineBatch(theme.HALO, theme.HALO_OPACITY), LineBatch()
        self._speed = TextPanel((SPEED_TEXT,))
        self._prediction: ThrowPrediction | None = None

    def draw(self, simulation: Simulation, alpha: float) -> None:
        """Draw over the world of a simulation.

        alpha : time since the last step as a part of a step, see `Clock.alpha`
        """
        hands = self._hands
        if hands.held:
            self._draw_lines(self._lines, self._tether(simulation, alpha))
        if hands.throw_start is not None:
            self._draw_throw(simulation, hands.throw_start)
        if hands.is_cursor_visible:
            radius = CURSOR_RADIUS if hands.held is None else HOLDING_RADIUS
            self._draw_disc(hands.position, radius + 1.5, theme.INK, 0.5)
            self._draw_disc(hands.position, radius, theme.TEXT_ACCENT, 0.45)
            self._draw_disc(hands.position, DOT_RADIUS, theme.BADGE, 1.0)

    def _tether(self, simulation: Simulation, alpha: float) -> list[LineRecords]:
        """Return the line from the point at which the ball is held to the hand, if the ball still exists."""
        assert self._hands.held
        entity, offset = self._hands.held
        row = int(simulation.balls.rows_of(np.array([entity]))[0])
        if row < 0 or not self._hands.is_over_world:
            return []
        x, y = drawn_centers(simulation, alpha)[row].tolist()
        ends = np.array([self._place((x + offset[0], y + offset[1])), self._from_middle(self._hands.position)])
        color = rgb(theme.TEXT_ACCENT)
        return [line_records(ends[:1], ends[1:], TETHER, color), line_records(ends, ends, 2.0 * DOT_RADIUS, color)]

    def _draw_throw(self, simulation: Simulation, start: Vector) -> None:
        """Draw the ball at its start, its path until the first hit, the arrow, and the speed."""
        if not self._hands.is_over_world:
            return
        color, path_color = rgb(theme.TEXT_ACCENT), rgb(theme.TEXT)
        radius = default_collider(simulation.level).radius * self._hands.camera.scale / ui_style.current().unit
        path = self._path(simulation, start)
        points = np.array([self._place((x, y)) for x, y in path.points.tolist()])
        tail, tip = self._place(start), self._from_middle(self._hands.position)
        rings = [_ring(tail, radius, color)]
        if path.hits:
            rings.append(_ring((float(points[-1, 0]), float(points[-1, 1])), radius, path_color))
        self._draw_lines(self._rings, rings)
        self._draw_lines(self._lines, [_dots(points, path_color), _arrow(tail, tip, color)])
        self._draw_speed()

    def _draw_lines(self, batch: LineBatch, lines: list[LineRecords]) -> None:
        if lines:
            width, height = ui_style.current().window_size
            batch.set_lines(np.concatenate(lines))
            batch.draw((0.5 * width, 0.5 * height))

    def _path(self, simulation: Simulation, start: Vector) -> ThrowPath:
        """Return the path of the ball if it were thrown now."""
        if self._prediction is None or self._prediction.simulation is not simulation:
            if self._prediction:
                self._prediction.close()
            self._prediction = ThrowPrediction(simulation)
        return self._prediction.path(start, self._hands.throw_velocity)

    def _draw_speed(self) -> None:
        """Write the speed of the throw beside the tip of its arrow."""
        self._speed.set_texts((f"{hypot(*self._hands.throw_velocity):.1f} m/s",))
        (width, height), (x, y) = ui_style.current().window_size, ui_style.current().to_units(*self._hands.position)
        is_left = x + SPEED_DISTANCE + self._speed.width > width
        left = x - SPEED_DISTANCE - self._speed.width if is_left else x + SPEED_DISTANCE
        self._speed.draw((width, height), left, min(max(y + 0.5 * self._speed.height, self._speed.height), height))

    def _place(self, point: Vector) -> Vector:
        """Return a point of the world (m) in UI units from the middle of the window."""
        return self._from_middle(self._hands.camera.to_window(*point))

    def _from_middle(self, position: Vector) -> Vector:
        """Return a position in units of the window in UI units from its middle."""
        (x, y), (width, height) = ui_style.current().to_units(*position), ui_style.current().window_size
        return x - 0.5 * width, y - 0.5 * height

    def _draw_disc(self, center: Vector, radius: float, color: theme.Color, opacity: float) -> None:
        x, y = ui_style.current().to_units(*center)
        box = Box(x - radius, y + radius, 2.0 * radius, 2.0 * radius)
        self._rect.draw(ui_style.current().window_size, box, color, opacity, radius)


def _arrow(tail: Vector, tip: Vector, color: tuple[int, int, int]) -> LineRecords:
    """Return an arrow, in UI units."""
    (x, y), length = (tail[0] - tip[0], tail[1] - tip[1]), hypot(tail[0] - tip[0], tail[1] - tip[1])
    head = min(HEAD_LENGTH / length, 1.0) if length else 0.0
    c, s = head * np.cos(HEAD_ANGLE), head * np.sin(HEAD_ANGLE)
    sides = [(tip[0] + c * x - s * y, tip[1] + s * x + c * y), (tip[0] + c * x + s * y, tip[1] - s * x + c * y)]
    return line_records(np.array([tip, tip, tip]), np.array([tail, *sides]), ARROW, color)


def _ring(center: Vector, radius: float, color: tuple[int, int, int]) -> LineRecords:
    """Return a circle, in UI units."""
    angles = np.linspace(0.0, 2.0 * np.pi, RING_SIDES + 1)
    points = np.array(center) + radius * np.column_stack((np.cos(angles), np.sin(angles)))
    return line_records(points[:-1], points[1:], RING, color)


def _dots(points: Floats, color: tuple[int, int, int]) -> LineRecords:
    """Return dots at equal distances along a path (n, 2) in UI units; they fade out towards its end."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(lengths)))
    places = np.arange(DOT_DISTANCE, along[-1], DOT_DISTANCE)
    dots = np.column_stack([np.interp(places, along, part) for part in points.T])
    return line_records(dots, dots, DASH, color, 0.9 - 0.6 * places / max(float(along[-1]), 1.0))
