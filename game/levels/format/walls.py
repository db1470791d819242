"""The walls of a level: their shapes, and how they move. Degrees and periods end here; what leaves is in SI units."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import InitErrorDetails

from components.kinematic_motion import KinematicMotion, WallPose, pose_at
from components.outline import Floats, Outline, find_crossing
from game.levels.format.strict_model import (
    Angle,
    Flag,
    Name,
    Point,
    Size,
    StrictModel,
    Velocity,
    error_details,
    quantity,
)

THICKNESS = 0.1  # m
MAX_ARC_PIECE = 3.0  # deg of an arc, at most, that one straight piece covers

WallSpin = Annotated[float, quantity("deg/s", ge=-36_000.0, le=36_000.0)]
SwingAngle = Annotated[float, quantity("deg", ge=-360.0, le=360.0)]
Offset = Annotated[float, quantity("m", ge=-1e4, le=1e4)]
Period = Annotated[float, quantity("s", ge=0.05, le=1e6)]
Belt = Annotated[float, quantity("m/s", ge=-1000.0, le=1000.0)]
Sweep = Annotated[float, quantity("deg", gt=-360.0, lt=360.0)]

ONE_WAY = "Holds what comes from the left of the way along it; from the right balls pass freely."


class _Oscillation(StrictModel):
    period: Period = Field(description="Time to and fro, s.")
    phase: Angle = Field(0.0, description="Where it begins: 0 in the middle, 90 at the far end, deg.")

    @property
    def rate(self) -> float:
        """Phase per time, rad/s."""
        return 2.0 * math.pi / self.period


class Swing(_Oscillation):
    """A wall turns to and fro."""

    angle: SwingAngle = Field(description="Farthest turn from the middle, counter-clockwise first, deg.")


class Sway(_Oscillation):
    """A wall slides to and fro."""

    offset: tuple[Offset, Offset] = Field(description="Farthest way from the middle [x, y], m.")


@lru_cache(maxsize=1024)
def _outline(
    points: tuple[Point, ...], radius: float, closed: bool, container: bool, one_way: bool, belt: float
) -> Outline:
    """Return an outline, one for all walls of one shape."""
    return Outline(np.array(points), radius, closed, container, one_way, belt)


class _Wall(StrictModel):
    center: Point = Field((0.0, 0.0), description="Point the wall turns about, at the start [x, y], m.")
    angle: Angle = Field(0.0, description="Turn at the start, counter-clockwise, deg.")
    spin: WallSpin = Field(0.0, description="Turning, counter-clockwise, deg/s.")
    velocity: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Motion of the center [x, y], m/s.")
    swing: Swing | None = Field(None, description="Turning to and fro, on top of angle and spin.")
    sway: Sway | None = Field(None, description="Sliding to and fro, on top of center and velocity.")
    belt: Belt = Field(
        0.0,
        description="How fast the surface runs, m/s: counter-clockwise round a closed wall; on an open one along its "
        "points on the left of the way, and back on the right. Rivets show it.",
    )
    material: Name | None = Field(None, description="Name of a material; without one, the default material.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if model is not None:
            try:
                model.outline()
            except ValueError:
                yield error_details("is too small to tell the corners apart; allowed: a wall that can be seen")

    def outline(self) -> Outline:
        """Return the shape, about the center and unturned."""
        raise NotImplementedError

    def motion(self) -> KinematicMotion:
        """Return the motion of the wall, in SI units and rad."""
        motion = KinematicMotion(*self.center, math.radians(self.angle), *self.velocity, math.radians(self.spin))
        if self.sway is not None:
            motion.sway_x, motion.sway_y = self.sway.offset
            motion.sway_rate, motion.sway_phase = self.sway.rate, math.radians(self.sway.phase)
        if self.swing is not None:
            motion.swing = math.radians(self.swing.angle)
            motion.swing_rate, motion.swing_phase = self.swing.rate, math.radians(self.swing.phase)
        return motion

    def pose(self) -> WallPose:
        """Return the pose and the velocity of the wall at the start."""
        return pose_at(0.0, *self.motion().values)


class PolygonWall(_Wall):
    """A regular polygon; at angle 0 it stands on a flat side."""

    shape: Literal["polygon"] = Field(description="A regular polygon.")
    sides: Annotated[int, quantity(ge=3, le=64)] = Field(description="Number of sides.")
    radius: Size = Field(description="Center to corner, m.")
    container: Flag = Field(True, description="Keeps the balls inside; false: an obstacle, keeps them outside.")

    def outline(self) -> Outline:
        """Return the shape, about the center and unturned."""
        angles = -math.pi / 2.0 + (2.0 * np.arange(self.sides) - 1.0) * math.pi / self.sides
        corners = self.radius * np.column_stack((np.cos(angles), np.sin(angles)))
        return _outline(tuple(map(tuple, corners.tolist())), 0.0, True, self.container, False, self.belt)


class BoxWall(_Wall):
    """A rectangle about its center."""

    shape: Literal["box"] = Field(description="A rectangle.")
    width: Size = Field(description="Left to right, m.")
    height: Size = Field(description="Bottom to top, m.")
    container: Flag = Field(False, description="Keeps the balls inside; false: an obstacle, keeps them outside.")

    def outline(self) -> Outline:
        """Return the shape, about the center and unturned."""
        x, y = 0.5 * self.width, 0.5 * self.height
        return _outline(((-x, -y), (x, -y), (x, y), (-x, y)), 0.0, True, self.container, False, self.belt)


class CircleWall(_Wall):
    """A circle, or a disc."""

    shape: Literal["circle"] = Field(description="A circle, or a disc.")
    radius: Size = Field(description="Radius, m.")
    container: Flag = Field(True, description="Keeps the balls inside; false: an obstacle, a disc.")

    def outline(self) -> Outline:
        """Return the shape, about the center."""
        return _outline(((0.0, 0.0),), self.radius, True, self.container, False, self.belt)


class ArcWall(_Wall):
    """A part of a circle: an open chain of straight pieces, so short that it looks and feels round."""

    shape: Literal["arc"] = Field(description="A part of a circle, in straight pieces of at most 3 deg.")
    radius: Size = Field(description="Radius of the middle of the arc, m.")
    start: Angle = Field(0.0, description="Where it begins, seen from the center: 0 is to the right, 90 above, deg.")
    sweep: Sweep = Field(description="How far it goes round, counter-clockwise, not 0, deg.")
    thickness: Size = Field(THICKNESS, description="Thickness, m.")
    one_way: Flag = Field(False, description=ONE_WAY)
    container: ClassVar[bool] = False

    @field_validator("sweep")
    @classmethod
    def _goes_somewhere(cls, sweep: float) -> float:
        if sweep == 0.0:
            raise ValueError("must not be 0; allowed: above -360 and below 360, but for 0")
        return sweep

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        if model is None:
            return
        gap = 2.0 * model.radius
        if abs(model.sweep) > 180.0:
            gap *= math.sin(math.radians(0.5 * abs(model.sweep)))
        if model.thickness > gap:
            yield error_details(f"is so thick that the arc meets itself; allowed: up to {gap:g} m", "thickness")
        else:
            yield from super()._conflicts(data, model)

    def outline(self) -> Outline:
        """Return the shape, about the center and unturned."""
        pieces = math.ceil(abs(self.sweep) / MAX_ARC_PIECE - 1e-9)
        angles = np.radians(self.start + np.linspace(0.0, self.sweep, pieces + 1))
        corners = self.radius * np.column_stack((np.cos(angles), np.sin(angles)))
        return _outline(
            tuple(map(tuple, corners.tolist())), 0.5 * self.thickness, False, False, self.one_way, self.belt
        )


class PathWall(_Wall):
    """An outline given by its corners: closed, or an open chain with a thickness."""

    shape: Literal["path"] = Field(description="An outline given by its corners.")
    closed: Flag = Field(True, description="Whether the last corner is joined to the first.")
    points: Annotated[tuple[Point, ...], Field(min_length=2, max_length=1000)] = Field(
        description="Corners [x, y] seen from the center, in order, m."
    )
    thickness: Size = Field(THICKNESS, description="Thickness of an open path, m.")
    one_way: Flag = Field(False, description=f"For an open path. {ONE_WAY}")
    container: Flag = Field(
        default_factory=lambda others: others.get("closed", True),
        description="Keeps the balls inside, if closed; false: an obstacle. By default, if closed.",
    )

    @field_validator("points")
    @classmethod
    def _simple(cls, points: tuple[Point, ...], info: ValidationInfo) -> tuple[Point, ...]:
        """Return the corners, those of a closed path counter-clockwise; ValueError if they are no outline."""
        closed = info.data.get("closed")
        if closed is None or len(points) < 2 + closed:  # told elsewhere
            return points
        corners = np.array(points)
        if meeting := find_crossing(corners, closed):
            k, other = meeting
            if k == other:
                after = (k + 1) % len(points)
                raise ValueError(f"points[{k}] and points[{after}] are the same; allowed: every corner once")
            if other in ((k + 1) % len(points), k + 1):
                raise ValueError(f"folds back at points[{other}]; allowed: pieces that stay apart")
            why = f"the pieces from points[{k}] and points[{other}] meet"
            raise ValueError(f"crosses or touches itself: {why}; allowed: pieces that stay apart")
        return points[:1] + points[:0:-1] if closed and _doubled_area(corners) < 0.0 else points

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        faults = list(cls._disagreements(data)) if isinstance(data, dict) else []
        yield from faults or super()._conflicts(data, model)

    @staticmethod
    def _disagreements(data: dict[str, Any]) -> Iterator[InitErrorDetails]:
        """Yield what is said of a closed path and fits an open one only, and the other way round."""
        if data.get("closed", True) is True:
            points = data.get("points")
            if isinstance(points, list | tuple) and len(points) == 2:
                yield error_details(
                    "has too few items (got a list of 2); allowed: at least 3, or closed = false", "points"
                )
            if data.get("thickness", THICKNESS) != THICKNESS:  # a default that is spelt out says nothing
                yield error_details(
                    "is for an open path, closed = false; a closed one has its corners only", "thickness"
                )
            if data.get("one_way") is True:
                yield error_details(
                    "must be false for a closed path; one-way is an open path, closed = false", "one_way"
                )
        elif data.get("closed") is False and data.get("container") is True:
            yield error_details("must be false for an open path, which cannot hold balls", "container")

    def outline(self) -> Outline:
        """Return the shape, about the center and unturned."""
        radius = 0.0 if self.closed else 0.5 * self.thickness
        return _outline(self.points, radius, self.closed, self.container, self.one_way, self.belt)


def _doubled_area(corners: Floats) -> float:
    """Return twice the area, m2; below 0 for corners that go round clockwise."""
    x, y = corners.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))


Wall = Annotated[PolygonWall | BoxWall | CircleWall | ArcWall | PathWall, Field(discriminator="shape")]
