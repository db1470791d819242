"""Contacts between balls."""

import esper

from components import Collider, Position, Spin, Stir, Table, Velocity
from systems.kernels.ball_collision import ball_collision
from systems.mixing import DEFAULT_MIXING, Mixing
from systems.neighbours import Neighbours


class BallCollision(esper.Processor):
    """Makes balls bounce off each other, rub, roll and rest.

    rest_speed : m/s; pairs that close more slowly do not bounce. Twice the speed that gravity gives in a sub-step
        lets piles come to rest.
    """

    def __init__(self, balls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.neighbours = Neighbours(balls)
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.columns = balls.bind(
            *(Position.x, Position.y),
            *(Velocity.x, Velocity.y, Spin.rate),
            *(Collider.radius, Collider.mass),
            *(Collider.restitution, Collider.friction, Collider.rolling_resistance),
            *(Stir.by_balls, Stir.by_walls),
        )

    def process(self, h: float, again: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that touched in the last h seconds.

        ``again`` goes only over the contacts of balls that walls have stirred since the last call.
        """
        pairs = self.neighbours.pairs if again else self.neighbours.update()
        ball_collision(*pairs, *self.columns(), *self.mixing, self.rest_speed, h, again)
