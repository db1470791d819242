"""Tiny worlds: single balls and walls in the current esper world, and levels of a few balls in a box."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from game.levels.model import Level

Floats = NDArray[np.float64]

BOX = [(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)]
"""Corners of a box of 20 m about the origin, m."""


def create_ball(
    x: float = 0.0,
    y: float = 0.0,
    vx: float = 0.0,
    vy: float = 0.0,
    spin: float = 0.0,
    angle: float = 0.0,
    **collider: float,
) -> int:
    """Create a ball in the current world and return its entity; ``sync`` of the table then gives it a row.

    x, y, vx, vy : centre, m, and velocity, m/s
    spin, angle : rad/s, rad
    collider : fields of its `Collider`, such as ``radius=0.2``
    """
    return esper.create_entity(Position(x, y), Velocity(vx, vy), Spin(angle, spin), Collider(**collider))


def create_wall(
    corners: Floats | Sequence[tuple[float, float]] = BOX,
    rate: float = 0.0,
    velocity: tuple[float, float] = (0.0, 0.0),
    **material: float,
) -> int:
    """Create a container that turns about the origin and return its entity.

    corners : (k, 2) m, counter-clockwise
    rate, velocity : rad/s, m/s
    material : fields of its `Collider`, such as ``restitution=1.0``
    """
    motion = KinematicMotion(velocity_x=velocity[0], velocity_y=velocity[1], rate=rate)
    collider = Collider(0.0, math.inf, **material)
    return esper.create_entity(Position(), Velocity(*velocity), Spin(0.0, rate), motion, collider, Outline(corners))


def regular_polygon(sides: int, radius: float) -> Floats:
    """Return the corners (sides, 2), m, of a regular polygon about the origin with a horizontal lowest side."""
    angles = -math.pi / 2 + (2 * np.arange(sides) - 1) * math.pi / sides
    corners: Floats = radius * np.column_stack((np.cos(angles), np.sin(angles)))
    return corners


def tiny_level(
    balls: Iterable[Mapping[str, Any]],
    *,
    restitution: float = 0.7,
    friction: float = 0.4,
    rolling_resistance: float = 0.0,
    wall: Mapping[str, Any] | None = None,
    **world: Any,
) -> Level:
    """Return a level of one material, for balls and wall.

    balls : tables ``balls`` as in a level file; their radius is 0.2 m if they do not say it
    wall : table of the container as in a level file; by default a box of 20 m about the origin
    world : fields of the table ``world``, such as ``gravity=[0.0, 0.0]``

    Raises ``pydantic.ValidationError`` for invalid values.
    """
    surface = {"restitution": restitution, "friction": friction, "rolling_resistance": rolling_resistance}
    container = {**(wall or {"shape": "path", "points": BOX}), "material": "stuff"}
    return Level.model_validate(
        {
            "format": 1,
            "title": "test",
            "world": world,
            "materials": {"stuff": surface},
            "walls": [container],
            "balls": [{"radius": 0.2, "material": "stuff", **group} for group in balls],
        }
    )
