"""The outline of a wall where the wall stands."""

from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components.outline import Outline
from components.portable_arrays import directions, transform
from components.portable_math import sincos
from components.position import Position
from components.spin import Spin
from components.table import Table

Floats = NDArray[np.float64]


class PlacedOutline(NamedTuple):
    """An outline and the pose of its wall.

    outline : in the frame of the wall
    origin : (2,) m, where the origin of that frame is in the world
    rotation : (2, 2) turns row vectors of the world into the frame
    """

    outline: Outline
    origin: Floats
    rotation: Floats

    @classmethod
    def at(cls, outline: Outline, x: float, y: float, angle: float) -> "PlacedOutline":
        """Place an outline at (x, y) in m, turned counter-clockwise by an angle in rad."""
        sin, cos = sincos(angle)
        return cls(outline, np.array((x, y)), np.array(((cos, -sin), (sin, cos))))

    @property
    def angle(self) -> float:
        """Angle of the wall, counter-clockwise, rad from -pi to pi."""
        return directions(self.rotation[0, :1], -self.rotation[0, 1:]).item()

    def to_local(self, points: Floats) -> Floats:
        """Return points (n, 2) of the world in the frame of the wall, m."""
        return transform(points - self.origin, self.rotation)

    def to_world(self, points: Floats) -> Floats:
        """Return points (n, 2) of the frame of the wall in the world, m."""
        return transform(points, self.rotation.T) + self.origin


def wall_outlines(walls: Table) -> list[Outline]:
    """Return the outlines of a table of walls in row order; the current esper world must be that of the walls."""
    return [esper.component_for_entity(entity, Outline) for entity in walls.entities.tolist()]


def placed_outlines(walls: Table) -> list[PlacedOutline]:
    """Return the outlines of a table of walls where the walls stand, in row order, in the current esper world."""
    poses = zip(walls[Position].x.tolist(), walls[Position].y.tolist(), walls[Spin].angle.tolist(), strict=True)
    return [PlacedOutline.at(outline, *pose) for outline, pose in zip(wall_outlines(walls), poses, strict=True)]
