"""The zones of a level: forces and sensors."""

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field
from pydantic_core import InitErrorDetails

from game.levels.format.strict_model import (
    Caption,
    Color,
    Name,
    Point,
    Score,
    Size,
    StrictModel,
    Velocity,
    error_details,
    quantity,
)

Acceleration = Annotated[float, quantity("m/s2", ge=-1e4, le=1e4)]


class CircleZone(StrictModel):
    """A disc."""

    shape: Literal["circle"] = Field(description="A disc.")
    radius: Size = Field(description="Radius, m.")

    @property
    def half(self) -> tuple[float, float]:
        """Half the width and half the height, m."""
        return self.radius, self.radius


class BoxZone(StrictModel):
    """A rectangle with horizontal and vertical sides."""

    shape: Literal["box"] = Field(description="A rectangle with horizontal and vertical sides.")
    width: Size = Field(description="Width, m.")
    height: Size = Field(description="Height, m.")

    @property
    def half(self) -> tuple[float, float]:
        """Half the width and half the height, m."""
        return 0.5 * self.width, 0.5 * self.height


Zone = Annotated[CircleZone | BoxZone, Field(discriminator="shape")]


class Force(StrictModel):
    """A force field on the balls whose center is in a zone. All parts that are given add up."""

    center: Point = Field((0.0, 0.0), description="Center of the zone, of the pull and of the swirl [x, y], m.")
    zone: Zone | None = Field(None, description="Zone around the center in which the force acts. Default: everywhere.")
    acceleration: tuple[Acceleration, Acceleration] = Field(
        (0.0, 0.0), description="Constant acceleration [x, y], m/s2."
    )
    pull: Acceleration = Field(
        0.0, description="Acceleration towards the center at distance `scale`; negative: away, m/s2."
    )
    swirl: Acceleration = Field(
        0.0, description="Tangential acceleration at distance `scale`, counter-clockwise, m/s2."
    )
    falloff: Annotated[float, quantity(ge=-1.0, le=4.0)] = Field(
        2.0, description="Exponent p: pull and swirl are proportional to distance^-p. 0 constant, 2 gravity, -1 spring."
    )
    scale: Size = Field(1.0, description="Distance at which pull and swirl have the given value, m.")
    drag: Annotated[float, quantity("1/s", ge=0.0, le=1e3)] = Field(
        0.0, description="Drag k of a fluid in the zone: the relative velocity decays as exp(-k t), 1/s."
    )
    flow: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="Velocity of the fluid [x, y], m/s.")

    @property
    def stiffness(self) -> float:
        """The acceleration of a spring (a pull or swirl that grows with the distance) per distance, 1/s2; else 0."""
        return math.sqrt(self.pull * self.pull + self.swirl * self.swirl) / self.scale if self.falloff < 0.0 else 0.0

    label: Caption | None = Field(None, description="Text that is drawn at the center of the zone.")
    color: Color | None = Field(None, description="Color of the zone. Default: that of forces.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if isinstance(data, dict) and data.get("zone") is None:
            for key in ("label", "color"):
                if data.get(key) is not None:
                    yield error_details("must not be set without a zone; allowed: with a zone", key)


class Sensor(StrictModel):
    """A zone that counts the balls whose center enters it, and can act on them."""

    name: Name = Field(description="Name, displayed with the count.")
    center: Point = Field((0.0, 0.0), description="Center of the zone [x, y], m.")
    zone: Zone = Field(description="Zone around the center in which the sensor detects balls.")
    action: Literal["count", "remove", "teleport", "finish"] = Field(
        "count", description="Action on a ball: count only; remove it; move it to `to`; record its finish."
    )
    to: Point | None = Field(None, description="Target of teleported balls [x, y], m. A ball waits for free space.")
    goal: Annotated[int, quantity(ge=1, le=1_000_000)] | None = Field(
        None, description="Number of balls that completes the level, displayed with the count."
    )
    score: Score = Field(0, description="Points that each counted ball adds to the score.")
    label: Caption | None = Field(None, description="Text that is drawn at the center of the zone.")
    color: Color | None = Field(None, description="Color of the zone. Default: that of its action.")

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if not isinstance(data, dict):
            return
        if data.get("action") == "teleport" and data.get("to") is None:
            yield error_details('is missing; allowed: a point [x, y], because action is "teleport"', "to")
        elif data.get("action", "count") in ("count", "remove", "finish") and data.get("to") is not None:
            yield error_details('must not be set; allowed: a point with action = "teleport"', "to")
