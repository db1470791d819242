"""The tools that draw new items: each takes one to many points of the mouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from game.levels.editing import drawing_tools as drafts
from game.levels.editing.drawing_tools import Draft
from game.levels.editing.frame import Point, distance, rounded_size
from game.render import theme
from game.ui.editor.editor import Editor
from game.ui.editor.pointer import Pointer
from game.ui.editor.sketch import Sketch


@dataclass
class DrawOptions:
    """What new items get, besides their points. Lengths in m.

    is_container : whether closed walls keep the balls inside
    material : of walls and balls; empty: the default material
    sensor_names : names of the sensors of the level
    """

    thickness: float = 0.1
    sides: int = 6
    ball_radius: float = 0.2
    count: int = 20
    rate: float = 2.0
    acceleration: tuple[float, float] = (0.0, 5.0)
    is_round: bool = False
    is_container: bool = False
    material: str = ""
    action: str = "count"
    sensor_names: tuple[str, ...] = ()


class Shape(NamedTuple):
    """What a tool draws.

    hint : how to draw it
    options : names of the fields of `DrawOptions` that matter
    make : returns the item of points and options
    most : number of points that complete the item; None: until the player says so
    """

    name: str
    hint: str
    options: tuple[str, ...]
    make: Callable[[Sequence[Point], DrawOptions], Draft]
    most: int | None = 2


def _path(points: Sequence[Point], options: DrawOptions) -> Draft:
    return drafts.polyline(points, options.thickness, closed=_ends_at_start(points))


def _ends_at_start(points: Sequence[Point]) -> bool:
    """Whether a path of at least three corners ends where it begins, and so is closed."""
    return len(points) > 3 and points[0] == points[-1]


def _arc(points: Sequence[Point], options: DrawOptions) -> Draft:
    if len(points) < 3:
        return drafts.line(points[0], points[-1], options.thickness)
    return drafts.arc(points[0], points[2], points[1], options.thickness)


def _ball(points: Sequence[Point], options: DrawOptions) -> Draft:
    radius = distance(points[0], points[-1])
    if radius > MIN_DRAG * options.ball_radius:
        options.ball_radius = rounded_size(radius)
    return drafts.ball(points[0], options.ball_radius)


def _group(points: Sequence[Point], options: DrawOptions) -> Draft:
    draw = drafts.disc_group if options.is_round else drafts.grid_group
    return draw(points[0], points[-1], options.count, options.ball_radius)


def _zone(points: Sequence[Point], options: DrawOptions) -> dict[str, object]:
    draw = drafts.circle_zone if options.is_round else drafts.box_zone
    return draw(points[0], points[-1])


def _emitter(points: Sequence[Point], options: DrawOptions) -> Draft:
    return drafts.emitter(points[0], points[-1], options.rate, options.count, options.ball_radius)


MIN_DRAG = 0.1
"""A shorter drag of a ball, in radii, is a click, which gives it the radius of the last one."""

SHAPES = (
    Shape(
        "line", "drag from end to end", ("thickness", "material"), lambda p, o: drafts.line(p[0], p[-1], o.thickness)
    ),
    Shape("path", "click the corners; Enter ends, the first corner closes", ("thickness", "material"), _path, None),
    Shape("box", "drag from corner to corner", ("is_container", "material"), lambda p, _: drafts.box(p[0], p[-1])),
    Shape(
        "disc", "drag from the center to the rim", ("is_container", "material"), lambda p, _: drafts.disc(p[0], p[-1])
    ),
    Shape("arc", "drag from end to end, then click a point between", ("thickness", "material"), _arc, 3),
    Shape(
        "polygon",
        "drag from the center to a corner",
        ("sides", "is_container", "material"),
        lambda p, o: drafts.regular_polygon(p[0], p[-1], o.sides),
    ),
    Shape("ball", "click, or drag from the center to the rim", ("ball_radius", "material"), _ball),
    Shape("group", "drag over the place of the balls", ("count", "ball_radius", "is_round", "material"), _group),
    Shape("emitter", "drag in the direction of the balls", ("rate", "count", "ball_radius", "material"), _emitter),
    Shape(
        "force",
        "drag over the zone of the force",
        ("acceleration", "is_round"),
        lambda p, o: drafts.force(_zone(p, o), o.acceleration),
    ),
    Shape(
        "sensor",
        "drag over the zone of the sensor",
        ("action", "is_round"),
        lambda p, o: drafts.sensor(_zone(p, o), o.sensor_names, o.action),
    ),
)


class DrawTool:
    """Draws a shape. The points are where the button is pressed and released; each click adds one."""

    def __init__(self, editor: Editor, shape: Shape, options: DrawOptions) -> None:
        self._editor, self._shape, self._options = editor, shape, options
        self._points: list[Point] = []
        self._pressed_at: Point | None = None

    @property
    def hint(self) -> str:
        """How to draw the shape."""
        return self._shape.hint

    @property
    def snap_start(self) -> Point | None:
        """The point from which directions snap: the last one, for lines and paths."""
        return self._points[-1] if self._points and self._shape.name in ("line", "path") else None

    def press(self, at: Pointer) -> None:
        """Add a point."""
        self._pressed_at = at.raw
        is_first = not self._points
        if is_first or self._is_new(at):
            self._points.append(self._closing_point(at) or at.point)
            self._complete_if_due()
        else:
            self.finish()  # a double click

    def move(self, at: Pointer) -> None:
        """Show the shape as it is with the mouse as its next point."""
        if self._points:
            self._show([*self._points, self._closing_point(at) or at.point])

    def release(self, at: Pointer) -> None:
        """Add the point where a drag ends."""
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is None or not self._points:
            return
        was_dragged = distance(pressed_at, at.raw) > at.reach
        if (was_dragged and self._is_new(at)) or self._shape.name == "ball":
            self._points.append(at.point)
            self._complete_if_due()

    def finish(self) -> bool:
        """Complete a path; return whether there was one."""
        if self._shape.most is not None or len(self._points) < 2:
            return False
        self._complete()
        return True

    def cancel(self) -> bool:
        """Give up the shape; return whether there was one."""
        was_drawing, self._points = bool(self._points), []
        self._pressed_at = None
        self._editor.cancel()
        return was_drawing

    def draw(self, sketch: Sketch, at: Pointer | None) -> None:
        """Draw the points so far."""
        for point in self._points:
            sketch.dot(point, 4.0, theme.TEXT_ACCENT)
        if self._points and at:
            sketch.line(self._points[-1], at.point, theme.TEXT_ACCENT, 1.0, 0.5)

    def _is_new(self, at: Pointer) -> bool:
        return distance(self._points[-1], at.point) > 0.5 * at.reach

    def _closing_point(self, at: Pointer) -> Point | None:
        """Return the first point of a path if the pointer is on it."""
        is_closing = self._shape.most is None and len(self._points) > 2
        return self._points[0] if is_closing and distance(self._points[0], at.raw) <= at.reach else None

    def _complete_if_due(self) -> None:
        is_closed_path = self._shape.most is None and _ends_at_start(self._points)
        if is_closed_path or len(self._points) == self._shape.most:
            self._complete()

    def _complete(self) -> None:
        points, self._points = self._points, []
        self._pressed_at = None
        self._show(points)
        self._editor.commit()

    def _show(self, points: Sequence[Point]) -> None:
        document = self._editor.document
        names = (fields.get("name") for fields in document.data.get("sensors", ()))
        self._options.sensor_names = tuple(name for name in names if isinstance(name, str))
        if len({*points}) < 2 and self._shape.name != "ball":
            self._editor.cancel()
            return
        self._editor.show(lambda: drafts.add_draft(document, self._draft(points)))

    def _draft(self, points: Sequence[Point]) -> Draft:
        """Return the item of points, with those options that are plain fields."""
        array, fields = self._shape.make(points, self._options)
        if "is_container" in self._shape.options:
            fields["container"] = self._options.is_container
        if "material" in self._shape.options and self._options.material:
            fields["material"] = self._options.material
        return Draft(array, fields)
