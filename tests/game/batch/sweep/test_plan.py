"""Which runs a sweep has, and that all their levels are looked at before."""

import pytest

from game.batch.sweep.settings import SweepError
from tests.sweeps import planned

TEMPLATES = ("templates.marble.radius=0.05,0.1", "balls.0.count=2:4:3")


def test_combinations_are_the_product_of_the_settings():
    plan = planned(*TEMPLATES)
    assert (plan.combinations, plan.runs) == (6, 18)
    assert [plan.values(k) for k in range(6)] == [(r, n) for r in (0.05, 0.1) for n in (2, 3, 4)]
    found = [plan.level(k).balls[0] for k in range(6)]
    assert [(balls.radius, balls.count) for balls in found] == [plan.values(k) for k in range(6)]


def test_without_settings_the_level_is_swept_as_it_is():
    plan = planned()
    assert (plan.combinations, plan.runs, plan.values(0)) == (1, 3, ())
    assert plan.level(0).model_dump() == plan.base.model_dump()


def test_a_field_that_a_template_gives_can_be_set_for_one():
    assert planned("balls.0.radius=0.2").level(0).balls[0].radius == 0.2


def test_sensors_are_those_of_all_combinations():
    plan = planned("sensors.1.name=left,finish,right")
    assert (plan.sensors, plan.has_finish) == (("finish", "left", "finish 2", "right"), True)
    assert not planned("sensors.0.action=count").has_finish


def test_chunks_hold_every_run_once():
    plan = planned("walls.0.spin=1,2", among="0:200")
    chunks = list(plan.chunks({7, 390}))
    runs = [run for chunk in chunks for run, _ in chunk.jobs]
    assert runs == [run for run in range(400) if run not in {7, 390}]
    for chunk in chunks:
        assert {run // 200 for run, _ in chunk.jobs} == {int(chunk.level.walls[0].spin) - 1}
        assert all(seed == run % 200 for run, seed in chunk.jobs)
    assert 1 < max(len(chunk.jobs) for chunk in chunks) <= 64


def test_long_runs_go_one_by_one():
    assert {len(chunk.jobs) for chunk in planned(seconds=600.0).chunks(())} == {1}


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        (
            ["walls.0.radius=-1,2"],
            ["with walls.0.radius = -1: walls[0].radius: must be greater than 0 (got -1); allowed: 0 < radius <="],
        ),
        (
            ["world.step_rate=60,61.5", "walls.0.spin=1"],
            ["with world.step_rate = 61.5, walls.0.spin = 1: world.step_rate: must be a whole number (got 61.5); "],
        ),
        (
            ["walls.0.bounce=1"],
            ["with walls.0.bounce = 1: walls[0].bounce: unknown key; allowed: "],
        ),
        (["walls.3.spin=1"], ["with walls.3.spin = 1: walls: there is no item 3; allowed: 0 to 0"]),
        (
            ["templates=1"],
            [
                "with templates = 1: templates: must be a table (got 1); allowed: tables [templates.NAME]",
                'with templates = 1: balls[0].template: there is no template "marble"; allowed: none',
            ],
        ),
    ],
)
def test_levels_that_are_wrong_are_told_with_field_and_range(settings, lines):
    with pytest.raises(SweepError) as caught:
        planned(*settings)
    found = str(caught.value).splitlines()
    for line, expected in zip(found, lines, strict=True):
        assert line.startswith(expected)


def test_not_all_mistakes_of_many_are_told():
    with pytest.raises(SweepError) as caught:
        planned("walls.0.radius=-100:-1:100")
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (6, "... and more")


def test_far_too_many_runs_are_refused():
    with pytest.raises(SweepError, match="allowed: up to 10000000 runs of 10000 levels"):
        planned("walls.0.spin=1:100:1000", "walls.0.radius=1:2:1000")


def test_what_decides_about_results_is_in_the_fingerprint():
    ways = [
        planned(),
        planned(among="0:4"),
        planned(seconds=1.0),
        planned(measures=False),
        planned("walls.0.spin=1"),
        planned("walls.0.spin=1.5"),
    ]
    prints = [repr(plan.fingerprint()) for plan in ways]
    assert len(set(prints)) == len(ways)
    assert planned(among="0,1,2").fingerprint() == planned().fingerprint()
