"""A source of balls."""

from dataclasses import dataclass

from components.collider import Collider
from components.label import Label


@dataclass(slots=True, eq=False)
class Emitter:
    """A place that spawns balls at a constant rate, until it has spawned ``count``.

    x, y, area : m, centre and radius of the disc in which the centres of the balls are placed
    rate, delay : 1/s, and s before the first ball
    count : number of balls in all
    ball : the collider that every ball gets a copy of
    vx, vy, spread : m/s, and rad by which the direction may differ to either side
    spin_min, spin_max : rad/s, range of the spins
    first_number, colors : for the labels of the balls
    stream : index of its own random stream
    spawned : number of balls so far
    """

    x: float
    y: float
    area: float
    rate: float
    delay: float
    count: int
    ball: Collider
    vx: float
    vy: float
    spread: float
    spin_min: float
    spin_max: float
    first_number: int
    colors: tuple[str, ...]
    stream: int
    spawned: int = 0

    def label(self, nth: int) -> Label:
        """Return the number and colour of the nth ball, counted from 0."""
        return Label(self.first_number + nth, self.colors[nth % len(self.colors)])
