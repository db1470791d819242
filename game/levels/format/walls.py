"""The walls of a level: shapes and motions. Fields are in degrees and periods; methods return SI units and radians."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import InitErrorDetails

from components import portable_math
from components.kinematic_motion import KinematicMotion, WallPose, pose_at
from components.outline import Arc, Outline, doubled_area
from components.portable_arrays import unit_vectors
from game.levels.format.curves import (
    MAX_CORNERS,
    TOLERANCE,
    PathItem,
    PathItems,
    Tolerance,
    check_simple,
    is_curve,
    path_corners,
)
from game.levels.format.key_names import SPECIAL, key_name
from game.levels.format.strict_model import (
    Angle,
    Caption,
    Color,
    Flag,
    Name,
    Point,
    Score,
    Size,
    StrictModel,
    Velocity,
    error_details,
    quantity,
)
from game.levels.toml.problems import suggest

THICKNESS = 0.1
"""Default thickness of open walls, in m."""

MAX_TURN = 30.0
"""Largest angle by which a wall turns in a substep, in deg; walls that turn faster get more substeps."""

MAX_SUBSTEPS = 32
"""Largest number of substeps of a step."""

MAX_DECAY = 0.5
"""Largest product of a drag and the length of a substep; stronger drags get more substeps."""

WallSpin = Annotated[float, quantity("deg/s", ge=-36_000.0, le=36_000.0)]
SwingAngle = Annotated[float, quantity("deg", ge=-360.0, le=360.0)]
Offset = Annotated[float, quantity("m", ge=-1e4, le=1e4)]
Period = Annotated[float, quantity("s", ge=0.05, le=1e6)]
Belt = Annotated[float, quantity("m/s", ge=-1000.0, le=1000.0)]
Kick = Annotated[float, quantity("m/s", ge=0.0, le=1000.0)]
StrokeTime = Annotated[float, quantity("s", ge=0.005, le=1e4)]
Sweep = Annotated[float, quantity("deg", gt=-360.0, lt=360.0)]

ONE_WAY = "Whether the wall stops only balls that come from its left, as seen along its points; others pass through."


class _Oscillation(StrictModel):
    period: Period = Field(description="Period of the oscillation, s.")
    phase: Angle = Field(0.0, description="Phase at the start: 0 is the middle, 90 the positive end, deg.")

    @property
    def rate(self) -> float:
        """Angular frequency, rad/s."""
        return 2.0 * math.pi / self.period


class Swing(_Oscillation):
    """Periodic rotation of a wall."""

    angle: SwingAngle = Field(description="Amplitude, deg. At phase 0 a positive angle turns counter-clockwise.")


class Sway(_Oscillation):
    """Periodic translation of a wall."""

    offset: tuple[Offset, Offset] = Field(description="Amplitude [x, y], m.")


RESERVED_KEYS = ("Esc", "F1")
"""Keys that a level cannot use: they always close the game and open the help."""


class Keys(StrictModel):
    """A stroke of a wall that keys drive: it moves to its end while one of them is held, and returns otherwise."""

    names: Annotated[tuple[Name, ...], Field(min_length=1, max_length=8)] = Field(
        description='Names of the keys, such as "Left", "Space" or "A". A click on the wall holds the first one.'
    )
    angle: SwingAngle = Field(0.0, description="Rotation at the end of the stroke, counter-clockwise, deg.")
    offset: tuple[Offset, Offset] = Field((0.0, 0.0), description="Translation at the end of the stroke [x, y], m.")
    time: StrokeTime = Field(description="Time that the whole stroke takes, at constant speed, s.")
    return_time: StrokeTime = Field(
        default_factory=lambda others: others.get("time", 1.0),
        description="Time that the whole way back takes, s. Default: as `time`.",
    )

    @field_validator("names")
    @classmethod
    def _check_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names in their one spelling, each once; ValueError for an unknown or reserved key."""
        found: dict[str, None] = {}
        for written in names:
            try:
                name = key_name(written)
            except ValueError:
                allowed = f"a character, {', '.join(SPECIAL[:15])}, F2 to F12, Num 0 to Num 9"
                raise ValueError(
                    f'there is no key "{written}"; {suggest(written, SPECIAL)}allowed: {allowed}'
                ) from None
            if name in RESERVED_KEYS:
                raise ValueError(f'the key "{name}" belongs to the game; allowed: other keys')
            found[name] = None
        return tuple(found)

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if model is not None and model.angle == 0.0 and model.offset == (0.0, 0.0):
            yield error_details("moves nothing; allowed: an angle or an offset that is not 0", "angle")

    @property
    def largest_spin(self) -> float:
        """Largest angular speed, deg/s."""
        return abs(self.angle) / min(self.time, self.return_time)


@lru_cache(maxsize=1024)
def _shared_outline(
    points: tuple[Point, ...], radius: float, closed: bool, container: bool, one_way: bool, belt: float, kick: float
) -> Outline:
    """Return an outline. Equal arguments give the same object, so that walls of one shape share it."""
    return Outline(np.array(points), radius, closed, container, one_way, belt, kick=kick)


@lru_cache(maxsize=1024)
def _shared_arc(arc: Arc, radius: float, one_way: bool, belt: float, kick: float) -> Outline:
    """Return an open outline along an arc. Equal arguments give the same object."""
    return Outline(arc.points, radius, False, False, one_way, belt, arc, kick)


class _Wall(StrictModel):
    center: Point = Field((0.0, 0.0), description="Center of rotation at the start [x, y], m.")
    angle: Angle = Field(0.0, description="Rotation at the start, counter-clockwise, deg.")
    spin: WallSpin = Field(0.0, description="Angular velocity, counter-clockwise, deg/s.")
    velocity: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Velocity of the center [x, y], m/s.")
    swing: Swing | None = Field(None, description="Periodic rotation, added to angle and spin.")
    sway: Sway | None = Field(None, description="Periodic translation, added to center and velocity.")
    keys: Keys | None = Field(None, description="Stroke that keys drive, added to all other motions.")
    belt: Belt = Field(
        0.0,
        description="Speed of the surface, as of a conveyor belt, m/s. A positive speed is counter-clockwise on a "
        "closed wall. On an open wall it is in the order of the points on the left side, and reversed on the "
        "right side. Rivets show the motion.",
    )
    kick: Kick = Field(
        0.0,
        description="Speed that an impact adds to that with which a ball leaves, as a bumper does, m/s. Resting balls "
        "are not kicked.",
    )
    score: Score = Field(0, description="Points that each kick adds to the score.")
    material: Name | None = Field(None, description="Name of a material. Default: the default material.")
    label: Caption | None = Field(None, description="Text that is drawn at the wall.")
    color: Color | None = Field(None, description="Color of the wall. Default: that of the palette.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if model is not None:
            try:
                model.outline()
            except ValueError:
                yield error_details("is too small: its corners coincide; allowed: corners at different points")
            if model.score and not model.kick:
                yield error_details("must not be set without a kick; allowed: a score with a kick above 0", "score")

    def outline(self) -> Outline:
        """Return the shape in the frame of the wall: the center is the origin, the angle is 0."""
        raise NotImplementedError

    @property
    def largest_spin(self) -> float:
        """Largest angular speed at any time, deg/s."""
        spin = abs(self.spin) + (abs(self.swing.angle) * self.swing.rate if self.swing else 0.0)
        return spin + (self.keys.largest_spin if self.keys else 0.0)

    def motion(self) -> KinematicMotion:
        """Return the motion of the wall, in SI units and rad."""
        motion = KinematicMotion(*self.center, math.radians(self.angle), *self.velocity, math.radians(self.spin))
        if self.sway is not None:
            motion.sway_x, motion.sway_y = self.sway.offset
            motion.sway_rate, motion.sway_phase = self.sway.rate, math.radians(self.sway.phase)
        if self.swing is not None:
            motion.swing = math.radians(self.swing.angle)
            motion.swing_rate, motion.swing_phase = self.swing.rate, math.radians(self.swing.phase)
        if self.keys is not None:
            motion.stroke_x, motion.stroke_y = self.keys.offset
            motion.stroke_angle = math.radians(self.keys.angle)
            motion.stroke_rate, motion.return_rate = 1.0 / self.keys.time, 1.0 / self.keys.return_time
        return motion

    def pose(self) -> WallPose:
        """Return the pose and the velocity of the wall at the start."""
        return pose_at(0.0, *self.motion().values)


class PolygonWall(_Wall):
    """A regular polygon. At angle 0 its lowest side is horizontal."""

    shape: Literal["polygon"] = Field(description="A regular polygon.")
    sides: Annotated[int, quantity(ge=3, le=64)] = Field(description="Number of sides.")
    radius: Size = Field(description="Distance from the center to a corner, m.")
    container: Flag = Field(True, description="Keeps the balls inside (true), or outside as an obstacle (false).")

    def outline(self) -> Outline:
        """Return the shape in the frame of the wall: the center is the origin, the angle is 0."""
        angles = -math.pi / 2.0 + (2.0 * np.arange(self.sides) - 1.0) * math.pi / self.sides
        corners = self.radius * unit_vectors(angles)
        return _shared_outline(
            tuple(map(tuple, corners.tolist())), 0.0, True, self.container, False, self.belt, self.kick
        )


class BoxWall(_Wall):
    """A rectangle."""

    shape: Literal["box"] = Field(description="A rectangle.")
    width: Size = Field(description="Width at angle 0, m.")
    height: Size = Field(description="Height at angle 0, m.")
    container: Flag = Field(False, description="Keeps the balls inside (true), or outside as an obstacle (false).")

    def outline(self) -> Outline:
        """Return the shape in the frame of the wall: the center is the origin, the angle is 0."""
        x, y = 0.5 * self.width, 0.5 * self.height
        return _shared_outline(
            ((-x, -y), (x, -y), (x, y), (-x, y)), 0.0, True, self.container, False, self.belt, self.kick
        )


class CircleWall(_Wall):
    """A circle around the balls, or a disc as an obstacle."""

    shape: Literal["circle"] = Field(description="A circle.")
    radius: Size = Field(description="Radius, m.")
    container: Flag = Field(True, description="Keeps the balls inside (true), or outside as an obstacle (false).")

    def outline(self) -> Outline:
        """Return the shape in the frame of the wall: the center is the origin."""
        return _shared_outline(((0.0, 0.0),), self.radius, True, self.container, False, self.belt, self.kick)


class ArcWall(_Wall):
    """A part of a circle. It is an open wall and always an obstacle."""

    shape: Literal["arc"] = Field(description="A part of a circle.")
    radius: Size = Field(description="Radius of the center line, m.")
    start: Angle = Field(0.0, description="Direction from the center to the first end: 0 is right, 90 is up, deg.")
    sweep: Sweep = Field(description="Angle that the arc covers, counter-clockwise, not 0, deg.")
    thickness: Size = Field(THICKNESS, description="Thickness, m.")
    one_way: Flag = Field(False, description=ONE_WAY)
    container: ClassVar[bool] = False

    @field_validator("sweep")
    @classmethod
    def _check_nonzero(cls, sweep: float) -> float:
        if sweep == 0.0:
            raise ValueError("must not be 0; allowed: -360 < sweep < 360 deg, except 0")
        return sweep

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        if model is None:
            return
        limit = 2.0 * model.radius
        if abs(model.sweep) > 180.0:
            limit *= portable_math.sin(math.radians(0.5 * abs(model.sweep)))
        if model.thickness > limit:
            yield error_details(
                f"is too large: the arc overlaps itself (got {model.thickness:g}); allowed: up to {limit:g} m",
                "thickness",
            )
        else:
            yield from super()._conflicts(data, model)

    def outline(self) -> Outline:
        """Return the shape in the frame of the wall: the center is the origin, the angle is 0."""
        arc = Arc(self.radius, math.radians(self.start), math.radians(self.sweep))
        return _shared_arc(arc, 0.5 * self.thickness, self.one_way, self.belt, self.kick)


class PathWall(_Wall):
    """A wall given by its corners: a closed outline, or an open polyline with a thickness."""

    shape: Literal["path"] = Field(description="A closed outline or an open polyline.")
    closed: Flag = Field(True, description="Whether the last corner is connected to the first.")
    tolerance: Tolerance = Field(TOLERANCE, description="Largest distance between a curve and its chords, m.")
    points: Annotated[tuple[PathItem, ...], Field(min_length=2, max_length=MAX_CORNERS)] = Field(
        description="Corners [x, y] relative to the center, in order, and curves [[x, y], [x, y], [x, y]], m."
    )
    thickness: Size = Field(THICKNESS, description="Thickness of an open path, m.")
    one_way: Flag = Field(False, description=f"For an open path: {ONE_WAY[0].lower()}{ONE_WAY[1:]}")
    container: Flag = Field(
        default_factory=lambda others: others.get("closed", True),
        description="Keeps the balls inside (true, for closed paths), or outside (false). Default: as `closed`.",
    )

    @field_validator("points")
    @classmethod
    def _check_simple(cls, points: PathItems, info: ValidationInfo) -> PathItems:
        """Return the points; ValueError if the path crosses itself."""
        closed, tolerance = info.data.get("closed"), info.data.get("tolerance")
        if closed is not None and tolerance is not None:  # else reported by another check
            check_simple(path_corners(points, tolerance, closed), closed)
        return points

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        errors = list(cls._closed_conflicts(data)) if isinstance(data, dict) else []
        yield from errors or super()._conflicts(data, model)

    @staticmethod
    def _closed_conflicts(data: dict[str, Any]) -> Iterator[InitErrorDetails]:
        """Yield the fields of a closed path that only an open path may have, and the reverse."""
        if data.get("closed", True) is True:
            points = data.get("points")
            if isinstance(points, list | tuple) and len(points) == 2 and not any(map(is_curve, points)):
                yield error_details(
                    "has too few items (got a list of 2); allowed: at least 3, or closed = false", "points"
                )
            if data.get("thickness", THICKNESS) != THICKNESS:  # the default value is allowed
                yield error_details(
                    "must not be set for a closed path; allowed: a thickness with closed = false", "thickness"
                )
            if data.get("one_way") is True:
                yield error_details("must be false for a closed path; allowed: true with closed = false", "one_way")
        elif data.get("closed") is False and data.get("container") is True:
            yield error_details("must be false for an open path; allowed: true with closed = true", "container")

    def outline(self) -> Outline:
        """Return the shape in the frame of the wall: the center is the origin, the angle is 0."""
        radius = 0.0 if self.closed else 0.5 * self.thickness
        corners = path_corners(self.points, self.tolerance, self.closed).points
        if self.closed and doubled_area(np.array(corners)) < 0.0:  # clockwise
            corners = corners[:1] + corners[:0:-1]
        return _shared_outline(corners, radius, self.closed, self.container, self.one_way, self.belt, self.kick)


Wall = Annotated[PolygonWall | BoxWall | CircleWall | ArcWall | PathWall, Field(discriminator="shape")]
