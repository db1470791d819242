"""Tests of `game.batch.sweep.results`."""

import csv
import sys

import pytest

from game.batch.sweep import results, runs
from game.batch.sweep.journal import Journal
from game.batch.sweep.settings import SweepError
from tests.sweeps import make_plan

SETTINGS = ("walls.0.spin=0.1,2", 'sensors.1.name="a,b","c"', "walls.0.container=true")


@pytest.fixture
def swept(tmp_path):
    """Return a function that executes a plan, the last runs first, and returns the plan and its journal."""
    journals = []

    def execute(plan):
        journal = Journal(tmp_path / f"{len(journals)}.part", plan.fingerprint())
        journals.append(journal)
        for chunk in list(plan.remaining_chunks(()))[::-1]:
            journal.append(runs.run_chunk(chunk)[::-1])
        return plan, journal

    yield execute
    for journal in journals:
        journal.__exit__(None, None, None)


def test_rows_are_ordered_by_combination_and_seed(swept):
    plan, journal = swept(make_plan(*SETTINGS, seeds="3,5"))
    rows = list(results.result_rows(plan, journal))
    assert [(row["walls.0.spin"], row["sensors.1.name"], row["seed"]) for row in rows] == [
        (spin, name, seed) for spin in (0.1, 2) for name in ("a,b", "c") for seed in (3, 5)
    ]
    outcome = runs.run_level(plan.build_level(2), 5, 2.0, measures=True)
    expected = {name: getattr(outcome, name) for name in ("steps", "time", "balls", "hash", "energy", "max_overlap")}
    expected |= dict(zip(("first", "second", "third"), outcome.order, strict=False))
    expected |= {"walls.0.spin": 2, "sensors.1.name": "a,b", "walls.0.container": True, "seed": 5, "escaped": 0}
    expected |= {"finished": 4, "first_time": outcome.first_time, "order": " ".join(map(str, outcome.order))}
    expected |= {"sensor.finish": outcome.sensors["finish"], "sensor.a,b": outcome.sensors["a,b"], "sensor.c": None}
    assert rows[5] == expected | {"error": None}


def test_columns_depend_on_measures_and_sensors():
    assert {"max_overlap", "escaped"}.isdisjoint(results.result_columns(make_plan(measures=False)))
    plain = results.result_columns(make_plan("sensors.0.action=count"))
    assert set(results.RACE).isdisjoint(plain)
    assert list(plain)[:2] == ["sensors.0.action", "seed"]
    assert list(plain)[-3:] == ["sensor.finish", "sensor.left", "error"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [((1, 2), int), ((1, 0.5), float), ((True, False), bool), (("a",), str), ((True, 2), str), (([1, 2],), str)],
)
def test_column_type_is_the_common_type_of_the_values(values, kind):
    assert results._column_type(values) is kind


def test_csv_is_read_back_to_the_same_bits(swept, tmp_path):
    plan, journal = swept(make_plan(*SETTINGS, "walls.0.center=[0,0.5]"))
    path = tmp_path / "out.csv"
    results.write_results(path, ".csv", plan, journal)
    assert b"\r" not in path.read_bytes()
    with path.open(newline="") as file:
        found = list(csv.DictReader(file))
    for row, expected in zip(found, results.result_rows(plan, journal), strict=True):
        for name, kind in results.result_columns(plan).items():
            if expected[name] is None:
                assert row[name] == ""
            elif kind is bool:
                assert row[name] == "true"
            else:
                assert kind(row[name]) == expected[name]
    assert found[0]["walls.0.center"] == "[0, 0.5]"


def test_parquet_has_the_same_rows_as_csv(swept, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(results, "BATCH_ROWS", 5)
    plan, journal = swept(make_plan(*SETTINGS))
    path = tmp_path / "out.parquet"
    results.write_results(path, ".parquet", plan, journal)
    table = parquet.read_table(path)
    assert table.to_pylist() == list(results.result_rows(plan, journal))
    assert [str(table.schema.field(name).type) for name in ("walls.0.spin", "walls.0.container", "seed", "order")] == [
        *("double", "bool", "int64", "string")
    ]


def test_parquet_without_pyarrow_is_rejected(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SweepError, match=r"heptagon\[parquet\]"):
        results.check_output(tmp_path / "out.parquet", make_plan())


@pytest.mark.parametrize(
    ("settings", "name", "why"),
    [
        ([], "out.txt", "unknown kind of file; allowed: .csv or .parquet"),
        ([], "old.csv", "already exists"),
        (["walls.0.spin=1", "walls.0.spin=2"], "out.csv", "--set walls.0.spin: it is given twice"),
    ],
)
def test_invalid_outputs_are_rejected(tmp_path, settings, name, why):
    (tmp_path / "old.csv").write_text("precious")
    with pytest.raises(SweepError, match=why):
        results.check_output(tmp_path / name, make_plan(*settings))
    assert (tmp_path / "old.csv").read_text() == "precious"


def test_points_and_victories_have_columns_where_a_level_has_them(swept):
    assert {*results.SCORE, *results.GOAL}.isdisjoint(results.result_columns(make_plan()))
    plan, journal = swept(make_plan("sensors.1.score=0,5", "sensors.0.goal=4,4000", seeds="0:2"))
    types = results.result_columns(plan)
    assert [types[name] for name in ("score", "won", "won_time")] == [int, bool, float]
    rows = list(results.result_rows(plan, journal))
    assert [row["won"] for row in rows] == [True, True, False, False] * 2
    for row in rows:
        points = None if row["sensors.1.score"] == 0 else 5 * row["sensor.left"]
        assert row["score"] == points
        assert (row["won_time"] is not None) == row["won"]
        assert row["first_time"] < (row["won_time"] or row["time"]) <= row["time"]
    assert sum(row["score"] or 0 for row in rows) > 0
