"""The levels that show a closed form keep to it, as they come."""

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
    """Starts levels by name, and closes what it started."""
    started = []

    def start(name):
        started.append(Simulation(load_level(LEVELS / f"{name}.toml")))
        return started[-1]

    yield start
    for simulation in started:
        simulation.close()


def test_incline(play):
    """Rolling, a = 2/3 g sin; slipping, a = g (sin - μ cos), and the rim 2 μ g cos. Seen: to 1e-14."""
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


def test_cradle(play):
    """As many balls as come in go out, with their 3 m/s, and the others stand. Seen: exactly so, for six minutes."""
    simulation = play("cradle")
    simulation.step(90)
    for come in range(1, 6):
        out = [(0.0, 0.0)] * (7 - come) + [(3.0, 0.0)] * come
        assert simulation.velocities[7 * come - 7 : 7 * come] == pytest.approx(np.array(out), abs=1e-9)
    simulation.step(3600)
    for come in range(1, 6):
        moving = np.sort(speeds(simulation)[7 * come - 7 : 7 * come])
        assert moving == pytest.approx([0.0] * (7 - come) + [3.0] * come, abs=1e-9)


def test_jacobi(play):
    """E - spin × L stays, while E does not. Seen: to 2e-14 of E."""
    simulation = play("jacobi")
    rate = math.radians(simulation.level.walls[0].spin)
    before, energy = jacobi_energy(simulation, rate), kinetic_energy(simulation)
    most = energy
    for _ in range(300):
        simulation.step(6)
        assert jacobi_energy(simulation, rate) == pytest.approx(before, abs=1e-6 * energy)
        most = max(most, kinetic_energy(simulation))
    assert most > 2.0 * energy


@pytest.mark.slow
def test_drum(play):
    """The surface leans at 35 degrees, in the mean over a turn. Seen: 34.0 to 36.3, of five seeds."""
    simulation = play("drum")
    simulation.step(6 * 60)
    leaning = []
    for _ in range(24 * 6):
        simulation.step(10)
        leaning.append(lean(simulation.positions))
    assert 32.0 < np.mean(leaning) < 39.0
    fill = (math.pi * simulation.radii**2).sum() / 0.82 / math.pi
    assert fill == pytest.approx(0.5, abs=0.02)
    froude = math.radians(simulation.level.walls[0].spin) ** 2 / G
    assert froude == pytest.approx(0.007, rel=0.01)


def lean(place):
    """Slope in degrees of a line through the highest balls of columns in the middle of the drum."""
    column = np.digitize(place[:, 0], np.linspace(-0.6, 0.6, 13))
    tops = [place[column == k][place[column == k][:, 1].argmax()] for k in range(1, 13)]
    return math.degrees(math.atan(np.polyfit(*np.array(tops).T, 1)[0]))


def test_gas(play):
    """Z = P / (n T), P at the walls, n and T away from them. Seen: within 1.5 % of Henderson, of five seeds."""
    simulation = play("gas")
    (wall,), radius = simulation.level.walls, 0.2
    half = wall.points[2][0]
    pressed = simulation.pipeline.wall_collision.totals  # its second number is the sum of the normal impulses
    simulation.step(5 * 60)
    before, balls, temperature = pressed[1], [], []
    for _ in range(24 * 20):
        simulation.step(3)
        inside = (np.abs(simulation.positions) < half - 10 * radius).all(axis=1)
        balls.append(np.count_nonzero(inside))
        temperature.append(simulation.masses[0] * (simulation.velocities[inside] ** 2).sum() / 2)
    pressure = (pressed[1] - before) / 24 / (8 * (half - radius))
    number = np.mean(balls) / (2 * half - 20 * radius) ** 2
    packing = number * math.pi * radius**2
    assert packing == pytest.approx(0.3, rel=0.03)
    compressibility = pressure / (number * np.sum(temperature) / np.sum(balls))
    assert compressibility == pytest.approx(henderson(packing), rel=0.04)


@pytest.mark.slow
def test_hopper(play):
    """Both openings run evenly until they are empty, as (D - d)^(3/2): the wide one 2.4 times as fast."""
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


def test_pile(play):
    """Nothing moves after 20 s, and the walls carry the weight. Seen: 3e-14 sqrt(g r), and 107.1 N to 1e-12."""
    simulation = play("pile")
    simulation.step(20 * 60)
    assert (speeds(simulation) / np.sqrt(G * simulation.radii)).max() < 1e-6
    touches, h = simulation.pipeline.wall_collision.contacts, simulation.dt / simulation.level.world.substeps
    up = (touches.tangent_impulse * touches.normal_x - touches.normal_impulse * touches.normal_y).sum() / h
    assert up == pytest.approx(simulation.masses.sum() * G, rel=1e-6)
    assert simulation.masses.max() / simulation.masses.min() == pytest.approx(36.0)
