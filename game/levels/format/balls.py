"""The balls of a level: single ones, groups in patterns, and emitters that pour them. Degrees end in `spawn`."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field
from pydantic_core import InitErrorDetails

from game.levels.format.strict_model import Angle, Name, Point, Size, StrictModel, Velocity, error_details, quantity

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
    return bounds[0] + 0.0, bounds[1] + 0.0  # no -0.0, which a generator takes for less than 0.0


BallRadius = Annotated[float, quantity("m", ge=1e-4, le=1e4)]
BallSpin = Annotated[float, quantity("deg/s", ge=-1e6, le=1e6)]
Speed = Annotated[float, quantity("m/s", ge=0.0, le=1e6)]
SpeedRange = Annotated[tuple[Speed, Speed], AfterValidator(_ascending)]
SpinRange = Annotated[tuple[BallSpin, BallSpin], AfterValidator(_ascending)]
Color = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$", examples=["#f39800"])]


class _Pattern(StrictModel):
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


class LineSpawn(_Pattern):
    """Evenly spaced balls on a straight line."""

    pattern: Literal["line"] = Field(description="Balls on a straight line.")
    length: Size = Field(description="Length of the line that holds the balls wholly, m.")
    angle: Angle = Field(0.0, description="Direction in which the balls follow each other, counter-clockwise, deg.")


class PointsSpawn(_Pattern):
    """Balls at points of your choice."""

    pattern: Literal["points"] = Field(description="Balls at given points.")
    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=MAX_BALLS)] = Field(
        description="Ball centers [x, y] seen from the center of the pattern, m; a ball each."
    )


Spawn = Annotated[DiscSpawn | RingSpawn | GridSpawn | LineSpawn | PointsSpawn, Field(discriminator="pattern")]


class Balls(StrictModel):
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
            yield error_details("needs a position (a single ball) or a spawn (a group)")
        elif "spawn" not in given and isinstance(data.get("count"), int) and data["count"] > 1:
            yield error_details(f"must be 1 with a position (got {data['count']}); a group needs a spawn", "count")
        elif "spawn" in given:
            for key in sorted(given & {"position", "velocity", "angle", "spin"}):
                yield error_details("is for a single ball; a group says in its spawn how it starts", key)


class Emitter(StrictModel):
    """A place where balls pour into the level, one by one, as soon as there is room for the next."""

    position: Point = Field(description="Where they appear [x, y], m.")
    area: Annotated[float, quantity("m", ge=0.0, le=1e4)] = Field(
        0.0, description="Radius of the disc about the position that their centers are strewn over, m."
    )
    rate: Annotated[float, quantity("1/s", gt=0.0, le=1000.0)] = Field(description="Balls a second, 1/s.")
    count: Annotated[int, quantity(ge=1, le=MAX_BALLS)] = Field(description="Balls in all.")
    delay: Annotated[float, quantity("s", ge=0.0, le=1e6)] = Field(0.0, description="Time before the first, s.")
    radius: BallRadius = Field(description="Radius of each ball, m.")
    velocity: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Of each ball at first [x, y], m/s.")
    spread: Annotated[float, quantity("deg", ge=0.0, le=180.0)] = Field(
        0.0, description="How far the direction may stray to either side, deg."
    )
    spin: SpinRange = Field((0.0, 0.0), description="Lowest and highest turning, counter-clockwise, deg/s.")
    material: Name | None = Field(None, description="Name of a material; without one, the default material.")
    first_number: Annotated[int, quantity(ge=0, le=1_000_000)] | None = Field(
        None, description="Number on the first ball, then one more each; without it, the numbers run on."
    )
    colors: tuple[Color, ...] = Field(ORANGES, min_length=1, description="Colors, repeated over the balls.")

    @property
    def bounding_ball(self) -> Balls:
        """One ball as large as all the places together where balls appear."""
        return Balls.model_construct(position=self.position, radius=self.area + self.radius, count=1, spawn=None)
