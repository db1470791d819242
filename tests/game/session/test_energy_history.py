"""The energy history: its samples, its span, and going back in time."""

from pathlib import Path

import numpy as np
import pytest

from game.levels.model import load_level
from game.session.energy_history import MEASURED, SPAN, EnergyHistory
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import tiny_level as level
from tests.scenes import heptagon

LEVELS = Path(__file__).parents[3] / "levels"


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
    ledger = simulation.ledger()
    assert history.times[-1] == simulation.time
    assert np.diff(history.times[1:]) == pytest.approx(0.1)
    last = {name: history.curve(name)[-1] for name in MEASURED}
    assert last["sum"] == ledger.energy == last["kinetic"] + last["spin"] + last["potential"]
    assert last["momentum"] == pytest.approx(np.hypot(*ledger.momentum))


def test_powers_are_the_increase_of_totals_over_half_a_second(simulation):
    history, ledgers = EnergyHistory(simulation), []
    history.sample()
    for _ in range(60):
        ledgers.append(simulation.ledger())
        run(simulation, history, 1)
    before, now = ledgers[30], simulation.ledger()
    assert history.curve("work of walls")[-1] == pytest.approx((now.work - before.work) / 0.5)
    assert history.curve("heat")[-1] == pytest.approx((now.dissipated - before.dissipated) / 0.5)
    assert history.curve("heat")[-1] > 0.0
    assert history.curve("work of fields").tolist() == [0.0] * len(history)
    assert history.curve("heat")[0] == 0.0


def test_the_jacobi_integral_of_its_level_is_what_its_description_says():
    running = Simulation(load_level(LEVELS / "jacobi.toml"))
    history = EnergyHistory(running)
    run(running, history, 1200)
    energy, integral = history.curve("sum"), history.curve("Jacobi integral")
    assert np.ptp(energy) > 20.0
    assert integral == pytest.approx(integral[0], abs=1e-9)
    assert f"stays at {integral[0]:.3f} J" in running.level.description
    assert integral == pytest.approx(energy - history.curve("spin of walls × angular momentum"))
    running.close()


def test_the_history_covers_its_span_and_no_more(simulation):
    history = EnergyHistory(simulation)
    run(simulation, history, 1500)
    times = history.times
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
    times = history.times
    assert (np.diff(times) > 0.0).all()
    assert times[-1] == pytest.approx(simulation.time, abs=0.11)
