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
"""Passes over the contacts with balls and with walls in a sub-step at most."""


class Pipeline:
    """The systems of a step, and their order: see `step`. They run in the current esper world.

    Add your own system with ``esper.add_processor(system)``. In every sub-step its ``process`` is called with the
    length of the sub-step, in s, where forces act. A force must add the velocity that it gives a ball to `Velocity` and
    to `VelocityChange`.

    balls, walls, zones : the tables
    dt, h : lengths of a step and of a sub-step, s
    substeps : number of sub-steps in a step
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
        """Number of whole steps since the start."""
        return self.wall_motion.substep_count // self.substeps

    @property
    def time(self) -> float:
        """Simulated time in s: steps / step rate."""
        return self.steps / self._rate

    def sync(self) -> None:
        """Update the tables after entities were created or deleted."""
        esper.clear_dead_entities()
        self.balls.sync()
        self.walls.sync()
        self.zones.sync()

    def set_substeps(self, substeps: int) -> None:
        """Change the number of sub-steps in a step; impulses for warm starting are scaled."""
        if substeps == self.substeps:
            return
        self.warm_start.scale(self.substeps / substeps)
        self.wall_motion.substep_count = self.wall_motion.substep_count // self.substeps * substeps
        self.substeps = substeps
        self.h = 1.0 / (self._rate * substeps)

    def step(self) -> None:
        """Advance the current esper world by one step."""
        h, steps = self.h, self.steps

        # Before the sub-steps
        self.sync()
        self.emission.process(steps, self.dt)
        self.quarantine.process(steps)  # a program may have set invalid numbers
        self.material_overrides.process()  # after emission: new balls are overridden too
        self.ball_collision.rest_speed = self.wall_collision.rest_speed = 2.0 * h * hypot(*self.gravity.g)
        self.energy.begin_step()
        self.store_previous_pose.process()

        for _ in range(self.substeps):
            # Walls: contacts use their poses at the end of the sub-step
            self.wall_motion.process(h)

            # Forces
            self.balls.clear(VelocityChange, ContactSupport)
            self.gravity.process(h)
            self.forces.process(h)
            self.mouse_joint.process(h)
            if esper._processors:  # systems that a program has added
                esper.process(h)
                self.quarantine.process(steps)  # they may set invalid numbers
            if self.damping:
                self.damping.process(h)  # last, because it acts on the sum of all forces

            # Motion of balls
            self.warm_start.process(h)  # first, so that contacts support resting balls before they move
            self.integration.process(h)

            # Contacts: an impact on a ball may change the contacts of its neighbours, so there are several passes
            self.wall_collision.predict_impacts(h)
            for number in range(1, MAX_PASSES + 1):
                self.ball_collision.process(h, resume=number > 1, last_pass=number == MAX_PASSES)
                self.wall_collision.process(h, resume=True, last_pass=number == MAX_PASSES)  # last: walls contain balls
                if not self.wall_collision.unsettled:
                    break

        # After the sub-steps
        self.quarantine.process(steps)
        self.energy.process()
        self.balls.dirty[:] = 0  # all systems have handled the teleported balls
        self.sensing.process(steps + 1)
