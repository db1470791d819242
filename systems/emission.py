"""Balls that pour in."""

from math import floor, hypot, tau
from operator import itemgetter

import esper
import numpy as np

from components import Collider, Emitter, Position, Spin, Table, Velocity

TRIES = 8
"""Places that an emitter looks at in a step for one ball; if all are taken, the ball waits."""

CLEAR = 1.002
"""Sums of radii that a new ball is away from the others, at least."""

ROUNDING = 1e-9
"""Balls: one that is due at the begin of a step is not late because of the last bit."""


class Emission(esper.Processor):
    """Lets every `Emitter` bear the balls that are due. Chance depends on the seed, the ball and the step alone."""

    def __init__(self, balls: Table, seed: int) -> None:
        self.balls = balls
        self.seed = seed

    def process(self, step: int, dt: float) -> None:
        """Create the balls that are due at the begin of a step of dt seconds, as far as there is room for them."""
        for _, emitter in self._emitters():
            due = min(floor((step * dt - emitter.delay) * emitter.rate + ROUNDING) + 1, emitter.count)
            while emitter.spawned < due and self._bear(emitter, step):
                emitter.spawned += 1

    @property
    def pending(self) -> int:
        """How many balls are still to come."""
        return sum(emitter.count - emitter.spawned for _, emitter in self._emitters())

    def change(self, more: int) -> int:
        """Let the first emitter bear more balls in all, or the last ones fewer (below 0); return by how many."""
        emitters = [emitter for _, emitter in self._emitters()]
        if more > 0 and emitters:
            emitters[0].count += more
            return more
        left = min(more, 0)
        for emitter in reversed(emitters):
            fewer = max(left, emitter.spawned - emitter.count)
            emitter.count += fewer
            left -= fewer
        return min(more, 0) - left

    def snapshot(self) -> tuple[tuple[int, int], ...]:
        """How many balls each emitter has borne, and bears in all."""
        return tuple((emitter.spawned, emitter.count) for _, emitter in self._emitters())

    def restore(self, balls: tuple[tuple[int, int], ...]) -> None:
        """Put a snapshot back."""
        for (_, emitter), (born, count) in zip(self._emitters(), balls, strict=True):
            emitter.spawned, emitter.count = born, count

    @staticmethod
    def _emitters() -> list[tuple[int, Emitter]]:
        return sorted(esper.get_component(Emitter), key=itemgetter(0))

    def _bear(self, emitter: Emitter, step: int) -> bool:
        chance = np.random.default_rng((self.seed, emitter.stream, emitter.spawned, step))
        position, radius = self.balls[Position], self.balls[Collider].radius
        clear = CLEAR * (radius + emitter.ball.radius)
        for _ in range(TRIES):
            away, towards = emitter.area * chance.random() ** 0.5, tau * chance.random()
            x, y = emitter.x + away * np.cos(towards), emitter.y + away * np.sin(towards)
            if np.all(np.hypot(position.x - x, position.y - y) >= clear):
                break
        else:
            return False
        speed, towards = hypot(emitter.vx, emitter.vy), np.arctan2(emitter.vy, emitter.vx)
        towards += emitter.spread * chance.uniform(-1.0, 1.0)
        self.balls.spawn(
            Position(x, y),
            Velocity(speed * np.cos(towards), speed * np.sin(towards)),
            Spin(0.0, chance.uniform(emitter.spin_min, emitter.spin_max)),
            Collider(*emitter.ball.values),
            emitter.label(emitter.spawned),
        )
        return True
