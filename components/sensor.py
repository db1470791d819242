"""A zone that detects balls."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["count", "remove", "teleport", "finish"]


@dataclass(slots=True, eq=False)
class Sensor:
    """A zone that counts the balls whose centre enters it, and acts on them.

    name : shown to the player
    x, y, half_width, half_height : m, centre of the zone, and half its size
    is_round : whether the zone is an ellipse instead of a rectangle
    action : "count" does nothing else, "remove" deletes the ball, "teleport" moves it to (to_x, to_y), "finish" records
        it as finished
    to_x, to_y : m
    goal : number of balls that completes the level; 0 for none
    score : what each counted ball adds to the score, points
    count : number of passages so far
    inside : entities of the balls that were in the zone after the last step, ascending; of a sensor that removes or
        teleports, only those that a sensor has moved there
    """

    name: str
    x: float
    y: float
    half_width: float
    half_height: float
    is_round: bool = False
    action: Action = "count"
    to_x: float = 0.0
    to_y: float = 0.0
    goal: int = 0
    score: int = 0
    count: int = 0
    inside: tuple[int, ...] = ()

    def holds(self, x: float, y: float) -> bool:
        """Whether a point, m, is in the zone."""
        across, up = (x - self.x) / self.half_width, (y - self.y) / self.half_height
        return across * across + up * up <= 1.0 if self.is_round else max(abs(across), abs(up)) <= 1.0
