"""The goal of a level: what wins it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Self

from pydantic import Field
from pydantic_core import InitErrorDetails

from game.levels.format.strict_model import StrictModel, error_details, quantity
from game.levels.format.walls import Wall
from game.levels.format.zones import Sensor


class Goal(StrictModel):
    """What wins the level: all that is set here, and the goals of all sensors."""

    score: Annotated[int, quantity(ge=1, le=1_000_000_000)] | None = Field(
        None, description="Points to reach, of walls that kick and of sensors."
    )
    finish: Annotated[int, quantity(ge=1, le=1_000_000)] | None = Field(
        None, description="Number of balls that have to finish, 1 for a race that the first ball ends."
    )

    @classmethod
    def _conflicts(cls, data: Any, model: Self | None) -> Iterator[InitErrorDetails]:  # noqa: ARG003
        if model is not None and model.score is None and model.finish is None:
            yield error_details("is missing; allowed: a score, or a number of balls in finish", "score")

    def unreachable_parts(self, walls: Sequence[Wall], sensors: Sequence[Sensor]) -> Iterator[InitErrorDetails]:
        """Yield what nothing in the level can reach."""
        if self.score and not any(one.score for one in (*walls, *sensors)):
            yield error_details(
                "cannot be reached: nothing has a score; allowed: a goal with walls or sensors that have a score",
                "goal",
                "score",
            )
        if self.finish and not any(sensor.action == "finish" for sensor in sensors):
            message = 'cannot be reached: no sensor has action = "finish"; allowed: a number with such a sensor'
            yield error_details(message, "goal", "finish")
