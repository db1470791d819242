"""Quarantine in a whole simulation: balls with invalid numbers are removed, and the others are not affected."""

import math

import esper
import numpy as np
import pytest

from components import Collider, Label, Position, Spin, Velocity, VelocityChange
from tests.scenes import heptagon

PILE = [{"count": 20, "radius": 0.25, "spawn": {"pattern": "disc", "radius": 1.7, "speed": [0.0, 0.5]}}]
INVALID = [
    *((kind, field, value) for kind, field in ((Position, "x"), (Position, "y")) for value in (math.nan, -math.inf)),
    *((Velocity, field, value) for field in "xy" for value in (math.nan, math.inf)),
    *((Spin, "rate", value) for value in (math.nan, math.inf)),
    (Spin, "angle", math.nan),
    *((Collider, field, value) for field in ("mass", "radius") for value in (math.nan, 0.0, -1.0, math.inf)),
    (Collider, "friction", math.nan),
]


@pytest.fixture
def pile(simulate):
    """Twenty balls at rest in a heptagon that does not turn."""
    simulation = simulate(PILE, wall=heptagon(spin=0.0))
    simulation.step(400)
    return simulation


def corrupt(simulation, row, kind=Velocity, field="x", value=math.nan):
    """Write an invalid number into a ball; return its entity."""
    with simulation.world.active():
        entity = int(simulation.balls.entities[row])
        setattr(esper.component_for_entity(entity, kind), field, value)
    return entity


def add_system(simulation, system):
    with simulation.world.active():
        esper.add_processor(system)


class Corrupt(esper.Processor):
    """A system that writes an invalid number into some rows once, in the second sub-step of a step."""

    def __init__(self, balls, rows, kind, field, value):
        self.column = balls.bind(getattr(kind, field))
        self.rows, self.value = rows, value
        self.calls = 0

    def process(self, h):
        self.calls += 1
        if self.calls == 2:
            self.column.arrays[0][self.rows] = self.value


def stays_valid(simulation, count):
    """Run 60 steps; check that there are ``count`` balls with valid numbers and low speeds."""
    for _ in range(60):
        simulation.step()
        state = np.column_stack((simulation.positions, simulation.velocities, simulation.angles, simulation.spins))
        assert state.shape == (count, 6)
        assert np.isfinite(state).all()
        assert abs(simulation.velocities).max() < 10.0
        assert all(np.isfinite(number).all() for number in simulation.ledger())
    return True


@pytest.mark.parametrize(("kind", "field", "value"), INVALID)
@pytest.mark.parametrize("row", [0, 11, 19])
def test_an_invalid_number_set_between_steps_affects_no_other_ball(pile, kind, field, value, row):
    entity = corrupt(pile, row, kind, field, value)
    dissipated = pile.pipeline.energy.dissipated
    pile.step()
    (lost,) = pile.quarantine
    assert (lost.entity, lost.number, lost.step) == (entity, row + 1, 400)
    assert pile.ledger().dissipated - dissipated < 1.0
    assert entity not in pile.balls.entities
    with pile.world.active():
        assert esper.has_components(entity, Label, Position)
    assert stays_valid(pile, 19)


@pytest.mark.parametrize(("kind", "field", "value"), INVALID)
def test_an_invalid_number_from_an_added_system_affects_no_other_ball(pile, kind, field, value):
    add_system(pile, Corrupt(pile.balls, [3, 19], kind, field, value))
    dissipated = pile.pipeline.energy.dissipated
    pile.step()
    assert [(lost.number, lost.step) for lost in pile.quarantine] == [(4, 400), (20, 400)]
    assert abs(pile.ledger().dissipated - dissipated) < 0.1
    assert stays_valid(pile, 18)


def test_an_invalid_number_that_spreads_within_a_step_does_not_leave_it(pile):
    add_system(pile, Corrupt(pile.balls, [5], VelocityChange, "x", math.nan))
    pile.step()
    assert [(lost.number, lost.what) for lost in pile.quarantine] == [(6, "position")]
    assert stays_valid(pile, 19)


def test_several_balls_are_listed_in_order(pile):
    for row in (17, 2, 8):
        corrupt(pile, row)
    pile.step()
    corrupt(pile, 0, Spin, "rate")
    pile.step(2)
    assert [(lost.number, lost.step, lost.what) for lost in pile.quarantine] == [
        *((number, 400, "velocity") for number in (3, 9, 18)),
        (1, 401, "spin"),
    ]
    assert stays_valid(pile, 16)


def test_all_balls_may_be_quarantined(pile):
    pile.balls[Velocity].x[:] = math.nan
    pile.step(2)
    assert (pile.count, len(pile.quarantine)) == (0, 20)
    assert pile.energy() == 0.0


def test_each_ball_is_logged_once(pile, caplog):
    corrupt(pile, 4)
    pile.step(10)
    assert [record.name for record in caplog.records] == ["heptagon"]
    assert "ball 5 was removed from the simulation in step 400: invalid velocity: Velocity(x=nan" in caplog.text


def test_valid_balls_are_not_quarantined(pile):
    assert pile.quarantine == []


def test_a_new_ball_may_be_invalid(pile):
    with pile.world.active():
        entity = esper.create_entity(Position(math.nan, 0.0), Velocity(), Spin(), Collider())
    pile.step()
    assert [(lost.entity, lost.number) for lost in pile.quarantine] == [(entity, None)]
    assert stays_valid(pile, 20)


def test_another_world_is_not_affected(pile, simulate):
    other = simulate(PILE)
    corrupt(pile, 4)
    pile.step()
    other.step()
    assert (pile.count, other.count, other.quarantine) == (19, 20, [])


def test_a_snapshot_restores_quarantined_balls(pile):
    state, digest = pile.snapshot(), pile.hash()
    corrupt(pile, 4)
    pile.step()
    after = pile.snapshot()
    pile.step(10)
    pile.restore(after)
    assert (pile.steps, pile.count, len(pile.quarantine)) == (401, 19, 1)
    pile.restore(state)
    assert (pile.count, pile.quarantine, pile.hash()) == (20, [], digest)


def test_a_repaired_ball_is_restored_by_an_earlier_snapshot(pile):
    state, digest = pile.snapshot(), pile.hash()
    with pile.world.active():
        collider = esper.component_for_entity(int(pile.balls.entities[4]), Collider)
    entity = corrupt(pile, 4)
    pile.step()
    with pile.world.active():
        esper.component_for_entity(entity, Velocity).x = 0.0
        esper.add_component(entity, collider)
    pile.restore(state)
    assert pile.quarantine == []
    assert pile.hash() == digest
    assert stays_valid(pile, 20)


def test_esper_lists_the_added_systems(pile):
    with pile.world.active():
        assert esper._processors == []
    add_system(pile, system := Corrupt(pile.balls, [], Velocity, "x", 0.0))
    with pile.world.active():
        assert esper._processors == [system]
