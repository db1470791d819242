"""Light balls carry heavy ones: stacks and heaps of very unequal masses come to rest."""

import numpy as np
import pytest

from components import AddedMass, Collider
from game import Simulation
from tests.heaps import LIMIT_OVERLAP, LIMIT_SPEED, G, heap, largest_speed, random_heap, random_heaps, run_to_rest, tube

RATES = (30, 60, 120, 240, 480)


@pytest.mark.parametrize("ratio", [10, 100, 1000, 10_000])
@pytest.mark.parametrize("lights", [1, 3, 6])
def test_a_heavy_ball_rests_on_a_column_of_light_ones(ratio, lights):
    fastest, overlap, heights = run_to_rest(tube(ratio, lights))
    assert fastest < 1e-6
    assert overlap < 0.01
    assert np.all(np.diff(heights) > 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("restitution", [0.0, 0.3, 0.7])
def test_it_rests_at_every_step_rate_and_restitution(rate, restitution):
    for ratio in (20, 55, 134, 360, 1000, 5000, 10_000):
        for lights in (1, 2, 5):
            fastest, overlap, heights = run_to_rest(tube(ratio, lights, rate, restitution))
            case = f"ratio {ratio}, {lights} light balls"
            assert fastest < LIMIT_SPEED, case
            assert overlap < LIMIT_OVERLAP, case
            assert np.all(np.diff(heights) > 0.0), case


@pytest.mark.slow
@pytest.mark.parametrize("density", [1.0, 4.0, 16.0])
def test_large_balls_rest_on_a_layer_of_small_ones(density):
    fastest, overlap, _ = run_to_rest(heap(density=density))
    assert fastest < LIMIT_SPEED
    assert overlap < LIMIT_OVERLAP


@pytest.mark.parametrize("seed", [16, 46, 47])
def test_random_heaps_rest(seed):
    fastest, overlap, _ = run_to_rest(random_heap(seed, rolling_resistance=0.02))
    assert fastest < LIMIT_SPEED
    assert overlap < LIMIT_OVERLAP


@pytest.mark.slow
def test_nearly_all_of_many_random_heaps_rest():
    """Large balls that stand on two small ones rock for longer in some."""
    speeds, overlaps = np.array([run_to_rest(level)[:2] for level in random_heaps(80, rolling_resistance=0.02)]).T
    assert np.count_nonzero(speeds > LIMIT_SPEED) <= 1
    assert overlaps.max() < LIMIT_OVERLAP


@pytest.mark.slow
def test_without_rolling_resistance_random_heaps_gain_no_energy():
    """Balls that roll on the floor roll for ever then, so not all come to rest."""
    speeds = []
    for level in random_heaps(60):
        rate, simulation = level.world.step_rate, Simulation(level)
        simulation.step(29 * rate)
        heaviest, energy = simulation.balls[Collider].mass.max(), simulation.energy()
        simulation.step(60 * rate)
        assert simulation.energy() < energy + 1e-4 * heaviest * G * 0.5
        speeds.append(largest_speed(simulation))
        simulation.close()
    assert np.median(speeds) < LIMIT_SPEED


def test_balls_of_one_mass_have_no_added_mass():
    simulation = Simulation(tube(1, 6))
    simulation.step(300)
    assert not simulation.balls[AddedMass].added.any()
    simulation.close()


def test_the_energy_of_a_heap_falls():
    simulation = Simulation(tube(1000, 4))
    energies = []
    for _ in range(600):
        simulation.step()
        energies.append(simulation.energy())
    simulation.close()
    assert max(energies) < energies[0] + 1e-9
    assert max(np.diff(energies[300:])) < 1e-6 * abs(energies[0] - energies[-1])
