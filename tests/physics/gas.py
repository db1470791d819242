"""A gas of hard discs, and whether its pressure follows the equation of state."""

import math
from typing import NamedTuple

import numpy as np

from tests.physics.scene import Build, Engine, Floats, R, Scene

COUNT = 1000
SIGMA = 2 * R  # diameter, m
SPEED = 2.0  # root of the mean square, m/s
H = 1.0 / 240.0  # s, the state is seen after every sub-step
MASS = math.pi * R**2
INSET = 5 * SIGMA  # the layers that a wall makes have died away so far from it


class Tally(NamedTuple):
    """What a window in the middle of the box saw in a stretch of time; `Z` needs no more."""

    virial: float  # sum over hits of diameter × impulse
    balls: float  # mean number of centres
    temperature: float  # mean of m v² / 2, J


def henderson(packing: float) -> float:
    """Compressibility P A / (N T) of hard discs; 0.45 % above the virial series at a packing of 0.5."""
    return (1.0 + packing**2 / 8) / (1.0 - packing) ** 2


def off_theory(build: Build, packing: float, steps: int = 40_000, blocks: int = 20) -> tuple[float, float]:
    """Relative error of the compressibility in the bulk, and the standard error of that, from blocks of the run.

    The pressure is what balls carry and what hits hand on, P = n T + sum of 2 r J / (2 A t), all of it in a window
    so far from the walls that no layer at them is seen; the packing that is put into the formula is that of the
    window. At the walls themselves centres have less room and layers form, and what a whole wall feels is off the
    pressure by a line tension at its ends. The impulses J are found from the change of every velocity in a
    sub-step, see `impulses`, so they are those that the engine gave, in whatever order it did.
    """
    side = math.sqrt(COUNT * math.pi * R**2 / packing)
    engine = build(_gas(COUNT, side))
    engine.step(math.ceil(60 / _rate(packing) / H))  # 60 hits a ball
    window = side / 2 - INSET
    tallies = [_tally(engine, steps // blocks, side, window) for _ in range(blocks)]
    errors = [_off(tally, steps // blocks * H, window) for tally in tallies]
    mean = Tally(*np.mean(tallies, axis=0))
    return _off(mean, steps // blocks * H, window), float(np.std(errors, ddof=1) / math.sqrt(blocks))


def _off(tally: Tally, time: float, window: float) -> float:
    area = 4 * window**2
    compressibility = 1.0 + tally.virial / (2 * area * time) / (tally.balls / area * tally.temperature)
    return compressibility / henderson(tally.balls * math.pi * R**2 / area) - 1.0


def _rate(packing: float) -> float:
    """Hits a ball has in a second, 4 n r sqrt(π T / m) g, where T / m is half the mean square of speeds."""
    contact = (1.0 - 7 * packing / 16) / (1.0 - packing) ** 2
    return 2 * packing / (math.pi * R**2) * SIGMA * math.sqrt(math.pi / 2) * SPEED * contact


def _gas(count: int, side: float) -> Scene:
    """Balls in rows, each moved a little, in a square box, with velocities of the right distribution."""
    chance = np.random.default_rng(4)
    columns = math.ceil(math.sqrt(count))
    spacing = side / columns
    row, column = np.divmod(np.arange(count), columns)
    place = (np.column_stack((column, row)) + 0.5) * spacing - side / 2
    place += chance.uniform(-0.5, 0.5, (count, 2)) * (spacing - SIGMA) * 0.9
    velocity = chance.normal(0.0, 1.0, (count, 2))
    velocity *= SPEED / math.sqrt((velocity**2).sum(axis=1).mean())
    corners = side / 2 * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    return Scene(
        position=place, velocity=velocity, restitution=1.0, friction=0.0, gravity=(0.0, 0.0),
        corners=corners, step_rate=240, substeps=1,
    )  # fmt: skip


def _tally(engine: Engine, steps: int, side: float, window: float) -> Tally:
    """Watch the window for so many sub-steps."""
    virial, balls, energy = 0.0, 0, 0.0
    place, velocity = engine.positions, engine.velocities
    for _ in range(steps):
        engine.step()
        later, faster = engine.positions, engine.velocities
        changed = np.flatnonzero((velocity != faster).any(axis=1))
        # Where a ball was at its hit, on the mean over all moments of the sub-step at which that may have been.
        met = (place + later + H / 2 * (velocity - faster))[changed] / 2
        reach = H * (np.hypot(*velocity[changed].T) + np.hypot(*faster[changed].T))
        middles, normal = impulses(met, MASS * (faster - velocity)[changed], reach, side)
        virial += SIGMA * normal[(np.abs(middles) < window).all(axis=1)].sum()
        place, velocity = later, faster
        inside = (np.abs(place) < window).all(axis=1)
        balls += np.count_nonzero(inside)
        energy += MASS * (velocity[inside] ** 2).sum() / 2
    return Tally(virial, balls / steps, energy / balls)


def impulses(place: Floats, gained: Floats, reach: Floats, side: float) -> tuple[Floats, Floats]:
    """Middles (m, 2) of pairs of discs, and what each pushed the other apart with, (m,) N s.

    place, gained : (n, 2) of all balls that gained momentum in a sub-step
    reach : (n,) m, how far from touching a ball may seem to be that was hit

    Whatever happened in the sub-step, pairs and walls pushed along their normals, and the pushes on a ball add up
    to what it gained. Mostly a ball was hit once and that is the answer; where several hits hang together, all are
    found at once by least squares, over pairs and walls that may have touched.
    """
    first, second = np.triu_indices(len(place), 1)
    offset = place[second] - place[first]
    distance = np.sqrt((offset**2).sum(axis=1))
    near = distance < SIGMA + reach[first] + reach[second]
    first, second, normal = first[near], second[near], offset[near] / distance[near, None]
    pairs = len(first)
    ball, axis = np.nonzero(np.abs(place) > (side / 2 - R) - reach[:, None])
    columns = np.arange(pairs)
    push = np.zeros((len(place), 2, pairs + len(ball)))
    push[first, :, columns], push[second, :, columns] = -normal, normal
    push[ball, axis, pairs + np.arange(len(ball))] = -np.sign(place[ball, axis])
    push = push.reshape(2 * len(place), pairs + len(ball))
    amount = np.linalg.solve(push.T @ push + 1e-9 * np.eye(push.shape[1]), push.T @ gained.ravel())
    return (place[first] + place[second]) / 2, amount[:pairs]
