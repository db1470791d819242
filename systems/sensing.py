"""Zones that notice balls."""

from operator import itemgetter
from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Label, Position, Previous, Sensor, Table
from systems.emission import CLEAR

Floats = NDArray[np.float64]


class Finish(NamedTuple):
    """A ball that has finished: its number (None without a label), after which step, and in which sensor."""

    number: int | None
    step: int
    sensor: str


class SensingState(NamedTuple):
    """A copy of what sensors have noticed: of each its count and who is inside; and who has finished."""

    sensors: tuple[tuple[int, tuple[int, ...]], ...]
    finished: tuple[Finish, ...]


class Sensing(esper.Processor):
    """Counts, after every step, the balls whose centre has come into a `Sensor` on its way, and acts on them.

    finished : who has finished, in the order of steps, and of rows where that is the same; every ball once
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.finished: list[Finish] = []

    def process(self, step: int) -> None:
        """Look at the ways of all balls in the step that has just ended, whose number is written down."""
        for _, sensor in self.sensors():
            met = self.balls.entities[self._met(sensor)].tolist()
            if sensor.action == "teleport":
                sensor.count += sum(self._move(entity, sensor) for entity in met)
                continue  # who waits for room has not come yet
            fresh = [entity for entity in met if entity not in sensor.inside]
            sensor.count += len(fresh)
            if sensor.action == "remove":
                for entity in fresh:
                    self.balls.despawn(entity)
            elif sensor.action == "finish":
                self._finish(fresh, step, sensor)
            sensor.inside = tuple(self.balls.entities[self._met(sensor, at_last=True)].tolist())

    @staticmethod
    def sensors() -> list[tuple[int, Sensor]]:
        """All sensors of the current world and their entities, in the order of these."""
        return sorted(esper.get_component(Sensor), key=itemgetter(0))

    def snapshot(self) -> SensingState:
        """Copy what has been noticed."""
        return SensingState(
            tuple((sensor.count, sensor.inside) for _, sensor in self.sensors()), tuple(self.finished)
        )

    def restore(self, state: SensingState) -> None:
        """Put a snapshot back."""
        for (_, sensor), noticed in zip(self.sensors(), state.sensors, strict=True):
            sensor.count, sensor.inside = noticed
        self.finished[:] = state.finished

    def _met(self, sensor: Sensor, at_last: bool = False) -> NDArray[np.bool_]:
        """Whether the straight way of each ball (n,) in the last step has met the zone, or ends in it."""
        position, before = self.balls[Position], self.balls[Previous]
        x, y = (position.x - sensor.x) / sensor.half_width, (position.y - sensor.y) / sensor.half_height
        dx, dy = (position.x - before.x) / sensor.half_width, (position.y - before.y) / sensor.half_height
        still = (self.balls.dirty != 0) | at_last  # who was put elsewhere has made no way
        dx[still], dy[still] = 0.0, 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            if sensor.is_round:
                back = np.clip(np.nan_to_num((x * dx + y * dy) / (dx * dx + dy * dy)), 0.0, 1.0)
                met: NDArray[np.bool_] = np.hypot(x - back * dx, y - back * dy) <= 1.0
                return met
            first, last = np.zeros(len(x)), np.ones(len(x))  # of the way back, what lies between the sides
            for at, way in ((x, dx), (y, dy)):
                one, other = (at - 1.0) / way, (at + 1.0) / way
                between = np.abs(at) <= 1.0
                first = np.maximum(first, np.where(way == 0.0, np.where(between, 0.0, np.inf), np.minimum(one, other)))
                last = np.minimum(last, np.where(way == 0.0, 1.0, np.maximum(one, other)))
        inside: NDArray[np.bool_] = first <= last
        return inside

    def _move(self, entity: int, sensor: Sensor) -> bool:
        """Put a ball where the sensor says, if there is room."""
        position, radius = self.balls[Position], self.balls[Collider].radius
        row = int(self.balls.rows_of(np.array([entity]))[0])
        near = np.hypot(position.x - sensor.to_x, position.y - sensor.to_y) < CLEAR * (radius + radius[row])
        near[row] = False
        if near.any():
            return False
        place = esper.component_for_entity(entity, Position)
        place.x, place.y = sensor.to_x, sensor.to_y  # which marks it as put elsewhere
        return True

    def _finish(self, entities: list[int], step: int, sensor: Sensor) -> None:
        known = {one.number for one in self.finished if one.number is not None}
        for entity in entities:
            label = esper.try_component(entity, Label)
            if label is None or label.number not in known:
                self.finished.append(Finish(label.number if label else None, step, sensor.name))
