"""`Simulation`: one level, run by fixed steps in an esper world of its own. This is the Python API."""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import esper
import numpy as np
from numpy.typing import ArrayLike, NDArray

from components import Collider, Label, Position, Sensor, Spin, Velocity, ball_table, force_table, wall_table
from components.placed_outline import placed_outlines
from components.portable_arrays import ordered_sum
from game.files.counted import counted
from game.levels.model import Level, load_level
from game.simulation import ball_commands
from game.simulation.checks import check_count, finite_array, read_only
from game.simulation.commands import (
    AddBall,
    BallEdit,
    Command,
    Grab,
    Place,
    PressKey,
    Release,
    ReleaseKey,
    RemoveBall,
    SetParameter,
    TimedCommand,
)
from game.simulation.fault_location import locate_fault
from game.simulation.frame import Frame, ball_frame, join_frames
from game.simulation.ledger import Ledger
from game.simulation.outline_edge import OutlineEdge
from game.simulation.parameters import Parameters
from game.simulation.pipeline import Pipeline
from game.simulation.spawn import spawn_level
from game.simulation.state import State, restore_snapshot, take_snapshot
from game.simulation.world import World
from systems.bound_world import BoundWorld
from systems.kernels.step import DONE
from systems.mouse_joint import MouseTarget
from systems.quarantine import Quarantined
from systems.sensing import Finish

Floats = NDArray[np.float64]


class Simulation:
    """A running level.

    `positions` and the other quantities of balls are read-only copies, (n,) or (n, 2) float64, one row a ball in the
    order of entities; `set_positions` and `set_velocities` write. The same level, seed and commands give the same bits
    in every run and process, on every machine.

    level : the level that runs
    dt : length of a step, s
    steps : number of whole steps since the start
    commands : log of all commands, in the order of time; after `restore`, later commands are carried out again
    is_replaying : whether the log may hold later commands; `enqueue` drops them
    ball_edits : the balls that commands have added and removed, in the order of time
    world : the esper world; inside ``with sim.world.active():`` plain esper functions act on it
    balls, walls_table : the tables that store the components of balls and walls
    pipeline : the systems, and their order in a step
    parameters : values of the level that `SetParameter` can change
    """

    def __init__(self, level: Level | str | Path, seed: int | None = None) -> None:
        """Create the entities of a level; ``seed`` replaces the level's own seed of all random numbers.

        level : the level, or what `load_level` reads: its name or its file
        """
        self.level = level = level if isinstance(level, Level) else load_level(level)
        seed = level.seed if seed is None else seed
        self.dt = 1.0 / level.world.step_rate
        self.steps = 0
        self.commands: list[TimedCommand] = []
        self.ball_edits: list[BallEdit] = []
        self._next, self.is_replaying = 0, False
        self._before_commands: State | None = None  # while the commands of the next step are previewed
        self.world = World()
        self.balls = ball_table()
        self.walls_table = wall_table()
        with self.world.active():
            spawn_level(level, seed)
            self.pipeline = Pipeline(self.balls, self.walls_table, force_table(), level.world, seed)
            self.pipeline.sync()
            self.pipeline.energy.start()
            self.parameters = Parameters(level, self.pipeline, self.world)

    def __repr__(self) -> str:
        return (
            f"<Simulation of {self.level.name!r}: seed {self.seed}, step {self.steps} ({self.time:g} s), "
            f"{counted(self.count, 'ball')}>"
        )

    def step(self, count: int = 1) -> None:
        """Run ``count`` fixed steps.

        If a system raises, the error gets a note that names the system, the step and the entity. The state is then
        that of an unfinished step: `restore` a snapshot before the next step.

        Raises ``ValueError`` if ``count`` is negative.
        """
        with self.world.active():
            try:
                for bound in self.run(count):
                    bound.run()
            except KeyboardInterrupt:
                self.steps = self.pipeline.steps
                raise

    def run(self, count: int, code: int = DONE) -> Iterator[BoundWorld]:
        """Run steps like `step`, but in the current esper world, and let the caller run the compiled code.

        See `Pipeline.run`. `Batch` runs that of many simulations at once.
        """
        last = self.steps + check_count(count)
        while self.steps < last:
            self._carry_out_commands()
            self._before_commands = None
            stop = min(last, self.commands[self._next].step) if self.has_commands else last
            try:
                yield from self.pipeline.run(stop, code)
            except Exception as error:
                self.steps = self.pipeline.steps_begun
                error.add_note(locate_fault(error, self.steps))
                raise
            self.steps, code = stop, DONE

    @property
    def has_commands(self) -> bool:
        """Whether commands of the log are still to be carried out."""
        return self._next < len(self.commands)

    @property
    def executed_count(self) -> int:
        """Number of commands of the log that were carried out, or are previewed."""
        return self._next

    def enqueue(self, command: Command, *, may_replace: bool = True) -> None:
        """Append a command to the log; it is carried out at the start of the next step.

        It replaces the last command if that moves the same ball or sets the same parameter before the same step,
        unless ``may_replace`` is False. After `restore`, the later commands of the log are dropped first.

        Raises ``ValueError`` for a key that drives no wall.
        """
        if isinstance(command, PressKey | ReleaseKey) and command.key not in self.level.key_names:
            allowed = ", ".join(self.level.key_names) or "none, because no wall of the level has keys"
            raise ValueError(f'cannot use the key "{command.key}": it drives no wall; allowed: {allowed}')
        if self.is_replaying:
            del self.commands[self._next :]
            self.is_replaying = False
        timed = TimedCommand(self.steps, command)
        is_last_waiting = self.has_commands or self._before_commands is not None
        if may_replace and is_last_waiting and timed.replaces(self.commands[-1]):
            if self._before_commands is not None:
                self.restore(self._before_commands)
                self.is_replaying = False
            self.commands.pop()
        self.commands.append(timed)

    def preview(self) -> None:
        """Carry out the commands of the next step now, so that their effect is seen while time stands still.

        `snapshot` and `hash` are those before these commands until then, and the next step has the same bits as without
        a preview. What else changes the state before that step is not part of them.
        """
        if self.has_commands and self.commands[self._next].step <= self.steps:
            self._before_commands = self._before_commands or self.snapshot()
            self._carry_out_commands()

    def _carry_out_commands(self) -> None:
        """Carry out the commands of the log up to the next step."""
        while self.has_commands and self.commands[self._next].step <= self.steps:
            self.apply(self.commands[self._next].command)
            self._next += 1

    def apply(self, command: Command) -> None:
        """Carry out a command at once, between two steps, without an entry in the log.

        Raises ``ValueError`` for an unknown parameter or material, or a value beyond its limits.
        """
        with self.world.active():
            match command:
                case Grab():
                    self.pipeline.mouse_joint.target = MouseTarget(*command)
                case Place():
                    ball_commands.place_ball(self.balls, self.pipeline.mouse_joint, command)
                case Release():
                    self.pipeline.mouse_joint.target = None
                case AddBall():
                    self._note_edit(ball_commands.add_ball(self.level, self.balls, command), command)
                case RemoveBall():
                    self._note_edit(ball_commands.remove_ball(self.balls, command), command)
                case SetParameter(name, value, material):
                    self.parameters.set(name, value, material)
                case PressKey(key):
                    self.pipeline.hold_keys({*self.held_keys, key}.intersection(self.level.key_names))
                case ReleaseKey(key):
                    self.pipeline.hold_keys({*self.held_keys} - {key})

    def close(self) -> None:
        """Delete the esper world. The tables can still be read. Later calls do nothing."""
        self.world.delete()

    @property
    def seed(self) -> int:
        """Seed of all random numbers."""
        return self.pipeline.emission.seed

    @property
    def time(self) -> float:
        """Simulated time in s: steps / step rate."""
        return self.steps / self.level.world.step_rate

    @property
    def count(self) -> int:
        """Number of balls."""
        return len(self.balls)

    @property
    def pending(self) -> int:
        """Number of balls that emitters have not spawned yet."""
        with self.world.active():
            return self.pipeline.emission.pending

    @property
    def positions(self) -> Floats:
        """Centres (n, 2) in m; `set_positions` moves the balls to a changed copy."""
        return read_only(np.column_stack((self.balls[Position].x, self.balls[Position].y)))

    @property
    def velocities(self) -> Floats:
        """Velocities (n, 2) in m/s; `set_velocities` sets a changed copy."""
        return read_only(np.column_stack((self.balls[Velocity].x, self.balls[Velocity].y)))

    @property
    def angles(self) -> Floats:
        """Orientations (n,) in rad, not wrapped."""
        return read_only(self.balls[Spin].angle.copy())

    @property
    def spins(self) -> Floats:
        """Angular velocities (n,) in rad/s."""
        return read_only(self.balls[Spin].rate.copy())

    def set_positions(self, positions: ArrayLike) -> None:
        """Move the balls to positions (n, 2) in m. Teleported balls start without contacts, and none is avoided.

        This is no command: neither the log nor a recording contains it.

        Raises ``ValueError`` for another shape, or numbers that are not finite.
        """
        self.balls.block(Position)[:] = finite_array(positions, (self.count, 2)).T
        self.balls.dirty[:] = 1.0

    def set_velocities(self, velocities: ArrayLike) -> None:
        """Set the velocities (n, 2) in m/s. Contacts stay; like `set_positions`, this is no command.

        Raises ``ValueError`` for another shape, or numbers that are not finite.
        """
        self.balls.block(Velocity)[:] = finite_array(velocities, (self.count, 2)).T

    @property
    def radii(self) -> Floats:
        """Radii (n,) in m."""
        return read_only(self.balls[Collider].radius.copy())

    @property
    def masses(self) -> Floats:
        """Masses (n,) in kg."""
        return read_only(self.balls[Collider].mass.copy())

    @property
    def labels(self) -> list[Label]:
        """Numbers and colours of the balls, in row order."""
        with self.world.active():
            return [esper.component_for_entity(int(entity), Label) for entity in self.balls.entities]

    def to_frame(self) -> Frame:
        """Return a table of the balls now: one row a ball, see `ball_frame`. ``pandas.DataFrame`` accepts it."""
        with self.world.active():
            return ball_frame(self.balls, self.steps, self.time)

    def record_frames(self, steps: int, every: int = 1) -> Frame:
        """Run steps, and return the rows of `to_frame` at the start and after each ``every`` steps, in one table.

        Raises ``ValueError`` if ``steps`` is negative, or ``every`` is less than 1.
        """
        if every < 1:
            raise ValueError(f"cannot record every {every} steps; allowed: 1 or more")
        frames = [self.to_frame()]
        for _ in range(check_count(steps) // every):
            self.step(every)
            frames.append(self.to_frame())
        self.step(steps % every)
        return join_frames(frames)

    def walls(self) -> list[Floats]:
        """Return the corners (k, 2) in m of the drawn shape of every wall now, counter-clockwise.

        Arcs are divided into short edges, a circle into 96.
        """
        with self.world.active():
            placed = placed_outlines(self.walls_table)
        return [wall.to_world(OutlineEdge.from_outline(wall.outline).corners) for wall in placed]

    @property
    def held_keys(self) -> tuple[str, ...]:
        """Names of the keys that are held down, of those that drive walls, sorted."""
        return self.pipeline.wall_motion.held_keys

    @property
    def quarantine(self) -> list[Quarantined]:
        """Balls that were removed because of invalid numbers, in the order of time."""
        return self.pipeline.quarantine.found

    def sensors(self) -> list[Sensor]:
        """Return the sensors of the level with their present counts."""
        with self.world.active():
            return [sensor for _, sensor in self.pipeline.sensing.sensors()]

    @property
    def finished(self) -> list[Finish]:
        """Balls that have finished, in the order of time."""
        return self.pipeline.sensing.finished

    @property
    def score(self) -> int:
        """The points of all kicks of walls and of all balls that sensors have counted."""
        with self.world.active():
            return self.pipeline.scoring.score

    @property
    def won_step(self) -> int | None:
        """Number of steps after which the goal of the level was reached; None before, and without a goal."""
        return self.pipeline.scoring.won_step

    def ledger(self) -> Ledger:
        """Return the energies, the work of walls and fields, the dissipated energy and the momenta."""
        account, momentum = self.pipeline.energy, self.momentum()
        return Ledger(
            *account.measure(),
            work=float(self.pipeline.wall_collision.totals[0]),
            field_work=account.field_work,
            dissipated=account.dissipated,
            dissipated_in_step=account.dissipated_in_step,
            given=account.given,
            momentum=(float(momentum[0]), float(momentum[1])),
            angular_momentum=self.angular_momentum(),
        )

    def energy(self) -> float:
        """Return the kinetic energy of motion and spin plus the potential energy of gravity (0 at the origin), J."""
        return self.pipeline.energy.measure().total

    def momentum(self) -> Floats:
        """Return the sum of m v, (2,) in kg m/s."""
        return np.array([ordered_sum(self.masses * speeds) for speeds in self.velocities.T])

    def angular_momentum(self) -> float:
        """Return the sum of m (x × v) + I ω about the origin, kg m²/s."""
        position, velocity = self.balls[Position], self.balls[Velocity]
        orbital = self.masses * (position.x * velocity.y - position.y * velocity.x)
        return ordered_sum(orbital + 0.5 * self.masses * self.radii * self.radii * self.spins)

    def hash(self) -> str:
        """Return a hex digest of the whole state: equal digests if and only if equal bits."""
        return self.snapshot().hash()

    def snapshot(self) -> State:
        """Return a copy of the whole state; while commands are previewed, of that before these commands."""
        if self._before_commands is not None:
            return self._before_commands
        with self.world.active():
            return take_snapshot(self.pipeline, self.parameters, self.steps)

    def restore(self, state: State) -> None:
        """Restore a snapshot: the steps from there have the same bits as the steps after the snapshot.

        Later balls are removed. Balls that were removed since are created again, with the components of a level.
        Later commands are carried out again, until `enqueue` is called.

        Raises ``ValueError`` if walls or zones were added or removed since; nothing is changed then.
        """
        with self.world.active():
            restore_snapshot(self.pipeline, self.parameters, state)
        self.steps, self._before_commands = state.steps, None
        self.ball_edits = [edit for edit in self.ball_edits if edit.step < state.steps]
        self._next, self.is_replaying = bisect_left(self.commands, state.steps, key=attrgetter("step")), True

    def _note_edit(self, number: int | None, command: AddBall | RemoveBall) -> None:
        """Note that a command has added or removed the ball of that number; None if it has not."""
        if number is not None:
            self.ball_edits.append(BallEdit(self.steps, number, command))
