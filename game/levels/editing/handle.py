"""A handle: a point in the world that the mouse drags to change an item."""

from typing import Literal, NamedTuple

from game.levels.editing.frame import Frame, Point, distance

Role = Literal[
    "move", "rotate", "corner", "side", "radius", "thickness", "start", "end", "vertex", "insert", "length",
    "velocity", "sway", "area", "target", "step", "row_step", "about",
]  # fmt: skip
"""What a handle changes. "insert" adds a corner to a path, "target" is where a sensor moves balls to; "step",
"row_step" and "about" are those of a `repeat`: the second copy, the second row, and the center of a ring."""

CORNERS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
SIDES = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))

VELOCITY_SCALE = 0.1
"""Length of the arrow of a velocity, m for 1 m/s."""


class Handle(NamedTuple):
    """A point to drag.

    x, y : m
    nth : index of the corner, side or vertex; 0 for others
    """

    role: Role
    x: float
    y: float
    nth: int = 0

    def distance(self, x: float, y: float) -> float:
        """Return the distance from a point, m."""
        return distance((self.x, self.y), (x, y))


class ResizedBox(NamedTuple):
    """A rectangle that was resized: by how much its centre moves in the world, its width and its height, m."""

    dx: float
    dy: float
    width: float
    height: float


def box_handles(frame: Frame, half_width: float, half_height: float) -> list[Handle]:
    """Return the handles of the corners and the sides of a rectangle."""
    return [
        Handle(role, *frame.to_world(sx * half_width, sy * half_height), k)  # type: ignore[arg-type]
        for role, signs in (("corner", CORNERS), ("side", SIDES))
        for k, (sx, sy) in enumerate(signs)
    ]


def resize_box(frame: Frame, half: Point, handle: Handle, to: Point, least: float) -> ResizedBox:
    """Return the rectangle after its corner or side was dragged; the opposite corner or side stays.

    half : half the width and half the height
    least : smallest width and height
    """
    signs = (CORNERS if handle.role == "corner" else SIDES)[handle.nth]
    sizes, shift = [2.0 * half[0], 2.0 * half[1]], [0.0, 0.0]
    for axis, (sign, end) in enumerate(zip(signs, frame.to_local(*to), strict=True)):
        if sign:
            sizes[axis] = max(sign * end + half[axis], least)
            shift[axis] = sign * (0.5 * sizes[axis] - half[axis])
    x, y = frame.to_world(*shift)
    return ResizedBox(x - frame.x, y - frame.y, *sizes)
