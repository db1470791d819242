"""The file of results."""

import csv
import sys

import pytest

from game.batch.sweep import results, runs
from game.batch.sweep.journal import Journal
from game.batch.sweep.settings import SweepError
from tests.sweeps import planned

WAYS = ("walls.0.spin=0.1,2", 'sensors.1.name="a,b","c"', "walls.0.container=true")


@pytest.fixture
def swept(tmp_path):
    """Do a sweep, the last runs first; return its plan and its journal."""
    journals = []

    def do(plan):
        journal = Journal(tmp_path / f"{len(journals)}.part", plan.fingerprint())
        journals.append(journal)
        for chunk in list(plan.chunks(()))[::-1]:
            journal.write(runs.do(chunk)[::-1])
        return plan, journal

    yield do
    for journal in journals:
        journal.__exit__(None, None, None)


def test_rows_are_in_order_whoever_came_first(swept):
    plan, journal = swept(planned(*WAYS, among="3,5"))
    rows = list(results.rows(plan, journal))
    assert [(row["walls.0.spin"], row["sensors.1.name"], row["seed"]) for row in rows] == [
        (spin, name, seed) for spin in (0.1, 2) for name in ("a,b", "c") for seed in (3, 5)
    ]
    outcome = runs.play(plan.level(2), 5, 2.0, measures=True)
    expected = {name: getattr(outcome, name) for name in ("steps", "time", "balls", "hash", "energy", "max_overlap")}
    expected |= dict(zip(("first", "second", "third"), outcome.order, strict=False))
    expected |= {"walls.0.spin": 2, "sensors.1.name": "a,b", "walls.0.container": True, "seed": 5, "escaped": 0}
    expected |= {"finished": 4, "first_time": outcome.first_time, "order": " ".join(map(str, outcome.order))}
    expected |= {"sensor.finish": outcome.sensors["finish"], "sensor.a,b": outcome.sensors["a,b"], "sensor.c": None}
    assert rows[5] == expected | {"error": None}


def test_columns_are_those_that_can_have_a_value():
    assert {"max_overlap", "escaped"}.isdisjoint(results.columns(planned(measures=False)))
    plain = results.columns(planned("sensors.0.action=count"))
    assert set(results.RACE).isdisjoint(plain)
    assert list(plain)[:2] == ["sensors.0.action", "seed"]
    assert list(plain)[-3:] == ["sensor.finish", "sensor.left", "error"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [((1, 2), int), ((1, 0.5), float), ((True, False), bool), (("a",), str), ((True, 2), str), (([1, 2],), str)],
)
def test_a_column_has_the_type_of_its_values(values, kind):
    assert results._kind(values) is kind


def test_csv_reads_back_to_the_same_bits(swept, tmp_path):
    plan, journal = swept(planned(*WAYS, "walls.0.center=[0,0.5]"))
    path = tmp_path / "out.csv"
    results.write(path, ".csv", plan, journal)
    assert b"\r" not in path.read_bytes()
    with path.open(newline="") as file:
        found = list(csv.DictReader(file))
    for row, expected in zip(found, results.rows(plan, journal), strict=True):
        for name, kind in results.columns(plan).items():
            if expected[name] is None:
                assert row[name] == ""
            elif kind is bool:
                assert row[name] == "true"
            else:
                assert kind(row[name]) == expected[name]
    assert found[0]["walls.0.center"] == "[0, 0.5]"


def test_parquet_has_the_same_rows(swept, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(results, "BATCH", 5)
    plan, journal = swept(planned(*WAYS))
    path = tmp_path / "out.parquet"
    results.write(path, ".parquet", plan, journal)
    table = parquet.read_table(path)
    assert table.to_pylist() == list(results.rows(plan, journal))
    assert [str(table.schema.field(name).type) for name in ("walls.0.spin", "walls.0.container", "seed", "order")] == [
        *("double", "bool", "int64", "string")
    ]


def test_parquet_without_pyarrow_is_refused_before_anything_runs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SweepError, match=r"heptagon\[parquet\]"):
        results.check(tmp_path / "out.parquet", planned())


@pytest.mark.parametrize(
    ("settings", "name", "why"),
    [
        ([], "out.txt", "must end in .csv or .parquet"),
        ([], "old.csv", "already exists"),
        (["walls.0.spin=1", "walls.0.spin=2"], "out.csv", "--set walls.0.spin: is there twice"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, settings, name, why):
    (tmp_path / "old.csv").write_text("precious")
    with pytest.raises(SweepError, match=why):
        results.check(tmp_path / name, planned(*settings))
    assert (tmp_path / "old.csv").read_text() == "precious"
