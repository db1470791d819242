"""THE ORDER OF A STEP."""

from math import hypot

import esper

from components import ContactSupport, Table, VelocityChange
from game.levels.model import WorldSettings
from systems import (
    BallCollision,
    Damping,
    Emission,
    Forces,
    Gravity,
    Integration,
    MaterialOverrides,
    Mixing,
    MouseJoint,
    Sensing,
    StorePreviousPose,
    WallCollision,
    WallMotion,
    WarmStart,
)
from systems.energy import Energy
from systems.quarantine import Quarantine

MAX_PASSES = 3
"""Passes over the contacts with balls and with walls in a sub-step, at most."""


class Pipeline:
    """The systems of a step, and their order. They run in the current esper world.

    Add your own system with ``esper.add_processor(system)``. In every sub-step its ``process`` is called with the
    length of the sub-step, in s, where forces act. A force must add the velocity that it gives a ball to `Velocity` and
    to `VelocityChange`.
    """

    def __init__(self, balls: Table, walls: Table, zones: Table, world: WorldSettings, seed: int) -> None:
        self.balls = balls
        self.walls = walls
        self.zones = zones
        self.dt = 1.0 / world.step_rate
        self._rate = world.step_rate
        self.substeps = world.substeps
        self.h = 1.0 / (world.step_rate * world.substeps)
        mixing = Mixing.named(world.friction_mixing, world.restitution_mixing)

        self.emission = Emission(balls, seed)
        self.quarantine = Quarantine(balls)
        self.store_previous_pose = StorePreviousPose(balls)
        self.wall_motion = WallMotion(walls)
        self.gravity = Gravity(balls, world.gravity)
        self.forces = Forces(balls, zones)
        self.mouse_joint = MouseJoint(balls)
        drag = (world.linear_damping, world.angular_damping)
        self.damping = Damping(balls, *drag) if any(drag) else None
        self.integration = Integration(balls)
        self.ball_collision = BallCollision(balls, mixing=mixing)
        self.wall_collision = WallCollision(balls, walls, mixing=mixing)
        self.warm_start = WarmStart(balls, self.ball_collision, self.wall_collision)
        self.energy = Energy(balls, self.gravity, self.wall_collision)
        self.sensing = Sensing(balls)
        self.material_overrides = MaterialOverrides(balls, walls)

    @property
    def steps(self) -> int:
        """Whole steps done."""
        return self.wall_motion.substep_count // self.substeps

    @property
    def time(self) -> float:
        """Simulated time in s, from the number of steps."""
        return self.steps / self._rate

    def sync(self) -> None:
        """Update the tables after entities were created or deleted."""
        esper.clear_dead_entities()
        self.balls.sync()
        self.walls.sync()
        self.zones.sync()

    def set_substeps(self, substeps: int) -> None:
        """Divide every step into so many sub-steps from now on; impulses for warm starting are scaled."""
        if substeps == self.substeps:
            return
        self.warm_start.scale(self.substeps / substeps)
        self.wall_motion.substep_count = self.wall_motion.substep_count // self.substeps * substeps
        self.substeps = substeps
        self.h = 1.0 / (self._rate * substeps)

    def step(self) -> None:
        """Advance the current esper world by one step."""
        h, steps = self.h, self.steps
        self.sync()
        self.emission.process(steps, self.dt)  # spawn before integrating
        self.quarantine.process(steps)  # code outside the step may have written invalid numbers
        self.material_overrides.process()  # for new balls and walls too
        rest_speed = 2.0 * h * hypot(*self.gravity.g)  # the rest threshold scales with gravity
        self.ball_collision.rest_speed = self.wall_collision.rest_speed = rest_speed
        self.energy.begin_step()
        self.store_previous_pose.process()  # for interpolation between two steps
        for _ in range(self.substeps):
            self.wall_motion.process(h)  # contacts use the walls as they are at the end of the sub-step
            self.balls.clear(VelocityChange, ContactSupport)  # nothing has changed a velocity in this sub-step yet
            self.gravity.process(h)
            self.forces.process(h)
            self.mouse_joint.process(h)
            if esper._processors:
                esper.process(h)  # the systems that a program has added
                self.quarantine.process(steps)  # they may write invalid numbers
            if self.damping:
                self.damping.process(h)  # after all other forces, because it acts on their sum
            self.warm_start.process(h)  # support resting balls before they move
            self.integration.process(h)  # move with the mean velocity of the sub-step
            self.wall_collision.predict_impacts(h)  # so that earlier impacts on balls or walls are solved first
            for turn in range(1, MAX_PASSES + 1):  # contacts with balls and with walls wake each other
                self.ball_collision.process(h, resume=turn > 1, last_pass=turn == MAX_PASSES)
                self.wall_collision.process(h, resume=True, last_pass=turn == MAX_PASSES)  # last: walls contain balls
                if not self.wall_collision.unsettled:
                    break
        self.quarantine.process(steps)  # no invalid number leaves the step
        self.energy.process()
        self.balls.dirty[:] = 0  # all systems have seen the teleports
        self.sensing.process(steps + 1)
