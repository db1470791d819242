"""Emitters of balls."""

from math import floor, sqrt, tau
from operator import itemgetter

import esper
import numpy as np

from components import Collider, Emitter, Position, Spin, Table, Velocity
from components.portable_arrays import lengths
from components.portable_math import atan2, sincos
from components.random_stream import RandomStream

MAX_TRIES = 8
"""Positions that an emitter tries for one ball in a step. If all are occupied, the ball waits for the next step."""

CLEARANCE = 1.002
"""Smallest distance of a new ball from the others, in sums of the radii."""

NEVER = 2**62
"""Number of a step that is never reached."""

ROUNDING = 1e-9
"""Tolerance, in balls: a ball that is due at the start of a step is not late because of rounding."""


class Emission(esper.Processor):
    """Lets every `Emitter` spawn the balls that are due.

    Random numbers depend only on the seed, the emitter, the index of the ball and the step.
    """

    def __init__(self, balls: Table, seed: int) -> None:
        self.balls = balls
        self.seed = seed

    def process(self, step: int, dt: float) -> None:
        """Spawn the balls that are due at the start of a step of dt seconds, as far as there is room for them."""
        for _, emitter in self._emitters():
            due = min(floor((step * dt - emitter.delay) * emitter.rate + ROUNDING) + 1, emitter.count)
            while emitter.spawned < due and self._spawn(emitter, step):
                emitter.spawned += 1

    def next_step(self, dt: float) -> int:
        """Return a step at which the next ball is due, or shortly before it; a very large number without any."""
        due = [
            floor(((emitter.spawned - ROUNDING) / emitter.rate + emitter.delay) / dt) - 1
            for _, emitter in self._emitters()
            if emitter.spawned < emitter.count
        ]
        return min(due, default=NEVER)

    @property
    def pending(self) -> int:
        """Number of balls that are not yet spawned."""
        return sum(emitter.count - emitter.spawned for _, emitter in self._emitters())

    def change_total(self, difference: int) -> int:
        """Add balls to the first emitter, or take pending ones from the last emitters; return the difference made."""
        emitters = [emitter for _, emitter in self._emitters()]
        if difference > 0 and emitters:
            emitters[0].count += difference
            return difference
        left = min(difference, 0)
        for emitter in reversed(emitters):
            fewer = max(left, emitter.spawned - emitter.count)
            emitter.count += fewer
            left -= fewer
        return min(difference, 0) - left

    def snapshot(self) -> tuple[tuple[int, int], ...]:
        """Return the numbers of balls that each emitter has spawned, and will have spawned in all."""
        return tuple((emitter.spawned, emitter.count) for _, emitter in self._emitters())

    def restore(self, emitters: tuple[tuple[int, int], ...]) -> None:
        """Restore a snapshot."""
        for (_, emitter), (spawned, count) in zip(self._emitters(), emitters, strict=True):
            emitter.spawned, emitter.count = spawned, count

    @staticmethod
    def _emitters() -> list[tuple[int, Emitter]]:
        return sorted(esper.get_component(Emitter), key=itemgetter(0))

    def _spawn(self, emitter: Emitter, step: int) -> bool:
        """Spawn one ball where there is room for it; return whether there was."""
        rng = RandomStream(self.seed, emitter.stream, emitter.spawned, step)
        position, radius = self.balls[Position], self.balls[Collider].radius
        clearance = CLEARANCE * (radius + emitter.ball.radius)
        for _ in range(MAX_TRIES):
            distance, (sin, cos) = emitter.area * sqrt(rng.random()), sincos(tau * rng.random())
            x, y = emitter.x + distance * cos, emitter.y + distance * sin
            if np.all(lengths(position.x - x, position.y - y) >= clearance):
                break
        else:
            return False
        speed = sqrt(emitter.vx * emitter.vx + emitter.vy * emitter.vy)
        sin, cos = sincos(atan2(emitter.vy, emitter.vx) + emitter.spread * rng.uniform(-1.0, 1.0))
        self.balls.spawn(
            Position(x, y),
            Velocity(speed * cos, speed * sin),
            Spin(0.0, rng.uniform(emitter.spin_min, emitter.spin_max)),
            Collider(*emitter.ball.values),
            emitter.label(emitter.spawned),
        )
        return True
