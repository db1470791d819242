"""The levels that demonstrate a law of physics follow it."""

import math
from pathlib import Path

import numpy as np
import pytest

from game import Simulation, load_level
from tests.physics.gas import henderson
from tests.physics.measures import jacobi_energy, kinetic_energy, speeds
from tests.physics.scene import G

LEVELS = Path(__file__).parents[1] / "levels"


@pytest.fixture
def play():
    """Return a function that starts a level by name; its simulations are closed after the test."""
    started = []

    def start(name):
        started.append(Simulation(load_level(LEVELS / f"{name}.toml")))
        return started[-1]

    yield start
    for simulation in started:
        simulation.close()


def test_discs_on_the_incline_roll_or_slip_by_their_friction(play):
    """Rolling: a = 2/3 g sin. Slipping: a = g (sin - μ cos), and 2 μ g cos at the rim. Measured: to 1e-14."""
    simulation = play("incline")
    simulation.step(60)
    _, *ramps = simulation.level.walls
    rolling = []
    for k, ramp in enumerate(ramps):
        friction, along = simulation.level.material(ramp.material).friction, np.subtract(*ramp.points[::-1])
        cos, sin = along / np.hypot(*along) * (1.0, -1.0)
        rolls = friction >= sin / cos / 3
        down, rim = (2 / 3 * G * sin,) * 2 if rolls else (G * (sin - friction * cos), 2 * friction * G * cos)
        row = slice(4 * k, 4 * k + 4)
        assert simulation.velocities[row] == pytest.approx(np.tile(down * np.array([cos, -sin]), (4, 1)), rel=1e-9)
        assert -0.2 * simulation.spins[row] == pytest.approx([rim] * 4, rel=1e-9)
        rolling.append(rolls)
    assert rolling == [False, False, False, True, True]


def test_the_cradle_passes_on_as_many_balls_as_come_in(play):
    """As many balls leave as come in, at 3 m/s, and the others stay at rest. Measured: exact for six minutes."""
    simulation = play("cradle")
    simulation.step(90)
    for incoming in range(1, 6):
        expected = [(0.0, 0.0)] * (7 - incoming) + [(3.0, 0.0)] * incoming
        assert simulation.velocities[7 * incoming - 7 : 7 * incoming] == pytest.approx(np.array(expected), abs=1e-9)
    simulation.step(3600)
    for incoming in range(1, 6):
        moving = np.sort(speeds(simulation)[7 * incoming - 7 : 7 * incoming])
        assert moving == pytest.approx([0.0] * (7 - incoming) + [3.0] * incoming, abs=1e-9)


def test_jacobi_keeps_the_jacobi_energy(play):
    """E - spin × L is constant, while E is not. Measured: to 2e-14 of E."""
    simulation = play("jacobi")
    rate = math.radians(simulation.level.walls[0].spin)
    before, energy = jacobi_energy(simulation, rate), kinetic_energy(simulation)
    largest = energy
    for _ in range(300):
        simulation.step(6)
        assert jacobi_energy(simulation, rate) == pytest.approx(before, abs=1e-6 * energy)
        largest = max(largest, kinetic_energy(simulation))
    assert largest > 2.0 * energy


@pytest.mark.slow
def test_the_surface_in_the_drum_has_its_slope(play):
    """The mean slope of the surface over a turn is 35 degrees. Measured with five seeds: 34.0 to 36.3."""
    simulation = play("drum")
    simulation.step(6 * 60)
    slopes = []
    for _ in range(24 * 6):
        simulation.step(10)
        slopes.append(surface_slope(simulation.positions))
    assert 32.0 < np.mean(slopes) < 39.0
    fill = (math.pi * simulation.radii**2).sum() / 0.82 / math.pi
    assert fill == pytest.approx(0.5, abs=0.02)
    froude = math.radians(simulation.level.walls[0].spin) ** 2 / G
    assert froude == pytest.approx(0.007, rel=0.01)


def surface_slope(positions):
    """Return the slope, degrees, of a line through the highest balls of columns in the middle of the drum."""
    column = np.digitize(positions[:, 0], np.linspace(-0.6, 0.6, 13))
    tops = [positions[column == k][positions[column == k][:, 1].argmax()] for k in range(1, 13)]
    return math.degrees(math.atan(np.polyfit(*np.array(tops).T, 1)[0]))


def test_the_gas_follows_the_equation_of_state(play):
    """Z = P / (n T), P at the walls, n and T far from them. Measured with five seeds: within 1.5 % of Henderson."""
    simulation = play("gas")
    (wall,), radius = simulation.level.walls, 0.2
    half = wall.points[2][0]
    totals = simulation.pipeline.wall_collision.totals  # its second number is the sum of the normal impulses
    simulation.step(5 * 60)
    before, counts, energies = totals[1], [], []
    for _ in range(24 * 20):
        simulation.step(3)
        inside = (np.abs(simulation.positions) < half - 10 * radius).all(axis=1)
        counts.append(np.count_nonzero(inside))
        energies.append(simulation.masses[0] * (simulation.velocities[inside] ** 2).sum() / 2)
    pressure = (totals[1] - before) / 24 / (8 * (half - radius))
    density = np.mean(counts) / (2 * half - 20 * radius) ** 2
    packing = density * math.pi * radius**2
    assert packing == pytest.approx(0.3, rel=0.03)
    compressibility = pressure / (density * np.sum(energies) / np.sum(counts))
    assert compressibility == pytest.approx(henderson(packing), rel=0.04)


@pytest.mark.slow
def test_the_hopper_flows_by_beverloos_law(play):
    """Both flow rates are constant and follow (D - d)^(3/2) (Beverloo 1961): the wide one is 2.4 times as high."""
    simulation = play("hopper")
    left = simulation.positions[:, 0] < 0.0
    passed = []
    for _ in range(9 * 60):
        simulation.step()
        below = simulation.positions[:, 1] < 1.4
        passed.append(((below & left).sum(), (below & ~left).sum()))
    passed = np.array(passed).T
    rates = []
    for count, total in zip(passed, (left.sum(), (~left).sum()), strict=True):
        assert count[-1] == total
        early, middle, late = (np.searchsorted(count, part * total) / 60 for part in (0.25, 0.5, 0.75))
        assert late - middle == pytest.approx(middle - early, rel=0.25)
        rates.append(0.5 * total / (late - early))
    assert rates[1] / rates[0] == pytest.approx((9 / 5) ** 1.5, rel=0.1)


def test_the_pile_rests_on_the_walls(play):
    """All balls rest after 20 s, and the walls carry their weight. Measured: 3e-14 sqrt(g r), and 107.1 N to 1e-12."""
    simulation = play("pile")
    simulation.step(20 * 60)
    assert (speeds(simulation) / np.sqrt(G * simulation.radii)).max() < 1e-6
    contacts, h = simulation.pipeline.wall_collision.contacts, simulation.dt / simulation.level.world.substeps
    up = (contacts.tangent_impulse * contacts.normal_x - contacts.normal_impulse * contacts.normal_y).sum() / h
    assert up == pytest.approx(simulation.masses.sum() * G, rel=1e-6)
    assert simulation.masses.max() / simulation.masses.min() == pytest.approx(36.0)
