"""The systems of a step, and the arrays that its compiled order works on: see `systems.kernels.step`."""

from collections.abc import Iterable, Iterator
from operator import is_

import esper
import numpy as np

from components import Emitter, Table
from components.table import world_token
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
    Scoring,
    Sensing,
    StorePreviousPose,
    WallCollision,
    WallMotion,
    WarmStart,
)
from systems.bound_world import BoundWorld
from systems.emission import NEVER
from systems.energy import Energy
from systems.kernels import step
from systems.kernels.step import (
    BEGIN,
    DONE,
    EMITTED,
    HAS_SYSTEMS,
    NEXT_EMISSION,
    PARTS,
    PHASE,
    RUN,
    STEP,
    STEPS,
    SUBSTEPS,
    World,
)
from systems.kernels.stopwatch import FIRST_PART, IS_RUNNING, skip_lap
from systems.material_overrides import NO_OVERRIDES
from systems.quarantine import Quarantine

CALL_WORK, STEP_OVERHEAD = 20_000, 20
"""Work after which a call of compiled code returns, so that the program can be interrupted, and work of a step without
balls, both in steps of one ball."""


class Pipeline:
    """The systems of a step. They run in the current esper world, in the order of `systems.kernels.step.run_steps`.

    Add your own system with ``esper.add_processor(system)``. In every sub-step its ``process`` is called with the
    length of the sub-step, in s, where forces act. A force must add the velocity that it gives a ball to `Velocity` and
    to `VelocityChange`.

    balls, walls, zones : the tables
    dt, h : lengths of a step and of a sub-step, s
    substeps : number of sub-steps in a step
    times : of the parts of all `steps_run`, see `systems.kernels.stopwatch`
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
        self.damping = Damping(balls, world.linear_damping, world.angular_damping)
        self.integration = Integration(balls)
        self.ball_collision = BallCollision(balls, mixing=mixing)
        self.wall_collision = WallCollision(balls, walls, mixing=mixing)
        self.warm_start = WarmStart(balls, self.ball_collision, self.wall_collision)
        self.energy = Energy(balls, self.gravity, self.wall_collision)
        self.sensing = Sensing(balls)
        self.scoring = Scoring(walls, self.sensing)
        self.material_overrides = MaterialOverrides(balls, walls)
        self._progress = np.array((BEGIN, 0, 0, -1, 0))
        self._plan = np.array((0, NEVER, self.substeps, 0, *mixing))
        self._token: object = None
        self._synced: object = None
        self._versions: tuple[int, ...] = ()
        self._has_emitters = self._has_sensors = False
        self.times = np.zeros(FIRST_PART + len(PARTS), np.int64)
        self._length = np.array((self.h,))
        self._arrays: tuple[object, ...] = (None,)
        self._bound: BoundWorld

    @property
    def steps(self) -> int:
        """Number of whole steps since the start."""
        return self.wall_motion.substep_count // self.substeps

    @property
    def steps_run(self) -> int:
        """Number of steps that were run in all; `steps` goes back when a snapshot is restored."""
        steps: int = self._progress.item(RUN)
        return steps

    @property
    def steps_begun(self) -> int:
        """Number of whole steps before the step that a system has interrupted by an error."""
        step: int = self._progress.item(STEP)
        return step

    @property
    def time(self) -> float:
        """Simulated time in s: steps / step rate."""
        return self.steps / self._rate

    def sync(self) -> None:
        """Update the tables after entities were created or deleted."""
        if esper._dead_entities:
            esper.clear_dead_entities()
        if world_token() is self._synced:
            return
        self.balls.sync()
        self.walls.sync()
        self.zones.sync()
        self._synced = world_token()

    def set_substeps(self, substeps: int) -> None:
        """Change the number of sub-steps in a step; impulses for warm starting are scaled."""
        if substeps == self.substeps:
            return
        self.warm_start.scale(self.substeps / substeps)
        self.wall_motion.substep_count = self.wall_motion.substep_count // self.substeps * substeps
        self.substeps = self._plan[SUBSTEPS] = substeps
        self.h = self._length[0] = 1.0 / (self._rate * substeps)

    def hold_keys(self, keys: Iterable[str]) -> None:
        """Hold these keys, and no others, see `WallMotion.hold`."""
        self.sync()
        self.wall_motion.hold(keys, self.h)

    def run(self, steps: int, code: int = DONE) -> Iterator[BoundWorld]:
        """Advance the current esper world until so many steps are done since the start.

        Yields the world whenever its compiled code must run before the next item. Another world may be current
        meanwhile.

        code : what the compiled code has returned, if it has begun the steps already
        """
        if code == DONE:
            progress, planned = self._progress, self.steps
            progress[PHASE], progress[STEP], progress[EMITTED] = BEGIN, planned, -1
            if self.times[IS_RUNNING]:
                skip_lap(self.times)
        else:
            planned = self._plan.item(STEPS)
        while code != DONE or planned < steps:
            if code == DONE:
                planned = self._plan_steps(planned, steps)
            else:
                self._respond(code)
            bound = self._bind()
            yield bound
            code = bound.code
            if code == DONE:
                self.scoring.process(planned)

    @property
    def needs_python(self) -> bool:
        """Whether steps of the current esper world need Python code as things are, apart from repairs.

        Repairs are the removal of balls with invalid numbers, and more room for pairs.
        """
        return bool(
            esper._processors
            or self._has_emitters
            or self._has_sensors
            or self.scoring.is_open
            or self.mouse_joint.target is not None
            or self.material_overrides.state is not NO_OVERRIDES
        )

    def _plan_steps(self, done: int, last: int) -> int:
        """Plan the next call of compiled code; return how many steps are done after it, at most ``last``."""
        self.sync()
        self.material_overrides.process()
        # Systems that a program has added may create and delete entities: sync the tables before every step. And a goal
        # may be reached in every step.
        some = 1 if esper._processors or self.scoring.is_open else 1 + CALL_WORK // (STEP_OVERHEAD + len(self.balls))
        self._plan[STEPS] = planned = min(done + some, last)
        return planned

    def _respond(self, code: int) -> None:
        """Do what the compiled code leaves to Python."""
        step_number = self._progress.item(STEP)
        if code == step.EMISSION:
            self.emission.process(step_number, self.dt)
            self._progress[EMITTED] = step_number
            self.material_overrides.process()  # new balls are overridden too
        elif code == step.INVALID:
            self.quarantine.process(step_number)
        elif code == step.SYSTEMS:
            esper.process(self.h)
            self.quarantine.process(step_number)  # they may set invalid numbers
        elif code == step.CROWDED:
            self.ball_collision.broad_phase.grow()
        elif code == step.SENSED:
            self.sensing.act(step_number + 1)

    def _bind(self) -> BoundWorld:
        """Return the world of the present arrays of all systems."""
        self._update_rows()
        self._plan[HAS_SYSTEMS] = bool(esper._processors)
        broad_phase, wall_collision = self.ball_collision.broad_phase, self.wall_collision
        arrays = (
            self.balls.storage, self.walls.storage, self.zones.storage, wall_collision.shapes, wall_collision.slots,
            broad_phase.pair_list, broad_phase.grid, self.ball_collision.marks, self.energy.each, self.sensing.zones,
            self.sensing.known,
        )  # fmt: skip
        if not all(map(is_, arrays, self._arrays)):
            self._arrays, self._bound = arrays, BoundWorld(self._world())
        return self._bound

    def _update_rows(self) -> None:
        """Let all systems follow the entities, if any were added or removed, and what changes without them."""
        # A system that adds a ball within a step changes the world at once, and the table before the next step.
        token, versions = world_token(), (self.balls.version, self.walls.version, self.zones.version)
        if token is not self._token or versions != self._versions:
            self._token, self._versions = token, versions
            self._has_emitters, self._has_sensors = bool(esper.get_component(Emitter)), bool(self.sensing.sensors())
            self._plan[NEXT_EMISSION] = NEVER
            for rows in (self.ball_collision.broad_phase, self.wall_collision, self.energy, self.sensing):
                rows.update_rows()
        self.ball_collision.update_rows()
        if self.wall_collision.has_neighbors:
            self.wall_collision.update_rows()
        if self._has_emitters:
            self._plan[NEXT_EMISSION] = self.emission.next_step(self.dt)
        if self._has_sensors:
            self.sensing.update_rows()
        if self.mouse_joint.target is not None or self.mouse_joint.held[0] >= 0.0:
            self.mouse_joint.update_rows()

    def _world(self) -> World:
        """Collect the arrays of all systems."""
        balls, walls, zones = self.balls, self.walls, self.zones
        return World(
            balls=balls.storage,
            ball_count=len(balls),
            walls=walls.storage,
            wall_count=len(walls),
            fields=zones.storage,
            force_count=len(zones),
            shapes=self.wall_collision.shapes,
            contacts=self.wall_collision.slots,
            pairs=self.ball_collision.broad_phase.pair_list,
            adjacency=self.ball_collision.broad_phase.adjacency,
            grid=self.ball_collision.broad_phase.grid,
            marks=self.ball_collision.marks,
            lists=self.ball_collision.lists,
            team=self.ball_collision.team,
            clock=self.wall_motion.clock,
            progress=self._progress,
            plan=self._plan,
            length=self._length,
            g=self.gravity.vector,
            drag=self.damping.rates,
            held=self.mouse_joint.held,
            totals=self.wall_collision.totals,
            each=self.energy.each,
            accounts=self.energy.accounts,
            zones=self.sensing.zones,
            zone_count=self.sensing.zones.shape[1],
            known=self.sensing.known,
            events=self.sensing.events,
            times=self.times,
        )
