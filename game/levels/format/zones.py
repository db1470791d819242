"""Zones of a level: where forces act, and where balls are noticed. Degrees and diameters end in `spawn`."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field
from pydantic_core import InitErrorDetails

from game.levels.format.strict_model import Name, Point, Size, StrictModel, Velocity, error_details, quantity

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
    """A rectangle with level sides."""

    shape: Literal["box"] = Field(description="A rectangle with level sides.")
    width: Size = Field(description="Width, m.")
    height: Size = Field(description="Height, m.")

    @property
    def half(self) -> tuple[float, float]:
        """Half the width and half the height, m."""
        return 0.5 * self.width, 0.5 * self.height


Zone = Annotated[CircleZone | BoxZone, Field(discriminator="shape")]


class Force(StrictModel):
    """What pulls, whirls or brakes the balls whose center is in a zone; all that is given acts together."""

    center: Point = Field((0.0, 0.0), description="Middle of the zone, and of pull and swirl [x, y], m.")
    zone: Zone | None = Field(None, description="Where it acts, about the center; without one, everywhere.")
    acceleration: tuple[Acceleration, Acceleration] = Field((0.0, 0.0), description="Even push [x, y], m/s2.")
    pull: Acceleration = Field(0.0, description="Towards the center at the distance `scale`; below 0, away, m/s2.")
    swirl: Acceleration = Field(0.0, description="About the center, counter-clockwise, there, m/s2.")
    falloff: Annotated[float, quantity(ge=-1.0, le=4.0)] = Field(
        2.0, description="Power with which pull and swirl fall with distance: 0 even, 2 gravity, -1 a spring."
    )
    scale: Size = Field(1.0, description="Distance at which pull and swirl have their value, m.")
    drag: Annotated[float, quantity("1/s", ge=0.0, le=1e3)] = Field(
        0.0, description="Drag k of what fills the zone: the speed against it decays as exp(-k t), 1/s."
    )
    flow: tuple[Velocity, Velocity] = Field((0.0, 0.0), description="How that flows [x, y], m/s.")


class Sensor(StrictModel):
    """A zone that counts the balls whose center comes into it, and may do something to them."""

    name: Name = Field(description="Shown with its count.")
    center: Point = Field((0.0, 0.0), description="Middle of the zone [x, y], m.")
    zone: Zone = Field(description="Where it notices balls, about the center.")
    action: Literal["count", "remove", "teleport", "finish"] = Field(
        "count", description="What happens: nothing but counting; the ball goes; it is put elsewhere; it has finished."
    )
    to: Point | None = Field(None, description="Where it puts balls, if it teleports, when there is room [x, y], m.")
    goal: Annotated[int, quantity(ge=1, le=1_000_000)] | None = Field(
        None, description="How many balls make the level done."
    )

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if not isinstance(data, dict):
            return
        if data.get("action") == "teleport" and data.get("to") is None:
            yield error_details("is missing; a sensor that teleports must say where to", "to")
        elif data.get("action", "count") in ("count", "remove", "finish") and data.get("to") is not None:
            yield error_details('is for action = "teleport"', "to")
