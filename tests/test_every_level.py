"""Every level in levels/ runs; a new file is tested automatically."""

import numpy as np
import pytest

from game import Simulation
from game.batch.headless import escaped_balls
from game.batch.overlap import overlaps
from systems.broad_phase import BroadPhase
from tests.lanes import cases


@pytest.mark.both_lanes
@pytest.mark.heptagon_levels("levels")
def test_a_level_stays_finite_and_contained_and_repeats_bit_for_bit(level):
    seconds = cases(quick=3, slow=30) if level.count <= 200 else cases(quick=3, slow=10) if level.count <= 2000 else 1
    digests = []
    for _ in range(2):
        simulation = Simulation(level)
        for _ in range(10):
            simulation.step(round(seconds * level.world.step_rate / 10))
            assert np.isfinite(simulation.positions).all()
            assert not escaped_balls(simulation).any()
        assert overlaps(simulation, BroadPhase(simulation.balls)).max(initial=0.0) < 0.5
        digests.append(simulation.hash())
        simulation.close()
    assert digests[0] == digests[1]
