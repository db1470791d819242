"""The energy history: its samples, its span, and going back in time."""

import numpy as np
import pytest

from game.session.energy_history import CURVES, SPAN, EnergyHistory
from game.simulation.simulation import Simulation
from tests.scenes import heptagon, level


@pytest.fixture
def simulation():
    spawn = {"pattern": "disc", "radius": 1.5}
    running = Simulation(level([{"count": 20, "radius": 0.2, "spawn": spawn}], wall=heptagon()))
    yield running
    running.close()


def run(simulation, history, steps):
    for _ in range(steps):
        simulation.step()
        history.sample()


def test_a_sample_holds_the_values_of_the_ledger(simulation):
    history = EnergyHistory(simulation)
    run(simulation, history, 60)
    samples = history.samples
    ledger = simulation.ledger()
    assert samples[-1, 0] == simulation.time
    assert np.diff(samples[1:, 0]) == pytest.approx(0.1)
    last = dict(zip(CURVES, samples[-1, 1:], strict=True))
    assert last["sum"] == ledger.energy == last["kinetic"] + last["spin"] + last["potential"]
    assert (last["dissipated"], last["work of walls"]) == (ledger.dissipated, ledger.work)
    assert last["momentum"] == pytest.approx(np.hypot(*ledger.momentum))


def test_the_history_covers_its_span_and_no_more(simulation):
    history = EnergyHistory(simulation)
    run(simulation, history, 1500)
    times = history.samples[:, 0]
    assert (np.diff(times) > 0.0).all()
    assert times[-1] - times[0] == pytest.approx(SPAN, abs=0.21)


def test_later_samples_are_discarded_after_going_back(simulation):
    history = EnergyHistory(simulation)
    run(simulation, history, 1400)
    state = simulation.snapshot()
    run(simulation, history, 100)
    simulation.restore(state)
    history.sample()
    run(simulation, history, 30)
    times = history.samples[:, 0]
    assert (np.diff(times) > 0.0).all()
    assert times[-1] == pytest.approx(simulation.time, abs=0.11)
