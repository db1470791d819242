"""Sensors: zones that detect balls."""

from operator import itemgetter
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Label, Position, Sensor, Table
from components.portable_arrays import lengths
from systems.emission import CLEARANCE
from systems.kernels.sensing import INSIDE, PASSED, sensing

FLAGS = (PASSED, INSIDE)
TELL_ALL = ("remove", "teleport")  # actions of sensors that act on every passage


class Finish(NamedTuple):
    """A ball that has finished: its number (None without a label), the number of the step, and the sensor's name."""

    number: int | None
    step: int
    sensor: str


class SensingState(NamedTuple):
    """A copy of the count and the balls inside of each sensor, and of the balls that have finished."""

    sensors: tuple[tuple[int, tuple[int, ...]], ...]
    finished: tuple[Finish, ...]


class Sensing(esper.Processor):
    """Detects, after every step, the balls whose centre has passed through a `Sensor`, counts them and acts on them.

    finished : the balls that have finished, each once, in the order of steps, then rows
    zones, flags, inside : arrays of the kernels, see `systems.kernels.sensing`
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.finished: list[Finish] = []
        self.zones, self.flags, self.inside = np.empty((6, 0)), np.empty(0, np.uint8), np.empty(0, np.uint8)

    def process(self, step: int) -> None:
        """Detect the balls by their paths in the step that has just ended; ``step`` is recorded in `finished`."""
        for place, (_, sensor) in enumerate(self.sensors()):
            self.update_rows()  # a sensor before this one may have removed balls
            count = len(self.balls)
            if not sensing(self.balls.storage, count, self.zones, place, self.flags) and not sensor.inside:
                continue
            passed, inside = (self.balls.entities[self.flags & flag > 0].tolist() for flag in FLAGS)
            if sensor.action == "teleport":
                sensor.count += sum(self._teleport(entity, sensor) for entity in passed)
                continue  # a ball counts when it is teleported
            entered = [entity for entity in passed if entity not in sensor.inside]
            sensor.count += len(entered)
            sensor.inside = tuple(inside)
            if sensor.action == "remove":
                sensor.inside = ()
                for entity in passed:
                    self.balls.despawn(entity)
            elif sensor.action == "finish":
                self._finish(entered, step, sensor)

    def update_rows(self) -> None:
        """Write the zones, and the rows of the balls that are inside them, for the kernels."""
        sensors, count = self.sensors(), len(self.balls)
        if not sensors and not self.zones.size:
            return
        zones = [
            (sensor.x, sensor.y, sensor.half_width, sensor.half_height, sensor.is_round, sensor.action in TELL_ALL)
            for _, sensor in sensors
        ]
        self.zones = np.ascontiguousarray(np.array(zones, np.float64).reshape(-1, 6).T)
        self.flags, self.inside = np.zeros(count, np.uint8), np.zeros(len(sensors) * count, np.uint8)
        for place, (_, sensor) in enumerate(sensors):
            if sensor.inside:
                rows = self.balls.rows_of(np.array(sensor.inside))
                self.inside[place * count + rows[rows >= 0]] = 1

    @staticmethod
    def sensors() -> list[tuple[int, Sensor]]:
        """Return the entities and sensors of the current world, in the order of the entities."""
        return sorted(esper.get_component(Sensor), key=itemgetter(0))

    def snapshot(self) -> SensingState:
        """Copy the counts, the balls inside, and the balls that have finished."""
        return SensingState(tuple((sensor.count, sensor.inside) for _, sensor in self.sensors()), tuple(self.finished))

    def restore(self, state: SensingState) -> None:
        """Restore a snapshot."""
        for (_, sensor), (count, inside) in zip(self.sensors(), state.sensors, strict=True):
            sensor.count, sensor.inside = count, inside
        self.finished[:] = state.finished

    def _teleport(self, entity: int, sensor: Sensor) -> bool:
        """Move a ball to the destination of a sensor if there is room; return whether there was."""
        position, radius = self.balls[Position], self.balls[Collider].radius
        row = int(self.balls.rows_of(np.array([entity]))[0])
        near = lengths(position.x - sensor.to_x, position.y - sensor.to_y) < CLEARANCE * (radius + radius[row])
        near[row] = False
        if near.any():
            return False
        destination = esper.component_for_entity(entity, Position)
        destination.x, destination.y = sensor.to_x, sensor.to_y  # marks the row dirty, as for every teleport
        return True

    def _finish(self, entities: list[int], step: int, sensor: Sensor) -> None:
        known = {one.number for one in self.finished if one.number is not None}
        for entity in entities:
            label = esper.try_component(entity, Label)
            if label is None or label.number not in known:
                self.finished.append(Finish(label.number if label else None, step, sensor.name))
