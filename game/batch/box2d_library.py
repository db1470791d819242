"""A world of Box2D through its shared library and ctypes.

The definitions of worlds, bodies and shapes have other fields in each version of Box2D. They are therefore opaque
here: Box2D fills in its defaults, and the values are set afterwards by functions, which every version has.
"""

import math
import weakref
from ctypes import CDLL, Structure, byref, c_bool, c_byte, c_float, c_int, c_uint32, c_uint64, c_void_p
from typing import Any, ClassVar

from components import Collider
from game.batch.peer import BodyState, PeerError

KINEMATIC, DYNAMIC = 1, 2
"""Values of Box2D's ``b2BodyType``."""

MAJOR_VERSION, MIN_MINOR_VERSION = 3, 1
"""Versions of Box2D whose functions are called here: 3.1 or later."""

DEFINITION_SIZE = 4096
"""Bytes reserved for a definition; those of Box2D 3.2 have less than 300."""


class Vector(Structure):
    """A vector, ``b2Vec2``, or a rotation, ``b2Rot``: its cosine and sine."""

    _fields_ = (("x", c_float), ("y", c_float))


class Circle(Structure):
    """``b2Circle``."""

    _fields_ = (("center", Vector), ("radius", c_float))


class Segment(Structure):
    """``b2Segment``."""

    _fields_ = (("a", Vector), ("b", Vector))


class Capsule(Structure):
    """``b2Capsule``."""

    _fields_ = (("a", Vector), ("b", Vector), ("radius", c_float))


class Version(Structure):
    """``b2Version``."""

    _fields_ = (("major", c_int), ("minor", c_int), ("revision", c_int))


class Definition(Structure):
    """A definition of a world, body or shape, larger than that of any version."""

    _fields_: ClassVar = [("data", c_byte * DEFINITION_SIZE)]


World, Body, Shape = c_uint32, c_uint64, c_uint64
"""Identifiers, which Box2D passes as structures of these sizes."""

FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "b2GetVersion": (Version,),
    "b2DefaultWorldDef": (Definition,),
    "b2DefaultBodyDef": (Definition,),
    "b2DefaultShapeDef": (Definition,),
    "b2CreateWorld": (World, c_void_p),
    "b2DestroyWorld": (None, World),
    "b2World_SetGravity": (None, World, Vector),
    "b2World_EnableSleeping": (None, World, c_bool),
    "b2World_Step": (None, World, c_float, c_int),
    "b2CreateBody": (Body, World, c_void_p),
    "b2Body_SetType": (None, Body, c_int),
    "b2Body_SetTransform": (None, Body, Vector, Vector),
    "b2Body_SetLinearVelocity": (None, Body, Vector),
    "b2Body_SetAngularVelocity": (None, Body, c_float),
    "b2Body_SetLinearDamping": (None, Body, c_float),
    "b2Body_GetPosition": (Vector, Body),
    "b2Body_GetRotation": (Vector, Body),
    "b2CreateCircleShape": (Shape, Body, c_void_p, c_void_p),
    "b2CreateSegmentShape": (Shape, Body, c_void_p, c_void_p),
    "b2CreateCapsuleShape": (Shape, Body, c_void_p, c_void_p),
    "b2Shape_SetDensity": (None, Shape, c_float, c_bool),
    "b2Shape_SetFriction": (None, Shape, c_float),
    "b2Shape_SetRestitution": (None, Shape, c_float),
}
"""Type of the result and of each argument of the functions."""


def load_library(path: str) -> CDLL:
    """Return the shared library of Box2D in a file. Raises ``PeerError`` if it is not one of Box2D 3.1 or later."""
    problem = f"cannot use {path} as Box2D: "
    allowed = f"; allowed: a shared library of Box2D {MAJOR_VERSION}.{MIN_MINOR_VERSION} or later, in single precision"
    try:
        library = CDLL(path)
    except OSError as error:
        raise PeerError(f"{problem}{error}{allowed}") from None
    for name, (result, *arguments) in FUNCTIONS.items():
        function = getattr(library, name, None)
        if function is None:
            raise PeerError(f"{problem}it has no function {name}{allowed}")
        function.restype, function.argtypes = result, arguments
    version = library.b2GetVersion()
    if version.major != MAJOR_VERSION or version.minor < MIN_MINOR_VERSION:
        raise PeerError(f"{problem}its version is {_version_text(version)}{allowed}")
    if is_double := getattr(library, "b2IsDoublePrecision", None):  # Box2D 3.1 has no double precision
        is_double.restype = c_bool
        if is_double():
            raise PeerError(f"{problem}it was built with double precision{allowed}")
    return library


def _version_text(version: Version) -> str:
    return f"{version.major}.{version.minor}.{version.revision}"


class LibraryWorld:
    """A world of Box2D without sleeping bodies, in one thread. See `game.batch.box2d.World` for its methods."""

    def __init__(self, library: CDLL, gravity: tuple[float, float]) -> None:
        self.version = _version_text(library.b2GetVersion())
        self._library = library
        self._world = library.b2CreateWorld(byref(library.b2DefaultWorldDef()))
        self._body, self._shape = library.b2DefaultBodyDef(), library.b2DefaultShapeDef()
        library.b2World_SetGravity(self._world, Vector(*gravity))
        library.b2World_EnableSleeping(self._world, False)
        weakref.finalize(self, library.b2DestroyWorld, self._world)

    def add_body(self, state: BodyState, is_kinematic: bool, damping: float) -> int:
        """Return a new body: kinematic or dynamic. damping : of the linear velocity, 1/s."""
        library = self._library
        body: int = library.b2CreateBody(self._world, byref(self._body))
        rotation = Vector(math.cos(state.angle), math.sin(state.angle))
        library.b2Body_SetType(body, KINEMATIC if is_kinematic else DYNAMIC)
        library.b2Body_SetTransform(body, Vector(state.x, state.y), rotation)
        library.b2Body_SetLinearVelocity(body, Vector(state.velocity_x, state.velocity_y))
        library.b2Body_SetAngularVelocity(body, state.rate)
        library.b2Body_SetLinearDamping(body, damping)
        return body

    def add_shape(self, body: int, segment: list[float], radius: float, density: float, surface: Collider) -> None:
        """Add all points within a radius, m, of a segment (ax, ay, bx, by), m, to a body. density : kg/m²."""
        library, definition = self._library, byref(self._shape)
        a, b = Vector(*segment[:2]), Vector(*segment[2:])
        if segment[:2] == segment[2:]:
            shape = library.b2CreateCircleShape(body, definition, byref(Circle(a, radius)))
        elif radius:
            shape = library.b2CreateCapsuleShape(body, definition, byref(Capsule(a, b, radius)))
        else:
            shape = library.b2CreateSegmentShape(body, definition, byref(Segment(a, b)))
        library.b2Shape_SetDensity(shape, density, True)
        library.b2Shape_SetFriction(shape, surface.friction)
        library.b2Shape_SetRestitution(shape, surface.restitution)

    def step(self, dt: float, substeps: int) -> None:
        """Advance by a step of ``dt`` s."""
        self._library.b2World_Step(self._world, dt, substeps)

    def pose(self, body: int) -> tuple[float, float, float]:
        """Return x and y, m, and angle, rad, of a body."""
        position, rotation = self._library.b2Body_GetPosition(body), self._library.b2Body_GetRotation(body)
        return position.x, position.y, math.atan2(rotation.y, rotation.x)
