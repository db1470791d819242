"""Parameters changed while a level runs: values, bits, energies, poses of walls, and containment."""

from math import degrees, pi, radians

import numpy as np
import pytest

from components import Collider, Spin
from game import Level, Simulation
from game.batch.headless import escaped_balls
from game.batch.overlap import overlaps
from game.session.rewind import Rewind
from game.simulation.commands import AddBall, RemoveBall, SetParameter
from game.simulation.parameters import PARAMETER_NAMES, Overrides
from game.testing.tiny_worlds import tiny_level as level
from systems.broad_phase import BroadPhase
from tests.scenes import heptagon

FLOCK = {"count": 20, "spawn": {"pattern": "disc", "radius": 1.5, "speed": [0.0, 1.0]}}
RANGES = {
    "gravity": (0.0, 40.0),
    "direction": (-pi, pi),
    "restitution": (0.0, 1.0),
    "friction": (0.0, 2.0),
    "rolling_resistance": (0.0, 0.3),
    "spin": (-15.0, 15.0),
}
COMMANDS = [
    SetParameter("gravity", 20.0),
    SetParameter("direction", 0.3),
    SetParameter("restitution", 0.2),
    SetParameter("friction", 1.5),
    SetParameter("rolling_resistance", 0.1),
    SetParameter("spin", -3.0),
    SetParameter("balls", 30),
    SetParameter("substeps", 7),
    SetParameter("balls", 12),
    SetParameter("restitution"),
    SetParameter("spin"),
    SetParameter("substeps", 2),
]


@pytest.fixture
def scene(simulate):
    return simulate([FLOCK], wall=heptagon())


def set_parameters(simulation, every=10):
    for command in COMMANDS:
        simulation.enqueue(command)
        simulation.step(every)


def turning(simulation):
    return simulation.walls_table[Spin]


@pytest.mark.parametrize("name", PARAMETER_NAMES)
def test_a_value_is_set_in_the_next_step_and_can_be_restored(scene, name):
    own = scene.parameters.value(name)
    assert own == scene.parameters.level_value(name)
    value = 30 if name in {"balls", "substeps"} else 0.25
    scene.enqueue(SetParameter(name, value))
    assert scene.parameters.value(name) == own
    scene.step()
    assert scene.parameters.value(name) == pytest.approx(value, rel=1e-15)
    assert getattr(scene.parameters.overrides, name) == value
    scene.enqueue(SetParameter(name))
    scene.step()
    assert scene.parameters.value(name) == own
    assert scene.parameters.overrides == Overrides()


def test_parameters_act_on_the_systems_and_components(scene):
    set_parameters(scene, every=1)
    systems = scene.pipeline
    assert systems.gravity.g == pytest.approx((20.0 * np.cos(0.3), 20.0 * np.sin(0.3)))
    assert set(scene.balls[Collider].friction) == set(scene.walls_table[Collider].friction) == {1.5}
    assert set(scene.balls[Collider].rolling_resistance) == {0.1}
    assert set(scene.balls[Collider].restitution) == {0.7}
    assert (scene.count, systems.substeps, systems.h) == (12, 2, 1.0 / 120.0)


def test_gravity_at_right_angles_has_exact_zeros(scene):
    for angle, g in ((90, (0.0, 9.81)), (180, (-9.81, 0.0)), (0, (9.81, 0.0)), (-90, (0.0, -9.81))):
        scene.enqueue(SetParameter("direction", radians(angle)))
        scene.step()
        assert scene.pipeline.gravity.g == g
    scene.enqueue(SetParameter("gravity", 0.0))
    scene.step()
    assert degrees(scene.parameters.value("direction")) == -90.0  # the direction is kept at gravity 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("mass", 1.0), ("gravity", float("nan")), ("gravity", -1.0), ("substeps", 0),
     ("substeps", 2.5), ("restitution", 1.1), ("balls", -1), ("spin", 1e9)],
)  # fmt: skip
def test_an_invalid_value_raises_and_changes_nothing(scene, name, value):
    digest = scene.hash()
    message = (
        r"cannot set .*(no such parameter; allowed: gravity, |out of range; allowed: |not a whole number; allowed: )"
    )
    with pytest.raises(ValueError, match=message):
        scene.apply(SetParameter(name, value))
    assert (scene.hash(), scene.parameters.overrides) == (digest, Overrides())


# -- the same bits --------------------------------------------


def test_the_same_commands_give_the_same_bits(scene, simulate):
    set_parameters(scene)
    again = simulate([FLOCK], wall=heptagon())
    again.commands[:] = scene.commands
    again.step(scene.steps)
    assert again.hash() == scene.hash()


@pytest.mark.parametrize("back", [1, 15, 77, 120])
def test_states_on_the_way_back_have_the_same_bits(scene, back):
    rewind, digests, overrides = Rewind(scene), [], []
    for k in range(120):
        if k % 10 == 0:
            scene.enqueue(COMMANDS[k // 10])
        digests.append(scene.hash())
        overrides.append(scene.parameters.overrides)
        rewind.step()
    end = scene.hash()
    assert rewind.step_back(back) == back
    assert (scene.hash(), scene.parameters.overrides) == (digests[120 - back], overrides[120 - back])
    rewind.step(back)
    assert scene.hash() == end


def test_the_hash_covers_overrides(scene):
    """An override decides later steps even if it has not changed anything yet."""
    digests = set()
    for command in (
        SetParameter("friction", 0.4),
        SetParameter("friction", 0.3),
        SetParameter("balls", 20),
        SetParameter("substeps", 8),
    ):
        state = scene.snapshot()
        with scene.world.active():
            scene.apply(command)
        digests.add(scene.hash())
        scene.restore(state)
    assert len(digests | {scene.hash()}) == 5


# -- energies -------------------------------------------------


def test_the_ledger_balances_with_commands_of_all_kinds(scene):
    first = scene.energy()
    for command in (*COMMANDS, AddBall(2.0, 0.0, 1.0, 3.0), RemoveBall(int(scene.balls.entities[3]))):
        scene.enqueue(command)
        for _ in range(20):
            scene.step()
            ledger = scene.ledger()
            turnover = abs(ledger.work) + abs(ledger.given) + ledger.dissipated + 1.0
            balance = first + ledger.work + ledger.given - ledger.dissipated
            assert balance == pytest.approx(ledger.energy, abs=1e-11 * turnover)


def test_a_change_of_gravity_is_given_energy_and_no_dissipation(simulate):
    falling = simulate([{"position": [0.0, 2.0]}], gravity=[0.0, -10.0])
    falling.step(5)
    before, height = falling.ledger(), falling.positions[0, 1]
    falling.enqueue(SetParameter("gravity", 4.0))
    falling.step(5)
    ledger = falling.ledger()
    assert before.given == 0.0
    assert ledger.given == pytest.approx(falling.masses[0] * height * (4.0 - 10.0), rel=1e-12)
    assert ledger.dissipated == pytest.approx(0.0, abs=1e-12)


def test_no_energy_is_given_without_commands(scene):
    scene.step(300)
    assert scene.ledger().given == 0.0


# -- turning walls --------------------------------------------


def test_the_angle_of_a_wall_is_continuous_when_its_spin_changes(scene):
    chance = np.random.default_rng(3)
    scene.step(1000)
    for _ in range(200):
        angle = turning(scene).angle[0]
        rate = float(chance.uniform(-20.0, 20.0))
        scene.enqueue(SetParameter("spin", rate))
        scene.step()
        assert turning(scene).angle[0] == pytest.approx(angle + rate / 60.0, abs=1e-12)
        assert turning(scene).rate[0] == rate


def test_a_change_of_substeps_does_not_change_the_time(scene):
    scene.step(7)
    for number in (1, 9, 4, 32):
        angle = turning(scene).angle[0]
        scene.enqueue(SetParameter("substeps", number))
        scene.step()
        assert turning(scene).angle[0] == pytest.approx(angle + radians(72.0) / 60.0, abs=1e-14)
    assert scene.pipeline.wall_motion.substep_count == 32 * 11


def test_turning_walls_keep_their_ratio_and_swinging_walls_swing_on(simulate):
    walls = [
        heptagon(spin=40.0),
        {"shape": "box", "width": 1.0, "height": 0.1, "spin": -80.0},
        {"shape": "circle", "radius": 0.1, "container": False, "center": [1.5, 0.0],
         "swing": {"angle": 30.0, "period": 1.0}},
    ]  # fmt: skip
    base = level([], wall=heptagon()).model_dump(mode="json") | {"walls": walls, "materials": {}}
    simulation, unchanged = Simulation(Level.model_validate(base)), Simulation(Level.model_validate(base))
    simulation.enqueue(SetParameter("spin", radians(10.0)))
    for one in (simulation, unchanged):
        one.step(30)
    assert np.degrees(turning(simulation).rate[:2]) == pytest.approx((10.0, -20.0))
    assert turning(simulation).angle[2] == turning(unchanged).angle[2]
    for one in (simulation, unchanged):
        one.close()


def test_a_resting_wall_can_be_turned_and_a_level_without_walls_has_no_spin(simulate):
    still = simulate([FLOCK])
    still.enqueue(SetParameter("spin", 2.0))
    still.step(60)
    assert turning(still).angle[0] == pytest.approx(2.0)
    nothing = Simulation(Level.model_validate({"format": 1, "title": "Nothing"}))
    assert "spin" not in nothing.parameters.names
    nothing.enqueue(SetParameter("spin", 2.0))
    nothing.step()
    nothing.close()


def test_a_pile_stays_at_rest_when_the_substeps_change(simulate):
    """The impulses for warm starting are sums over a sub-step, so they are scaled."""
    row = simulate([{"position": [0.0, -9.8 + 0.4 * k]} for k in range(5)], rolling_resistance=0.01)
    row.step(120)
    height = row.positions[-1, 1]
    for number in (16, 1, 7):
        row.enqueue(SetParameter("substeps", number))
        row.step(10)
        assert row.positions[-1, 1] == pytest.approx(height, abs=2e-4)


# -- number of balls ------------------------------------------


def overlap(simulation):
    """Return the deepest overlap in radii of the smaller ball."""
    return overlaps(simulation, BroadPhase(simulation.balls)).max(initial=0.0)


def test_balls_are_added_at_free_positions_and_the_newest_are_removed(scene):
    old = scene.balls.entities.tolist()
    scene.step(90)
    scene.enqueue(SetParameter("balls", 45))
    with scene.world.active():
        scene.apply(scene.commands.pop().command)
    assert scene.count == 45
    assert not escaped_balls(scene).any()
    assert overlap(scene) < 0.01
    assert [label.number for label in scene.labels] == list(range(1, 46))
    scene.enqueue(SetParameter("balls", 18))
    scene.step()
    assert scene.balls.entities.tolist() == old[:18]


def test_no_more_balls_are_added_than_there_is_room_for(scene):
    scene.enqueue(SetParameter("balls", 500))
    scene.step()
    assert 60 < scene.count < 250
    assert scene.parameters.overrides.balls == scene.parameters.value("balls") == scene.count


def test_emitters_spawn_more_or_fewer_balls(simulate):
    pouring = {"position": [0.0, 2.0], "rate": 60.0, "count": 10, "radius": 0.1, "area": 0.5}
    data = level([], wall=heptagon()).model_dump(mode="json") | {"emitters": [pouring]}
    simulation = Simulation(Level.model_validate(data))
    simulation.step(5)
    assert (simulation.count, simulation.pending, simulation.parameters.value("balls")) == (5, 5, 10)
    state = simulation.snapshot()
    simulation.enqueue(SetParameter("balls", 3))
    simulation.step()
    assert (simulation.count, simulation.pending) == (3, 0)
    simulation.enqueue(SetParameter("balls", 30))
    simulation.step(60)
    assert (simulation.count, simulation.pending) == (30, 0)
    simulation.restore(state)
    assert (simulation.count, simulation.pending) == (5, 5)
    simulation.close()


# -- containment ----------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_no_ball_escapes_while_all_parameters_change(simulate, seed):
    chance = np.random.default_rng(seed)
    simulation = simulate([FLOCK], wall=heptagon())
    deep = 0.0
    for k in range(400):
        if k % 3 == 0:
            name = str(chance.choice([*RANGES, "substeps", "balls"], p=[0.15] * 6 + [0.07, 0.03]))
            if name in RANGES:
                value = float(chance.uniform(*RANGES[name]))
            else:
                value = int(chance.integers(2, 9)) if name == "substeps" else int(chance.integers(15, 26))
            simulation.enqueue(SetParameter(name, None if chance.random() < 0.1 else value))
        simulation.step()
        assert np.isfinite(simulation.positions).all()
        assert not escaped_balls(simulation).any()
        deep = max(deep, overlap(simulation))
    assert deep < 0.25  # unchanged, at gravity 40 and 2 sub-steps: 0.12
    assert simulation.quarantine == []


def test_walls_that_turn_fast_get_more_substeps(simulate):
    simulation = simulate([{"position": [0.0, 0.5], "radius": 0.2}], wall=heptagon(radius=2.0, spin=36_000.0))
    assert simulation.parameters.value("substeps") == 20
    rim = np.radians(36_000.0) * 2.0
    for _ in range(300):
        simulation.step()
        assert np.abs(simulation.velocities).max() < 1.3 * rim
    assert not simulation.quarantine
    simulation.parameters.set("spin", np.radians(12_000.0))
    assert simulation.parameters.value("substeps") == 7
    simulation.parameters.set("substeps", 9)
    assert simulation.parameters.value("substeps") == 9
    simulation.parameters.set("spin", 0.1)
    simulation.parameters.set("substeps", None)
    assert simulation.parameters.value("substeps") == 4


def test_a_wall_that_turns_too_fast_for_any_substeps_is_refused(simulate):
    with pytest.raises(
        ValueError, match=r"turns too fast for steps of 1/30 s \(got 36000\); allowed: up to 28800 deg/s"
    ):
        simulate([{"position": [0.0, 0.0]}], wall=heptagon(spin=36_000.0), step_rate=30)
