"""The score, and the step in which a level is won."""

import esper
import numpy as np

from components import Goal, KickCount, KickScore, Table
from components.table import world_token
from systems.sensing import Sensing


class Scoring(esper.Processor):
    """Adds up the points of kicks and of sensors, and records the step in which the `Goal` of the level is reached.

    won_step : number of whole steps after which the goal was reached; None before
    """

    def __init__(self, walls: Table, sensing: Sensing) -> None:
        self.walls = walls
        self.sensing = sensing
        self.won_step: int | None = None
        self._goal: Goal | None = None
        self._token: object = None

    @property
    def is_open(self) -> bool:
        """Whether the current world has a goal that is not reached yet."""
        if world_token() is not self._token:
            self._token = world_token()
            self._goal = next((goal for _, goal in esper.get_component(Goal)), None)
        return self._goal is not None and self.won_step is None

    @property
    def score(self) -> int:
        """The points of all kicks and of all balls that sensors have counted."""
        total = sum(sensor.score * sensor.count for _, sensor in self.sensing.sensors())
        rewards = esper.get_component(KickScore)
        rows = self.walls.rows_of(np.array([entity for entity, _ in rewards], np.int64)).tolist()
        kicks = self.walls[KickCount].kicks
        return total + sum(
            reward.score * int(kicks[row]) for row, (_, reward) in zip(rows, rewards, strict=True) if row >= 0
        )

    def process(self, steps: int) -> None:
        """Record that the level is won, if it is, after so many whole steps since the start."""
        if self.is_open and self._is_reached():
            self.won_step = steps

    def _is_reached(self) -> bool:
        goal = self._goal or Goal()
        if len(self.sensing.finished) < goal.finish or (goal.score and self.score < goal.score):
            return False
        return all(sensor.count >= sensor.goal for _, sensor in self.sensing.sensors())
