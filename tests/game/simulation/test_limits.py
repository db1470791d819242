"""Levels with values at both ends of their ranges: balls stay finite and contained, and gain no energy."""

from contextlib import suppress
from math import hypot, pi, radians, sqrt

import numpy as np
import pytest

from game import Level, Simulation
from game.batch.headless import escaped_balls
from tests.lanes import cases

pytestmark = pytest.mark.both_lanes

RULES = ("geometric_mean", "minimum", "maximum", "product", "average")
SEEDS = range(cases(quick=60, slow=1500))


def pick(rng, low, high, usual):
    """Return one end of a range, a usual value, or any value."""
    return float(rng.choice([usual, usual, low, high, rng.uniform(low, high)]))


def surface(rng):
    return {
        "density": pick(rng, 1e-6, 1e6, 1.0),
        "restitution": pick(rng, 0.0, 1.0, 0.7),
        "friction": pick(rng, 0.0, 10.0, 0.4),
        "rolling_resistance": pick(rng, 0.0, 1.0, 0.0),
    }


def container(rng, size):
    shapes = (
        {"shape": "polygon", "sides": int(rng.choice([3, 7, 64])), "radius": 3.0 * size},
        {"shape": "circle", "radius": 2.0 * size},
        {"shape": "box", "container": True, "width": 4.0 * size, "height": 4.0 * size},
        {"shape": "path", "points": size * np.array([[-2, -2], [2, -2], [2, 2], [0, 1.6], [-2, 2]])},
    )
    return {"material": "wall", **shapes[rng.integers(4)]}


def motion(rng, size):
    """Return a random motion of a wall."""
    swing = {"angle": pick(rng, -360.0, 360.0, 30.0), "period": pick(rng, 0.05, 10.0, 1.0)}
    offset = [size * pick(rng, -1.0, 1.0, 0.3), size * pick(rng, -3.0, 3.0, 0.3)]
    motions = (
        {"spin": pick(rng, -36_000.0, 36_000.0, 72.0)},
        {"swing": swing},
        {"sway": {"offset": offset, "period": pick(rng, 0.05, 10.0, 1.0)}},
        {"belt": pick(rng, -1000.0, 1000.0, 1.0)},
    )
    chosen = rng.random(4) < 0.4
    return {key: value for part, use in zip(motions, chosen, strict=True) if use for key, value in part.items()}


def random_level(seed, moves):
    """Return a level of a container and up to nine balls; a level that the checks refuse is None."""
    rng = np.random.default_rng(seed)
    size, fastest = 10.0 ** rng.integers(-2, 4), 10.0 ** rng.uniform(0.0, 6.0)
    count = int(rng.choice([1, 2, 5, 9]))
    points = [[0.45 * size * (k % 3 - 1), 0.45 * size * (k // 3 - 1)] for k in range(count)]
    spawn = {
        "pattern": "points",
        "points": points,
        "speed": [0.0, abs(pick(rng, 0.0, fastest, 1.0))],
        "spin": [pick(rng, -1e6, 0.0, 0.0), pick(rng, 0.0, 1e6, 0.0)],
    }
    wall = container(rng, size) | (motion(rng, size) if moves else {})
    data = {
        "format": 1,
        "title": "limits",
        "world": {
            "gravity": [pick(rng, -1000.0, 1000.0, 0.0), pick(rng, -1000.0, 1000.0, -9.81)],
            "step_rate": int(rng.choice([30, 60, 120, 480])),
            "substeps": int(rng.choice([1, 2, 4, 32])),
            "friction_mixing": str(rng.choice(RULES)),
            "restitution_mixing": str(rng.choice(RULES)),
        },
        "materials": {"wall": surface(rng), "ball": surface(rng)},
        "walls": [wall | {"points": wall["points"].tolist()} if "points" in wall else wall],
        "balls": [{"count": count, "radius": size * rng.choice([0.02, 0.1, 0.2]), "material": "ball", "spawn": spawn}],
    }
    with suppress(ValueError):
        return Level.model_validate(data)
    return None


def energy(simulation):
    """Return the kinetic and the potential energy of all balls, J."""
    mass, speed, rim = simulation.masses, simulation.velocities, simulation.spins * simulation.radii
    kinetic = 0.5 * mass * ((speed**2).sum(axis=1) + 0.5 * rim**2)
    return kinetic.sum(), -(mass * (simulation.positions @ np.array(simulation.level.world.gravity))).sum()


def simulations(moves):
    """Yield the seed, a simulation of every valid level, and the largest distance of its walls from the origin, m."""
    levels = [(seed, level) for seed in SEEDS if (level := random_level(seed, moves))]
    assert len(levels) > 0.5 * len(SEEDS)
    for seed, level in levels:
        simulation = Simulation(level)
        yield seed, simulation, float(np.hypot(*np.vstack(simulation.walls()).T).max())
        assert not simulation.quarantine, f"seed {seed}"
        assert not escaped_balls(simulation).any(), f"seed {seed}"
        simulation.close()


def test_walls_at_rest_give_no_energy():
    for seed, simulation, reach in simulations(False):
        world, (kinetic, potential) = simulation.level.world, energy(simulation)
        scale = max(kinetic, 2.0 * reach * simulation.masses.sum() * hypot(*world.gravity))
        for _ in range(world.step_rate // 2):
            simulation.step()
            assert sum(energy(simulation)) <= kinetic + potential + 0.02 * scale, f"seed {seed}"


def test_moving_walls_throw_no_ball_much_faster_than_they_are():
    for seed, simulation, reach in simulations(True):
        level = simulation.level
        wall, (group,) = level.walls[0], level.balls
        sway = 0.0 if wall.sway is None else 2.0 * pi / wall.sway.period * hypot(*wall.sway.offset)
        rim = radians(wall.largest_spin) * reach + sway + abs(wall.belt)
        start = group.spawn.speed[1] + radians(np.abs(group.spawn.spin).max()) * group.radius
        fall = sqrt(4.0 * reach * hypot(*level.world.gravity))
        for _ in range(level.world.step_rate // 2):
            simulation.step()
            assert np.hypot(*simulation.velocities.T).max() <= 10.0 * rim + 2.0 * (start + fall), f"seed {seed}"


def test_a_ball_that_is_too_small_for_its_gravity_is_refused():
    data = {"format": 1, "title": "t", "world": {"gravity": [600.0, 800.0], "step_rate": 30}}
    data["balls"] = [{"radius": 0.0001, "position": [0.0, 0.0]}]
    message = r"too small for gravity of 1000 m/s2 in steps of 1/30 s \(got 0.0001\); allowed: at least 0.000543 m"
    with pytest.raises(ValueError, match=message):
        Level.model_validate(data)


def test_gravity_takes_more_substeps_where_a_ball_falls_by_more_than_its_radius(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 0.01}], step_rate=60)
    simulation.parameters.set("gravity", 1000.0)
    assert simulation.parameters.value("substeps") == 4
    simulation.parameters.set("substeps", 1)
    assert simulation.parameters.value("substeps") == 4
    simulation.parameters.set("gravity", 10.0)
    assert simulation.parameters.value("substeps") == 1
