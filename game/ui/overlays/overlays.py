"""Overlays on the world: contacts, velocities, the grid of the neighbour search, trails."""

from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components import Collider, Contacts, Position, PreviousPose, Velocity
from game.render import theme
from game.render.gl.line_batch import LINE_RECORD, LineBatch, LineRecords, line_records
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.overlays.trails import Trails
from game.ui.ui_style import rgb

Floats = NDArray[np.float64]
Vector = tuple[float, float]

DOT, BAR, ARROW, LINK = 5.0, 2.6, 2.0, 1.4
"""Width of contact dots, impulse bars, velocity arrows and pair links, in units of the window."""

CONTACT_GAP = 0.01
"""Largest gap between two balls in contact, as a part of the smaller radius."""

BAR_LENGTH, MAX_BAR_LENGTH = 0.5, 3.0
"""Length of a bar for the mean weight of a ball, and the largest length of a bar, in mean radii."""

ARROW_TIME = 0.1
"""Time that a ball takes from the tail to the tip of its arrow, in s."""

HEAD_LENGTH, HEAD_ANGLE, MAX_HEAD_LENGTH = 0.32, 0.5, 9.0
"""Side of an arrow's head as a part of the arrow, half its angle in rad, and its largest side in units."""

FULL_WIDTH_RADIUS, MIN_WIDTH_FACTOR = 14.0, 0.35
"""Mean radius in units below which all strokes are thinner, and the smallest factor of their width."""

MIN_CELL_SIZE = 6.0
"""Size of the smallest cells that are drawn, in units of the window."""


class Overlay(Enum):
    """The overlays, in the order of the key; the value is the name in messages and level files."""

    NONE = "nothing"
    CONTACTS = "contacts"
    VELOCITIES = "velocities"
    GRID = "cells and near pairs"
    TRAILS = "trails"


class Overlays:
    """Draws an overlay on the world of a simulation.

    active : the overlay that is drawn
    trails : records the trails, whichever overlay is active
    """

    def __init__(self) -> None:
        self.active = Overlay.NONE
        self._marks, self._trail_lines = LineBatch(theme.HALO, theme.HALO_OPACITY), LineBatch(is_flat=True)

    def set_simulation(self, simulation: Simulation) -> None:
        """Show another simulation; its trails are empty."""
        self.simulation = simulation
        self.trails = Trails(simulation)

    def next_overlay(self) -> Overlay:
        """Activate the next overlay, and return it."""
        order = list(Overlay)
        self.active = order[(order.index(self.active) + 1) % len(order)]
        return self.active

    def draw(self, window: tuple[float, float], view: tuple[float, float, float, float], alpha: float) -> None:
        """Draw over a window of that size.

        view : left, right, bottom and top of the part of the world that it shows, m
        alpha : time since the last step as a part of a step, see `Clock.alpha`
        """
        left, right, bottom, top = view
        unit = (right - left) / window[0]
        lines = self._trail_lines if self.active is Overlay.TRAILS else self._marks
        lines.set_lines(self.line_records(unit, alpha, (0.5 * (left + right), 0.5 * (bottom + top))))
        lines.draw((0.5 * (right - left), 0.5 * (top - bottom)), unit * self._width_factor(unit))

    def _width_factor(self, unit: float) -> float:
        """Return the factor for the width of all strokes, so that they do not hide small balls."""
        radius = self.simulation.balls[Collider].radius
        mean = float(radius.mean()) / unit if len(radius) else FULL_WIDTH_RADIUS
        return min(max(mean / FULL_WIDTH_RADIUS, MIN_WIDTH_FACTOR), 1.0)

    def line_records(self, unit: float, alpha: float = 1.0, origin: Vector = (0.0, 0.0)) -> LineRecords:
        """Return the strokes of the active overlay, in m relative to an origin.

        unit : size of a unit of the window, m
        """
        centers = drawn_centers(self.simulation, alpha) - origin
        match self.active:
            case Overlay.CONTACTS:
                return contact_lines(self.simulation, centers)
            case Overlay.VELOCITIES:
                return velocity_lines(self.simulation, centers, unit)
            case Overlay.GRID:
                return grid_lines(self.simulation, centers, unit, origin)
            case Overlay.TRAILS:
                return self.trails.line_records(centers, origin)
        return np.empty(0, LINE_RECORD)


def drawn_centers(simulation: Simulation, alpha: float) -> Floats:
    """Return the centres (n, 2) at which balls are drawn, m: the previous ones at alpha = 0, the present ones at 1."""
    present, previous = simulation.balls[Position], simulation.balls[PreviousPose]
    back = np.where(simulation.balls.dirty, 0.0, 1.0 - alpha)
    return np.column_stack((present.x - back * (present.x - previous.x), present.y - back * (present.y - previous.y)))


def contact_lines(simulation: Simulation, centers: Floats) -> LineRecords:
    """Return a dot at each contact, a bar along the normal for its impulse, and a bar across it for friction.

    The length of a bar is its impulse relative to the mean weight of a ball over a sub-step or, without gravity,
    relative to the mean normal impulse. The bar of friction points where friction pushes the second of two balls, or
    the ball at a wall.
    """
    pipeline, collider = simulation.pipeline, simulation.balls[Collider]
    with simulation.world.active():
        pairs, walls = pipeline.ball_collision.broad_phase.pairs, pipeline.wall_collision.contacts
    radius = collider.radius
    offset = centers[pairs.second] - centers[pairs.first]
    distance = np.hypot(*offset.T)
    reach = radius[pairs.first] + radius[pairs.second]
    is_near = distance <= reach + CONTACT_GAP * np.minimum(radius[pairs.first], radius[pairs.second])
    touching = np.flatnonzero((is_near | (pairs.normal_impulse > 0.0)) & (distance > 0.0))
    normals = [offset[touching] / distance[touching, None], walls.block[:, :2]]
    first = np.concatenate((pairs.first[touching], walls.first))
    block = np.concatenate((pairs.block[touching], walls.block))
    if len(first) == 0:
        return np.empty(0, LINE_RECORD)
    normal = np.concatenate(normals)
    point = centers[first] + radius[first, None] * normal
    tangent = np.column_stack((-normal[:, 1], normal[:, 0]))
    touch = Contacts(first, first, block)
    weight = float(collider.mass.mean() * np.hypot(*pipeline.gravity.g)) * pipeline.h
    scale = weight or float(touch.normal_impulse.mean()) or 1.0
    mean_radius, longest = float(radius.mean()), MAX_BAR_LENGTH
    press = mean_radius * np.minimum(BAR_LENGTH * touch.normal_impulse / scale, longest)[:, None] * normal
    rub = mean_radius * np.clip(BAR_LENGTH * touch.tangent_impulse / scale, -longest, longest)[:, None] * tangent
    return np.concatenate(
        (
            line_records(point - 0.5 * press, point + 0.5 * press, BAR, rgb(theme.NORMAL_IMPULSE)),
            line_records(point, point + rub, BAR, rgb(theme.TANGENT_IMPULSE)),
            line_records(point, point, DOT, rgb(theme.CONTACT_POINT)),
        )
    )


def velocity_lines(simulation: Simulation, centers: Floats, unit: float) -> LineRecords:
    """Return an arrow from every ball to its position after `ARROW_TIME` at its present velocity."""
    velocity = simulation.balls[Velocity]
    arrow = ARROW_TIME * np.column_stack((velocity.x, velocity.y))
    length = np.hypot(*arrow.T)
    moving = length > unit
    tail, arrow, length = centers[moving], arrow[moving], length[moving]
    tip = tail + arrow
    back = -np.minimum(HEAD_LENGTH, MAX_HEAD_LENGTH * unit / length)[:, None] * arrow
    c, s = np.cos(HEAD_ANGLE), np.sin(HEAD_ANGLE)
    sides = (back @ np.array([[c, s], [-s, c]]), back @ np.array([[c, -s], [s, c]]))
    color = rgb(theme.VELOCITY)
    return np.concatenate(
        (line_records(tail, tip, ARROW, color), *(line_records(tip, tip + side, ARROW, color) for side in sides))
    )


def grid_lines(
    simulation: Simulation, centers: Floats, unit: float, origin: tuple[float, float] = (0.0, 0.0)
) -> LineRecords:
    """Return the cells of the neighbour search, and links between near balls, brighter where two balls press."""
    with simulation.world.active():
        state = simulation.pipeline.ball_collision.broad_phase.snapshot()
    pairs = state.pairs
    ends = centers[pairs.first], centers[pairs.second]
    is_pressing = pairs.normal_impulse > 0.0
    color = np.where(is_pressing[:, None], rgb(theme.TOUCHING_PAIR), rgb(theme.NEAR_PAIR))
    places = state.places - np.array(origin)[:, None]
    links = line_records(*ends, LINK, color, np.where(is_pressing, 0.95, 0.7))
    return np.concatenate((*_cell_lines(simulation, places, state.skin, unit), links))


def _cell_lines(simulation: Simulation, places: Floats, skin: float, unit: float) -> list[LineRecords]:
    """Return the lines of the grid for a list of pairs that was made with the balls at these places, (2, n) m.

    The cell size repeats the rule of the kernel, but with the present speeds: lists of fast balls are rebuilt often.
    """
    (x, y), is_finite = places, np.isfinite(places).all(axis=0)
    if not is_finite.any() or skin <= 0.0:
        return []
    collider, velocity = simulation.balls[Collider], simulation.balls[Velocity]
    travel = simulation.pipeline.h * np.hypot(velocity.x, velocity.y)
    reach = collider.radius + np.where(travel > 0.5 * skin, travel, 0.0)
    size = 2.0 * float(reach[is_finite].max()) + skin
    left, bottom, most_cells = float(x[is_finite].min()), float(y[is_finite].min()), 4 * len(x) + 63
    width, height = float(x[is_finite].max()) - left, float(y[is_finite].max()) - bottom
    while (width / size + 1.0) * (height / size + 1.0) > most_cells:
        size *= 1.5
    if size < MIN_CELL_SIZE * unit:
        return []
    columns, rows = int(width / size) + 1, int(height / size) + 1
    right, top = left + columns * size, bottom + rows * size
    columns_x, rows_y = left + size * np.arange(columns + 1), bottom + size * np.arange(rows + 1)
    color, opacity = rgb(theme.GRID_CELL), ui_style.pick(theme.GRID_CELL_OPACITY)
    return [
        line_records(_points(columns_x, bottom), _points(columns_x, top), 1.0, color, opacity),
        line_records(_points(left, rows_y), _points(right, rows_y), 1.0, color, opacity),
    ]


def _points(x: ArrayLike, y: ArrayLike) -> Floats:
    return np.column_stack(np.broadcast_arrays(x, y))
