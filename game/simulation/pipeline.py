"""THE ORDER OF A STEP."""

from math import hypot

import esper

from components import Table
from game.levels.model import WorldSettings
from systems import (
    BallCollision,
    Damping,
    Emission,
    Forces,
    Gravity,
    Grip,
    Integration,
    Mixing,
    Remember,
    Sensing,
    Surfaces,
    WallCollision,
    WallMotion,
    WarmStart,
)
from systems.energy import Energy
from systems.mixing import RULES
from systems.quarantine import Quarantine

ROUNDS = 3
"""Times, at most, that contacts with balls and with walls take turns within a sub-step."""


class Pipeline:
    """One fixed step, from top to bottom. It runs in the current esper world.

    A system of your own joins with ``esper.add_processor(system)``: it is called with the length of the sub-step,
    in s, where forces act. Let a force add what it gives a ball to its `VelocityChange` as well as to its `Velocity`.
    """

    def __init__(self, balls: Table, walls: Table, zones: Table, world: WorldSettings, seed: int) -> None:
        self.balls = balls
        self.walls = walls
        self.zones = zones
        self.dt = 1.0 / world.step_rate
        self._rate = world.step_rate
        self.substeps = world.substeps
        self.h = 1.0 / (world.step_rate * world.substeps)
        mixing = Mixing(RULES.index(world.friction_mixing), RULES.index(world.restitution_mixing))

        self.emission = Emission(balls, seed)
        self.quarantine = Quarantine(balls)
        self.remember = Remember(balls)
        self.wall_motion = WallMotion(walls)
        self.gravity = Gravity(balls, world.gravity)
        self.forces = Forces(balls, zones)
        self.grip = Grip(balls)
        drag = (world.linear_damping, world.angular_damping)
        self.damping = Damping(balls, *drag) if any(drag) else None
        self.integration = Integration(balls)
        self.ball_collision = BallCollision(balls, mixing=mixing)
        self.wall_collision = WallCollision(balls, walls, mixing=mixing)
        self.warm_start = WarmStart(balls, self.ball_collision, self.wall_collision)
        self.energy = Energy(balls, self.gravity, self.wall_collision)
        self.sensing = Sensing(balls)
        self.surfaces = Surfaces(balls, walls)

    @property
    def steps(self) -> int:
        """Whole steps done."""
        return self.wall_motion.ticks // self.substeps

    @property
    def time(self) -> float:
        """Simulated time in s, from the number of steps."""
        return self.steps / self._rate

    def sync(self) -> None:
        """Let the tables follow the entities that were created or deleted."""
        esper.clear_dead_entities()
        self.balls.sync()
        self.walls.sync()
        self.zones.sync()

    def cut(self, substeps: int) -> None:
        """Cut every step into so many sub-steps from now on. Time goes on, and so does what supports the balls."""
        if substeps == self.substeps:
            return
        self.warm_start.scale(self.substeps / substeps)
        self.wall_motion.ticks = self.wall_motion.ticks // self.substeps * substeps
        self.substeps = substeps
        self.h = 1.0 / (self._rate * substeps)

    def step(self) -> None:
        """Advance the current esper world by one step."""
        h, steps = self.h, self.steps
        self.sync()
        self.emission.process(steps, self.dt)  # who pours in is there before anything moves
        self.quarantine.process(steps)  # what was set by hand may make no sense
        self.surfaces.process()  # what hands want of all materials, for newcomers too
        rest_speed = 2.0 * h * hypot(*self.gravity.g)  # whoever turns gravity, means the piles too
        self.ball_collision.rest_speed = self.wall_collision.rest_speed = rest_speed
        self.energy.begin()  # opens the books ...
        self.remember.process()  # where drawing between two steps begins
        for _ in range(self.substeps):
            self.wall_motion.process(h)  # everything meets the walls where they are when the sub-step ends
            self.gravity.process(h)  # opens the account of forces ...
            self.forces.process(h)  # ... those of zones go on ...
            self.grip.process(h)  # ... and that of a hand ...
            if esper._processors:
                esper.process(h)  # ... and the systems that a player or a test has added ...
                self.quarantine.process(steps)  # ... which may be wrong ...
            if self.damping:
                self.damping.process(h)  # ... and drag comes last: it acts on what they all have given
            self.warm_start.process(h)  # what rests is supported before it begins to fall
            self.integration.process(h)  # fly with the mean velocity of the sub-step, exactly
            self.wall_collision.foresee(h)  # who hits a wall, and when
            for turn in range(1, ROUNDS + 1):  # in the order of time, and what stirs one contact stirs others
                self.ball_collision.process(h, again=turn > 1, hurry=turn == ROUNDS)
                self.wall_collision.process(h, again=True, hurry=turn == ROUNDS)  # walls last: containment wins
                if not self.wall_collision.unsettled:
                    break
        self.quarantine.process(steps)  # nobody sees what is not finite
        self.energy.process()  # ... and closes them: what is missing was dissipated
        self.balls.dirty[:] = 0  # what was put elsewhere by hand has been seen by now
        self.sensing.process(steps + 1)  # who has come to a goal may leave
