"""Where balls come from."""

from dataclasses import dataclass

from components.collider import Collider
from components.label import Label


@dataclass(slots=True, eq=False)
class Emitter:
    """A place where balls are born one by one, until there are ``count``.

    x, y, area : m, the middle and the radius of the disc that their centres are strewn over
    rate, delay : 1/s, and s before the first
    count : balls in all
    ball : what each is like
    vx, vy, spread : m/s, and rad that the direction may stray to either side
    slowest, fastest : rad/s, between which their spins lie
    first_number, colors : of their labels
    stream : which sequence of chance is its own
    born : balls so far
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
    slowest: float
    fastest: float
    first_number: int
    colors: tuple[str, ...]
    stream: int
    born: int = 0

    def label(self, nth: int) -> Label:
        """What the nth ball looks like, from 0."""
        return Label(self.first_number + nth, self.colors[nth % len(self.colors)])
