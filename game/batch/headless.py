"""Headless runs: a report of the final state, overlaps and escaped balls, and the trajectory as arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from components import Label
from components.placed_outline import placed_outlines
from game.batch.overlap import overlaps
from game.files.counted import counted
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase

Floats = NDArray[np.float64]

SETTLING_TIME = 2.0
"""Simulated time at the start that ``overlap_p99`` ignores, s."""

MAX_TRAJECTORY_BYTES = 4_000_000_000
"""Largest memory of a trajectory, bytes."""


@dataclass(frozen=True, slots=True)
class Report:
    """Results of a run.

    level, seed : name of the level, random seed
    steps, time : steps and simulated time of the simulation at the end; time in s
    balls : number of balls at the end
    hash : hex digest of the state at the end, see `Simulation.hash`
    energy : energy at the end, J: the sum of kinetic, spin and potential
    kinetic, spin, potential, work, field_work, dissipated, given, momentum, angular_momentum : at the end, see `Ledger`
    score : points; None if nothing in the level has a score
    won, won_time : whether the goal of the level was reached, and the simulated time of that in s; None without a goal,
        and ``won_time`` also if it was not reached
    finished : numbers of the balls that have finished, in the order of time; None if no ball can finish
    max_overlap : deepest overlap of two balls, at the start or after any step, in radii of the smaller ball
    overlap_p99 : 99th percentile, over the steps after `SETTLING_TIME`, of the deepest overlap; None for a shorter run
    quarantined : numbers of the balls that were removed because their state was not finite
    escaped : number of balls whose centre was outside a container or inside an obstacle, at the start or after any step
    wall_seconds : real time of the steps, without the measurements between them, s
    real_time_factor : simulated time / real time; None for a run of no steps
    """

    level: str
    seed: int
    steps: int
    time: float
    balls: int
    hash: str
    energy: float
    kinetic: float
    spin: float
    potential: float
    work: float
    field_work: float
    dissipated: float
    given: float
    momentum: tuple[float, float]
    angular_momentum: float
    score: int | None
    won: bool | None
    won_time: float | None
    finished: list[int | None] | None
    quarantined: list[int | None]
    max_overlap: float
    overlap_p99: float | None
    escaped: int
    wall_seconds: float
    real_time_factor: float | None


class Trajectory:
    """Poses and velocities at the start and after every step: T = steps + 1 rows, n balls in all.

    The initial balls come first, then the spawned balls in the order of time. Values are nan before a ball is spawned
    and after it is removed.

    Raises ``ValueError`` if the arrays would take more than `MAX_TRAJECTORY_BYTES`.
    """

    def __init__(self, simulation: Simulation, steps: int) -> None:
        rows, count = steps + 1, simulation.count + simulation.pending
        walls = simulation.walls()
        needed = 8 * rows * (1 + 6 * count + 2 * sum(len(wall) for wall in walls))
        if needed > MAX_TRAJECTORY_BYTES:
            raise ValueError(
                f"{rows} rows of {counted(count, 'ball')} would take {needed / 1e9:.1f} GB; "
                f"allowed: at most {MAX_TRAJECTORY_BYTES / 1e9:.0f} GB, with a smaller --seconds"
            )
        self.simulation = simulation
        self.columns: dict[int, int] = {}
        self.radius: list[float] = []
        self.labels: list[Label] = []
        self.t = np.zeros(rows)
        self.position = np.full((rows, count, 2), np.nan)
        self.velocity = np.full((rows, count, 2), np.nan)
        self.angle = np.full((rows, count), np.nan)
        self.spin = np.full((rows, count), np.nan)
        self.walls = [np.zeros((rows, *wall.shape)) for wall in walls]
        self._entities = np.empty(0, np.int64)
        self._column = np.empty(0, np.int64)

    def record(self, row: int) -> None:
        """Store the present state in row ``row``."""
        simulation = self.simulation
        if simulation.balls.entities is not self._entities:
            self._update_columns()
        column = self._column
        self.t[row] = simulation.time
        self.position[row, column], self.velocity[row, column] = simulation.positions, simulation.velocities
        self.angle[row, column], self.spin[row, column] = simulation.angles, simulation.spins
        for rows, corners in zip(self.walls, simulation.walls(), strict=True):
            rows[row] = corners

    def _update_columns(self) -> None:
        """Append a column for each new ball."""
        self._entities = self.simulation.balls.entities
        entities = self._entities.tolist()
        for entity, radius, label in zip(entities, self.simulation.radii.tolist(), self.simulation.labels, strict=True):
            if entity not in self.columns:
                self.columns[entity] = len(self.columns)
                self.radius.append(radius)
                self.labels.append(label)
        self._column = np.array([self.columns[entity] for entity in entities], np.int64)

    def save(self, path: Path) -> None:
        """Write an npz file.

        t (T,); position, velocity (T, n, 2); angle, spin (T, n); wall_0, wall_1 ... (T, k, 2), the corners of the
        drawn outline of each wall; radius, number, color (n,), color as ``#rrggbb``. SI units, angles in rad.
        """
        count = len(self.columns)
        with path.open("wb") as file:
            np.savez(
                file,
                t=self.t,
                position=self.position[:, :count],
                velocity=self.velocity[:, :count],
                angle=self.angle[:, :count],
                spin=self.spin[:, :count],
                radius=np.array(self.radius),
                number=np.array([label.number for label in self.labels], np.int64),
                color=np.array([label.color for label in self.labels], "U7"),
                allow_pickle=False,
                **{f"wall_{k}": rows for k, rows in enumerate(self.walls)},
            )


def measure_run(
    simulation: Simulation,
    steps: int,
    trajectory: Trajectory | None = None,
    advance: Callable[[], object] = lambda: None,
) -> Report:
    """Run a simulation, measure it at the start and after each step, and return the report.

    trajectory : records the start and each step if given
    advance : called after each step
    """
    broad_phase = BroadPhase(simulation.balls)  # separate from the simulation's, whose state must not change
    depths = np.zeros(steps + 1)
    escaped: set[int] = set()
    wall_seconds = 0.0
    for row in range(steps + 1):
        if row > 0:
            start = perf_counter()
            simulation.step()
            wall_seconds += perf_counter() - start
            advance()
        depths[row] = overlaps(simulation, broad_phase).max(initial=0.0)
        escaped.update(simulation.balls.entities[escaped_balls(simulation)].tolist())
        if trajectory:
            trajectory.record(row)
    settled = depths[round(SETTLING_TIME * simulation.level.world.step_rate) + 1 :]
    ledger = simulation.ledger()
    return Report(
        level=simulation.level.name,
        seed=simulation.seed,
        steps=simulation.steps,
        time=simulation.time,
        balls=simulation.count,
        hash=simulation.hash(),
        energy=ledger.energy,
        kinetic=ledger.kinetic,
        spin=ledger.spin,
        potential=ledger.potential,
        work=ledger.work,
        field_work=ledger.field_work,
        dissipated=ledger.dissipated,
        given=ledger.given,
        momentum=ledger.momentum,
        angular_momentum=ledger.angular_momentum,
        score=simulation.score if simulation.level.has_score else None,
        won=simulation.won_step is not None if simulation.level.has_goal else None,
        won_time=won_time(simulation),
        finished=[ball.number for ball in simulation.finished] if simulation.level.has_finish else None,
        quarantined=[one.number for one in simulation.quarantine],
        max_overlap=float(depths.max()),
        overlap_p99=float(np.percentile(settled, 99)) if len(settled) else None,
        escaped=len(escaped),
        wall_seconds=wall_seconds,
        real_time_factor=steps * simulation.dt / wall_seconds if steps else None,
    )


def won_time(simulation: Simulation) -> float | None:
    """Return the simulated time at which the goal was reached, s; None if it was not, or if there is none."""
    step = simulation.won_step
    return None if step is None else step / simulation.level.world.step_rate


def escaped_balls(simulation: Simulation) -> NDArray[np.bool_]:
    """Return for each ball (n,) whether its centre is outside a container or inside an obstacle."""
    centers = simulation.positions
    is_outside = np.zeros(simulation.count, np.bool_)
    with simulation.world.active():
        for wall in placed_outlines(simulation.walls_table):
            is_outside |= ~wall.outline.allows(*wall.to_local(centers).T)
    return is_outside
