"""Kernel of `WallCollision`: moves balls to the right side of all walls."""

import math

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import SLOTS
from systems.kernels.wall_features import feature_at, feature_gap, in_feature_range, to_local, touches_from_front

MAX_ROUNDS = 50  # iterations over the walls for one ball


@kernel
def containment(
    count: Rows, slot_feature: Rows, unsolved: Flags, start: Rows, features: Block, near: Floats, far: Floats,
    corner: Rows, corners: Block, thickness: Floats, container: Flags,
    wall_cos: Floats, wall_sin: Floats, wall_x: Floats, wall_y: Floats,
    x: Floats, y: Floats, radius: Floats, by_balls: Floats, toi_wall: Floats,
) -> None:  # fmt: skip
    """Move every ball that is on the wrong side of a wall to the right side.

    A convex container is an intersection of half-planes, each moved inwards by the radius of the ball, so no ball can
    pass it in any sub-step. A ball on the wrong side of another closed outline moves to the nearest point on its right
    side.

    count, slot_feature : (n,), (SLOTS n,) number of contacts of each ball, and their features
    unsolved, by_balls : (n,) in/out, only balls with one of these flags are checked; set to 0
    toi_wall : (n,) s; balls with a pending impact on a wall are skipped
    corner, corners : (w + 1,), (2, c) first corner of each wall, and the corners of outlines with a wrong side, m
    thickness, container : (w,) radius of the outline, m, and 1 if balls belong inside
    x, y : (n,) m, in/out
    The others : see `wall_impact`
    """
    for i in range(len(x)):
        if toi_wall[i] > 0.0 or not (unsolved[i] or by_balls[i] > 0.0):
            continue
        unsolved[i] = 0
        by_balls[i] = 0.0
        r = radius[i]
        for _ in range(MAX_ROUNDS):
            inside = True
            for w in range(len(wall_x)):
                dx, dy = x[i] - wall_x[w], y[i] - wall_y[w]
                away = math.sqrt(dx * dx + dy * dy)
                if away + r <= near[w] or away - r >= far[w]:
                    continue
                cos, sin = wall_cos[w], wall_sin[w]
                px, py = to_local(dx, dy, cos, sin)
                free = True

                within = False  # Jordan curve theorem: count the sides to the right
                least, out_x, out_y = math.inf, 0.0, 0.0
                before = corner[w + 1] - 1
                for c in range(corner[w], corner[w + 1]):
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
                if least < math.inf:
                    lost = within != container[w]
                    if (lost or least < thickness[w]) and least > 0.0:
                        wanted = -(thickness[w] + r) if lost else thickness[w] + r
                        px, py = px + (wanted / least - 1.0) * out_x, py + (wanted / least - 1.0) * out_y
                        free = False
                if free:
                    for q in range(start[w], start[w + 1]):
                        feature = feature_at(features, q)
                        gap, nx, ny = feature_gap(feature, px, py, r)
                        held = touches_from_front(feature, q, slot_feature, SLOTS * i, SLOTS * i + count[i])
                        if gap < 0.0 and in_feature_range(feature, px, py, gap, r, held):
                            px, py = px + gap * nx, py + gap * ny
                            free = False
                if not free:
                    dx, dy = to_local(px, py, cos, -sin)
                    x[i], y[i] = wall_x[w] + dx, wall_y[w] + dy
                    inside = False
            if inside:
                break
