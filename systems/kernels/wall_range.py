"""Which balls may touch a wall, and which of its features: cheap tests before the exact ones."""

import math

from systems.kernels.columns import (
    CHANGE_X,
    CHANGE_Y,
    COS,
    PATH_START,
    RADIUS,
    RATE,
    SIN,
    STROKE_ANGLE,
    STROKE_X,
    STROKE_Y,
    SWAY_RATE,
    SWAY_X,
    SWAY_Y,
    SWING,
    SWING_RATE,
    VX,
    VY,
    Balls,
    Walls,
    X,
    Y,
)
from systems.kernels.compiler import subroutine
from systems.kernels.contact import contact_margin
from systems.kernels.wall_features import DEPTH, FAR, HELD, IS_BOUNDED, NEAR, SEGMENT, Flight, WallContacts, WallShapes
from systems.kernels.wall_pose import stroke_before, to_local

MANY = 64  # balls; to test the segments of a wall does not pay for fewer
ROUNDING = 1e-9  # of the distance of a segment; balls with a larger gap to it are on its right side


@subroutine
def is_convex_polygon(shapes: WallShapes, w: int) -> bool:
    """Whether a wall is a container of segments without ends: an intersection of half-planes."""
    return bool(shapes.shapes[IS_BOUNDED, w] == 0.0 and shapes.features[0, shapes.first[w]] == SEGMENT)


@subroutine
def half_plane(walls: Walls, w: int, shapes: WallShapes, q: int) -> tuple[float, float, float]:
    """Return the unit normal of segment q of a wall and its distance d in the world: n · p < d on the side of balls."""
    nx, ny = to_local(shapes.features[1, q], shapes.features[2, q], walls[COS, w], -walls[SIN, w])
    return nx, ny, shapes.features[3, q] + nx * walls[X, w] + ny * walls[Y, w]


@subroutine
def gap_to_plane(balls: Balls, i: int, nx: float, ny: float, distance: float) -> float:
    """Return the gap, m, between ball i and the edge of a `half_plane`; it is negative where they overlap."""
    gap: float = distance - balls[RADIUS, i] - nx * balls[X, i] - ny * balls[Y, i]
    return gap


@subroutine
def uses_half_planes(balls: Balls, ball_count: int, walls: Walls, w: int, shapes: WallShapes) -> bool:
    """Whether it pays to test the segments of a wall for all balls: it is convex, and many balls are in its range."""
    if not is_convex_polygon(shapes, w):
        return False
    x, y, near, many = walls[X, w], walls[Y, w], shapes.shapes[NEAR, w], 0
    for i in range(ball_count):
        dx, dy, room = balls[X, i] - x, balls[Y, i] - y, near - 2.0 * balls[RADIUS, i]
        many += (room < 0.0) | (dx * dx + dy * dy > room * room)
    return many > MANY + ball_count // 4


@subroutine
def stroke_way(walls: Walls, w: int, away: float, s: float) -> float:
    """Return a bound of how far the stroke of a wall has moved its points in the last s seconds, m.

    away : m, bound of their distances from the origin of the wall
    """
    part = abs(stroke_before(walls, w, s)[0])
    way: float = part * (abs(walls[STROKE_X, w]) + abs(walls[STROKE_Y, w]) + abs(walls[STROKE_ANGLE, w]) * away)
    return way


@subroutine
def may_touch(
    flight: Flight, walls: Walls, w: int, shapes: WallShapes, reach: float, since: float
) -> bool:  # fmt: skip
    """Whether a ball is in the range of distances from a wall in which balls can touch it, now or on its path.

    A container of endless segments has no such range: only its segments tell.
    """
    if is_convex_polygon(shapes, w):
        return True
    dx, dy = flight.x - walls[X, w], flight.y - walls[Y, w]
    away = math.sqrt(dx * dx + dy * dy)
    speeds = abs(flight.vx - walls[VX, w]) + abs(flight.vy - walls[VY, w])
    travel = since * (speeds + since * (abs(flight.ax) + abs(flight.ay))) + stroke_way(walls, w, 0.0, since)
    ends = travel if shapes.shapes[IS_BOUNDED, w] else 0.0
    if away + flight.radius + reach + ends <= shapes.shapes[NEAR, w]:
        return False
    return not away - flight.radius - reach - travel >= shapes.shapes[FAR, w]


@subroutine
def list_near_features(
    shapes: WallShapes, w: int, px: float, py: float, radius: float, reach: float, margin: float
) -> int:  # fmt: skip
    """List the features of a wall that may be near a ball; return their number.

    px, py : m, centre of the ball in the frame of the wall
    reach : m, the bounding circle of a listed feature is nearer to the centre
    margin : m, the gap to a listed segment is smaller
    """
    count, features, bounds = 0, shapes.features, shapes.bounds
    for q in range(shapes.first[w], shapes.first[w + 1]):
        dx, dy, far = px - bounds[0, q], py - bounds[1, q], bounds[2, q] + reach
        gap = features[3, q] - radius - features[1, q] * px - features[2, q] * py
        shapes.listed[count] = q  # branch-free append: write every feature, count some
        count += (dx * dx + dy * dy < far * far) & ((gap < margin) | (features[0, q] != SEGMENT))
    return count


@subroutine
def list_features_on_path(
    flight: Flight, walls: Walls, w: int, shapes: WallShapes, reach: float, since: float
) -> int:  # fmt: skip
    """List the features of a wall that a ball may touch at the end of its path, or may have passed on it."""
    dx, dy, radius = flight.x - walls[X, w], flight.y - walls[Y, w], flight.radius
    turning = abs(walls[RATE, w]) + abs(walls[SWING, w] * walls[SWING_RATE, w])
    speed = abs(flight.vx) + abs(flight.vy) + since * (abs(flight.ax) + abs(flight.ay))
    speed += abs(walls[VX, w]) + abs(walls[VY, w]) + turning * (abs(dx) + abs(dy))
    sway = abs(walls[SWAY_RATE, w]) * (abs(walls[SWAY_X, w]) + abs(walls[SWAY_Y, w]))
    path = 2.0 * since * (speed + sway)  # a bound of how far the ball has moved relative to the wall
    path += 2.0 * stroke_way(walls, w, abs(dx) + abs(dy), since)
    px, py = to_local(dx, dy, walls[COS, w], walls[SIN, w])
    margin = reach if shapes.features[DEPTH, shapes.first[w]] >= 1.0 else radius  # as in `search_wall`
    return list_near_features(shapes, w, px, py, radius, (1.0 + HELD) * radius + path, margin)


@subroutine
def flag_near_balls(
    balls: Balls, ball_count: int, walls: Walls, wall_count: int, shapes: WallShapes, contacts: WallContacts,
    rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Flag the balls that may touch a wall in this sub-step.

    These are the balls in the range of distances of `may_touch`, or those whose gap to a segment is small, see
    `uses_half_planes`. There is no branch in the loops over the balls, so that the compiler can process several at a
    time.
    """
    contacts.is_near[:ball_count] = 0
    for w in range(wall_count):
        if uses_half_planes(balls, ball_count, walls, w, shapes):
            for q in range(shapes.first[w], shapes.first[w + 1]):
                nx, ny, distance = half_plane(walls, w, shapes, q)
                for i in range(ball_count):
                    gap = gap_to_plane(balls, i, nx, ny, distance)
                    contacts.is_near[i] |= gap < contact_margin(balls[RADIUS, i], rest_speed, h)
            continue
        x, y, vx, vy = walls[X, w], walls[Y, w], walls[VX, w], walls[VY, w]
        near, far, bounded = shapes.shapes[NEAR, w], shapes.shapes[FAR, w], shapes.shapes[IS_BOUNDED, w]
        way = stroke_way(walls, w, 0.0, h)
        for i in range(ball_count):
            dx, dy, since = balls[X, i] - x, balls[Y, i] - y, h - balls[PATH_START, i]
            away, radius = math.sqrt(dx * dx + dy * dy), balls[RADIUS, i]
            forces = (abs(balls[CHANGE_X, i]) + abs(balls[CHANGE_Y, i])) / h
            travel = way + since * (abs(balls[VX, i] - vx) + abs(balls[VY, i] - vy) + since * forces)
            reach = radius + contact_margin(radius, rest_speed, h)
            contacts.is_near[i] |= (away + reach + bounded * travel > near) & (away - reach - travel < far)


@subroutine
def flag_balls_in_range(
    balls: Balls, ball_count: int, walls: Walls, wall_count: int, shapes: WallShapes, contacts: WallContacts
) -> None:  # fmt: skip
    """Flag the balls that may be on the wrong side of a wall, as `flag_near_balls`."""
    contacts.is_near[:ball_count] = 0
    for w in range(wall_count):
        if uses_half_planes(balls, ball_count, walls, w, shapes):
            for q in range(shapes.first[w], shapes.first[w + 1]):
                nx, ny, distance = half_plane(walls, w, shapes, q)
                for i in range(ball_count):
                    gap = gap_to_plane(balls, i, nx, ny, distance)
                    contacts.is_near[i] |= gap < ROUNDING * abs(distance)
            continue
        x, y, near, far = walls[X, w], walls[Y, w], shapes.shapes[NEAR, w], shapes.shapes[FAR, w]
        for i in range(ball_count):
            dx, dy, radius = balls[X, i] - x, balls[Y, i] - y, balls[RADIUS, i]
            away = math.sqrt(dx * dx + dy * dy)
            contacts.is_near[i] |= (away + radius > near) & (away - radius < far)
