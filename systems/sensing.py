"""Sensors: zones that detect balls."""

from operator import itemgetter
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Label, Position, Sensor, Table
from components.portable_arrays import lengths
from systems.emission import CLEARANCE
from systems.kernels.sensing import HAS_ARRIVED, IS_INSIDE, begin_sensing, sensing

ACTS_INSIDE = ("remove", "teleport")  # actions of sensors on every ball that is inside, or was in the step


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
    """Detects the balls whose centre passes through a `Sensor`, counts them and acts on them.

    finished : the balls that have finished, each once, in the order of steps, then rows
    zones, known, events : arrays of the kernels, see `systems.kernels.sensing`
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.finished: list[Finish] = []
        self.zones, self.known, self.events = np.empty((6, 0)), np.zeros((3, 0), np.uint8), np.zeros(1, np.uint8)
        self._entities = np.empty(0, np.int64)

    def process(self, step: int) -> None:
        """Detect the balls by their straight paths since the start of the step, and act; ``step`` is that of `act`."""
        self.update_rows()
        begin_sensing(self.balls.storage, len(self.balls), self.known)
        sensing(self.balls.storage, len(self.balls), self.zones, self.zones.shape[1], self.known, 0.0)
        self.act(step)

    def act(self, step: int) -> None:
        """Count the passages of a step, and act on the balls; ``step`` is recorded in `finished`.

        A ball that a sensor has moved into a zone has not entered it, and no sensor acts on it before it leaves.
        """
        entities, sensors = self.balls.entities, [sensor for _, sensor in self.sensors()]
        passages, inside, arrived = self.known.reshape(3, len(sensors), len(entities))
        for sensor, one, other in zip(sensors, inside, arrived, strict=True):
            sensor.inside = tuple(entities[(other if sensor.action in ACTS_INSIDE else one) > 0].tolist())
        gone: set[int] = set()  # balls that a sensor has moved or removed in this step
        for sensor, counts in zip(sensors, passages, strict=True):
            passed = [entity for entity in entities[counts > 0].tolist() if entity not in gone]
            if sensor.action == "teleport":
                moved = {entity for entity in passed if self._teleport(entity, sensor, sensors)}
                sensor.count += len(moved)
                gone |= moved
            elif sensor.action == "remove":
                sensor.count += len(passed)
                gone.update(passed)
                for entity in passed:
                    self.balls.despawn(entity)
            else:
                sensor.count += sum(counts.tolist())
                if sensor.action == "finish":
                    self._finish(entities[counts > 0].tolist(), step, sensor)
        self._entities = np.empty(0, np.int64)
        self.update_rows()

    def update_rows(self) -> None:
        """Write the zones for the kernels, and what is known of the balls, after balls were added or removed."""
        sensors = [sensor for _, sensor in self.sensors()]
        zones = [
            (sensor.x, sensor.y, sensor.half_width, sensor.half_height, sensor.is_round, sensor.action in ACTS_INSIDE)
            for sensor in sensors
        ]
        if len(zones) != self.zones.shape[1]:
            self.zones, self._entities = np.empty((6, len(zones))), np.empty(0, np.int64)
        self.zones[:] = np.array(zones, np.float64).reshape(-1, 6).T
        if self._entities is not self.balls.entities:
            known = np.zeros((3, len(sensors), len(self.balls)), np.uint8)
            rows = self.balls.rows_of(self._entities)
            before = self.known.reshape(3, len(sensors), len(rows)) if len(rows) else known[:, :, :0]
            known[:, :, rows[rows >= 0]] = before[:, :, rows >= 0]
            for place, sensor in enumerate(sensors if not len(rows) else []):
                held = self.balls.rows_of(np.array(sensor.inside, np.int64))
                known[IS_INSIDE, place, held[held >= 0]] = 1
                known[HAS_ARRIVED, place, held[held >= 0]] = sensor.action in ACTS_INSIDE
            self.known, self._entities = known.reshape(3, -1), self.balls.entities

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
        self._entities = np.empty(0, np.int64)
        self.finished[:] = state.finished

    def _teleport(self, entity: int, sensor: Sensor, sensors: list[Sensor]) -> bool:
        """Move a ball to the destination of a sensor if there is room; return whether there was."""
        position, radius = self.balls[Position], self.balls[Collider].radius
        row = int(self.balls.rows_of(np.array([entity]))[0])
        near = lengths(position.x - sensor.to_x, position.y - sensor.to_y) < CLEARANCE * (radius + radius[row])
        near[row] = False
        if near.any():
            return False
        destination = esper.component_for_entity(entity, Position)
        destination.x, destination.y = sensor.to_x, sensor.to_y  # marks the row dirty, as for every teleport
        for other in sensors:
            known = set(other.inside) - {entity}
            other.inside = tuple(sorted(known | {entity} if other.holds(sensor.to_x, sensor.to_y) else known))
        return True

    def _finish(self, entities: list[int], step: int, sensor: Sensor) -> None:
        known = {one.number for one in self.finished if one.number is not None}
        for entity in entities:
            label = esper.try_component(entity, Label) if esper.entity_exists(entity) else None
            if label is None or label.number not in known:
                self.finished.append(Finish(label.number if label else None, step, sensor.name))
