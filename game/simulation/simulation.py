"""One level, one esper world, the fixed step: the Python API."""

from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

import esper
import numpy as np
from numpy.typing import NDArray

from components import (
    Collider,
    Contacts,
    Label,
    Position,
    Sensor,
    Spin,
    Velocity,
    ball_table,
    force_table,
    wall_table,
)
from components.placed_outline import placed_outlines
from components.table import TableState
from game.levels.model import Level
from game.simulation.commands import AddBall, Command, Grab, Release, RemoveBall, SetParameter, TimedCommand
from game.simulation.fault_location import locate_fault
from game.simulation.hashing import digest
from game.simulation.ledger import Ledger
from game.simulation.outline_edge import OutlineEdge
from game.simulation.parameters import Overrides, Parameters
from game.simulation.pipeline import Pipeline
from game.simulation.spawn import Pair, add_ball, default_ball, next_number, spawn
from game.simulation.world import World, go_on_from, next_entity, recreate
from systems.broad_phase import BroadPhaseState
from systems.emission import CLEARANCE
from systems.energy import EnergyState
from systems.material_overrides import MaterialOverrideState
from systems.mouse_joint import MouseTarget
from systems.quarantine import Quarantined
from systems.sensing import Finish, SensingState

Floats = NDArray[np.float64]


class State(NamedTuple):
    """Everything that the future of a simulation depends on, and what it tells of the past; impulses included.

    Chance has no state but the seed: what is random is drawn anew from that, the number of the ball and the step.
    """

    seed: int
    steps: int
    substep_count: int
    next_entity: int
    labels: tuple[Label | None, ...]
    balls: TableState
    walls: TableState
    zones: TableState
    pairs: BroadPhaseState
    touches: Contacts
    books: EnergyState
    emitters: tuple[tuple[int, int], ...]
    noticed: SensingState
    mouse_target: MouseTarget | None
    substeps: int
    material_overrides: MaterialOverrideState
    overrides: Overrides
    gravity: tuple[float, float] | None
    lost: tuple[Quarantined, ...]

    def hash(self) -> str:
        """Hex digest: equal digests if and only if equal bits."""
        return digest(self).hex()


class Simulation:
    """A level in motion.

    What it tells of the balls are copies, (n,) or (n, 2) float64, one row a ball in the order of their entities.
    The same level and seed give the same bits, step after step, run after run, process after process.

    level : what was loaded
    seed : where chance begins; the level's own if none is given
    dt : s, length of a step
    steps : whole steps done
    commands : all commands so far, in the order of time; after `restore`, the later ones are carried out again
    is_replaying : whether there may be later ones that `enqueue` will drop
    world : the esper world; ``with sim.world.active():`` lets plain esper calls speak of it
    balls, walls : the tables behind the components
    pipeline : the order of a step, and the systems in it
    parameters : values of the level that can be changed while it runs, by the command `SetParameter`
    """

    def __init__(self, level: Level, seed: int | None = None) -> None:
        self.level = level
        self.seed = level.seed if seed is None else seed
        self.dt = 1.0 / level.world.step_rate
        self.steps = 0
        self.commands: list[TimedCommand] = []
        self._next, self.is_replaying = 0, False
        self.world = World()
        self.balls = ball_table()
        self.walls_table = wall_table()
        with self.world.active():
            spawn(level, self.seed)
            self.pipeline = Pipeline(self.balls, self.walls_table, force_table(), level.world, self.seed)
            self.pipeline.sync()
            self.pipeline.energy.start()
            self.parameters = Parameters(level, self.pipeline, self.world)

    def step(self, count: int = 1) -> None:
        """Advance by ``count`` fixed steps.

        What a system raises is passed on with a note of the system, the step and the entity. The state is then one
        between two steps: `restore` an earlier one before you go on.
        """
        with self.world.active():
            for _ in range(count):
                while self._next < len(self.commands) and self.commands[self._next].step <= self.steps:
                    self.apply(self.commands[self._next].command)
                    self._next += 1
                try:
                    self.pipeline.step()
                except Exception as error:
                    error.add_note(locate_fault(error, self.steps))
                    raise
                self.steps += 1

    def enqueue(self, command: Command) -> None:
        """Carry a command out at the start of the next step.

        After `restore`, commands that were still to be carried out again are dropped: this is another future.
        """
        if self.is_replaying:
            del self.commands[self._next :]
            self.is_replaying = False
        timed = TimedCommand(self.steps, command)
        if self._next < len(self.commands) and timed.replaces(self.commands[-1]):
            self.commands.pop()
        self.commands.append(timed)

    def apply(self, command: Command) -> None:
        """Carry a command out now, between two steps, without writing it down.

        Raises ``ValueError`` for a parameter that does not exist, or a value beyond its limits.
        """
        with self.world.active():
            match command:
                case Grab():
                    self.pipeline.mouse_joint.target = MouseTarget(*command)
                case Release():
                    self.pipeline.mouse_joint.target = None
                case AddBall(x, y, vx, vy):
                    self._add_ball((x, y), (vx, vy))
                case RemoveBall(entity):
                    if self.balls.rows_of(np.array([entity]))[0] >= 0 and esper.entity_exists(entity):
                        self.balls.despawn(entity)
                case SetParameter(name, value):
                    self.parameters.set(name, value)

    def close(self) -> None:
        """Free the esper world; the tables can still be read."""
        self.world.delete()

    @property
    def time(self) -> float:
        """Simulated time in s, from the number of steps."""
        return self.steps / self.level.world.step_rate

    @property
    def count(self) -> int:
        """Number of balls."""
        return len(self.balls)

    @property
    def pending(self) -> int:
        """Number of balls that emitters are still to bear."""
        with self.world.active():
            return self.pipeline.emission.pending

    @property
    def positions(self) -> Floats:
        """Centres (n, 2) in m."""
        return np.column_stack((self.balls[Position].x, self.balls[Position].y))

    @property
    def velocities(self) -> Floats:
        """Velocities (n, 2) in m/s."""
        return np.column_stack((self.balls[Velocity].x, self.balls[Velocity].y))

    @property
    def angles(self) -> Floats:
        """Orientations (n,) in rad, not wrapped."""
        return self.balls[Spin].angle.copy()

    @property
    def spins(self) -> Floats:
        """Angular velocities (n,) in rad/s."""
        return self.balls[Spin].rate.copy()

    @property
    def radii(self) -> Floats:
        """Radii (n,) in m."""
        return self.balls[Collider].radius.copy()

    @property
    def masses(self) -> Floats:
        """Masses (n,) in kg."""
        return self.balls[Collider].mass.copy()

    @property
    def labels(self) -> list[Label]:
        """Numbers and colours, in row order."""
        with self.world.active():
            return [esper.component_for_entity(int(entity), Label) for entity in self.balls.entities]

    def walls(self) -> list[Floats]:
        """Corners (k, 2) in m of what is seen of every wall at the present time, counter-clockwise.

        What is round has many: a circle 96.
        """
        with self.world.active():
            placed = placed_outlines(self.walls_table)
        return [wall.to_world(OutlineEdge.from_outline(wall.outline).corners) for wall in placed]

    @property
    def quarantine(self) -> list[Quarantined]:
        """Balls that were let go because their numbers made no sense, in the order of time."""
        return self.pipeline.quarantine.found

    def sensors(self) -> list[Sensor]:
        """The sensors of the level, with their counts of now."""
        with self.world.active():
            return [sensor for _, sensor in self.pipeline.sensing.sensors()]

    @property
    def finished(self) -> list[Finish]:
        """Who has finished, in the order of time."""
        return self.pipeline.sensing.finished

    def ledger(self) -> Ledger:
        """Where the energy is, where it went, and the momenta."""
        books, momentum = self.pipeline.energy, self.momentum()
        return Ledger(
            *books.measure(),
            work=float(self.pipeline.wall_collision.totals[0]),
            dissipated=books.dissipated,
            dissipated_in_step=books.dissipated_in_step,
            given=books.given,
            momentum=(float(momentum[0]), float(momentum[1])),
            angular_momentum=self.angular_momentum(),
        )

    def energy(self) -> float:
        """Kinetic energy of motion and spin, and potential energy of gravity (zero at the origin), in J."""
        return self.pipeline.energy.measure().total

    def momentum(self) -> Floats:
        """Sum of m v, (2,) in kg m/s."""
        total: Floats = (self.masses[:, None] * self.velocities).sum(axis=0)
        return total

    def angular_momentum(self) -> float:
        """Sum of m (x × v) + I ω about the origin, in kg m²/s."""
        position, velocity = self.balls[Position], self.balls[Velocity]
        orbital = self.masses * (position.x * velocity.y - position.y * velocity.x)
        return float((orbital + 0.5 * self.masses * self.radii**2 * self.spins).sum())

    def hash(self) -> str:
        """Hex digest of the whole state: equal digests if and only if equal bits."""
        return self.snapshot().hash()

    def snapshot(self) -> State:
        """Copy everything that the future depends on."""
        systems = self.pipeline
        with self.world.active():
            systems.sync()
            return State(
                self.seed,
                self.steps,
                systems.wall_motion.substep_count,
                next_entity(),
                tuple(esper.try_component(entity, Label) for entity in self.balls.entities.tolist()),
                self.balls.snapshot(),
                self.walls_table.snapshot(),
                systems.zones.snapshot(),
                systems.ball_collision.broad_phase.snapshot(),
                systems.wall_collision.contacts.copy(),
                systems.energy.snapshot(),
                systems.emission.snapshot(),
                systems.sensing.snapshot(),
                systems.mouse_joint.target,
                systems.substeps,
                systems.material_overrides.state,
                self.parameters.overrides,
                self.parameters.assigned_gravity,
                tuple(systems.quarantine.found),
            )

    def restore(self, state: State) -> None:
        """Go back to a snapshot: what follows has the same bits as what followed then.

        Balls that have come since go, and those that have gone come back, with the components that a level gives them.
        Raises ``ValueError`` when walls or forces have come or gone; nothing is changed then.
        """
        systems = self.pipeline
        with self.world.active():
            systems.sync()
            self.walls_table.check_entities(state.walls)
            systems.zones.check_entities(state.zones)
            systems.zones.restore(state.zones)
            self.walls_table.restore(state.walls)
            self._recall(state)
            self.balls.restore(state.balls)
            systems.set_substeps(state.substeps)
            systems.wall_motion.substep_count = state.substep_count
            systems.material_overrides.state = state.material_overrides
            self.parameters.restore(state.overrides, state.gravity)
            systems.ball_collision.broad_phase.restore(state.pairs)
            systems.wall_collision.restore(state.touches)
            systems.energy.restore(state.books)
            systems.emission.restore(state.emitters)
            systems.sensing.restore(state.noticed)
            systems.mouse_joint.target = state.mouse_target
            systems.quarantine.found[:] = state.lost
            self.steps = state.steps
            self.seed = systems.emission.seed = state.seed
            self._next, self.is_replaying = bisect_left(self.commands, state.steps, key=attrgetter("step")), True

    def _add_ball(self, place: Pair, velocity: Pair) -> None:
        """Add a ball unless another one is in the way."""
        ball, position = default_ball(self.level), self.balls[Position]
        distance = np.hypot(position.x - place[0], position.y - place[1])
        if np.all(distance >= CLEARANCE * (self.balls[Collider].radius + ball.radius)):
            add_ball(self.balls, ball, place, velocity, next_number(self.level, self.balls))

    def _recall(self, state: State) -> None:
        """Let the balls be those of a snapshot."""
        then = state.balls.entities.tolist()
        for entity in np.setdiff1d(self.balls.entities, then).tolist():
            esper.delete_entity(entity, immediate=True)
        for entity, label in zip(then, state.labels, strict=True):
            if not esper.entity_exists(entity):
                recreate(entity, Position(), Velocity(), Spin(), Collider(), *([label] if label else []))
            elif not esper.has_component(entity, Collider):
                esper.add_component(entity, Collider())  # it was let go
        go_on_from(state.next_entity)
        self.pipeline.sync()
