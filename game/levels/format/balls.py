"""The balls of a level: single balls, groups in patterns, and emitters. Angles are in degrees."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field
from pydantic_core import InitErrorDetails

from game.levels.format.strict_model import (
    Angle,
    Color,
    Name,
    Point,
    Size,
    StrictModel,
    Velocity,
    error_details,
    quantity,
)

MAX_BALLS = 200_000
"""Number of balls that a level may have."""

ORANGES = (
    "#f8b862", "#f6ad49", "#f39800", "#f08300", "#ec6d51", "#ee7948", "#ed6d3d", "#ec6800", "#ec6800",
    "#ee7800", "#eb6238", "#ea5506", "#ea5506", "#eb6101", "#e49e61", "#e45e32", "#e17b34", "#dd7a56",
    "#db8449", "#d66a35",
)  # fmt: skip
"""Default colors of balls, in the order of their numbers: the twenty oranges of the classic scene."""


def _ascending(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] > bounds[1]:
        raise ValueError(f"must be ascending (got [{bounds[0]:.15g}, {bounds[1]:.15g}]); allowed: [minimum, maximum]")
    return bounds[0] + 0.0, bounds[1] + 0.0  # replaces -0.0, which numpy rejects as a lower bound of 0.0


BallRadius = Annotated[float, quantity("m", ge=1e-4, le=1e4)]
BallSpin = Annotated[float, quantity("deg/s", ge=-1e6, le=1e6)]
Speed = Annotated[float, quantity("m/s", ge=0.0, le=1e6)]
SpeedRange = Annotated[tuple[Speed, Speed], AfterValidator(_ascending)]
SpinRange = Annotated[tuple[BallSpin, BallSpin], AfterValidator(_ascending)]
Spread = Annotated[float, quantity("deg", ge=0.0, le=180.0)]


class _Pattern(StrictModel):
    center: Point = Field((0.0, 0.0), description="Center of the pattern [x, y], m.")
    speed: SpeedRange = Field((0.0, 0.0), description="Minimum and maximum speed, m/s.")
    direction: Angle | None = Field(
        None, description="Direction of the velocities: 0 is right, 90 is up, deg. Default: a random one for each ball."
    )
    spread: Spread = Field(0.0, description="Largest random deviation from `direction` to either side, deg.")
    spin: SpinRange = Field((0.0, 0.0), description="Minimum and maximum angular velocity, counter-clockwise, deg/s.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if isinstance(data, dict) and data.get("direction") is None and data.get("spread", 0.0) != 0.0:
            yield error_details("must not be set without a direction; allowed: a spread with a direction", "spread")


class DiscSpawn(_Pattern):
    """Balls at random positions in a disc."""

    pattern: Literal["disc"] = Field(description="Random positions in a disc.")
    radius: Size = Field(description="Radius of the disc that contains the balls, m.")


class RingSpawn(_Pattern):
    """Evenly spaced balls on one or more concentric circles."""

    pattern: Literal["ring"] = Field(description="Evenly spaced balls on circles.")
    radius: Size = Field(description="Radius of the outermost circle of ball centers, m.")
    rings: Annotated[int, quantity(ge=1, le=1000)] = Field(
        1,
        description="Number of circles, with radii from radius/rings to radius in equal steps.",
    )


class GridSpawn(_Pattern):
    """Rows of balls that fill a rectangle, with small random offsets."""

    pattern: Literal["grid"] = Field(description="Rows in a rectangle.")
    width: Size = Field(description="Width of the rectangle that contains the balls, m.")
    height: Size = Field(description="Height of the rectangle that contains the balls, m.")


class LineSpawn(_Pattern):
    """Evenly spaced balls on a straight line."""

    pattern: Literal["line"] = Field(description="Balls on a straight line.")
    length: Size = Field(description="Length of the line from the outer edge of the first ball to that of the last, m.")
    angle: Angle = Field(0.0, description="Direction from the first ball to the last: 0 is right, 90 is up, deg.")


class PointsSpawn(_Pattern):
    """Balls at given points."""

    pattern: Literal["points"] = Field(description="Balls at given points.")
    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=MAX_BALLS)] = Field(
        description="Centers of the balls [x, y] relative to the center of the pattern, m."
    )


Spawn = Annotated[DiscSpawn | RingSpawn | GridSpawn | LineSpawn | PointsSpawn, Field(discriminator="pattern")]


class Balls(StrictModel):
    """A single ball with a position, or a group of equal balls with a spawn."""

    count: Annotated[int, quantity(ge=1, le=MAX_BALLS)] = Field(1, description="Number of balls.")
    radius: BallRadius = Field(description="Radius of each ball, m.")
    material: Name | None = Field(None, description="Name of a material. Default: the default material.")
    first_number: Annotated[int, quantity(ge=0, le=1_000_000)] | None = Field(
        None, description="Number of the first ball; the others count up. Default: continue after the previous balls."
    )
    colors: tuple[Color, ...] = Field(ORANGES, min_length=1, description="Colors of the balls in order, repeated.")
    position: Point | None = Field(None, description="Center of a single ball [x, y], m.")
    velocity: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Velocity of a single ball [x, y], m/s.")
    angle: Angle = Field(0.0, description="Rotation of a single ball, counter-clockwise, deg.")
    spin: BallSpin = Field(0.0, description="Angular velocity of a single ball, counter-clockwise, deg/s.")
    spawn: Spawn | None = Field(None, description="Positions and velocities of a group at the start.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if not isinstance(data, dict):
            return
        defaults = {key: field.default for key, field in cls.model_fields.items()}
        # A field with its default value counts as missing, because a dump of the model contains all fields.
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        given = {key for key, value in values.items() if value is not None and value != defaults.get(key)}
        if "position" not in given and "spawn" not in given:
            yield error_details("needs a position or a spawn; allowed: a position (single ball) or a spawn (group)")
        elif "spawn" not in given and isinstance(data.get("count"), int) and data["count"] > 1:
            yield error_details(
                f"must be 1 for a single ball (got {data['count']}); allowed: 1, or a spawn in place of the position",
                "count",
            )
        elif "spawn" in given:
            for key in sorted(given & {"position", "velocity", "angle", "spin"}):
                yield error_details("must not be set for a group; allowed: the fields of its spawn", key)


class Emitter(StrictModel):
    """A source of balls. It creates balls one by one at a given rate; a ball waits until there is room for it."""

    position: Point = Field(description="Position of new balls [x, y], m.")
    area: Annotated[float, quantity("m", ge=0.0, le=1e4)] = Field(
        0.0, description="Radius of the disc around the position in which the centers are random, m."
    )
    rate: Annotated[float, quantity("1/s", gt=0.0, le=1000.0)] = Field(description="Number of balls per second, 1/s.")
    count: Annotated[int, quantity(ge=1, le=MAX_BALLS)] = Field(description="Total number of balls.")
    delay: Annotated[float, quantity("s", ge=0.0, le=1e6)] = Field(0.0, description="Time before the first ball, s.")
    radius: BallRadius = Field(description="Radius of each ball, m.")
    velocity: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Initial velocity of each ball [x, y], m/s.")
    spread: Spread = Field(0.0, description="Largest random deviation of the direction to either side, deg.")
    spin: SpinRange = Field((0.0, 0.0), description="Minimum and maximum angular velocity, counter-clockwise, deg/s.")
    material: Name | None = Field(None, description="Name of a material. Default: the default material.")
    first_number: Annotated[int, quantity(ge=0, le=1_000_000)] | None = Field(
        None, description="Number of the first ball; the others count up. Default: continue after the previous balls."
    )
    colors: tuple[Color, ...] = Field(ORANGES, min_length=1, description="Colors of the balls in order, repeated.")

    @property
    def bounding_ball(self) -> Balls:
        """A ball that covers every possible ball of this emitter at its start."""
        return Balls.model_construct(position=self.position, radius=self.area + self.radius, count=1, spawn=None)
