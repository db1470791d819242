"""A world of Box2D through the package pyb2d3, which contains Box2D 3.1 built for every processor of its platform."""

import math
from importlib.metadata import version
from typing import Any

from components import Collider
from game.batch.peer import BodyState


def find_wheel() -> bool:
    """Return whether the package can be imported."""
    try:
        import pyb2d3  # noqa: F401, PLC0415  (optional dependency)
    except ImportError:
        return False
    return True


class WheelWorld:
    """A world of Box2D without sleeping bodies, in one thread. See `game.batch.box2d.World` for its methods."""

    def __init__(self, gravity: tuple[float, float]) -> None:
        import pyb2d3  # noqa: PLC0415  (optional dependency)

        self._box2d = pyb2d3
        self.version = f"pyb2d3 {version('pyb2d3')}"
        self._world = pyb2d3.World(gravity=gravity)
        self._world.sleeping_enabled = False

    def add_body(self, state: BodyState, is_kinematic: bool, damping: float) -> Any:
        """Return a new body: kinematic or dynamic. damping : of the linear velocity, 1/s."""
        kinds, rotation = self._box2d.BodyType, self._box2d.Rot()
        rotation.c, rotation.s = math.cos(state.angle), math.sin(state.angle)  # pyb2d3's own are approximate
        definition = self._box2d.body_def(
            type=kinds.KINEMATIC if is_kinematic else kinds.DYNAMIC,
            position=(state.x, state.y),
            rotation=rotation,
            linear_velocity=(state.velocity_x, state.velocity_y),
            angular_velocity=state.rate,
            linear_damping=damping,
        )
        return self._world.create_body_from_def(definition)

    def add_shape(self, body: Any, segment: list[float], radius: float, density: float, surface: Collider) -> None:
        """Add all points within a radius, m, of a segment (ax, ay, bx, by), m, to a body. density : kg/m²."""
        box2d, a, b = self._box2d, tuple(segment[:2]), tuple(segment[2:])
        material = box2d.surface_material(friction=surface.friction, restitution=surface.restitution)
        definition = box2d.shape_def(density=density, material=material)
        if a == b:
            body.create_circle_shape(definition, box2d.circle(a, radius))
        elif radius:
            body.create_capsule_shape(definition, box2d.capsule(a, b, radius))
        else:
            body.create_segment_shape(definition, box2d.segment(a, b))

    def step(self, dt: float, substeps: int) -> None:
        """Advance by a step of ``dt`` s."""
        self._world.step(dt, substeps)

    def pose(self, body: Any) -> tuple[float, float, float]:
        """Return x and y, m, and angle, rad, of a body."""
        (x, y), rotation = body.position, body.rotation
        return x, y, math.atan2(rotation.s, rotation.c)
