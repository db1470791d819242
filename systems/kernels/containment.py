"""Arithmetic of `WallCollision`: the place that all walls allow a ball."""

import math

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import SLOTS
from systems.kernels.wall_features import feature_at, gap_to, into_frame, is_held, is_met

ROUNDS = 50  # at most, to find the place in a corner


@kernel
def containment(
    count: Rows, side: Rows, unsolved: Flags, start: Rows, features: Block, near: Floats, far: Floats,
    corner: Rows, corners: Block, thickness: Floats, container: Flags,
    wall_cos: Floats, wall_sin: Floats, wall_x: Floats, wall_y: Floats,
    x: Floats, y: Floats, radius: Floats, by_balls: Floats, toi_wall: Floats,
) -> None:  # fmt: skip
    """Put every ball on the right side of all walls, however it came to the wrong one.

    A convex container is an intersection of half-planes, each moved inwards by the ball's radius, so no ball can jump
    over one. From the wrong side of any other closed outline a ball is brought to the nearest place in front of it.

    count, side : (n,), (SLOTS n,) how many features each ball touches, and which, from SLOTS times its row
    unsolved, by_balls : (n,) in/out, balls that are set in one of them are looked at; zero afterwards
    toi_wall : (n,) s; balls that are still to hit a wall are left for later
    corner, corners : (w + 1,), (2, c) first corner of each wall, and m, those of outlines with a wrong side
    thickness, container : (w,) m, and 1 where the balls belong inside
    x, y : (n,) m, in/out
    The others : see `wall_impact`
    """
    for i in range(len(x)):
        if toi_wall[i] > 0.0 or not (unsolved[i] or by_balls[i] > 0.0):
            continue
        unsolved[i] = 0
        by_balls[i] = 0.0
        r = radius[i]
        for _ in range(ROUNDS):
            inside = True
            for w in range(len(wall_x)):
                dx, dy = x[i] - wall_x[w], y[i] - wall_y[w]
                away = math.sqrt(dx * dx + dy * dy)
                if away + r <= near[w] or away - r >= far[w]:
                    continue
                cos, sin = wall_cos[w], wall_sin[w]
                px, py = into_frame(dx, dy, cos, sin)
                free = True

                within = False  # by Jordan's theorem: count the sides to the right
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
                        gap, nx, ny = gap_to(feature, px, py, r)
                        held = is_held(feature, q, side, SLOTS * i, SLOTS * i + count[i])
                        if gap < 0.0 and is_met(feature, px, py, gap, r, held):
                            px, py = px + gap * nx, py + gap * ny
                            free = False
                if not free:
                    dx, dy = into_frame(px, py, cos, -sin)
                    x[i], y[i] = wall_x[w] + dx, wall_y[w] + dy
                    inside = False
            if inside:
                break
