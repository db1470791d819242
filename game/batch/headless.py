"""A run without a window: what happened, and how well the walls and balls kept apart."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from components import Label
from components.placed_outline import placed_outlines
from game.batch.overlap import overlaps
from game.simulation.simulation import Simulation
from systems.broad_phase import BroadPhase

Floats = NDArray[np.float64]

SETTLING = 2.0
"""s at the start that the usual overlap leaves out."""

MOST_BYTES = 4_000_000_000
"""Memory that a trajectory may take."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a run at its end.

    level, seed : what was run
    steps, time : how far it has come, in steps and in s
    balls : how many there are at the end
    hash : of the whole state at the end
    energy : J, at the end: the sum of the next three
    kinetic, spin, potential, work, dissipated, given, momentum, angular_momentum : see `Ledger`, at the end
    max_overlap : how deep two balls lay in one another at most, after any step or at the start, in radii of the
        smaller one
    overlap_p99 : the 99th percentile of the deepest overlaps after each step later than `SETTLING` s; None for
        a shorter run
    quarantined : numbers of the balls that were let go because something of them was not finite
    escaped : balls whose centre was outside a container or within an obstacle after any step, the start included
    wall_seconds : s of real time that the steps took, without what was measured in between
    real_time_factor : simulated seconds a real second; None without a step
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
    dissipated: float
    given: float
    momentum: tuple[float, float]
    angular_momentum: float
    quarantined: list[int | None]
    max_overlap: float
    overlap_p99: float | None
    escaped: int
    wall_seconds: float
    real_time_factor: float | None


class Trajectory:
    """Where everything was after every step, the start included: T = steps + 1 rows, n balls in all.

    The balls of the start come first, then those that are born, in the order of time; before its birth and after its
    end nan is written down for a ball.

    Raises ``ValueError`` when that would take more memory than `MOST_BYTES`.
    """

    def __init__(self, simulation: Simulation, steps: int) -> None:
        rows, count = steps + 1, simulation.count + simulation.pending
        walls = simulation.walls()
        needed = 8 * rows * (1 + 6 * count + 2 * sum(len(wall) for wall in walls))
        if needed > MOST_BYTES:
            raise ValueError(
                f"{rows} rows of {count} balls would take {needed / 1e9:.1f} GB; "
                f"at most {MOST_BYTES / 1e9:.0f} GB: ask for fewer seconds"
            )
        self.simulation = simulation
        self.places: dict[int, int] = {}
        self.radius: list[float] = []
        self.labels: list[Label] = []
        self.t = np.zeros(rows)
        self.position = np.full((rows, count, 2), np.nan)
        self.velocity = np.full((rows, count, 2), np.nan)
        self.angle = np.full((rows, count), np.nan)
        self.spin = np.full((rows, count), np.nan)
        self.walls = [np.zeros((rows, *wall.shape)) for wall in walls]
        self._entities = np.empty(0, np.int64)
        self._place = np.empty(0, np.int64)

    def record(self, row: int) -> None:
        """Write down the present state as ``row``."""
        simulation = self.simulation
        if simulation.balls.entities is not self._entities:
            self._follow()
        self.t[row] = simulation.time
        self.position[row, self._place], self.velocity[row, self._place] = simulation.positions, simulation.velocities
        self.angle[row, self._place], self.spin[row, self._place] = simulation.angles, simulation.spins
        for rows, corners in zip(self.walls, simulation.walls(), strict=True):
            rows[row] = corners

    def _follow(self) -> None:
        """Give every ball that is new its place behind the others."""
        self._entities = self.simulation.balls.entities
        looks = zip(self.simulation.radii.tolist(), self.simulation.labels, strict=True)
        for entity, (radius, label) in zip(self._entities.tolist(), looks, strict=True):
            if entity not in self.places:
                self.places[entity] = len(self.places)
                self.radius.append(radius)
                self.labels.append(label)
        self._place = np.array([self.places[entity] for entity in self._entities.tolist()], np.int64)

    def save(self, path: Path) -> None:
        """Write an npz file.

        t (T,); position, velocity (T, n, 2); angle, spin (T, n); wall_0, wall_1 ... (T, k, 2), the corners of
        what is seen of every wall; radius, number, color (n,), the last as ``#rrggbb``. SI units, angles in rad.
        """
        count = len(self.places)
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


def simulate(
    simulation: Simulation,
    steps: int,
    trajectory: Trajectory | None = None,
    advance: Callable[[], object] = lambda: None,
) -> Report:
    """Run ``steps`` steps, and measure after each; ``advance`` is called as often."""
    near = BroadPhase(simulation.balls)  # a list of its own: the simulation must not notice
    depths = np.zeros(steps + 1)
    escaped: set[int] = set()
    wall_seconds = 0.0
    for row in range(steps + 1):
        if row > 0:
            start = perf_counter()
            simulation.step()
            wall_seconds += perf_counter() - start
            advance()
        depths[row] = overlaps(simulation, near).max(initial=0.0)
        escaped.update(simulation.balls.entities[outside(simulation)].tolist())
        if trajectory:
            trajectory.record(row)
    settled = depths[round(SETTLING * simulation.level.world.step_rate) + 1 :]
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
        dissipated=ledger.dissipated,
        given=ledger.given,
        momentum=ledger.momentum,
        angular_momentum=ledger.angular_momentum,
        quarantined=[one.number for one in simulation.quarantine],
        max_overlap=float(depths.max()),
        overlap_p99=float(np.percentile(settled, 99)) if len(settled) else None,
        escaped=len(escaped),
        wall_seconds=wall_seconds,
        real_time_factor=steps * simulation.dt / wall_seconds if steps else None,
    )


def outside(simulation: Simulation) -> NDArray[np.bool_]:
    """Whether the centre of each ball (n,) is where none may be: outside of any container, or within an obstacle."""
    centers = simulation.positions
    is_outside = np.zeros(simulation.count, np.bool_)
    with simulation.world.active():
        for wall in placed_outlines(simulation.walls_table):
            is_outside |= ~wall.outline.allows(*wall.to_local(centers).T)
    return is_outside
