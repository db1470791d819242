"""Tests of `game.batch.sweep.plan`."""

import pytest

from game.batch.sweep.settings import SweepError
from tests.sweeps import make_plan

TEMPLATES = ("templates.marble.radius=0.05,0.1", "balls.0.count=2:4:3")


def test_combinations_are_the_product_of_the_settings():
    plan = make_plan(*TEMPLATES)
    assert (plan.combinations, plan.runs) == (6, 18)
    assert [plan.setting_values(k) for k in range(6)] == [(r, n) for r in (0.05, 0.1) for n in (2, 3, 4)]
    found = [plan.build_level(k).balls[0] for k in range(6)]
    assert [(balls.radius, balls.count) for balls in found] == [plan.setting_values(k) for k in range(6)]


def test_sweep_without_settings_has_the_unchanged_level():
    plan = make_plan()
    assert (plan.combinations, plan.runs, plan.setting_values(0)) == (1, 3, ())
    assert plan.build_level(0).model_dump() == plan.base.model_dump()


def test_field_of_a_template_can_be_set_for_one_group():
    assert make_plan("balls.0.radius=0.2").build_level(0).balls[0].radius == 0.2


def test_sensors_of_all_combinations_are_collected():
    plan = make_plan("sensors.1.name=left,finish,right")
    assert (plan.sensors, plan.has_finish) == (("finish", "left", "finish 2", "right"), True)
    assert not make_plan("sensors.0.action=count").has_finish


def test_chunks_contain_every_remaining_run_once():
    plan = make_plan("walls.0.spin=1,2", seeds="0:200")
    chunks = list(plan.remaining_chunks({7, 390}))
    runs = [run for chunk in chunks for run, _ in chunk.jobs]
    assert runs == [run for run in range(400) if run not in {7, 390}]
    for chunk in chunks:
        assert {run // 200 for run, _ in chunk.jobs} == {int(chunk.level.walls[0].spin) - 1}
        assert all(seed == run % 200 for run, seed in chunk.jobs)
    assert 1 < max(len(chunk.jobs) for chunk in chunks) <= 64


def test_long_runs_have_chunks_of_their_own():
    assert {len(chunk.jobs) for chunk in make_plan(seconds=600.0).remaining_chunks(())} == {1}


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        (
            ["walls.0.radius=-1,2"],
            ["cannot use --set walls.0.radius = -1: walls[0].radius: must be greater than 0 (got -1); allowed: "],
        ),
        (
            ["world.step_rate=60,61.5", "walls.0.spin=1"],
            ["cannot use --set world.step_rate = 61.5, walls.0.spin = 1: world.step_rate: must be a whole number ("],
        ),
        (
            ["walls.0.bounce=1"],
            ["cannot use --set walls.0.bounce = 1: walls[0].bounce: unknown key; allowed: "],
        ),
        (["walls.3.spin=1"], ["cannot use --set walls.3.spin = 1: walls: it has no item 3; allowed: 0 to 0"]),
        (
            ["templates=1"],
            [
                "cannot use --set templates = 1: templates: must be a table (got 1); allowed: tables [templates.NAME]",
                'cannot use --set templates = 1: balls[0].template: there is no template "marble"; allowed: none',
            ],
        ),
    ],
)
def test_invalid_levels_are_reported_with_field_and_allowed_range(settings, lines):
    with pytest.raises(SweepError) as caught:
        make_plan(*settings)
    found = str(caught.value).splitlines()
    for line, expected in zip(found, lines, strict=True):
        assert line.startswith(expected)


def test_number_of_reported_problems_is_limited():
    with pytest.raises(SweepError) as caught:
        make_plan("walls.0.radius=-100:-1:100")
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (6, "... and more")


def test_too_many_runs_are_rejected():
    with pytest.raises(SweepError, match="allowed: up to 10000000 runs of 10000 levels"):
        make_plan("walls.0.spin=1:100:1000", "walls.0.radius=1:2:1000")


def test_fingerprint_contains_everything_that_the_results_depend_on():
    plans = [
        make_plan(),
        make_plan(seeds="0:4"),
        make_plan(seconds=1.0),
        make_plan(measures=False),
        make_plan("walls.0.spin=1"),
        make_plan("walls.0.spin=1.5"),
    ]
    prints = [repr(plan.fingerprint()) for plan in plans]
    assert len(set(prints)) == len(plans)
    assert make_plan(seeds="0,1,2").fingerprint() == make_plan().fingerprint()
