"""The ball or wall that the player has selected: its ring in the world, its history, and the camera that follows it."""

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position, PreviousPose, Spin, Velocity
from components.placed_outline import PlacedOutline, placed_outlines
from game.render import theme
from game.render.gl.line_batch import LineBatch, LineRecords, line_records
from game.session.body_history import BodyHistory
from game.session.inspection import Body, body_name, row_of
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui.ui_style import rgb

Floats = NDArray[np.float64]

LINE_WIDTH, RING_GAP, SIDES = 2.5, 3.0, 64
"""Width of the line and its distance from a ball, in units of the window, and the sides of a ring."""


class Selection:
    """The selected ball or wall of the running simulation.

    It stays selected while it does not exist, after it was removed or before it was spawned.

    body : None if nothing is selected
    name : of the body
    history : its motion since it was selected
    is_followed : whether the camera follows it
    """

    def __init__(self) -> None:
        self.body: Body | None = None
        self.name = ""
        self.history = BodyHistory(Body(0, is_wall=False))
        self.is_followed = False
        self._simulation: Simulation
        self._lines: LineBatch | None = None

    def set_simulation(self, simulation: Simulation) -> None:
        """Show another simulation: after a restart the same entity, in another level nothing."""
        if self.body and simulation.level is not self._simulation.level:
            self.clear()
        elif self.body:
            self.history = BodyHistory(self.body)
        self._simulation = simulation

    def select(self, body: Body) -> None:
        """Select a body that exists now."""
        if body != self.body:
            self.body, self.name = body, body_name(self._simulation, body)
            self.history = BodyHistory(body)
            self.history.sample(self._simulation)

    def clear(self) -> None:
        """Select nothing."""
        self.body, self.name, self.is_followed = None, "", False

    def sample(self) -> None:
        """Add to the history after each frame's steps."""
        if self.body:
            self.history.sample(self._simulation)

    def followed(self, subject: ViewRect, alpha: float) -> ViewRect:
        """Return a rectangle of the world, moved to the body if the camera follows it."""
        if not self.is_followed or (center := self.center(alpha)) is None:
            return subject
        return subject._replace(center=center)

    def center(self, alpha: float) -> tuple[float, float] | None:
        """Return where the body is drawn, m, or None if there is none; ``alpha``: see `Clock.alpha`."""
        if self.body is None or (row := row_of(self._simulation, self.body)) < 0:
            return None
        back = 1.0 - alpha
        if self.body.is_wall:
            position, velocity = self._simulation.walls_table[Position], self._simulation.walls_table[Velocity]
            late = back * self._simulation.dt
            return float(position.x[row] - late * velocity.x[row]), float(position.y[row] - late * velocity.y[row])
        balls = self._simulation.balls
        position, previous = balls[Position], balls[PreviousPose]
        back = 0.0 if balls.dirty[row] else back
        x, y = position.x[row], position.y[row]
        return float(x - back * (x - previous.x[row])), float(y - back * (y - previous.y[row]))

    def draw(self, window: tuple[float, float], view: tuple[float, float, float, float], alpha: float) -> None:
        """Draw a ring around the ball, or the outline of the wall, over a window of that size.

        view : left, right, bottom and top of the part of the world that it shows, m
        """
        center = self.center(alpha)
        if center is None:
            return
        left, right, bottom, top = view
        self._lines = self._lines or LineBatch()
        unit = (right - left) / window[0]
        origin = 0.5 * (left + right), 0.5 * (bottom + top)
        self._lines.set_lines(self._line_records(np.array(center), alpha, unit, np.array(origin)))
        self._lines.draw((0.5 * (right - left), 0.5 * (top - bottom)), unit)

    def _line_records(self, center: Floats, alpha: float, unit: float, origin: Floats) -> LineRecords:
        """Return the lines in m relative to an origin; ``unit`` is the size of a unit of the window, m."""
        simulation, body = self._simulation, self.history.body
        row = row_of(simulation, body)
        if body.is_wall:
            with simulation.world.active():
                outline = placed_outlines(simulation.walls_table)[row].outline
            spin = simulation.walls_table[Spin]
            angle = float(spin.angle[row] - (1.0 - alpha) * simulation.dt * spin.rate[row])
            placed = PlacedOutline.at(outline, float(center[0]), float(center[1]), angle)
            corners = placed.to_world(OutlineEdge.from_outline(outline).corners)
        else:
            turns = np.arange(SIDES) * 2.0 * np.pi / SIDES
            radius = float(simulation.balls[Collider].radius[row]) + RING_GAP * unit
            corners = center + radius * np.column_stack((np.cos(turns), np.sin(turns)))
        start = corners - origin
        end = np.roll(start, -1, axis=0)
        dark = line_records(start, end, LINE_WIDTH + 2.0, rgb(theme.INK))
        return np.concatenate((dark, line_records(start, end, LINE_WIDTH, rgb(theme.MARKER))))
