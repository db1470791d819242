"""Detection of impacts: which steps have one, how loud it is, and where it comes from."""

from pathlib import Path

import esper
import pytest

from game import Simulation, load_level
from game.audio.impacts import MAX_IMPACTS, NOTES, ImpactDetector, note_for
from game.render.camera import whole_view
from tests.scenes import heptagon

LEVELS = Path(__file__).parents[3] / "levels"


def at(x, y, **ball):
    return {"position": [x, y]} | ball


def impacts_of(simulation, steps):
    """Return a list of the impacts in every step."""
    detector, view, impacts = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation), []
    for _ in range(steps):
        simulation.step()
        detector.detect(view)
        impacts.append(detector.pop_loudest())
    return impacts


def loudest(simulation, steps=60):
    return max((impact for step in impacts_of(simulation, steps) for impact in step), default=None)


def test_a_falling_ball_has_an_impact_only_where_it_hits(simulate):
    impacts = impacts_of(simulate([at(0.0, -5.0)]), 60)  # 4.8 m above the floor: 0.99 s
    assert [len(step) for step in impacts] == [0] * 59 + [1]


@pytest.mark.parametrize("name", ["pile", "heptagon"])
def test_resting_balls_have_no_impacts(name):
    level = load_level(LEVELS / f"{name}.toml")
    still = tuple(wall.model_copy(update={"spin": 0.0}) for wall in level.walls)
    simulation = Simulation(level.model_copy(update={"walls": still}))
    assert loudest(simulation)
    simulation.step(60 * 15)
    assert not any(impacts_of(simulation, 120))
    simulation.close()


@pytest.mark.parametrize("settings", [{"gravity": [3.0, -500.0]}, {"linear_damping": 5.0}, {"step_rate": 480}])
def test_gravity_and_drag_are_no_impacts(simulate, settings):
    assert not any(impacts_of(simulate([at(0.0, 0.0, velocity=[3.0, 0.0])], **settings), 10))


def test_wind_is_no_impact(simulate):
    simulation = simulate([at(0.0, 0.0)], gravity=[0.0, 0.0])
    level = simulation.level.model_validate(
        simulation.level.model_dump(exclude_none=True) | {"forces": [{"acceleration": [200.0, 0.0]}]}
    )
    windy = Simulation(level)
    assert not any(impacts_of(windy, 8))
    assert windy.velocities[0, 0] > 20.0
    windy.close()


def test_a_faster_and_a_heavier_ball_are_louder(simulate):
    slow, fast = (loudest(simulate([at(-9.0, 0.0, velocity=[-v, 0.0])], gravity=[0.0, 0.0])) for v in (2.0, 4.0))
    assert 0.0 < slow.loudness < fast.loudness <= 1.0
    light, heavy = (
        loudest(simulate([at(-9.0, 0.0, velocity=[-2.0, 0.0], radius=radius), at(5.0, 0.0), at(5.0, 2.0)],
                         gravity=[0.0, 0.0]))
        for radius in (0.2, 0.4)
    )  # fmt: skip
    assert light.loudness < heavy.loudness


def test_hardness_grows_with_restitution(simulate):
    hits = [loudest(simulate([at(0.0, -9.0)], restitution=bounce)) for bounce in (0.0, 0.5, 1.0)]
    assert [hit.hardness for hit in hits] == [0, 1, 2]


def test_the_pan_is_the_position_of_the_ball(simulate):
    pans = [loudest(simulate([at(x, -9.5)])).pan for x in (-9.0, 0.0, 9.0)]
    assert pans[0] == -pans[2]
    assert pans[1] == 0.0
    assert 0.6 < pans[2] < 1.0


def test_smaller_balls_have_higher_notes():
    for entity in range(1, 6):
        scale = [note_for(radius, entity) for radius in (0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625)]
        assert scale == sorted(set(scale))
    assert sorted(note_for(0.03, entity) for entity in range(1, 6)) == [8, 9, 10, 11, 12]
    assert (note_for(1e-9, 1), note_for(100.0, 1)) == (NOTES - 1, 0)


def test_only_the_loudest_impacts_of_a_frame_are_returned(simulate):
    simulation = simulate([at(0.8 * k, -9.7 + 0.02 * k, velocity=[0.0, -3.0]) for k in range(12)])
    detector, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)
    for _ in range(8):
        simulation.step()
        detector.detect(view)
    impacts = detector.pop_loudest()
    assert len(impacts) == MAX_IMPACTS
    assert impacts == sorted(impacts, reverse=True)
    assert len({impact.pan for impact in impacts}) == MAX_IMPACTS
    assert detector.pop_loudest() == []


def test_balls_may_be_removed_between_steps(simulate):
    simulation = simulate([at(x, -5.0, velocity=[x / 5.0, 0.0]) for x in (-5.0, 0.0, 5.0)])
    detector, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)

    def run(steps):
        for _ in range(steps):
            simulation.step()
            detector.detect(view)
        return detector.pop_loudest()

    assert run(50) == []
    with simulation.world.active():
        esper.delete_entity(int(simulation.balls.entities[0]), immediate=True)
    assert run(1) == []
    hits = run(15)
    assert sorted(round(hit.pan, 1) for hit in hits)[-1] > 0.0
    assert len({hit.pan for hit in hits}) == 2
    with simulation.world.active():
        for entity in simulation.balls.entities.tolist():
            esper.delete_entity(entity, immediate=True)
    assert run(3) == []


def test_spawning_is_no_impact(simulate):
    simulation = simulate([at(0.0, 0.0)], gravity=[0.0, 0.0])
    emitter = {"position": [0.0, 5.0], "rate": 30.0, "count": 9, "radius": 0.1, "velocity": [0.0, 0.0], "spread": 0.0}
    level = simulation.level.model_validate(simulation.level.model_dump(exclude_none=True) | {"emitters": [emitter]})
    pouring = Simulation(level)
    assert not any(impacts_of(pouring, 3))
    pouring.close()


def test_a_step_is_examined_only_after_one_that_was_examined(simulate):
    simulation = simulate([at(0.0, -5.0)])
    detector, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)
    before = simulation.snapshot()
    simulation.step(50)  # it is fast now
    detector.detect(view)
    assert detector.pop_loudest() == []
    simulation.restore(before)
    simulation.step()
    detector.detect(view)
    assert detector.pop_loudest() == []


def test_detection_is_deterministic_and_changes_nothing(simulate):
    first, second, unheard = (simulate([at(0.0, 0.0), at(0.5, 0.0), at(0.0, 1.0)], wall=heptagon()) for _ in range(3))
    assert impacts_of(first, 90) == impacts_of(second, 90)
    unheard.step(90)
    assert first.hash() == unheard.hash()


def test_of_a_thousand_balls_only_the_loudest_impacts_are_returned(simulate):
    grid = {"pattern": "grid", "center": [0.0, 0.0], "width": 19.0, "height": 19.0}
    simulation = simulate([{"count": 1000, "spawn": grid}])
    detector, view = ImpactDetector(simulation, whole_view(simulation)), whole_view(simulation)
    for _ in range(90):
        simulation.step()
        detector.detect(view)
    assert len(detector.pop_loudest()) == MAX_IMPACTS
