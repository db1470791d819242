"""The level format: what a level file may say, in which unit, within which limits.

A level is data and never runs code. `load_level` reads a TOML file; `Level.model_validate` takes the same
data as a dict. Lengths are metres and times seconds; angles are degrees here, and only here.
"""

from collections.abc import Iterator
from itertools import chain, islice
from math import pi
from pathlib import Path
from typing import Annotated, Any, Literal, Self

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
from game.levels.format import checks, loader, reuse, versions
from game.levels.format.balls import (
    Balls,
    Color,
    DiscSpawn,
    Emitter,
    GridSpawn,
    LineSpawn,
    PointsSpawn,
    RingSpawn,
    Spawn,
)
from game.levels.format.strict_model import (
    MAX_ERRORS,
    Flag,
    Name,
    Point,
    Size,
    StrictModel,
    TableList,
    error_details,
    quantity,
)
from game.levels.format.walls import CircleWall, PathWall, PolygonWall, Sway, Swing, Wall
from game.levels.format.zones import Force, Sensor
from game.levels.toml.problems import LevelError, Problem

__all__ = ["Balls", "CircleWall", "DiscSpawn", "Emitter", "Force", "GridSpawn", "Level", "LevelError", "LineSpawn",
           "Material", "Palette", "PathWall", "PointsSpawn", "PolygonWall", "Problem", "RingSpawn", "Sensor", "Spawn",
           "Sway", "Swing", "View", "Wall", "WorldSettings", "load_level"]  # fmt: skip


def _one(value: object) -> object:
    """Keep `true` and 1.0, which equal 1, from passing for the number 1."""
    if value == 1 and type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "1"})
    return value


Acceleration = Annotated[float, quantity("m/s2", ge=-1000.0, le=1000.0)]
Gravity = tuple[Acceleration, Acceleration]
Damping = Annotated[float, quantity("1/s", ge=0.0, le=100.0)]
Density = Annotated[float, quantity("kg/m2", ge=1e-6, le=1e6)]
Fraction = Annotated[float, quantity(ge=0.0, le=1.0)]
Mixing = Literal["geometric_mean", "minimum", "maximum", "product", "average"]


class WorldSettings(StrictModel):
    """What holds everywhere in the level, and how finely time is cut."""

    gravity: Gravity = Field((0.0, -9.81), description="Pull on every ball [x, y], m/s2.")
    linear_damping: Damping = Field(0.0, description="Air drag k: speed decays as exp(-k t), 1/s.")
    angular_damping: Damping = Field(0.0, description="The same for the turning of a ball, 1/s.")
    step_rate: Annotated[int, quantity("Hz", ge=30, le=480)] = Field(60, description="Steps per second, Hz.")
    substeps: Annotated[int, quantity(ge=1, le=32)] = Field(4, description="Parts of each step.")
    friction_mixing: Mixing = Field("geometric_mean", description="Friction of two materials that touch.")
    restitution_mixing: Mixing = Field("maximum", description="Restitution of two materials that touch.")


class View(StrictModel):
    """What the camera shows."""

    center: Point = Field((0.0, 0.0), description="Middle of the picture [x, y], m.")
    height: Size = Field(description="World from the lower to the upper edge of the picture, m.")


class Material(StrictModel):
    """What a ball or a wall is made of. A wall moves as told, so its density is not used."""

    density: Density = Field(1.0, description="Mass per area, kg/m2.")
    restitution: Fraction = Field(0.7, description="Speed after a bounce over speed before it.")
    friction: Annotated[float, quantity(ge=0.0, le=10.0)] = Field(0.4, description="Coulomb coefficient.")
    rolling_resistance: Fraction = Field(0.0, description="Braking of rolling: lever arm over ball radius.")

    def ball(self, radius: float) -> Collider:
        """Return a disc of this material, radius in m."""
        mass = self.density * pi * radius**2
        return Collider(radius, mass, self.restitution, self.friction, self.rolling_resistance)


class Palette(StrictModel):
    """Colors of what is not a ball; without one, those of the theme."""

    background: Color | None = Field(None, description="Far behind everything.")
    floor: Color | None = Field(None, description="Ground inside containers.")
    frame: Color | None = Field(None, description="Walls.")
    marker: Color | None = Field(None, description="Bolt that shows how a wall has turned.")


class Level(StrictModel):
    """A whole level."""

    format: Annotated[Literal[1], BeforeValidator(_one)] = Field(description="Version of this format.")
    title: Name = Field(description="Shown in the title bar and in lists.")
    description: Annotated[str, Field(max_length=2000)] = Field("", description="What there is to see.")
    seed: Annotated[int, quantity(ge=0, le=2**63 - 1)] = Field(0, description="Start of all chance.")
    world: WorldSettings = Field(WorldSettings(), description="What holds everywhere.")
    view: View | None = Field(None, description="What the camera shows; without it, all walls.")
    materials: dict[str, Material] = Field({}, description="Materials by name.")
    walls: TableList[Wall] = Field((), description="The walls.")
    balls: TableList[Balls] = Field((), description="Balls, single and in groups.")
    emitters: TableList[Emitter] = Field((), description="Where balls pour into the level.")
    forces: TableList[Force] = Field((), description="Wind, magnets, whirls and drag, everywhere or in a zone.")
    sensors: TableList[Sensor] = Field((), description="Zones that notice balls.")
    palette: Palette = Field(Palette(), description="Colors of what is not a ball.")
    graphs: Flag = Field(False, description="Whether graphs of energy and momentum are shown at first.")
    overlay: Literal["nothing", "contacts", "velocities", "cells and near pairs", "trails"] = Field(
        "nothing", description="What is drawn over the balls at first."
    )

    _path: Path | None = PrivateAttr(None)
    _name: str = PrivateAttr("untitled")
    _sources: tuple[Path, ...] = PrivateAttr(())

    @property
    def path(self) -> Path | None:
        """The file the level was read from, if any."""
        return self._path

    @property
    def source_files(self) -> tuple[Path, ...]:
        """All files that the level is made of: its own, and those it extends."""
        return self._sources

    @property
    def name(self) -> str:
        """The name of the file without its ending, or "untitled"."""
        return self._name

    @property
    def count(self) -> int:
        """Number of balls in all: those at the start, and those that pour in."""
        return sum(part.count for part in chain[Balls | Emitter](self.balls, self.emitters))

    def material(self, name: str | None) -> Material:
        """Return the material of this name, or the default material for None; KeyError if there is none."""
        return Material() if name is None else self.materials[name]

    @property
    def first_balls(self) -> "Balls | Emitter | None":
        """The first balls: what those are like that nobody has planned."""
        return next(chain[Balls | Emitter](self.balls, self.emitters), None)

    @model_validator(mode="wrap")
    @classmethod
    def _latest(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Take data with templates, or in an earlier version, as well."""
        return handler(_spelt_out(data) if isinstance(data, dict) else data)

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:
        yield from islice(checks.find_conflicts(data if model is None else dict(model)), MAX_ERRORS + 1)


def _spelt_out(data: dict[str, Any]) -> dict[str, Any]:
    """Return raw data in the latest version and without templates; ValidationError if that cannot be."""
    if "extends" in data:
        raise _refusal(error_details("needs a file to look in; data of a level cannot extend another", "extends"))
    try:
        whole, faults = reuse.resolve_templates(versions.migrate(data))
    except ValueError as error:
        raise _refusal(error_details(str(error), "format")) from None
    if faults:
        raise _refusal(*(error_details(wrong.message, *wrong.location) for wrong in faults))
    return whole


def _refusal(*faults: InitErrorDetails) -> ValidationError:
    return ValidationError.from_exception_data(Level.__name__, list(faults))


def load_level(path: str | Path) -> Level:
    """Read a level from a TOML file; LevelError with every problem, at its line and column."""
    level, sources = loader.load_model(path, Level)
    level._path, level._name, level._sources = Path(path), Path(path).stem, sources
    return level
