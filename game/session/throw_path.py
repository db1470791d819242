"""The path that a thrown ball takes until its first hit."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position, Velocity
from components.portable_arrays import lengths
from components.table import TableState
from game.simulation.commands import AddBall
from game.simulation.simulation import Simulation
from game.simulation.spawn import default_collider

Floats = NDArray[np.float64]
Vector = tuple[float, float]

IMPULSE = 1
"""Element of `WallCollision.totals`: the sum of all impulses."""

MAX_STEPS = 60
"""Steps of a path at most."""

MAX_TIME = 1.0
"""Time that a path covers at most, s."""


class ThrowPath(NamedTuple):
    """Where a thrown ball will go.

    points : (n, 2) m, from its start on
    hits : whether the path ends at a hit
    """

    points: Floats
    hits: bool


class ThrowPrediction:
    """Predicts throws by stepping one ball alone through a copy of a level.

    The copy has the same walls, forces and settings, but no balls, emitters or sensors; the simulation is not touched.
    Other balls are obstacles that keep their present velocities.
    """

    def __init__(self, simulation: Simulation) -> None:
        """Copy the level of a simulation, which takes a moment if it has many walls."""
        self.simulation = simulation
        empty = simulation.level.model_copy(update={"balls": [], "emitters": [], "sensors": []})
        self._copy = Simulation(empty)
        self._radius = default_collider(simulation.level).radius
        self._copy.apply(AddBall(0.0, 0.0))
        self._copy.balls.block(Collider)[:, 0] = default_collider(simulation.level).values
        self._start = self._copy.snapshot()

    def close(self) -> None:
        """Delete the copy."""
        self._copy.close()

    def path(self, center: Vector, velocity: Vector) -> ThrowPath:
        """Return the path of a ball that is thrown now from a centre in m with a velocity in m/s."""
        copy = self._copy
        self._reset(center, velocity)
        points, hits, impulse = [center], False, copy.pipeline.wall_collision.totals[IMPULSE]
        for _ in range(min(MAX_STEPS, round(MAX_TIME / copy.dt))):
            before = copy.velocities[0]
            copy.step()
            if copy.pipeline.wall_collision.totals[IMPULSE] != impulse:
                points.append(_hit_point(points[-1], before, copy.positions[0], copy.velocities[0], copy.dt))
                hits = True
                break
            points.append((float(copy.balls[Position].x[0]), float(copy.balls[Position].y[0])))
        return self._until_ball(ThrowPath(np.array(points), hits))

    def _reset(self, center: Vector, velocity: Vector) -> None:
        """Put the ball at its start, and everything else into the present state of the simulation."""
        present, copy = self.simulation.pipeline, self._copy
        walls = TableState(self._start.walls.entities, self.simulation.walls_table.snapshot().block)
        copy.restore(
            self._start._replace(
                steps=self.simulation.steps,
                substep_count=present.wall_motion.substep_count,
                substeps=present.substeps,
                walls=walls,
            )
        )
        copy.pipeline.gravity.g = present.gravity.g
        position, speed = copy.balls[Position], copy.balls[Velocity]
        position.x[0], position.y[0] = center
        speed.x[0], speed.y[0] = velocity
        copy.balls.dirty[:] = 1.0

    def _until_ball(self, path: ThrowPath) -> ThrowPath:
        """Return the part of a path before another ball is met."""
        balls = self.simulation.balls
        position, speed, radius = balls[Position], balls[Velocity], balls[Collider].radius
        time = self._copy.dt * np.arange(len(path.points))[:, None]
        x = path.points[:, :1] - position.x - time * speed.x
        y = path.points[:, 1:] - position.y - time * speed.y
        gaps = lengths(x, y) - (radius + self._radius)
        met = np.flatnonzero((gaps[1:] < 0.0).any(axis=1))
        if not len(met):
            return path
        end = 1 + int(met[0])
        before, behind = gaps[end - 1, gaps[end].argmin()], gaps[end].min()
        part = max(before, 0.0) / (max(before, 0.0) - behind)
        last = path.points[end - 1] + part * (path.points[end] - path.points[end - 1])
        return ThrowPath(np.vstack((path.points[:end], last)), True)


def _hit_point(start: Vector, before: Floats, end: Floats, after: Floats, dt: float) -> Vector:
    """Return where the straight lines meet on which a ball moves before and after a hit, in the time dt, m."""
    change = before - after
    size = float(change @ change)
    time = float(change @ (end - start - dt * after)) / size if size else dt
    time = min(max(time, 0.0), dt)
    return start[0] + time * float(before[0]), start[1] + time * float(before[1])
