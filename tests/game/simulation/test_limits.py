"""Levels with values at both ends of their ranges: balls stay finite and contained, and gain no energy."""

from math import hypot, pi, radians, sqrt

import numpy as np
import pytest

from game import Level, Simulation
from game.batch.headless import escaped_balls
from game.simulation.commands import PressKey
from tests.lanes import cases
from tests.limits import random_level, random_machine

pytestmark = pytest.mark.both_lanes

SEEDS = range(cases(quick=60, slow=1500))


def energy(simulation):
    """Return the kinetic and the potential energy of all balls, J."""
    mass, speed, rim = simulation.masses, simulation.velocities, simulation.spins * simulation.radii
    kinetic = 0.5 * mass * ((speed**2).sum(axis=1) + 0.5 * rim**2)
    return kinetic.sum(), -(mass * (simulation.positions @ np.array(simulation.level.world.gravity))).sum()


def simulations(moves, has_forces=False):
    """Yield the seed, a simulation of every valid level, and the largest distance of its walls from the origin, m."""
    levels = [(seed, level) for seed in SEEDS if (level := random_level(seed, moves, has_forces))]
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


def strength(field, reach):
    """Return the largest acceleration of a force field within the walls, m/s²."""
    away = reach + hypot(*field.center)
    nearest = 0.05 * field.scale if field.falloff > 0.0 else away
    return hypot(*field.acceleration) + hypot(field.pull, field.swirl) * (field.scale / nearest) ** field.falloff


def test_forces_give_no_more_speed_than_they_can():
    """The root of the energy grows by at most the largest acceleration, and the flow, where drag spins balls at walls.

    A drag is constant in a sub-step, so it may give a part of the speed where a ball bounces in one.
    """
    for seed, simulation, reach in simulations(False, has_forces=True):
        level, count, mass = simulation.level, len(simulation.masses), simulation.masses[0]
        most = hypot(*level.world.gravity) + sum(strength(field, reach) for field in level.forces)
        flow = sum(hypot(*field.flow) for field in level.forces if field.drag)
        start = sqrt(2.0 * energy(simulation)[0] / mass)
        for _ in range(level.world.step_rate // 2):
            simulation.step()
            speed = sqrt(2.0 * energy(simulation)[0] / mass)
            given = sqrt(count) * (sqrt(1.5) * flow + most * simulation.time)
            assert speed <= 1.1 * (start + given) + 1e-6 * start, f"seed {seed}"


def rim_speed(level, reach):
    """Return the largest speed of the surface of a wall, m/s."""
    speeds = [0.0]
    for wall in level.walls:
        sway = 0.0 if wall.sway is None else 2.0 * pi / wall.sway.period * hypot(*wall.sway.offset)
        stroke = 0.0 if wall.keys is None else hypot(*wall.keys.offset) / wall.keys.time
        speeds.append(radians(wall.largest_spin) * reach + sway + stroke + abs(wall.belt))
    return max(speeds)


def test_machines_lose_no_ball():
    """Obstacles, emitters, sensors that teleport, bumpers, one-way walls, flippers and forces, all at once."""
    levels = [(seed, level) for seed in SEEDS if (level := random_machine(seed))]
    assert len(levels) > 0.5 * len(SEEDS)
    for seed, level in levels:
        simulation, rate = Simulation(level), level.world.step_rate
        reach = 2.0 * float(np.hypot(*np.vstack(simulation.walls()).T).max())
        rim = rim_speed(level, reach)
        has_engine = level.forces or any(part.kick for part in level.walls) or any(part.to for part in level.sensors)
        speeds = [group.spawn.speed[1] for group in level.balls] + [hypot(*part.velocity) for part in level.emitters]
        most = 10.0 * rim + 2.0 * (max(speeds) + sqrt(2.0 * reach * hypot(*level.world.gravity)))
        for step in range(rate // 2):
            if step == rate // 8 and level.key_names:
                simulation.enqueue(PressKey("Space"))
            simulation.step()
            fastest = max(np.hypot(*simulation.velocities.T), default=0.0)
            assert has_engine or fastest <= most, f"seed {seed}"
        assert not simulation.quarantine, f"seed {seed}"
        assert not escaped_balls(simulation).any(), f"seed {seed}"
        simulation.close()


def test_forces_that_no_substep_can_follow_are_refused():
    data = {"format": 1, "title": "t", "world": {"step_rate": 30}}
    data["forces"] = [{"pull": 9216.0, "falloff": -1.0, "scale": 0.01}]
    Level.model_validate(data)
    data["forces"].append({"swirl": 1.0, "falloff": -0.5})
    with pytest.raises(
        ValueError, match=r"too stiff for steps of 1/30 s \(got 921601 1/s2.*allowed: up to 921600 1/s2"
    ):
        Level.model_validate(data)
    data["forces"] = [{"drag": 480.0}, {"drag": 1.0}]
    with pytest.raises(ValueError, match=r"too strong for steps of 1/30 s \(got 481 in all.*allowed: up to 480 1/s"):
        Level.model_validate(data)


def test_springs_and_drags_take_more_substeps():
    world = {"step_rate": 60, "substeps": 1}
    for more, substeps in (
        ({"forces": [{"pull": 40.0, "falloff": -1.0, "scale": 0.001}]}, 4),
        ({"forces": [{"drag": 100.0}]}, 4),
        ({"world": {**world, "linear_damping": 45.0}}, 2),
        ({"forces": [{"pull": 40.0, "falloff": 2.0, "scale": 0.001}]}, 1),
    ):
        simulation = Simulation(Level.model_validate({"format": 1, "title": "t", "world": world} | more))
        assert simulation.parameters.value("substeps") == substeps
        simulation.close()


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
