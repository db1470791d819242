"""Random crowds of balls for the twins, each of a kind that reaches other branches of a kernel."""

import numpy as np

H = 1.0 / 240.0
COUNT = 9


def lattice(chance, jitter):
    """Places of discs of radius 0.5 in a square lattice whose gaps are about so many radii, and the radii."""
    x, y = np.meshgrid(np.arange(3.0), np.arange(3.0))
    place = np.vstack((x.ravel(), y.ravel())) + jitter * chance.normal(size=(2, COUNT))
    return place, np.full(COUNT, 0.5)


def cloud(chance, spread, least=0.1, most=0.5):
    """Places about the origin, and radii."""
    return spread * chance.normal(size=(2, COUNT)), chance.uniform(least, most, COUNT)


def on_few_points(chance):
    """Places of which many are the same."""
    place, radius = cloud(chance, 0.5)
    return place[:, chance.integers(0, 3, COUNT)], radius


# Places and radii; speed (m/s), difference of kicks (m/s), impulse of contacts (N s), impacts before this call.
KINDS = {
    "gas": (lambda chance: cloud(chance, 0.8), 5.0, 0.0, 0.0, 0),
    "hail": (lambda chance: cloud(chance, 1.0, 0.02, 0.2), 60.0, 0.0, 0.0, 0),
    "supported gas": (lambda chance: cloud(chance, 0.8), 3.0, 0.8, 0.2, 0),
    "pile": (lambda chance: lattice(chance, 0.002), 0.05, 0.02, 0.1, 0),
    "landing": (lambda chance: lattice(chance, 0.004), 0.3, 0.04, 0.05, 0),
    "crush": (lambda chance: cloud(chance, 0.2), 0.3, 0.02, 0.05, 0),
    "fast crush": (lambda chance: cloud(chance, 0.3), 4.0, 0.02, 0.05, 0),
    "coincident": (on_few_points, 0.5, 0.02, 0.05, 0),
    "tired": (lambda chance: lattice(chance, 0.01), 3.0, 0.02, 0.05, 17),
    "exhausted": (lambda chance: lattice(chance, 0.01), 3.0, 0.02, 0.05, 33),
}


def columns(kind, seed, forces=True):
    """Columns x to begin, hits, and those of the colliders, of a crowd in a sub-step; and loads of its contacts.

    Without forces, all fall alike.
    """
    make, speed, pull, impulse, hits = KINDS[kind]
    pull = pull if forces else 0.0
    chance = np.random.default_rng(seed)
    place, radius = make(chance)
    vx, vy = speed * chance.normal(size=(2, COUNT))
    spin, angle = 5.0 * chance.normal(size=(2, COUNT))
    change_x, change_y = np.array([[0.001], [-0.04]]) + pull * chance.normal(size=(2, COUNT))
    begin = chance.choice([0.0, 0.3 * H, 0.9 * H], COUNT)
    material = chance.uniform(0.0, 1.0, (3, COUNT)) * np.array([[1.0], [1.0], [chance.choice([0.0, 0.3])]])
    return (
        [*place.copy(), angle, vx, vy, spin, change_x, change_y, begin],
        chance.integers(0, hits + 1, COUNT).astype(float),
        [radius, chance.uniform(0.5, 3.0, COUNT), *material.copy()],
        impulse * chance.uniform(size=COUNT * (COUNT - 1) // 2) * chance.choice([0.0, 1.0], COUNT * (COUNT - 1) // 2),
    )
