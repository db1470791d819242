"""Balls whose numbers make no sense leave, and the others live on."""

import math

import esper
import numpy as np
import pytest

from components import Collider, Label, Position, Spin, Velocity, VelocityChange
from tests.scenes import heptagon

PILE = [{"count": 20, "radius": 0.25, "spawn": {"pattern": "disc", "radius": 1.7, "speed": [0.0, 0.5]}}]
WRONG = [
    *((kind, field, value) for kind, field in ((Position, "x"), (Position, "y")) for value in (math.nan, -math.inf)),
    *((Velocity, field, value) for field in "xy" for value in (math.nan, math.inf)),
    *((Spin, "rate", value) for value in (math.nan, math.inf)),
    (Spin, "angle", math.nan),
    *((Collider, field, value) for field in ("mass", "radius") for value in (math.nan, 0.0, -1.0, math.inf)),
    (Collider, "friction", math.nan),
]


@pytest.fixture
def pile(simulate):
    """Twenty balls that rest in a still heptagon."""
    simulation = simulate(PILE, wall=heptagon(spin=0.0))
    simulation.step(400)
    return simulation


def spoil(simulation, row, kind=Velocity, field="x", value=math.nan):
    """Write nonsense into a ball; return its entity."""
    with simulation.world.active():
        entity = int(simulation.balls.entities[row])
        setattr(esper.component_for_entity(entity, kind), field, value)
    return entity


def join(simulation, system):
    with simulation.world.active():
        esper.add_processor(system)


class Spoil(esper.Processor):
    """A system that writes nonsense into some rows once, in the second sub-step of a step."""

    def __init__(self, balls, rows, kind, field, value):
        self.column = balls.bind(getattr(kind, field))
        self.rows, self.value = rows, value
        self.calls = 0

    def process(self, h):
        self.calls += 1
        if self.calls == 2:
            self.column.arrays[0][self.rows] = self.value


def lives_on(simulation, count):
    """Whether so many balls are there, and stay as sane as they were."""
    for _ in range(60):
        simulation.step()
        state = np.column_stack((simulation.positions, simulation.velocities, simulation.angles, simulation.spins))
        assert state.shape == (count, 6)
        assert np.isfinite(state).all()
        assert abs(simulation.velocities).max() < 10.0
        assert all(np.isfinite(number).all() for number in simulation.ledger())
    return True


@pytest.mark.parametrize(("kind", "field", "value"), WRONG)
@pytest.mark.parametrize("row", [0, 11, 19])
def test_nonsense_set_by_hand_harms_nobody_else(pile, kind, field, value, row):
    entity = spoil(pile, row, kind, field, value)
    heat = pile.pipeline.energy.dissipated
    pile.step()
    (lost,) = pile.quarantine
    assert (lost.entity, lost.number, lost.step) == (entity, row + 1, 400)
    assert pile.ledger().dissipated - heat < 1.0
    assert entity not in pile.balls.entities
    with pile.world.active():
        assert esper.has_components(entity, Label, Position)
    assert lives_on(pile, 19)


@pytest.mark.parametrize(("kind", "field", "value"), WRONG)
def test_nonsense_of_a_system_of_ones_own_harms_nobody_else(pile, kind, field, value):
    join(pile, Spoil(pile.balls, [3, 19], kind, field, value))
    heat = pile.pipeline.energy.dissipated
    pile.step()
    assert [(lost.number, lost.step) for lost in pile.quarantine] == [(4, 400), (20, 400)]
    assert abs(pile.ledger().dissipated - heat) < 0.1
    assert lives_on(pile, 18)


def test_nonsense_that_comes_out_later_in_the_step_is_seen_by_nobody(pile):
    join(pile, Spoil(pile.balls, [5], VelocityChange, "x", math.nan))
    pile.step()
    assert [(lost.number, lost.what) for lost in pile.quarantine] == [(6, "position")]
    assert lives_on(pile, 19)


def test_several_at_once_are_told_in_order(pile):
    for row in (17, 2, 8):
        spoil(pile, row)
    pile.step()
    spoil(pile, 0, Spin, "rate")
    pile.step(2)
    assert [(lost.number, lost.step, lost.what) for lost in pile.quarantine] == [
        *((number, 400, "velocity") for number in (3, 9, 18)),
        (1, 401, "spin"),
    ]
    assert lives_on(pile, 16)


def test_all_may_go(pile):
    pile.balls[Velocity].x[:] = math.nan
    pile.step(2)
    assert (pile.count, len(pile.quarantine)) == (0, 20)
    assert pile.energy() == 0.0


def test_each_is_told_once_in_the_log(pile, caplog):
    spoil(pile, 4)
    pile.step(10)
    assert [record.name for record in caplog.records] == ["heptagon"]
    assert "ball 5 was removed from the simulation in step 400: invalid velocity: Velocity(x=nan" in caplog.text


def test_sound_balls_are_none_of_its_business(pile):
    assert pile.quarantine == []


def test_a_newcomer_may_be_broken_too(pile):
    with pile.world.active():
        entity = esper.create_entity(Position(math.nan, 0.0), Velocity(), Spin(), Collider())
    pile.step()
    assert [(lost.entity, lost.number) for lost in pile.quarantine] == [(entity, None)]
    assert lives_on(pile, 20)


def test_the_wrong_world_is_left_alone(pile, simulate):
    other = simulate(PILE)
    spoil(pile, 4)
    pile.step()
    other.step()
    assert (pile.count, other.count, other.quarantine) == (19, 20, [])


def test_a_snapshot_of_before_brings_back_who_was_let_go(pile):
    state, digest = pile.snapshot(), pile.hash()
    spoil(pile, 4)
    pile.step()
    after = pile.snapshot()
    pile.step(10)
    pile.restore(after)
    assert (pile.steps, pile.count, len(pile.quarantine)) == (401, 19, 1)
    pile.restore(state)
    assert (pile.count, pile.quarantine, pile.hash()) == (20, [], digest)


def test_who_was_healed_is_forgotten_by_a_snapshot_of_before(pile):
    state, digest = pile.snapshot(), pile.hash()
    with pile.world.active():
        collider = esper.component_for_entity(int(pile.balls.entities[4]), Collider)
    entity = spoil(pile, 4)
    pile.step()
    with pile.world.active():
        esper.component_for_entity(entity, Velocity).x = 0.0
        esper.add_component(entity, collider)
    pile.restore(state)
    assert pile.quarantine == []
    assert pile.hash() == digest
    assert lives_on(pile, 20)


def test_esper_shows_whether_there_are_systems_of_ones_own(pile):
    with pile.world.active():
        assert esper._processors == []
    join(pile, system := Spoil(pile.balls, [], Velocity, "x", 0.0))
    with pile.world.active():
        assert esper._processors == [system]
