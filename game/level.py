"""The level format: what a level file may say, in which unit, within which limits.

A level is data and never runs code. `load_level` reads a TOML file; `Level.model_validate` takes the same
data as a dict. Lengths are metres and times seconds; angles are degrees here, and only here.
"""

import math
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails, PydanticKnownError

from game import clearance, placement, toml_source
from game.level_part import Angle, Name, Part, Point, Size, Velocity, fault, quantity
from game.level_walls import CircleWall, PathWall, PolygonWall, Sway, Swing, Wall
from game.toml_source import LevelError, Problem

__all__ = ["Balls", "CircleWall", "DiscSpawn", "GridSpawn", "Level", "LevelError", "Material", "PathWall",
           "PolygonWall", "Problem", "RingSpawn", "Spawn", "Sway", "Swing", "View", "Wall", "WorldSettings",
           "load_level"]  # fmt: skip

MAX_BALLS = 200_000

# The twenty oranges of the classic scene, in order.
ORANGES = (
    "#f8b862", "#f6ad49", "#f39800", "#f08300", "#ec6d51", "#ee7948", "#ed6d3d", "#ec6800", "#ec6800",
    "#ee7800", "#eb6238", "#ea5506", "#ea5506", "#eb6101", "#e49e61", "#e45e32", "#e17b34", "#dd7a56",
    "#db8449", "#d66a35",
)  # fmt: skip


def _ascending(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] > bounds[1]:
        raise ValueError(f"must rise (got [{bounds[0]:.15g}, {bounds[1]:.15g}]); allowed: [lowest, highest]")
    return bounds


def _one(value: object) -> object:
    """Keep `true` and 1.0, which equal 1, from passing for the number 1."""
    if value == 1 and type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "1"})
    return value


Acceleration = Annotated[float, quantity("m/s2", ge=-1000.0, le=1000.0)]
Gravity = tuple[Acceleration, Acceleration]
BallRadius = Annotated[float, quantity("m", ge=1e-4, le=1e4)]
BallSpin = Annotated[float, quantity("deg/s", ge=-1e6, le=1e6)]
Speed = Annotated[float, quantity("m/s", ge=0.0, le=1e6)]
Damping = Annotated[float, quantity("1/s", ge=0.0, le=100.0)]
Density = Annotated[float, quantity("kg/m2", ge=1e-6, le=1e6)]
Fraction = Annotated[float, quantity(ge=0.0, le=1.0)]
SpeedRange = Annotated[tuple[Speed, Speed], AfterValidator(_ascending)]
SpinRange = Annotated[tuple[BallSpin, BallSpin], AfterValidator(_ascending)]
Color = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$", examples=["#f39800"])]
Mixing = Literal["geometric_mean", "minimum", "maximum", "product", "average"]


class WorldSettings(Part):
    """What holds everywhere in the level, and how finely time is cut."""

    gravity: Gravity = Field((0.0, -9.81), description="Pull on every ball [x, y], m/s2.")
    linear_damping: Damping = Field(0.0, description="Air drag k: speed decays as exp(-k t), 1/s.")
    angular_damping: Damping = Field(0.0, description="The same for the turning of a ball, 1/s.")
    step_rate: Annotated[int, quantity("Hz", ge=30, le=480)] = Field(60, description="Steps per second, Hz.")
    substeps: Annotated[int, quantity(ge=1, le=32)] = Field(4, description="Parts of each step.")
    friction_mixing: Mixing = Field("geometric_mean", description="Friction of two materials that touch.")
    restitution_mixing: Mixing = Field("maximum", description="Restitution of two materials that touch.")


class View(Part):
    """What the camera shows."""

    center: Point = Field((0.0, 0.0), description="Middle of the picture [x, y], m.")
    height: Size = Field(description="World from the lower to the upper edge of the picture, m.")


class Material(Part):
    """What a ball or a wall is made of. A wall moves as told, so its density is not used."""

    density: Density = Field(1.0, description="Mass per area, kg/m2.")
    restitution: Fraction = Field(0.7, description="Speed after a bounce over speed before it.")
    friction: Annotated[float, quantity(ge=0.0, le=10.0)] = Field(0.4, description="Coulomb coefficient.")
    rolling_resistance: Fraction = Field(0.0, description="Braking of rolling: lever arm over ball radius.")


class _Pattern(Part):
    center: Point = Field((0.0, 0.0), description="Middle of the pattern [x, y], m.")
    speed: SpeedRange = Field((0.0, 0.0), description="Lowest and highest speed, in a random direction, m/s.")
    spin: SpinRange = Field((0.0, 0.0), description="Lowest and highest turning, counter-clockwise, deg/s.")


class DiscSpawn(_Pattern):
    """A random cluster."""

    pattern: Literal["disc"] = Field(description="A random cluster.")
    radius: Size = Field(description="Radius of the disc that holds the balls wholly, m.")


class RingSpawn(_Pattern):
    """Evenly spaced balls on a circle, or on several about one center."""

    pattern: Literal["ring"] = Field(description="Balls on a circle.")
    radius: Size = Field(description="Radius of the circle through the ball centers, m.")
    rings: Annotated[int, quantity(ge=1, le=1000)] = Field(
        1, description="Number of circles, from radius/rings to radius; each takes its share of the balls."
    )


class GridSpawn(_Pattern):
    """Rows that fill a rectangle, slightly disturbed."""

    pattern: Literal["grid"] = Field(description="Rows in a rectangle.")
    width: Size = Field(description="Width of the rectangle that holds the balls wholly, m.")
    height: Size = Field(description="Height of the rectangle, m.")


Spawn = Annotated[DiscSpawn | RingSpawn | GridSpawn, Field(discriminator="pattern")]


class Balls(Part):
    """One ball, which has a position; or a group of equal balls, which has a spawn."""

    count: Annotated[int, quantity(ge=1, le=MAX_BALLS)] = Field(1, description="Number of balls.")
    radius: BallRadius = Field(description="Radius of each ball, m.")
    material: Name | None = Field(None, description="Name of a material; without one, the default material.")
    first_number: Annotated[int, quantity(ge=0, le=1_000_000)] | None = Field(
        None, description="Number on the first ball, then one more each; without it, the numbers run on."
    )
    colors: tuple[Color, ...] = Field(ORANGES, min_length=1, description="Colors, repeated over the group.")
    position: Point | None = Field(None, description="Center of a single ball [x, y], m.")
    velocity: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Of a single ball [x, y], m/s.")
    angle: Angle = Field(0.0, description="Turn of a single ball, counter-clockwise, deg.")
    spin: BallSpin = Field(0.0, description="Turning of a single ball, counter-clockwise, deg/s.")
    spawn: Spawn | None = Field(None, description="Where and how a group starts.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if not isinstance(data, dict):
            return
        defaults = {key: field.default for key, field in cls.model_fields.items()}
        # A default that is spelt out, as in a dump of the model, says nothing.
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        given = {key for key, value in values.items() if value is not None and value != defaults.get(key)}
        if "position" not in given and "spawn" not in given:
            yield fault("needs a position (a single ball) or a spawn (a group)")
        elif "spawn" not in given and isinstance(data.get("count"), int) and data["count"] > 1:
            yield fault(f"must be 1 with a position (got {data['count']}); a group needs a spawn", "count")
        elif "spawn" in given:
            for key in sorted(given & {"position", "velocity", "angle", "spin"}):
                yield fault("is for a single ball; a group says in its spawn how it starts", key)


class Level(Part):
    """A whole level."""

    format: Annotated[Literal[1], BeforeValidator(_one)] = Field(description="Version of this format.")
    title: Name = Field(description="Shown in the title bar and in lists.")
    description: Annotated[str, Field(max_length=2000)] = Field("", description="What there is to see.")
    seed: Annotated[int, quantity(ge=0, le=2**63 - 1)] = Field(0, description="Start of all chance.")
    world: WorldSettings = Field(WorldSettings(), description="What holds everywhere.")
    view: View | None = Field(None, description="What the camera shows; without it, all walls.")
    materials: dict[str, Material] = Field({}, description="Materials by name.")
    walls: tuple[Wall, ...] = Field((), description="The walls.")
    balls: tuple[Balls, ...] = Field((), description="Balls, single and in groups.")

    _path: Path | None = PrivateAttr(None)

    @property
    def path(self) -> Path | None:
        """The file the level was read from, if any."""
        return self._path

    @property
    def name(self) -> str:
        """The name of the file without its ending, or "untitled"."""
        return "untitled" if self._path is None else self._path.stem

    @property
    def count(self) -> int:
        """Number of balls."""
        return sum(group.count for group in self.balls)

    def material(self, name: str | None) -> Material:
        """Return the material of this name, or the default material for None; KeyError if there is none."""
        return Material() if name is None else self.materials[name]

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        draft = _Draft.of(data if model is None else dict(model))
        for check in (_unknown_materials, _too_many, _repeated_numbers, _crowded, _misfits, _overlaps):
            yield from check(draft)


def load_level(path: str | Path) -> Level:
    """Read a level from a TOML file; LevelError with every problem, at its line and column."""
    level = toml_source.load(path, Level)
    level._path = Path(path)
    return level


class _Draft(NamedTuple):
    """The parts of a level that are right by themselves, by their place in the file."""

    materials: Collection[str]
    walls: dict[int, Wall]
    balls: dict[int, Balls]
    all_balls: bool  # no group is left out

    @classmethod
    def of(cls, data: Any) -> "_Draft":
        """Keep the right parts of raw data."""
        tables = data if isinstance(data, dict) else {}
        materials = tables.get("materials", {})
        walls, _ = _right(tables.get("walls", ()), Wall)
        balls, all_balls = _right(tables.get("balls", ()), Balls)
        return cls(materials if isinstance(materials, dict) else {}, walls, balls, all_balls)


def _right(items: Any, kind: Any) -> tuple[dict[int, Any], bool]:
    """Return the items that are of this kind, by index, and whether all of them are."""
    if not isinstance(items, list | tuple):
        return {}, False
    right = {}
    adapter = TypeAdapter(kind)
    for index, item in enumerate(items):
        with suppress(ValidationError):
            right[index] = adapter.validate_python(item)
    return right, len(right) == len(items)


def _unknown_materials(draft: _Draft) -> Iterator[InitErrorDetails]:
    known = ", ".join(draft.materials) or "none, for there is no [materials.NAME]"
    for array, parts in (("walls", draft.walls), ("balls", draft.balls)):
        for index, part in parts.items():
            name = part.material
            if name is not None and name not in draft.materials:
                hint = toml_source.suggest(name, draft.materials)
                yield fault(f'there is no material "{name}"; {hint}allowed: {known}', array, index, "material")


def _too_many(draft: _Draft) -> Iterator[InitErrorDetails]:
    total = sum(group.count for group in draft.balls.values())
    if total > MAX_BALLS:
        yield fault(f"too many balls (got {total} in all); allowed: up to {MAX_BALLS} in a level", "balls")


def _repeated_numbers(draft: _Draft) -> Iterator[InitErrorDetails]:
    if not draft.all_balls:
        return
    spans, following = [], 1
    for index, group in draft.balls.items():
        first = following if group.first_number is None else group.first_number
        following = first + group.count
        spans.append((first, following, index))
    end, holder = 0, 0
    for first, following, index in sorted(spans):
        if first < end:
            earlier, later = sorted((holder, index))
            why = f"number {first} is also in balls[{earlier}]; allowed: every number once"
            yield fault(why, "balls", later, "first_number")
        end, holder = max((end, holder), (following, index))


def _crowded(draft: _Draft) -> Iterator[InitErrorDetails]:
    for index, group in draft.balls.items():
        room = group.count if group.spawn is None else placement.capacity(group.spawn, group.radius)
        if group.count > room:
            why = f"too many (got {group.count}); allowed: up to {room} of this radius in this pattern"
            yield fault(why, "balls", index, "count")


def _misfits(draft: _Draft) -> Iterator[InitErrorDetails]:
    if not draft.walls or not draft.balls:
        return
    places, walls = list(draft.walls), list(draft.walls.values())
    rooms = {clearance.largest(wall.outline()): place for place, wall in draft.walls.items() if wall.container}
    largest = min(rooms, default=math.inf)
    depths = clearance.intrusions(list(draft.balls.values()), walls)
    worst = depths.argmax(axis=0)
    for (index, group), nth, depth in zip(draft.balls.items(), worst.tolist(), depths.max(axis=0), strict=True):
        if group.radius > largest * (1.0 + 1e-9):
            why = f"larger than walls[{rooms[largest]}] can hold (got {group.radius:g}); allowed: up to {largest:g} m"
            yield fault(why, "balls", index, "radius")
        elif depth > 1e-6 * group.radius:
            what, field = ("the ball", "position") if group.spawn is None else ("the pattern", "spawn")
            if walls[nth].container:
                into, allowed = "out of", "wholly inside every container"
            else:
                into, allowed = "into", "wholly outside every obstacle"
            why = f"{what} sticks {into} walls[{places[nth]}] by {depth:.3g} m; allowed: {allowed}"
            yield fault(why, "balls", index, field)


def _overlaps(draft: _Draft) -> Iterator[InitErrorDetails]:
    places = [index for index, group in draft.balls.items() if group.spawn is None]
    centers = np.array([draft.balls[index].position for index in places]).reshape(-1, 2)
    radii = np.array([draft.balls[index].radius for index in places])
    for i, j in placement.overlapping(centers, radii):
        depth = radii[i] + radii[j] - math.dist(centers[i], centers[j])
        why = f"overlaps balls[{places[i]}] by {depth:.3g} m; allowed: balls that touch at most"
        yield fault(why, "balls", places[j], "position")
