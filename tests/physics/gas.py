"""Experiment with a gas of hard discs: does its pressure follow the equation of state?"""

import math
from typing import NamedTuple

import numpy as np

from tests.physics.scene import BuildEngine, Engine, Floats, R, Scene

COUNT = 1000
SIGMA = 2 * R  # diameter of a disc, m
SPEED = 2.0  # root mean square speed, m/s
H = 1.0 / 240.0  # step of one sub-step, s
MASS = math.pi * R**2
INSET = 5 * SIGMA  # distance from a wall at which its layering of discs has decayed, m


class Tally(NamedTuple):
    """Measurements in a window in the middle of the box, over some time."""

    virial: float  # sum of diameter × impulse over impacts, J s
    balls: float  # mean number of centres
    temperature: float  # mean of m v² / 2, J


def henderson(packing: float) -> float:
    """Return the compressibility Z = P A / (N T) of hard discs at a packing fraction (Henderson, Mol. Phys. 30, 1975).

    At a packing fraction of 0.5 it is 0.45 % above the virial series.
    """
    return (1.0 + packing**2 / 8) / (1.0 - packing) ** 2


def compressibility_error(
    build: BuildEngine, packing: float, steps: int = 40_000, blocks: int = 20
) -> tuple[float, float]:
    """Return the relative error of the bulk compressibility, and its standard error over blocks of the run.

    The pressure has a kinetic and a collisional part, P = n T + sum of 2 r J / (2 A t). It is measured in a window far
    enough from the walls that they cause no layers there, and compared at the packing fraction of the window. The force
    on the walls would not do, because of these layers and of a line tension at the corners. The impulses J follow from
    the changes of velocities in a sub-step, see `pair_impulses`, whatever the order in which the engine applied them.
    """
    side = math.sqrt(COUNT * math.pi * R**2 / packing)
    engine = build(_gas(COUNT, side))
    engine.step(math.ceil(60 / _collision_rate(packing) / H))  # 60 impacts a ball
    window = side / 2 - INSET
    tallies = [_tally(engine, steps // blocks, side, window) for _ in range(blocks)]
    errors = [_relative_error(tally, steps // blocks * H, window) for tally in tallies]
    mean = Tally(*np.mean(tallies, axis=0))
    return _relative_error(mean, steps // blocks * H, window), float(np.std(errors, ddof=1) / math.sqrt(blocks))


def _relative_error(tally: Tally, time: float, window: float) -> float:
    area = 4 * window**2
    compressibility = 1.0 + tally.virial / (2 * area * time) / (tally.balls / area * tally.temperature)
    return compressibility / henderson(tally.balls * math.pi * R**2 / area) - 1.0


def _collision_rate(packing: float) -> float:
    """Return the collision rate of a ball, 1/s: 4 n r sqrt(π T / m) g, where T / m is half the mean square speed."""
    contact = (1.0 - 7 * packing / 16) / (1.0 - packing) ** 2
    return 2 * packing / (math.pi * R**2) * SIGMA * math.sqrt(math.pi / 2) * SPEED * contact


def _gas(count: int, side: float) -> Scene:
    """Return a square box of balls in disturbed rows, with normally distributed velocities."""
    rng = np.random.default_rng(4)
    columns = math.ceil(math.sqrt(count))
    spacing = side / columns
    row, column = np.divmod(np.arange(count), columns)
    position = (np.column_stack((column, row)) + 0.5) * spacing - side / 2
    position += rng.uniform(-0.5, 0.5, (count, 2)) * (spacing - SIGMA) * 0.9
    velocity = rng.normal(0.0, 1.0, (count, 2))
    velocity *= SPEED / math.sqrt((velocity**2).sum(axis=1).mean())
    corners = side / 2 * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    return Scene(
        position=position, velocity=velocity, restitution=1.0, friction=0.0, gravity=(0.0, 0.0),
        corners=corners, step_rate=240, substeps=1,
    )  # fmt: skip


def _tally(engine: Engine, steps: int, side: float, window: float) -> Tally:
    """Measure in the window for a number of sub-steps."""
    virial, balls, energy = 0.0, 0, 0.0
    position, velocity = engine.positions, engine.velocities
    for _ in range(steps):
        engine.step()
        new_position, new_velocity = engine.positions, engine.velocities
        changed = np.flatnonzero((velocity != new_velocity).any(axis=1))
        # Expected position of a ball at its impact, if all moments of the sub-step are equally likely.
        impact_position = (position + new_position + H / 2 * (velocity - new_velocity))[changed] / 2
        reach = H * (np.hypot(*velocity[changed].T) + np.hypot(*new_velocity[changed].T))
        midpoints, normal = pair_impulses(impact_position, MASS * (new_velocity - velocity)[changed], reach, side)
        virial += SIGMA * normal[(np.abs(midpoints) < window).all(axis=1)].sum()
        position, velocity = new_position, new_velocity
        inside = (np.abs(position) < window).all(axis=1)
        balls += np.count_nonzero(inside)
        energy += MASS * (velocity[inside] ** 2).sum() / 2
    return Tally(virial, balls / steps, energy / balls)


def pair_impulses(position: Floats, change: Floats, reach: Floats, side: float) -> tuple[Floats, Floats]:
    """Return midpoints (m, 2), m, of pairs of discs, and the normal impulses (m,) between them, N s.

    position, change : (n, 2) positions in m of the balls whose momentum changed in a sub-step, and the changes in N s
    reach : (n,) largest gap, m, at which a ball may have been hit

    Pairs and walls push along their normals, and the impulses on a ball add up to its change of momentum. Usually a
    ball had one impact. For several connected impacts, least squares over all pairs and walls that may have touched
    gives the impulses.
    """
    first, second = np.triu_indices(len(position), 1)
    offset = position[second] - position[first]
    distance = np.sqrt((offset**2).sum(axis=1))
    near = distance < SIGMA + reach[first] + reach[second]
    first, second, normal = first[near], second[near], offset[near] / distance[near, None]
    pairs = len(first)
    ball, axis = np.nonzero(np.abs(position) > (side / 2 - R) - reach[:, None])
    columns = np.arange(pairs)
    push = np.zeros((len(position), 2, pairs + len(ball)))
    push[first, :, columns], push[second, :, columns] = -normal, normal
    push[ball, axis, pairs + np.arange(len(ball))] = -np.sign(position[ball, axis])
    push = push.reshape(2 * len(position), pairs + len(ball))
    amount = np.linalg.solve(push.T @ push + 1e-9 * np.eye(push.shape[1]), push.T @ change.ravel())
    return (position[first] + position[second]) / 2, amount[:pairs]
