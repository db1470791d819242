"""What notices balls."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["count", "remove", "teleport", "finish"]


@dataclass(slots=True, eq=False)
class Sensor:
    """A zone that counts the balls whose centre comes into it.

    name : what it is called
    x, y, half_width, half_height : m, the middle of the zone, and how far it reaches
    is_round : whether the zone is an ellipse, not a rectangle
    action : what happens to a ball then: nothing, it is deleted, it is put at (to_x, to_y), or it has finished
    to_x, to_y : m
    goal : how many make the level done; 0 for none
    count : balls so far
    inside : ids of the balls that were in it after the last step, ascending
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
    count: int = 0
    inside: tuple[int, ...] = ()
