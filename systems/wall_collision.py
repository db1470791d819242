"""Contacts between balls and walls."""

import math

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Contacts, KinematicMotion, Table
from components.outline import Outline
from components.placed_outline import wall_outlines
from components.portable_arrays import lengths
from systems.kernels.contact import SLOTS
from systems.kernels.containment import containment
from systems.kernels.mixing import DEFAULT_MIXING, Mixing
from systems.kernels.wall_features import INVERTED_CIRCLE, SEGMENT, WallContacts, WallShapes
from systems.kernels.wall_impact import predict_wall_impacts, solve_wall_impacts
from systems.kernels.wall_rest import wall_rest
from systems.seams import join_features

Floats = NDArray[np.float64]


class WallCollision(esper.Processor):
    """Solves impacts of balls on moving walls, then resting contacts, and keeps all balls on the right side of walls.

    rest_speed : m/s; balls with a lower closing speed do not bounce
    totals : work of the walls on the balls, J, and sum of the normal impulses, N s, since the start
    shapes, slots : arrays of the kernels: the shapes of the walls, and the contacts
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
        self.slots = _allocate_slots(0)
        self.shapes = _collect_shapes([], [])
        self._ball_entities = self._wall_entities = np.empty(0, np.int64)
        self._joined: bytes | None = None

    def predict_impacts(self, h: float) -> None:
        """Write when each ball hits a wall in the last h seconds, so that `BallCollision` solves earlier impacts first.

        Nothing else changes but the list of contacts.
        """
        self.update_rows()
        predict_wall_impacts(*self._bodies, self.shapes, self.slots, self.totals, self.rest_speed, h)

    def process(self, h: float, resume: bool = False, last_pass: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that touched a wall in the last h seconds.

        resume : continue after `predict_impacts` or another call, with the balls that `BallCollision` has woken since
            then, and with pending impacts
        last_pass : solve an impact even if the ball hits another ball before
        """
        if not resume:
            self.predict_impacts(h)
        balls, count, walls, _ = self._bodies
        contacts = self.shapes, self.slots, self.totals
        solve_wall_impacts(*self._bodies, *contacts, *self.mixing, self.rest_speed, h, last_pass)
        self.unsettled = wall_rest(balls, count, walls, *contacts, self.mixing.friction, self.rest_speed, h)
        containment(*self._bodies, self.shapes, self.slots)

    @property
    def _bodies(self) -> "tuple[np.ndarray, int, np.ndarray, int]":
        return self.balls.storage, len(self.balls), self.walls.storage, len(self.walls)

    @property
    def has_neighbors(self) -> bool:
        """Whether walls touch, so that `update_rows` must be called when a motion or a material may have changed."""
        return self._joined is not None

    @property
    def feature_count(self) -> int:
        """Number of features of all walls."""
        self.update_rows()
        return len(self.shapes.owner)

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
        """Move the contacts to the present rows, after balls or walls were added or removed.

        Walls that touch are joined again if a program has changed a motion or a material, see `join_features`.
        """
        if self._wall_entities is not self.walls.entities or self._are_joined_otherwise():
            self._wall_entities = self.walls.entities
            outlines = wall_outlines(self.walls)
            features, have_neighbors = join_features(self.walls, outlines)
            self._joined = self._what_joins() if have_neighbors else None
            before, self.shapes = self.shapes, _collect_shapes(outlines, features)
            if not np.array_equal(before.features, self.shapes.features):
                self._write_slots(Contacts.allocate(0))  # because the indices of the features have changed
        if self._ball_entities is not self.balls.entities:
            contacts = self._read_slots().remap(self.balls.rows_of(self._ball_entities), pairs=False)
            self._ball_entities = self.balls.entities
            self.slots = _allocate_slots(len(self._ball_entities))
            self._write_slots(contacts)

    def _what_joins(self) -> bytes:
        """Return the motions and materials of all walls."""
        return self.walls.block(KinematicMotion).tobytes() + self.walls.block(Collider).tobytes()

    def _are_joined_otherwise(self) -> bool:
        return self._joined is not None and self._joined != self._what_joins()

    def _read_slots(self) -> Contacts:
        count = self.slots.count
        first = np.repeat(np.arange(len(count)), count)
        slot = SLOTS * first + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
        return Contacts(first, self.slots.feature[slot], self.slots.impulses[slot])

    def _write_slots(self, contacts: Contacts) -> None:
        count, first = self.slots.count, contacts.first
        count[:] = np.bincount(first, minlength=len(count))
        slot = SLOTS * first + np.arange(len(first)) - (np.cumsum(count) - count)[first]
        self.slots.feature[slot], self.slots.impulses[slot] = contacts.second, contacts.block


def _allocate_slots(balls: int) -> WallContacts:
    """Return empty slots for the contacts of so many balls."""
    size = SLOTS * balls
    return WallContacts(
        np.zeros(balls, np.int64),
        np.zeros(size, np.int64),
        np.zeros((size, 5)),
        np.zeros(size, np.uint8),
        np.zeros(balls, np.uint8),
        np.zeros(balls, np.uint8),
    )


def _collect_shapes(outlines: list[Outline], each: list[Floats]) -> WallShapes:
    """Concatenate the features of all outlines, and compute what else the kernels need to know of them."""
    counts, features = [one.shape[1] for one in each], np.hstack((np.empty((9, 0)), *each))
    shapes = [
        (
            *_contact_range(outline, own),
            not (outline.container and outline.is_convex),
            outline.radius,
            outline.container,
        )
        for outline, own in zip(outlines, each, strict=True)
    ]
    polygons = [outline.points[: len(outline.points) if outline.has_wrong_side else 0] for outline in outlines]
    return WallShapes(
        first=np.cumsum([0, *counts]),
        owner=np.repeat(np.arange(len(outlines)), counts),
        features=features,
        shapes=np.ascontiguousarray(np.array(shapes, np.float64).reshape(-1, 5).T),
        bounds=_bounding_circles(features),
        listed=np.zeros(features.shape[1] + 1, np.int64),
        first_corner=np.cumsum([0, *map(len, polygons)]),
        corners=np.ascontiguousarray(np.vstack((np.empty((0, 2)), *polygons)).T),
    )


def _contact_range(outline: Outline, features: Floats) -> tuple[float, float]:
    """Return `Outline.contact_range`, with the segments that reach farther because they are joined to other walls."""
    near, far = outline.contact_range
    distance, low, high = features[3:6, (features[0] == SEGMENT) & np.isfinite(features[4])]
    nearest = lengths(distance, np.clip(0.0, low, high)).min(initial=math.inf)
    furthest = lengths(distance, np.maximum(np.abs(low), np.abs(high))).max(initial=0.0)
    return min(near, float(nearest)), max(far, float(furthest))


def _bounding_circles(features: Floats) -> Floats:
    """Centres and radii (3, m), m, of circles around features; the radius is infinite for a feature without ends."""
    kind, x, y, distance, low, high = features[:6]
    low, high = (np.where(np.isinf(end), 0.0, end) for end in (low, high))
    middle, half = 0.5 * (low + high), np.where(np.isinf(features[4]), np.inf, 0.5 * (high - low))
    segments = np.vstack((distance * x - middle * y, distance * y + middle * x, half))
    is_endless = (kind == INVERTED_CIRCLE) & np.isinf(features[4])
    circles = np.vstack((x, y, np.where(is_endless, np.inf, distance)))
    return np.ascontiguousarray(np.where(kind == SEGMENT, segments, circles))
