"""What is not to be seen of a world, drawn over it: contacts, velocities, the search for neighbours, trails."""

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

DOT, BAR, ARROW, LINK = 5.0, 2.6, 2.0, 1.4
"""Widths of what is drawn, in units of the window."""

TOUCH = 0.01
"""Balls closer than this part of the smaller radius touch."""

BAR_LENGTH, LONGEST_BAR = 0.5, 3.0
"""Length of a bar for the weight of a ball, and of any bar at most, in mean radii."""

LEAD = 0.1
"""How far ahead in time an arrow points, in s."""

HEAD, HEAD_ANGLE, BLUNT = 0.32, 0.5, 9.0
"""Sides of an arrow's head as a part of its length; half its angle in rad; and its sides at most, in units."""

LARGE, FINE = 14.0, 0.35
"""Mean radius, in units, below which all marks are finer, and how much finer they are at most."""

FINEST = 6.0
"""Cells that are smaller than so many units of the window are not drawn."""


class Overlay(Enum):
    """What can be shown, in the order of the key; the value is its name."""

    NONE = "nothing"
    CONTACTS = "contacts"
    VELOCITIES = "velocities"
    GRID = "cells and near pairs"
    TRAILS = "trails"


class Overlays:
    """Draws one overlay over the world of a simulation.

    shown : which one
    """

    def __init__(self) -> None:
        self.shown = Overlay.NONE
        self._marks, self._paths = LineBatch(theme.HALO, theme.HALO_OPACITY), LineBatch(is_flat=True)

    def begin(self, simulation: Simulation) -> None:
        """Show this simulation from now on."""
        self.simulation = simulation
        self.trails = Trails(simulation)

    def turn(self) -> Overlay:
        """Show the next one, and return which that is."""
        order = list(Overlay)
        self.shown = order[(order.index(self.shown) + 1) % len(order)]
        return self.shown

    def watch(self) -> None:
        """Note where the balls are; call it after each step."""
        self.trails.watch()

    def draw(self, window: tuple[float, float], view: tuple[float, float, float, float], alpha: float) -> None:
        """Draw over a window of that size that shows a view (left, right, bottom, top, m) between two steps."""
        left, right, bottom, top = view
        unit = (right - left) / window[0]
        canvas = self._paths if self.shown is Overlay.TRAILS else self._marks
        canvas.set_lines(self.line_records(unit, alpha, (0.5 * (left + right), 0.5 * (bottom + top))))
        canvas.draw((0.5 * (right - left), 0.5 * (top - bottom)), unit * self._fineness(unit))

    def _fineness(self, unit: float) -> float:
        """By what all widths are multiplied, so that marks on small balls do not hide them."""
        radius = self.simulation.balls[Collider].radius
        mean = float(radius.mean()) / unit if len(radius) else LARGE
        return min(max(mean / LARGE, FINE), 1.0)

    def line_records(self, unit: float, alpha: float = 1.0, origin: tuple[float, float] = (0.0, 0.0)) -> LineRecords:
        """Return what is shown, in m from an origin; a unit of the window is so large, in m."""
        centers = seen(self.simulation, alpha) - origin
        match self.shown:
            case Overlay.CONTACTS:
                return contacts(self.simulation, centers)
            case Overlay.VELOCITIES:
                return velocities(self.simulation, centers, unit)
            case Overlay.GRID:
                return grid(self.simulation, centers, unit, origin)
            case Overlay.TRAILS:
                return self.trails.line_records(centers, origin)
        return np.empty(0, LINE_RECORD)


def seen(simulation: Simulation, alpha: float) -> Floats:
    """Centres (n, 2) in m, where balls are seen between the step before (alpha = 0) and the present one."""
    now, then = simulation.balls[Position], simulation.balls[PreviousPose]
    back = np.where(simulation.balls.dirty, 0.0, 1.0 - alpha)
    return np.column_stack((now.x - back * (now.x - then.x), now.y - back * (now.y - then.y)))


def contacts(simulation: Simulation, centers: Floats) -> LineRecords:
    """A dot wherever something touches, a bar along the normal for what presses, and one across it for what rubs.

    The bars tell impulses beside the mean weight of a ball over a sub-step; without gravity, beside the mean impulse.
    That of friction points where it pushes: the second of two balls, or the ball at a wall.
    """
    pipeline, collider = simulation.pipeline, simulation.balls[Collider]
    with simulation.world.active():
        pairs, walls = pipeline.ball_collision.broad_phase.current_pairs(), pipeline.wall_collision.contacts
    radius = collider.radius
    apart = centers[pairs.second] - centers[pairs.first]
    distance = np.hypot(*apart.T)
    reach = radius[pairs.first] + radius[pairs.second]
    near = distance <= reach + TOUCH * np.minimum(radius[pairs.first], radius[pairs.second])
    touching = np.flatnonzero((near | (pairs.normal_impulse > 0.0)) & (distance > 0.0))
    normals = [apart[touching] / distance[touching, None], walls.block[:, :2]]
    first = np.concatenate((pairs.first[touching], walls.first))
    block = np.concatenate((pairs.block[touching], walls.block))
    if len(first) == 0:
        return np.empty(0, LINE_RECORD)
    normal = np.concatenate(normals)
    place = centers[first] + radius[first, None] * normal
    across = np.column_stack((-normal[:, 1], normal[:, 0]))
    touch = Contacts(first, first, block)
    weight = float(collider.mass.mean() * np.hypot(*pipeline.gravity.g)) * pipeline.h
    scale = weight or float(touch.normal_impulse.mean()) or 1.0
    mean, most = float(radius.mean()), LONGEST_BAR
    press = mean * np.minimum(BAR_LENGTH * touch.normal_impulse / scale, most)[:, None] * normal
    rub = mean * np.clip(BAR_LENGTH * touch.tangent_impulse / scale, -most, most)[:, None] * across
    return np.concatenate(
        (
            line_records(place - 0.5 * press, place + 0.5 * press, BAR, rgb(theme.NORMAL_IMPULSE)),
            line_records(place, place + rub, BAR, rgb(theme.TANGENT_IMPULSE)),
            line_records(place, place, DOT, rgb(theme.CONTACT_POINT)),
        )
    )


def velocities(simulation: Simulation, centers: Floats, unit: float) -> LineRecords:
    """An arrow from every ball to where it would be after `LEAD`."""
    velocity = simulation.balls[Velocity]
    way = LEAD * np.column_stack((velocity.x, velocity.y))
    length = np.hypot(*way.T)
    moving = length > unit
    tail, way, length = centers[moving], way[moving], length[moving]
    tip = tail + way
    back = -np.minimum(HEAD, BLUNT * unit / length)[:, None] * way
    c, s = np.cos(HEAD_ANGLE), np.sin(HEAD_ANGLE)
    sides = (back @ np.array([[c, s], [-s, c]]), back @ np.array([[c, -s], [s, c]]))
    color = rgb(theme.VELOCITY)
    return np.concatenate(
        (line_records(tail, tip, ARROW, color), *(line_records(tip, tip + side, ARROW, color) for side in sides))
    )


def grid(simulation: Simulation, centers: Floats, unit: float, origin: tuple[float, float] = (0.0, 0.0)) -> LineRecords:
    """The cells in which neighbours are looked for, and lines between near balls, brighter where two press."""
    with simulation.world.active():
        state = simulation.pipeline.ball_collision.broad_phase.snapshot()
    pairs = state.pairs
    ends = centers[pairs.first], centers[pairs.second]
    pressing = pairs.normal_impulse > 0.0
    color = np.where(pressing[:, None], rgb(theme.TOUCHING_PAIR), rgb(theme.NEAR_PAIR))
    links = line_records(*ends, LINK, color, np.where(pressing, 0.95, 0.7))
    return np.concatenate((*_cells(simulation, state.x - origin[0], state.y - origin[1], state.skin, unit), links))


def _cells(simulation: Simulation, x: Floats, y: Floats, skin: float, unit: float) -> list[LineRecords]:
    """Lines between the cells of a list of pairs that was made with the balls at x, y (n,) m, as its kernel cuts them.

    The size follows from the speeds of now: while balls are so fast that it matters, lists do not live long.
    """
    fine = np.isfinite(x) & np.isfinite(y)
    if not fine.any() or skin <= 0.0:
        return []
    collider, velocity = simulation.balls[Collider], simulation.balls[Velocity]
    way = simulation.pipeline.h * np.hypot(velocity.x, velocity.y)
    reach = collider.radius + np.where(way > 0.5 * skin, way, 0.0)
    size = 2.0 * float(reach[fine].max()) + skin
    left, bottom, most = float(x[fine].min()), float(y[fine].min()), 4 * len(x) + 63
    width, height = float(x[fine].max()) - left, float(y[fine].max()) - bottom
    while (width / size + 1.0) * (height / size + 1.0) > most:
        size *= 1.5
    if size < FINEST * unit:
        return []
    columns, rows = int(width / size) + 1, int(height / size) + 1
    right, top = left + columns * size, bottom + rows * size
    across, up = left + size * np.arange(columns + 1), bottom + size * np.arange(rows + 1)
    color, opacity = rgb(theme.GRID_CELL), ui_style.pick(theme.GRID_CELL_OPACITY)
    return [
        line_records(_points(across, bottom), _points(across, top), 1.0, color, opacity),
        line_records(_points(left, up), _points(right, up), 1.0, color, opacity),
    ]


def _points(x: ArrayLike, y: ArrayLike) -> Floats:
    return np.column_stack(np.broadcast_arrays(x, y))
