"""Random balls for the twins; each kind covers other branches of a kernel."""

import numpy as np

from systems.kernels.columns import (
    ADDED_MASS,
    ANGLE,
    BALL_COLUMNS,
    BY_BALLS,
    BY_WALLS,
    CHANGE_X,
    CHANGE_Y,
    FRICTION,
    MASS,
    PATH_START,
    RADIUS,
    RATE,
    RESTITUTION,
    ROLLING_RESISTANCE,
    TOI_BALL,
    TOI_WALL,
    VX,
    VY,
    X,
    Y,
)

H = 1.0 / 240.0
COUNT = 9


def lattice(rng, jitter):
    """Positions of balls of radius 0.5 in a square lattice with random displacements, and the radii."""
    x, y = np.meshgrid(np.arange(3.0), np.arange(3.0))
    place = np.vstack((x.ravel(), y.ravel())) + jitter * rng.normal(size=(2, COUNT))
    return place, np.full(COUNT, 0.5)


def cloud(rng, spread, least=0.1, most=0.5):
    """Positions around the origin, and radii."""
    return spread * rng.normal(size=(2, COUNT)), rng.uniform(least, most, COUNT)


def on_few_points(rng):
    """Positions of which many coincide, and radii."""
    place, radius = cloud(rng, 0.5)
    return place[:, rng.integers(0, 3, COUNT)], radius


# Positions and radii; speed (m/s), spread of velocity changes (m/s), impulses (N s), impacts before this call.
KINDS = {
    "gas": (lambda rng: cloud(rng, 0.8), 5.0, 0.0, 0.0, 0),
    "hail": (lambda rng: cloud(rng, 1.0, 0.02, 0.2), 60.0, 0.0, 0.0, 0),
    "supported gas": (lambda rng: cloud(rng, 0.8), 3.0, 0.8, 0.2, 0),
    "pile": (lambda rng: lattice(rng, 0.002), 0.05, 0.02, 0.1, 0),
    "landing": (lambda rng: lattice(rng, 0.004), 0.3, 0.04, 0.05, 0),
    "crush": (lambda rng: cloud(rng, 0.2), 0.3, 0.02, 0.05, 0),
    "fast crush": (lambda rng: cloud(rng, 0.3), 4.0, 0.02, 0.05, 0),
    "whirl": (lambda rng: cloud(rng, 0.06, 0.01, 0.03), 25.0, 0.02, 0.001, 33),
    "heavy pile": (lambda rng: lattice(rng, 0.002), 0.05, 0.02, 0.1, 0),
    "heavy landing": (lambda rng: lattice(rng, 0.01), 3.0, 0.04, 0.05, 0),
    "coincident": (on_few_points, 0.5, 0.02, 0.05, 0),
    "without restitution": (lambda rng: lattice(rng, 0.01), 3.0, 0.02, 0.05, 17),
    "without impacts": (lambda rng: lattice(rng, 0.01), 3.0, 0.02, 0.05, 33),
}


def crowd(kind, seed, forces=True):
    """Return a block of balls without pending impacts, impulses of the contacts of all pairs, and impacts of the balls.

    Without forces, all balls have the same velocity change.
    """
    make, speed, pull, impulse, impacts = KINDS[kind]
    pull = pull if forces else 0.0
    rng = np.random.default_rng(seed)
    balls = np.full((BALL_COLUMNS, COUNT), np.nan)
    balls[[X, Y]], balls[RADIUS] = make(rng)
    balls[[VX, VY]] = speed * rng.normal(size=(2, COUNT))
    balls[[RATE, ANGLE]] = 5.0 * rng.normal(size=(2, COUNT))
    balls[[CHANGE_X, CHANGE_Y]] = np.array([[0.001], [-0.04]]) + pull * rng.normal(size=(2, COUNT))
    balls[PATH_START] = rng.choice([0.0, 0.3 * H, 0.9 * H], COUNT)
    balls[[RESTITUTION, FRICTION, ROLLING_RESISTANCE]] = rng.uniform(0.0, 1.0, (3, COUNT))
    balls[ROLLING_RESISTANCE] *= rng.choice([0.0, 0.3])
    struck, balls[MASS] = rng.integers(0, impacts + 1, COUNT), rng.uniform(0.5, 3.0, COUNT)
    balls[[TOI_BALL, TOI_WALL, BY_BALLS, BY_WALLS, ADDED_MASS]] = 0.0
    if kind.startswith("heavy"):
        balls[MASS, ::3] *= 100.0
        balls[ADDED_MASS, 1::3] = rng.choice([0.0, 5.0, 30.0], len(balls[MASS, 1::3]))
    pairs = COUNT * (COUNT - 1) // 2
    return balls, impulse * rng.uniform(size=pairs) * rng.choice([0.0, 1.0], pairs), struck
