"""Contacts between balls and walls."""

import esper
import numpy as np

from components import (
    Collider,
    Contacts,
    KinematicMotion,
    MotionPhase,
    Position,
    Rotation,
    Spin,
    SubstepState,
    Table,
    Velocity,
    VelocityChange,
    WakeFlags,
)
from components.placed_outline import wall_outlines
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.contact import SLOTS
from systems.kernels.containment import containment
from systems.kernels.mixing import DEFAULT_MIXING, Mixing
from systems.kernels.wall_impact import wall_impact
from systems.kernels.wall_rest import wall_rest


class WallCollision(esper.Processor):
    """Solves impacts of balls on moving walls, then resting contacts, and keeps all balls on the right side of walls.

    rest_speed : m/s; balls with a lower closing speed do not bounce
    totals : work of the walls on the balls, J, and sum of the normal impulses, N s, since the start
    contact_slots : number of contacts of each ball (n,) and all contacts (SLOTS n, 5), see `systems.kernels.contact`
    unsettled : whether the contact systems need another pass: the last call has changed the speed of a ball by more
        than ``rest_speed``, or an impact is pending
    max_contacts : largest number of contacts with walls that a ball can have
    """

    max_contacts = SLOTS

    def __init__(self, balls: Table, walls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.balls = balls
        self.walls = walls
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.unsettled = False
        self.totals = np.zeros(2)
        self.contact_slots = Buffers()
        self._slots, self._touched = Buffers(), Buffers()
        self._impact_features, self._rest_features, self._shapes = Buffers(), Buffers(), Buffers()
        self._allocate_slots(0)
        self._ball_entities = self._wall_entities = np.empty(0, np.int64)
        totals = Buffers(self.totals)
        motion = (Position, Spin.angle, Velocity, Spin.rate)
        flight = (*motion, VelocityChange.x, VelocityChange.y, SubstepState.path_start)
        sway = (KinematicMotion.sway_x, KinematicMotion.sway_y, KinematicMotion.sway_rate)
        swing = (KinematicMotion.swing, KinematicMotion.swing_rate)
        material = (Collider.restitution, Collider.friction, Collider.rolling_resistance)
        flags = (WakeFlags, SubstepState.toi_ball, SubstepState.toi_wall)
        self._solve_impacts = BoundKernel(
            wall_impact,
            self._slots,
            self._impact_features,
            walls.bind(Rotation, *motion, *sway, *swing, MotionPhase, *material),
            balls.bind(*flight, Collider, *flags),
            totals,
        )
        self._solve_resting = BoundKernel(
            wall_rest,
            self._slots,
            self._rest_features,
            walls.bind(Rotation, Position, Velocity, Spin.rate, *material[1:]),
            balls.bind(*flight, Collider.radius, Collider.mass, *material[1:], *flags),
            totals,
        )
        self._contain = BoundKernel(
            containment,
            self._touched,
            self._shapes,
            walls.bind(Rotation, Position),
            balls.bind(Position, Collider.radius, WakeFlags.by_balls, SubstepState.toi_wall),
        )

    def predict_impacts(self, h: float) -> None:
        """Write when each ball hits a wall in the last h seconds, so that `BallCollision` solves earlier impacts first.

        Nothing else changes but the list of contacts.
        """
        self.update_rows()
        self._solve_impacts(*self.mixing, self.rest_speed, h, True, False)

    def process(self, h: float, resume: bool = False, last_pass: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that touched a wall in the last h seconds.

        resume : continue after `predict_impacts` or another call, with the balls that `BallCollision` has woken since
            then, and with pending impacts
        last_pass : solve an impact even if the ball hits another ball before
        """
        if not resume:
            self.predict_impacts(h)
        self._solve_impacts(*self.mixing, self.rest_speed, h, False, last_pass)
        self.unsettled = self._solve_resting(self.mixing.friction, self.rest_speed, h)
        self._contain()

    @property
    def feature_count(self) -> int:
        """Number of features of all walls."""
        self.update_rows()
        return len(self._rest_features.arrays[0])

    @property
    def contacts(self) -> Contacts:
        """A copy of the contacts of the last sub-step; ``second`` is an index of the features of all walls by row."""
        self.update_rows()
        return self._read_slots()

    def restore(self, contacts: Contacts) -> None:
        """Restore a copy of `contacts`; the tables must have the rows that they had then."""
        self.update_rows()
        self._write_slots(contacts)

    def update_rows(self) -> None:
        """Move the contacts to the present rows, after balls or walls were added or removed."""
        if self._wall_entities is not self.walls.entities:
            self._wall_entities = self.walls.entities
            self._collect_features()
            self._write_slots(Contacts.allocate(0))  # because the indices of the features have changed
        if self._ball_entities is not self.balls.entities:
            contacts = self._read_slots().remap(self.balls.rows_of(self._ball_entities), pairs=False)
            self._ball_entities = self.balls.entities
            self._allocate_slots(len(self._ball_entities))
            self._write_slots(contacts)

    def _allocate_slots(self, balls: int) -> None:
        """Allocate empty slots for the contacts of so many balls."""
        count, unsolved = np.zeros(balls, np.int64), np.zeros(balls, np.uint8)
        size = SLOTS * balls
        feature, block, flags = np.zeros(size, np.int64), np.zeros((size, 5)), np.zeros(size, np.uint8)
        self._slots.arrays = (count, feature, block, flags, unsolved)
        self.contact_slots.arrays = (count, block)
        self._touched.arrays = (count, feature, unsolved)

    def _read_slots(self) -> Contacts:
        count, feature, block, _, _ = self._slots.arrays
        first = np.repeat(np.arange(len(count)), count)
        slot = SLOTS * first + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
        return Contacts(first, feature[slot], block[slot])

    def _write_slots(self, contacts: Contacts) -> None:
        count, feature, block, _, _ = self._slots.arrays
        first = contacts.first
        count[:] = np.bincount(first, minlength=len(count))
        slot = SLOTS * first + np.arange(len(first)) - (np.cumsum(count) - count)[first]
        feature[slot], block[slot] = contacts.second, contacts.block

    def _collect_features(self) -> None:
        """Concatenate the features of all outlines, and compute what else the kernels need to know of them."""
        outlines = wall_outlines(self.walls)
        each = [outline.features for outline in outlines]
        counts = [features.shape[1] for features in each]
        start, owner = np.cumsum([0, *counts]), np.repeat(np.arange(len(outlines)), counts)
        features = np.hstack((np.empty((8, 0)), *each))
        ranges = np.array([outline.contact_range for outline in outlines]).reshape(-1, 2)
        near, far = (column.copy() for column in ranges.T)
        container = np.array([outline.container for outline in outlines], np.uint8)
        bounded = np.array([not (outline.container and outline.is_convex) for outline in outlines], np.uint8)
        polygons = [outline.points[: len(outline.points) if outline.has_wrong_side else 0] for outline in outlines]
        corners = np.ascontiguousarray(np.vstack((np.empty((0, 2)), *polygons)).T)
        corner, thickness = np.cumsum([0, *map(len, polygons)]), np.array([outline.radius for outline in outlines])
        self._impact_features.arrays = (start, owner, features, near, far, bounded)
        self._rest_features.arrays = (owner, features)
        self._shapes.arrays = (start, features, near, far, corner, corners, thickness, container)
