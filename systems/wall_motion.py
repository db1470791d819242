"""The motion of walls."""

from collections.abc import Iterable
from operator import itemgetter

import esper
import numpy as np

from components import KeyBinding, KinematicMotion, MotionPhase, Stroke, Table
from components.kinematic_motion import stroke_part
from systems.kernels.wall_motion import wall_motion


class WallMotion(esper.Processor):
    """Moves every wall by its `KinematicMotion`: its pose is a function of time, so no error accumulates.

    A wall with a `KeyBinding` is driven to the end of its stroke while one of its keys is held, and returns otherwise.

    clock : (1,) the number of sub-steps since t = 0, as the kernels count it
    held_keys : names of the held keys, sorted
    """

    def __init__(self, walls: Table) -> None:
        self.walls = walls
        self.clock = np.zeros(1, np.int64)
        self.held_keys: tuple[str, ...] = ()

    @property
    def substep_count(self) -> int:
        """Number of sub-steps since t = 0."""
        return self.clock.item(0)

    @substep_count.setter
    def substep_count(self, count: int) -> None:
        self.clock[0] = count

    def hold(self, keys: Iterable[str], h: float) -> None:
        """Hold these keys, and no others, from now on: walls whose input changes start or end their strokes.

        h : s, length of a sub-step
        """
        self.held_keys, time = tuple(sorted(set(keys))), self.substep_count * h
        stroke, motion, phase = self.walls[Stroke], self.walls[KinematicMotion], self.walls[MotionPhase]
        for entity, binding in sorted(esper.get_component(KeyBinding), key=itemgetter(0)):
            row, is_driven = (
                self.walls.rows_of(np.array([entity])).item(),
                not set(binding.keys).isdisjoint(self.held_keys),
            )
            if row < 0 or is_driven == (stroke.is_driven[row] > 0.0):
                continue
            speed = motion.stroke_rate[row] if stroke.is_driven[row] > 0.0 else -motion.return_rate[row]
            position = stroke.start[row] + speed * (time - stroke.since[row])
            part, _ = stroke_part(position, stroke.start[row], stroke.is_driven[row])
            stroke.is_driven[row], stroke.start[row], stroke.since[row] = is_driven, part, time
            phase.stroke[row] = part

    def process(self, h: float) -> None:
        """Write the poses (m, rad) and velocities (m/s, rad/s) of the walls one sub-step of h seconds later."""
        self.clock[0] += 1
        wall_motion(self.walls.storage, len(self.walls), self.substep_count * h)
