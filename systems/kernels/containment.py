"""Kernel of `WallCollision`: moves balls to the right side of all walls."""

import math

from systems.kernels.columns import BY_BALLS, BY_WALLS, COS, RADIUS, SIN, TOI_WALL, Balls, Walls, X, Y
from systems.kernels.compiler import kernel, subroutine
from systems.kernels.contact import MOVED
from systems.kernels.wall_features import (
    FAR,
    HELD,
    IS_CONTAINER,
    NEAR,
    THICKNESS,
    WallContacts,
    WallShapes,
    feature_at,
    feature_gap,
    in_feature_range,
    touches_from_front,
)
from systems.kernels.wall_pose import to_local
from systems.kernels.wall_range import flag_balls_in_range, list_near_features

MAX_ROUNDS = 50  # iterations over the walls for one ball


@subroutine
def nearest_side(shapes: WallShapes, w: int, px: float, py: float) -> tuple[bool, float, float, float]:
    """Return whether a point is within the polygon of a wall, its distance to the nearest side, and the way from there.

    Without corners the distance is infinite.
    """
    within = False  # Jordan curve theorem: count the sides to the right
    least, out_x, out_y = math.inf, 0.0, 0.0
    corners, before = shapes.corners, shapes.first_corner[w + 1] - 1
    for c in range(shapes.first_corner[w], shapes.first_corner[w + 1]):
        ax, ay, bx, by = corners[0, before], corners[1, before], corners[0, c], corners[1, c]
        before = c
        if (ay <= py) != (by <= py) and px < ax + (py - ay) / (by - ay) * (bx - ax):
            within = not within
        along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        along = min(max(along, 0.0), 1.0)
        dx, dy = px - ax - along * (bx - ax), py - ay - along * (by - ay)
        distance = math.sqrt(dx * dx + dy * dy)
        if distance < least:
            least, out_x, out_y = distance, dx, dy
    return within, least, out_x, out_y


@subroutine
def push_to_right_side(
    balls: Balls, i: int, walls: Walls, w: int, shapes: WallShapes, contacts: WallContacts
) -> bool:  # fmt: skip
    """Move ball i to the right side of wall w; return whether it was there already."""
    r = balls[RADIUS, i]
    dx, dy = balls[X, i] - walls[X, w], balls[Y, i] - walls[Y, w]
    away = math.sqrt(dx * dx + dy * dy)
    if away + r <= shapes.shapes[NEAR, w] or away - r >= shapes.shapes[FAR, w]:
        return True
    px, py = to_local(dx, dy, walls[COS, w], walls[SIN, w])
    free = True
    within, least, out_x, out_y = nearest_side(shapes, w, px, py)
    if least < math.inf:
        lost, thickness = within != (shapes.shapes[IS_CONTAINER, w] > 0.0), shapes.shapes[THICKNESS, w]
        if (lost or least < thickness) and least > 0.0:
            wanted = -(thickness + r) if lost else thickness + r
            px, py = px + (wanted / least - 1.0) * out_x, py + (wanted / least - 1.0) * out_y
            free = False
    if free:
        for place in range(list_near_features(shapes, w, px, py, r, (1.0 + HELD) * r, (1.0 + HELD) * r)):
            q = shapes.listed[place]
            feature = feature_at(shapes.features, q)
            gap, nx, ny = feature_gap(feature, px, py, r)
            if gap < 0.0:
                held = touches_from_front(contacts, i, feature, q)
                if in_feature_range(feature, px, py, gap, r, held):
                    px, py = px + gap * nx, py + gap * ny
                    free = False
    if not free:
        dx, dy = to_local(px, py, walls[COS, w], -walls[SIN, w])
        balls[X, i], balls[Y, i] = walls[X, w] + dx, walls[Y, w] + dy
        balls[BY_WALLS, i] = max(balls[BY_WALLS, i], MOVED)
    return free


@kernel
def containment(
    balls: Balls, ball_count: int, walls: Walls, wall_count: int, shapes: WallShapes, contacts: WallContacts
) -> None:  # fmt: skip
    """Move every ball that is on the wrong side of a wall to the right side.

    A convex container is an intersection of half-planes, each moved inwards by the radius of the ball, so no ball can
    pass it in any sub-step. A ball on the wrong side of another closed outline moves to the nearest point on its right
    side.

    balls : X and Y are changed, and BY_WALLS becomes at least MOVED where they are; balls with a pending impact on a
        wall (TOI_WALL) are skipped; of the others, only those are checked that are unsolved, or whose BY_BALLS is set,
        which becomes 0
    contacts : ``unsolved`` becomes 0
    """
    flag_balls_in_range(balls, ball_count, walls, wall_count, shapes, contacts)
    for i in range(ball_count):
        if balls[TOI_WALL, i] > 0.0 or not (contacts.unsolved[i] or balls[BY_BALLS, i] > 0.0):
            continue
        contacts.unsolved[i] = 0
        balls[BY_BALLS, i] = 0.0
        if not contacts.is_near[i]:
            continue
        for _ in range(MAX_ROUNDS):
            x, y, inside = balls[X, i], balls[Y, i], True
            for w in range(wall_count):
                inside = push_to_right_side(balls, i, walls, w, shapes, contacts) and inside
            if inside or (balls[X, i] == x and balls[Y, i] == y):  # a round that changes nothing is a fixed point
                break
