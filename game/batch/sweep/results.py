"""The file of results: a row for each run, by combination and then by seed, whoever has done it and when."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from game.batch.sweep.journal import Journal
from game.batch.sweep.plan import Plan
from game.batch.sweep.runs import Outcome
from game.batch.sweep.settings import SweepError, spelt

Row = dict[str, Any]

MEASURED: dict[str, type] = {
    "seed": int,
    "steps": int,
    "time": float,
    "balls": int,
    "hash": str,
    "energy": float,
    "max_overlap": float,
    "escaped": int,
}
"""Columns that every sweep has, behind those of its settings."""

RACE: dict[str, type] = {"finished": int, "first": int, "second": int, "third": int, "first_time": float, "order": str}
"""Columns of a level in which balls can finish; `order` has the numbers of all that did, with blanks between."""

SUFFIXES = (".csv", ".parquet")

BATCH = 10_000
"""Rows of a parquet file that are in memory at a time."""


def check(path: Path, plan: Plan) -> None:
    """Raise ``SweepError`` if results cannot be written there, or the settings cannot all be columns."""
    if path.suffix not in SUFFIXES:
        raise SweepError(f"{path}: the name must end in {' or '.join(SUFFIXES)}")
    if path.exists():
        raise SweepError(f"{path}: already exists; remove it or choose another name")
    if path.suffix == ".parquet":
        _pyarrow()
    names = [setting.path for setting in plan.settings]
    for name in names:
        if names.count(name) > 1:
            raise SweepError(f"--set {name}: is there twice")
        if name in MEASURED or name in RACE:
            raise SweepError(f"--set {name}: is the name of a column; set a field of it")


def columns(plan: Plan) -> dict[str, type]:
    """Return the columns of a sweep and their types, in order; any value may be None."""
    settings = {setting.path: _kind(setting.values) for setting in plan.settings}
    measured = MEASURED if plan.measures else {k: v for k, v in MEASURED.items() if k not in {"max_overlap", "escaped"}}
    sensors = {f"sensor.{name}": int for name in plan.sensors}
    return {**settings, **measured, **(RACE if plan.has_finish else {}), **sensors, "error": str}


def rows(plan: Plan, journal: Journal) -> Iterator[Row]:
    """Yield the rows of a sweep that is done, by the names of the columns."""
    types = columns(plan)
    for run in range(plan.runs):
        combination, at = divmod(run, len(plan.seeds))
        found = _row(journal.outcome(run))
        found["seed"] = plan.seeds[at]
        for setting, value in zip(plan.settings, plan.values(combination), strict=True):
            found[setting.path] = spelt(value) if types[setting.path] is str and not isinstance(value, str) else value
        yield {name: found.get(name) for name in types}


def write(path: Path, suffix: str, plan: Plan, journal: Journal) -> None:
    """Write the results of a sweep that is done into a file of either kind."""
    (_write_csv if suffix == ".csv" else _write_parquet)(path, plan, journal)


def _row(outcome: Outcome) -> Row:
    """Return what was measured, by the names of columns."""
    row = outcome._asdict() | {f"sensor.{name}": count for name, count in (outcome.sensors or {}).items()}
    row |= dict(zip(("first", "second", "third"), outcome.order, strict=False))
    if outcome.error is None:
        row |= {"finished": len(outcome.order), "order": " ".join(map(str, outcome.order))}
    return row


def _kind(values: tuple[Any, ...]) -> type:
    """Return the type of a column that holds these; text where they have none in common."""
    kinds = set(map(type, values))
    for kind, fitting in ((bool, {bool}), (int, {int}), (float, {int, float})):
        if kinds <= fitting:
            return kind
    return str


def _write_csv(path: Path, plan: Plan, journal: Journal) -> None:
    """Write a table with commas: numbers so that they read back to the same bits, nothing for None."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns(plan))
        for row in rows(plan, journal):
            table.writerow(spelt(value) if isinstance(value, bool) else value for value in row.values())


def _write_parquet(path: Path, plan: Plan, journal: Journal) -> None:
    pyarrow = _pyarrow()
    from pyarrow import parquet  # noqa: PLC0415

    kinds = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(), str: pyarrow.string()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in columns(plan).items()])
    left = rows(plan, journal)
    with parquet.ParquetWriter(path, schema) as file:
        while batch := list(islice(left, BATCH)):
            file.write_table(pyarrow.Table.from_pylist(batch, schema))


def _pyarrow() -> Any:
    try:
        import pyarrow  # noqa: PLC0415
    except ImportError:
        raise SweepError(
            'a .parquet file needs pyarrow: pip install "heptagon[parquet]"; a .csv needs nothing'
        ) from None
    return pyarrow
