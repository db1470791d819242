"""Arithmetic of `WallCollision`: where a ball is, seen from a wall.

The rows of a table of surfaces are those of `Outline.surface`.
"""

import math

from systems.kernels.compiler import Floats, part

FACE, DISC, BOWL = range(3)
KIND, X, Y, DISTANCE, LOW, HIGH = range(6)


@part
def into_frame(dx: float, dy: float, cos: float, sin: float) -> tuple[float, float]:
    """Turn a vector of the world into the frame of a wall at an angle with this cosine and sine."""
    return cos * dx + sin * dy, cos * dy - sin * dx


@part
def gap_to(surfaces: Floats, q: int, px: float, py: float, radius: float) -> tuple[float, float, float]:
    """Gap between a ball and a surface, and the unit normal from the ball to it, in the wall's frame."""
    x, y, distance = surfaces[X, q], surfaces[Y, q], surfaces[DISTANCE, q]
    if surfaces[KIND, q] == FACE:
        return distance - radius - x * px - y * py, x, y
    dx, dy = px - x, py - y
    away = math.sqrt(dx * dx + dy * dy)
    dx, dy = (dx / away, dy / away) if away > 0.0 else (1.0, 0.0)
    if surfaces[KIND, q] == BOWL:
        return distance - radius - away, dx, dy
    return away - distance - radius, -dx, -dy


@part
def faces(surfaces: Floats, q: int, px: float, py: float) -> bool:
    """Whether a place lies before the face, between its ends; always for what is round."""
    if surfaces[KIND, q] != FACE:
        return True
    along = surfaces[X, q] * py - surfaces[Y, q] * px
    return surfaces[LOW, q] <= along <= surfaces[HIGH, q]


@part
def most_overlap(
    surfaces: Floats, q: int, px: float, py: float, begin_x: float, begin_y: float, radius: float
) -> tuple[float, bool]:  # fmt: skip
    """Where on the way from ``begin`` to p a ball may overlap a surface most, as a part of the way back from p.

    Also whether it does there, as far as a straight way tells. Only one that came from before a face can meet it.
    """
    kind = surfaces[KIND, q]
    if kind != DISC:
        gap = gap_to(surfaces, q, px, py, radius)[0]
        if kind == BOWL or math.isinf(surfaces[LOW, q]):
            return 0.0, gap < 0.0
        return 0.0, gap < 0.0 and gap_to(surfaces, q, begin_x, begin_y, radius)[0] > -radius
    way_x, way_y = px - begin_x, py - begin_y
    dx, dy = px - surfaces[X, q], py - surfaces[Y, q]
    squared = way_x * way_x + way_y * way_y
    back = min(max((dx * way_x + dy * way_y) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
    dx, dy, reach = dx - back * way_x, dy - back * way_y, surfaces[DISTANCE, q] + radius
    return back, dx * dx + dy * dy < reach * reach


@part
def depth(surfaces: Floats, begin: int, end: int, px: float, py: float) -> tuple[float, int]:
    """How far a place is from the nearest surface of a wall, less than 0 where no centre may be; and which that is."""
    least, nearest = math.inf, begin
    for q in range(begin, end):
        if surfaces[KIND, q] == FACE:
            before = surfaces[DISTANCE, q] - surfaces[X, q] * px - surfaces[Y, q] * py
            along = surfaces[X, q] * py - surfaces[Y, q] * px
            beside = max(surfaces[LOW, q] - along, along - surfaces[HIGH, q], 0.0)
            away = math.copysign(math.sqrt(before * before + beside * beside), before)
        else:
            away = gap_to(surfaces, q, px, py, 0.0)[0]
        if abs(away) < abs(least):
            least, nearest = away, q
    return least, nearest


@part
def stand(
    surfaces: Floats, q: int, s: float,
    x: float, y: float, vx: float, vy: float, ax: float, ay: float, spin: float, radius: float,
    wall_x: float, wall_y: float, wall_angle: float, wall_vx: float, wall_vy: float, wall_rate: float,
) -> tuple[float, float, float, float, float, float, float]:  # fmt: skip
    """How a ball stood to a surface s before now: gap, normal, closing speed, slip, and the wall's own speeds there.

    The ball flew on a parabola; the wall's values are those of that moment. Its material moves at the point of
    contact p with V + Ω × p; its speeds are given along the normal and along the tangent.
    """
    off_x, off_y = x - s * (vx - 0.5 * s * ax) - wall_x, y - s * (vy - 0.5 * s * ay) - wall_y
    cos, sin = math.cos(wall_angle), math.sin(wall_angle)
    px, py = into_frame(off_x, off_y, cos, sin)
    gap, side_x, side_y = gap_to(surfaces, q, px, py, radius)
    nx, ny = into_frame(side_x, side_y, cos, -sin)
    material_x = wall_vx - wall_rate * (off_y + radius * ny)
    material_y = wall_vy + wall_rate * (off_x + radius * nx)
    along_normal, along_tangent = material_x * nx + material_y * ny, material_y * nx - material_x * ny
    ball_x, ball_y = vx - s * ax, vy - s * ay
    closing = ball_x * nx + ball_y * ny - along_normal
    slip = ball_y * nx - ball_x * ny + spin * radius - along_tangent
    return gap, nx, ny, closing, slip, along_normal, along_tangent
