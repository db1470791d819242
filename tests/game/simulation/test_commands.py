"""Commands to a simulation: what they do, their log, and the same bits when they are carried out again."""

import math

import esper
import numpy as np
import pytest

from components import Position
from game.levels.format.balls import ORANGES
from game.simulation.commands import AddBall, Grab, Place, PressKey, Release, ReleaseKey, RemoveBall, SetParameter
from tests.scenes import heptagon


@pytest.fixture
def scene(simulate):
    spawn = {"pattern": "disc", "radius": 1.0, "speed": [0.0, 1.0]}
    return simulate([{"count": 8, "spawn": spawn}], wall=heptagon())


@pytest.fixture
def still(simulate):
    return simulate([{"position": [0.0, 0.0]}], gravity=[0.0, 0.0])


def first(simulation):
    return int(simulation.balls.entities[0])


def test_a_grabbed_ball_moves_to_the_mouse_and_rests_there(still):
    still.enqueue(Grab(first(still), 3.0, 4.0))
    still.step(60)
    assert still.positions[0] == pytest.approx((3.0, 4.0), abs=1e-3)
    still.enqueue(Release())
    still.step(60)
    assert still.velocities[0] == pytest.approx((0.0, 0.0), abs=1e-2)


def test_the_mouse_joint_is_stable_at_every_step_rate(simulate):
    for rates in ({"step_rate": 30, "substeps": 1}, {"step_rate": 480, "substeps": 8}):
        simulation = simulate([{"position": [-9.0, 0.0]}], gravity=[0.0, -100.0], **rates)
        simulation.enqueue(Grab(first(simulation), 1e6, 1e6))  # far outside
        for _ in range(100):
            simulation.step()
            assert np.isfinite(simulation.positions).all()
            assert np.abs(simulation.positions).max() < 10.0


def test_a_held_ball_is_not_marked_as_teleported(still):
    still.enqueue(Grab(first(still), 3.0, 4.0))
    still.step(3)
    assert not still.balls.dirty.any()


def test_a_removed_ball_is_released(still):
    entity = first(still)
    still.enqueue(Grab(entity, 3.0, 4.0))
    still.step()
    still.enqueue(RemoveBall(entity))
    still.enqueue(RemoveBall(entity))
    still.step(2)
    assert (still.count, still.pipeline.mouse_joint.target) == (0, None)


def test_an_added_ball_has_the_properties_of_the_first_balls(scene):
    scene.enqueue(AddBall(2.0, 0.0, 1.0, 0.0))
    scene.step()
    assert (scene.count, scene.radii[-1], scene.masses[-1]) == (9, scene.radii[0], scene.masses[0])
    assert (scene.labels[-1].number, scene.labels[-1].color) == (9, ORANGES[8])
    assert scene.velocities[-1][0] == pytest.approx(1.0)
    scene.enqueue(AddBall(*scene.positions[-1]))  # occupied by the ball itself
    scene.step()
    assert scene.count == 9


@pytest.mark.parametrize("far", [1.1e6, -1e200, math.inf, math.nan])
def test_no_ball_is_added_or_placed_too_far_away_to_compute_distances(still, far):
    still.enqueue(AddBall(far, 0.0))
    still.enqueue(AddBall(0.0, far))
    still.enqueue(Place(first(still), far, 0.0))
    still.step()
    assert still.positions.tolist() == [[0.0, 0.0]]


def test_a_ball_can_be_added_to_an_empty_level(simulate):
    empty = simulate([])
    empty.enqueue(AddBall(0.0, 0.0))
    empty.step()
    assert (empty.count, empty.labels[0].number) == (1, 1)


def play(simulation, steps):
    """Grab, drag, throw, add and remove balls."""
    for k in range(steps):
        if k % 40 == 5:
            simulation.enqueue(Grab(first(simulation), math.sin(k), 1.0))
        if k % 40 == 25:
            simulation.enqueue(Release())
        if k % 50 == 30:
            simulation.enqueue(AddBall(-1.0 + 0.02 * k, 1.5, 0.0, 2.0))
        if k % 90 == 80:
            simulation.enqueue(RemoveBall(int(simulation.balls.entities[2])))
        simulation.step()


def test_the_same_commands_give_the_same_bits(scene, simulate):
    play(scene, 200)
    again = simulate([{"count": 8, "spawn": {"pattern": "disc", "radius": 1.0, "speed": [0.0, 1.0]}}], wall=heptagon())
    again.commands[:] = scene.commands
    again.step(200)
    assert again.hash() == scene.hash()


def test_commands_are_carried_out_again_after_a_restore(scene):
    play(scene, 30)
    state = scene.snapshot()
    assert [one for one in scene.commands if one.step >= 30] == []
    scene.enqueue(AddBall(-1.0, 1.5))
    scene.step(100)
    digest = scene.hash()
    scene.restore(state)
    scene.step(100)
    assert scene.hash() == digest


def test_a_new_command_after_a_restore_drops_the_later_commands(scene):
    state = scene.snapshot()
    scene.enqueue(AddBall(2.0, 0.0))
    scene.step(10)
    scene.enqueue(AddBall(-2.0, 0.0))
    scene.step(10)
    scene.restore(state)
    scene.step(5)  # the first ball is added again
    scene.enqueue(RemoveBall(first(scene)))
    scene.enqueue(AddBall(0.0, 2.0))
    scene.step(20)  # the second is not
    assert [(one.step, type(one.command)) for one in scene.commands] == [(0, AddBall), (5, RemoveBall), (5, AddBall)]
    assert scene.count == 9


def test_a_snapshot_restores_the_mouse_joint(still):
    still.enqueue(Grab(first(still), 3.0, 0.0))
    still.step(5)
    state, digest = still.snapshot(), still.hash()
    still.enqueue(Release())
    still.step(5)
    assert still.pipeline.mouse_joint.target is None
    still.restore(state)
    assert (still.pipeline.mouse_joint.target, still.hash()) == ((first(still), 3.0, 0.0), digest)
    with still.world.active():
        assert esper.component_for_entity(first(still), Position).x > 0.0


# -- merged commands ------------------------------------------


def test_two_moves_of_one_ball_before_a_step_are_merged(still):
    still.enqueue(Grab(first(still), 1.0, 0.0))
    still.enqueue(Grab(first(still), 2.0, 0.0))
    assert still.commands == [(0, Grab(first(still), 2.0, 0.0))]


def test_grabs_of_two_balls_before_a_step_are_both_kept(scene):
    one, other = scene.balls.entities[:2].tolist()
    scene.enqueue(Grab(one, 1.0, 0.0))
    scene.enqueue(Grab(other, 1.0, 0.0))
    assert scene.commands == [(0, Grab(one, 1.0, 0.0)), (0, Grab(other, 1.0, 0.0))]


def test_moves_of_one_ball_before_and_after_a_step_are_both_kept(still):
    still.enqueue(Grab(first(still), 1.0, 0.0))
    still.step()
    still.enqueue(Grab(first(still), 2.0, 0.0))
    assert still.commands == [(0, Grab(first(still), 1.0, 0.0)), (1, Grab(first(still), 2.0, 0.0))]


def test_a_move_is_not_merged_across_another_command(still):
    grab = Grab(first(still), 1.0, 0.0)
    for command in (grab, Release(), grab):
        still.enqueue(command)
    assert still.commands == [(0, grab), (0, Release()), (0, grab)]


def test_two_values_of_one_parameter_before_a_step_are_merged(still):
    for name, value in (("friction", 0.1), ("friction", 0.2), ("restitution", 0.3)):
        still.enqueue(SetParameter(name, value))
    assert still.commands == [(0, SetParameter("friction", 0.2)), (0, SetParameter("restitution", 0.3))]


# -- keys -----------------------------------------------------

STROKE = {"names": ["Left", "A"], "offset": [0.0, 0.5], "time": 0.1, "return_time": 0.25}


@pytest.fixture
def piston(simulate):
    """A box that the keys Left and A lift by half a metre."""
    return simulate([{"position": [0.0, 5.0]}], wall=heptagon(radius=9.0, spin=0.0, keys=STROKE))


def height(simulation):
    with simulation.world.active():
        return simulation.walls_table[Position].y.item(0)


def test_a_pressed_key_moves_its_walls_until_it_is_released(piston):
    piston.enqueue(PressKey("Left"))
    piston.step(3)
    assert height(piston) == pytest.approx(0.25)
    piston.step(10)
    assert (height(piston), piston.held_keys) == (0.5, ("Left",))
    piston.enqueue(ReleaseKey("Left"))
    piston.step(6)
    assert (height(piston), piston.held_keys) == (pytest.approx(0.3), ())


def test_a_wall_returns_when_its_last_key_is_released(piston):
    for command in (PressKey("Left"), PressKey("A"), PressKey("A")):
        piston.enqueue(command)
    piston.step(10)
    piston.enqueue(ReleaseKey("Left"))
    piston.step(10)
    assert height(piston) == 0.5
    piston.enqueue(ReleaseKey("A"))
    piston.step(20)
    assert height(piston) == 0.0


def test_a_key_that_drives_no_wall_is_an_error(piston, still):
    with pytest.raises(ValueError, match=r'key "B": it drives no wall; allowed: Left, A$'):
        piston.enqueue(PressKey("B"))
    with pytest.raises(ValueError, match="no wall of the level has keys"):
        still.enqueue(ReleaseKey("Left"))
    piston.apply(PressKey("B"))  # as from the recording of a stranger
    assert (piston.held_keys, piston.commands) == ((), [])


def test_a_stroke_is_the_same_at_every_number_of_sub_steps(piston):
    piston.enqueue(SetParameter("substeps", 7))
    piston.step(2)
    piston.enqueue(PressKey("A"))
    piston.enqueue(SetParameter("substeps", 3))
    piston.step(3)
    piston.enqueue(SetParameter("substeps", 5))
    piston.step(1)
    assert height(piston) == pytest.approx(0.5 * 4 / 6)


def test_a_snapshot_restores_a_stroke_and_the_held_keys(piston):
    piston.enqueue(PressKey("Left"))
    piston.step(3)
    state = piston.snapshot()
    piston.enqueue(ReleaseKey("Left"))
    piston.step(9)
    digest = piston.hash()
    piston.restore(state)
    assert piston.held_keys == ("Left",)
    piston.step(9)
    assert (piston.held_keys, piston.hash()) == ((), digest)


# -- placing, and previews ------------------------------------


def test_a_placed_ball_is_there_at_once_with_its_velocity_and_is_held(scene):
    entity, velocity = first(scene), scene.velocities[0]
    scene.apply(Place(entity, 0.0, 2.0))
    assert scene.positions[0].tolist() == [0.0, 2.0]
    assert (scene.velocities[0] == velocity).all()
    assert scene.pipeline.mouse_joint.target == (entity, 0.0, 2.0)


def test_a_ball_is_not_placed_on_another_one(scene):
    before = scene.positions
    scene.apply(Place(first(scene), *before[1]))
    assert (scene.positions == before).all()


def test_a_ball_that_is_gone_is_not_placed(scene):
    entity = first(scene)
    scene.apply(RemoveBall(entity))
    scene.apply(Place(entity, 0.0, 2.0))
    assert (scene.count, scene.pipeline.mouse_joint.target) == (7, None)


def commands_of_a_pause(simulation):
    """Return commands of every kind; some replace the one before."""
    entities = simulation.balls.entities.tolist()
    return (
        AddBall(0.0, 2.0, 1.0, 0.0),
        Grab(entities[0], 1.0, 1.0),
        Place(entities[0], 1.5, 1.5),
        Place(entities[0], 1.6, 1.6),
        RemoveBall(entities[3]),
        SetParameter("spin", 1.0),
        SetParameter("spin", -2.0),
        SetParameter("substeps", 5),
        SetParameter("balls", 12),
        SetParameter("balls", 10),
        SetParameter("balls", 11),
        Release(),
    )


def test_previewed_commands_give_the_same_bits_and_the_same_log(scene, simulate):
    spawn = {"pattern": "disc", "radius": 1.0, "speed": [0.0, 1.0]}
    other = simulate([{"count": 8, "spawn": spawn}], wall=heptagon())
    for simulation in (scene, other):
        simulation.step(40)
        digest = simulation.hash()
        for command in commands_of_a_pause(simulation):
            simulation.enqueue(command)
            if simulation is other:
                simulation.preview()
        assert simulation.hash() == digest
    assert (other.count, other.parameters.value("spin"), other.positions[0].tolist()) == (11, -2.0, [1.6, 1.6])
    assert scene.count == 8
    assert other.commands == scene.commands
    for simulation in (scene, other):
        simulation.step(50)
    assert other.hash() == scene.hash()


def test_a_preview_is_undone_by_a_restore(scene):
    scene.step(3)
    before = scene.snapshot()
    scene.enqueue(AddBall(0.0, 2.0))
    scene.preview()
    assert scene.count == 9
    scene.restore(scene.snapshot())
    assert (scene.count, scene.hash()) == (8, before.hash())
    scene.step()
    assert scene.count == 9


def test_a_preview_does_not_carry_out_later_commands(scene):
    state = scene.snapshot()
    scene.step(2)
    scene.enqueue(AddBall(0.0, 2.0))
    scene.step()
    scene.restore(state)
    scene.preview()
    assert (scene.count, scene.executed_count) == (8, 0)


def test_a_command_need_not_replace_another(still):
    for value in (0.1, 0.2):
        still.enqueue(SetParameter("friction", value), may_replace=False)
    assert still.commands == [(0, SetParameter("friction", 0.1)), (0, SetParameter("friction", 0.2))]
