"""The level format: fields, units and limits of a level file.

A level is data and never runs code. `load_level` reads a TOML file; `Level.model_validate` accepts the same data as a
dict. Lengths are in metres and times in seconds. Angles are in degrees in levels, and in radians everywhere else.
"""

import os
from collections.abc import Iterator
from itertools import chain, islice
from math import pi
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticKnownError

from components import Collider
from game.files.counted import counted
from game.levels import library
from game.levels.format import checks, curves, loader, repeat, reuse, versions
from game.levels.format.balls import (
    Balls,
    DiscSpawn,
    Emitter,
    GridSpawn,
    LineSpawn,
    PointsSpawn,
    RingSpawn,
    Spawn,
)
from game.levels.format.goal import Goal
from game.levels.format.strict_model import (
    MAX_ERRORS,
    Color,
    Name,
    Point,
    Size,
    StrictModel,
    TableList,
    error_details,
    quantity,
)
from game.levels.format.walls import MAX_SUBSTEPS, CircleWall, PathWall, PolygonWall, Sway, Swing, Wall
from game.levels.format.zones import Force, Sensor
from game.levels.toml.problems import LevelError, Problem
from game.levels.toml.source import Document, parse_toml

__all__ = ["Balls", "CircleWall", "DiscSpawn", "Emitter", "Force", "Goal", "GridSpawn", "Level", "LevelError",
           "LineSpawn", "Material", "Palette", "PathWall", "PointsSpawn", "PolygonWall", "Problem", "RingSpawn",
           "Sensor", "Spawn", "Sway", "Swing", "View", "Wall", "WorldSettings", "load_level",
           "parse_level"]  # fmt: skip


def _check_format(value: object) -> object:
    """Return the value; reject `true` and 1.0, which Python treats as equal to 1."""
    if value == 1 and type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "1"})
    return value


Acceleration = Annotated[float, quantity("m/s2", ge=-1000.0, le=1000.0)]
Gravity = tuple[Acceleration, Acceleration]
Damping = Annotated[float, quantity("1/s", ge=0.0, le=100.0)]
Density = Annotated[float, quantity("kg/m2", ge=1e-6, le=1e6)]
Fraction = Annotated[float, quantity(ge=0.0, le=1.0)]
Mixing = Literal["geometric_mean", "minimum", "maximum", "product", "average"]


Graph = Literal["energy", "power", "momentum", "jacobi", "sensors"]
GRAPHS: tuple[Graph, ...] = get_args(Graph)
"""All graphs, in the order in which the panel lists them."""


def _named_graphs(graphs: object) -> object:
    """Return the names of graphs; true stands for the usual ones, as in levels of older versions."""
    if isinstance(graphs, bool):
        return ("energy", "power") if graphs else ()
    return graphs


class WorldSettings(StrictModel):
    """Gravity, damping, time step and mixing rules of the whole level."""

    gravity: Gravity = Field((0.0, -9.81), description="Gravitational acceleration [x, y], m/s2.")
    linear_damping: Damping = Field(
        0.0, description="Damping k of velocity, as of air drag: the speed decays as exp(-k t), 1/s."
    )
    angular_damping: Damping = Field(0.0, description="Damping k of angular velocity, in the same way, 1/s.")
    step_rate: Annotated[int, quantity("Hz", ge=30, le=480)] = Field(
        checks.STEP_RATE, description="Steps per second, Hz."
    )
    substeps: Annotated[int, quantity(ge=1, le=MAX_SUBSTEPS)] = Field(
        4,
        description="Number of substeps of each step; more are taken if a wall turns by over 30 deg in one, "
        "a ball falls by more than its radius (0.001 radii if masses of balls differ by over 10 times), a drag takes "
        "over 40 % of the speed, or a spring turns by over 1 rad.",
    )
    friction_mixing: Mixing = Field(
        "geometric_mean", description="Rule that combines the friction of two materials in contact."
    )
    restitution_mixing: Mixing = Field(
        "maximum", description="Rule that combines the restitution of two materials in contact."
    )


class View(StrictModel):
    """The part of the level that the camera displays."""

    center: Point = Field((0.0, 0.0), description="Center of the view [x, y], m.")
    height: Size = Field(description="Visible height, m.")


class Material(StrictModel):
    """The physical properties of balls and walls. Walls have a prescribed motion, so their density is not used."""

    density: Density = Field(1.0, description="Mass per area, kg/m2.")
    restitution: Fraction = Field(0.7, description="Normal speed after an impact divided by that before it.")
    friction: Annotated[float, quantity(ge=0.0, le=10.0)] = Field(0.4, description="Coulomb friction coefficient.")
    rolling_resistance: Fraction = Field(
        0.0,
        description="Rolling resistance coefficient: lever arm divided by ball radius. "
        "With 0 a ball rolls for ever on a level floor; with 0.02 heaps come to rest.",
    )

    def ball(self, radius: float) -> Collider:
        """Return the collider of a ball of this material, radius in m."""
        mass = self.density * pi * (radius * radius)
        return Collider(radius, mass, self.restitution, self.friction, self.rolling_resistance)


class Palette(StrictModel):
    """Colors of walls and background. Default: the colors of the theme."""

    background: Color | None = Field(None, description="Background outside the containers, in the middle.")
    background_edge: Color | None = Field(
        None, description="Background in the corners of the window. Default: a darker background."
    )
    floor: Color | None = Field(None, description="Background inside the containers, in the middle.")
    floor_edge: Color | None = Field(
        None, description="Background inside the containers, at their walls. Default: a slightly darker floor."
    )
    frame: Color | None = Field(None, description="Walls.")
    frame_width: Size | None = Field(
        None, description="Width of the frames of containers, m. Default: 2.5 % of the view."
    )
    marker: Color | None = Field(None, description="Bolt that displays the rotation of a wall.")


class Level(StrictModel):
    """A level."""

    format: Annotated[Literal[1], BeforeValidator(_check_format)] = Field(description="Version of the level format.")
    title: Name = Field(description="Title, displayed in the title bar and in lists.")
    description: Annotated[str, Field(max_length=2000)] = Field("", description="What the level demonstrates.")
    group: Annotated[str, Field(max_length=40)] = Field(
        "", description="Heading in the level browser, such as games. Default: own levels. Parents do not pass it on."
    )
    seed: Annotated[int, quantity(ge=0, le=2**63 - 1)] = Field(0, description="Seed of all random numbers.")
    world: WorldSettings = Field(WorldSettings(), description="Gravity, damping, time step and mixing rules.")
    view: View | None = Field(None, description="View of the camera. Default: all walls.")
    materials: dict[str, Material] = Field({}, description="Materials by name.")
    walls: TableList[Wall] = Field((), description="The walls.")
    balls: TableList[Balls] = Field((), description="Single balls and groups of balls.")
    emitters: TableList[Emitter] = Field((), description="Sources of balls.")
    forces: TableList[Force] = Field((), description="Force fields such as wind, attraction, vortices and drag.")
    sensors: TableList[Sensor] = Field((), description="Zones that count, remove or move balls.")
    goal: Goal | None = Field(None, description="What wins the level. Default: the goals of all sensors.")
    palette: Palette = Field(Palette(), description="Colors of walls and background.")
    graphs: Annotated[tuple[Graph, ...], BeforeValidator(_named_graphs)] = Field(
        (), description="Graphs displayed at the start, from top to bottom. true means energy and power, false none."
    )
    overlay: Literal["nothing", "contacts", "velocities", "cells and near pairs", "trails"] = Field(
        "nothing", description="Overlay displayed at the start."
    )

    _path: Path | None = PrivateAttr(None)
    _name: str = PrivateAttr("untitled")
    _sources: tuple[Path, ...] = PrivateAttr(())

    def __repr__(self) -> str:
        return (
            f"<Level {self.name!r}: {self.title!r}, {counted(self.count, 'ball')}, {counted(len(self.walls), 'wall')}>"
        )

    __str__ = __repr__

    @property
    def path(self) -> Path | None:
        """The path of the level file, or None."""
        return self._path

    @property
    def source_files(self) -> tuple[Path, ...]:
        """The paths of the level file and of the files that it extends."""
        return self._sources

    @property
    def name(self) -> str:
        """The name of the file without its extension, or "untitled"."""
        return self._name

    @property
    def count(self) -> int:
        """Total number of balls: those at the start, and those of the emitters."""
        return sum(part.count for part in chain[Balls | Emitter](self.balls, self.emitters))

    @property
    def key_names(self) -> tuple[str, ...]:
        """Names of the keys that drive walls, in the order of the walls."""
        return tuple(dict.fromkeys(name for wall in self.walls if wall.keys for name in wall.keys.names))

    @property
    def has_score(self) -> bool:
        """Whether a wall or a sensor has a score."""
        return any(part.score for part in (*self.walls, *self.sensors))

    @property
    def has_goal(self) -> bool:
        """Whether the level can be won."""
        return self.goal is not None or any(sensor.goal for sensor in self.sensors)

    @property
    def has_finish(self) -> bool:
        """Whether balls can finish, as in a race."""
        return any(sensor.action == "finish" for sensor in self.sensors)

    def material(self, name: str | None) -> Material:
        """Return the material of a name, or the default material for None; KeyError if the level lacks the name."""
        return Material() if name is None else self.materials[name]

    @property
    def first_balls(self) -> "Balls | Emitter | None":
        """The first group or emitter. Balls that are added to a running level have its radius and material."""
        return next(chain[Balls | Emitter](self.balls, self.emitters), None)

    @model_validator(mode="wrap")
    @classmethod
    def _resolve(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Migrate the data to the latest version, resolve templates and make copies, before validation."""
        return handler(_resolved(data) if isinstance(data, dict) else data)

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        yield from islice(checks.find_conflicts(data if model is None else dict(model)), MAX_ERRORS + 1)
        if model is not None and model.goal is not None:
            yield from model.goal.unreachable_parts(model.walls, model.sensors)


def _resolved(data: dict[str, Any]) -> dict[str, Any]:
    """Return raw data in the latest version, without templates, and with all copies; ValidationError if invalid."""
    if "extends" in data:
        raise _validation_error(
            error_details("must not be set in data without a file; allowed: extends in a level file", "extends")
        )
    try:
        resolved, problems = reuse.resolve_templates(versions.migrate(data))
    except ValueError as error:
        raise _validation_error(error_details(str(error), "format")) from None
    expansion = repeat.expand(resolved)
    if problems := [*problems, *expansion.problems, *curves.find_excess(expansion.data)]:
        raise _validation_error(*(error_details(problem.message, *problem.location) for problem in problems))
    return expansion.data


def _validation_error(*errors: InitErrorDetails) -> ValidationError:
    return ValidationError.from_exception_data(Level.__name__, list(errors))


def load_level(level: str | Path) -> Level:
    """Read a level from a TOML file.

    level : the path of the file, or as a text also the name of a level, see `library.find_level`

    Raises LevelError with line and column of every problem, or if there is no such level.
    """
    if not isinstance(level, str | Path):
        raise TypeError(f"cannot load a level from a {type(level).__name__}; allowed: a name, or the path of a file")
    path = level if isinstance(level, Path) or os.path.exists(level) else library.find_level(level)  # noqa: PTH110
    return _load(path, path)


def parse_level(text: str, path: str | Path) -> Level:
    """Read a level from the text of a level file, which need not exist; LevelError as from `load_level`.

    path : of the file; the parents of the level lie in its folder
    """
    return _load(parse_toml(text, path), path)


def _load(source: str | Path | Document, path: str | Path) -> Level:
    level, sources = loader.load_model(source, Level)
    level._path, level._name, level._sources = Path(path), Path(path).stem, sources
    return level
