"""Tests of `game.batch.sweep.summary`."""

import pytest

from game.batch.sweep import summary
from game.levels.model import Level
from tests.sweeps import make_plan


@pytest.mark.parametrize(
    ("wins", "runs", "low", "high"),
    [  # R: prop.test(x, n, correct = FALSE)
        (0, 10, 0.0, 0.2775328),
        (5, 10, 0.2365931, 0.7634069),
        (10, 10, 0.7224672, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe, Stat. Med. 17, 857 (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_interval_agrees_with_published_values(wins, runs, low, high):
    assert summary.wilson_interval(wins, runs) == pytest.approx((low, high), abs=5e-5)


def row(first, energy=1.0, error=None):
    return {"first": first, "energy": energy, "error": error, "time": 2.0, "sensor.left": 3, "escaped": None}


def test_wins_are_counted_and_sorted():
    plan = make_plan(seeds="0:6")
    rows = [row(2), row(2), row(4), row(None), row(2), row(None, None, "Error: x")]
    (found,) = summary.summarize_runs(plan, rows)
    assert (found.runs, found.failed) == (6, 1)
    assert [(win.ball, win.wins, win.share) for win in found.wins] == [(2, 3, 0.6), (4, 1, 0.2), (1, 0, 0), (3, 0, 0)]
    assert found.wins[0][3:] == summary.wilson_interval(3, 5)


def test_failed_runs_are_excluded_from_columns():
    plan = make_plan(seeds="0:3")
    (found,) = summary.summarize_runs(plan, [row(1, 1.0), row(1, 4.0), row(None, None, "Error: x")])
    assert found.columns["energy"] == summary.Spread(2.5, 1.0, 4.0)
    assert list(found.columns) == ["time", "energy", "sensor.left"]


def test_summary_of_failed_runs_only():
    (found,) = summary.summarize_runs(make_plan(seeds="0:2"), [row(None, None, "Error: x")] * 2)
    assert (found.failed, found.columns) == (2, {})
    assert {win.share for win in found.wins} == {0.0}


def test_each_combination_has_a_summary():
    plan = make_plan("balls.0.count=2,3", "sensors.0.action=finish,count", seeds="0:2")
    found = list(summary.summarize_runs(plan, [row(k) for k in (1, 2, 3, 4, 1, 1, 5, 6)]))
    assert [one.settings["balls.0.count"] for one in found] == [2, 2, 3, 3]
    assert [[win.ball for win in one.wins] for one in found] == [[1, 2], [], [1, 2, 3], []]


def test_ball_numbers_agree_with_the_level():
    spawn = {"pattern": "line", "length": 2.0}
    level = Level.model_validate(
        {
            "format": 1,
            "title": "Numbers",
            "balls": [{"count": 2, "radius": 0.1, "spawn": spawn}, {"position": [0.0, 1.0], "radius": 0.1}],
            "emitters": [{"position": [0.0, 3.0], "rate": 1.0, "count": 2, "radius": 0.1, "first_number": 8}],
        }
    )
    assert summary.ball_numbers(level) == [1, 2, 3, 8, 9]


def test_tables_are_printed(capsys):
    race, plain, grid = make_plan(), make_plan("sensors.0.action=count"), make_plan("walls.0.spin=1,2")
    for plan, words in ((race, ["wins", "3 of 3", "43.9% to 100.0%"]), (plain, ["mean", "energy", "2.5"]),
                        (grid, ["walls.0.spin", "43.9% to 100.0%", "mean energy"])):  # fmt: skip
        rows = [row(2, energy=2.5) for _ in range(plan.runs)]
        summary.print_summaries(plan, list(summary.summarize_runs(plan, rows)))
        printed = capsys.readouterr().out
        for word in words:
            assert word in printed


def test_long_table_is_truncated(capsys):
    plan = make_plan("walls.0.spin=1:40:40", seeds="0:1")
    summary.print_summaries(plan, list(summary.summarize_runs(plan, [row(1)] * 40)))
    printed = capsys.readouterr().out
    assert "and 15 more" in printed
    assert printed.count("\n") == 25 + 5
