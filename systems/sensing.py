"""Zones that notice balls."""

from operator import itemgetter
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Label, Position, PreviousPose, Sensor, Table
from systems.bound import Bound, Holder
from systems.emission import CLEAR
from systems.kernels.sensing import INSIDE, PASSED, sensing

MARKS = (PASSED, INSIDE)


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
        self._marks = Holder(np.zeros(64, np.uint8))
        places = balls.bind(Position, PreviousPose.x, PreviousPose.y, dirty=True)
        self._look = Bound(sensing, places, self._marks)

    def process(self, step: int) -> None:
        """Look at the ways of all balls in the step that has just ended, whose number is written down."""
        if len(self._marks.arrays[0]) < len(self.balls):
            self._marks.arrays = (np.zeros(2 * len(self.balls), np.uint8),)
        for _, sensor in self.sensors():
            zone = (sensor.x, sensor.y, sensor.half_width, sensor.half_height, sensor.is_round)
            if not self._look(*zone) and not sensor.inside:
                continue
            (marks,) = self._marks.arrays
            met, inside = (self.balls.entities[marks[: len(self.balls)] & mark > 0].tolist() for mark in MARKS)
            if sensor.action == "teleport":
                sensor.count += sum(self._move(entity, sensor) for entity in met)
                continue  # who waits for room has not come yet
            fresh = [entity for entity in met if entity not in sensor.inside]
            sensor.count += len(fresh)
            sensor.inside = tuple(inside)
            if sensor.action == "remove":
                sensor.inside = ()
                for entity in met:
                    self.balls.despawn(entity)
            elif sensor.action == "finish":
                self._finish(fresh, step, sensor)

    @staticmethod
    def sensors() -> list[tuple[int, Sensor]]:
        """All sensors of the current world and their entities, in the order of these."""
        return sorted(esper.get_component(Sensor), key=itemgetter(0))

    def snapshot(self) -> SensingState:
        """Copy what has been noticed."""
        return SensingState(tuple((sensor.count, sensor.inside) for _, sensor in self.sensors()), tuple(self.finished))

    def restore(self, state: SensingState) -> None:
        """Put a snapshot back."""
        for (_, sensor), noticed in zip(self.sensors(), state.sensors, strict=True):
            sensor.count, sensor.inside = noticed
        self.finished[:] = state.finished

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
