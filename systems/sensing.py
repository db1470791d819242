"""Sensors: zones that detect balls."""

from operator import itemgetter
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Label, Position, PreviousPose, Sensor, Table
from systems.emission import CLEARANCE
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.sensing import INSIDE, PASSED, sensing

FLAGS = (PASSED, INSIDE)


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
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.finished: list[Finish] = []
        self._flags = Buffers(np.zeros(64, np.uint8))
        positions = balls.bind(Position, PreviousPose.x, PreviousPose.y, dirty=True)
        self._sense = BoundKernel(sensing, positions, self._flags)

    def process(self, step: int) -> None:
        """Detect the balls by their paths in the step that has just ended; ``step`` is recorded in `finished`."""
        if len(self._flags.arrays[0]) < len(self.balls):
            self._flags.arrays = (np.zeros(2 * len(self.balls), np.uint8),)
        for _, sensor in self.sensors():
            zone = (sensor.x, sensor.y, sensor.half_width, sensor.half_height, sensor.is_round)
            if not self._sense(*zone) and not sensor.inside:
                continue
            (flags,) = self._flags.arrays
            passed, inside = (self.balls.entities[flags[: len(self.balls)] & flag > 0].tolist() for flag in FLAGS)
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
        near = np.hypot(position.x - sensor.to_x, position.y - sensor.to_y) < CLEARANCE * (radius + radius[row])
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
