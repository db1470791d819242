"""The results file: a row for each run, ordered by combination, then by seed."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from game.batch.sweep.journal import Journal
from game.batch.sweep.plan import Plan
from game.batch.sweep.runs import Outcome
from game.batch.sweep.settings import SweepError, toml_text

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
"""Columns of every sweep, after those of its settings."""

RACE: dict[str, type] = {"finished": int, "first": int, "second": int, "third": int, "first_time": float, "order": str}
"""Columns of a level in which balls can finish. `order` lists the numbers of the finished balls, space-separated."""

SCORE: dict[str, type] = {"score": int}
"""Column of a level in which something has a score: the points at the end."""

GOAL: dict[str, type] = {"won": bool, "won_time": float}
"""Columns of a level that can be won. `won_time` is empty if it was not."""

SUFFIXES = (".csv", ".parquet")

BATCH_ROWS = 10_000
"""Rows of a parquet file that are in memory at a time."""


def check_output(path: Path, plan: Plan) -> None:
    """Raise ``SweepError`` if the results cannot be written to a path, or if two columns have the same name."""
    if path.suffix not in SUFFIXES:
        raise SweepError(f"cannot write {path}: unknown kind of file; allowed: {' or '.join(SUFFIXES)}")
    if path.exists():
        raise SweepError(f"cannot write {path}: it already exists; allowed: another name")
    if path.suffix == ".parquet":
        _pyarrow()
    names = [setting.path for setting in plan.settings]
    for name in names:
        if names.count(name) > 1:
            raise SweepError(f"cannot use --set {name}: it is given twice; allowed: one --set with all values")
        if name in {**MEASURED, **RACE, **SCORE, **GOAL}:
            raise SweepError(f"cannot use --set {name}: it is the name of a result column; allowed: one field of it")


def result_columns(plan: Plan) -> dict[str, type]:
    """Return the names and types of the columns, in order. Values can be None in every column."""
    settings = {setting.path: _column_type(setting.values) for setting in plan.settings}
    measured = MEASURED if plan.measures else {k: v for k, v in MEASURED.items() if k not in {"max_overlap", "escaped"}}
    sensors = {f"sensor.{name}": int for name in plan.sensors}
    game = (RACE if plan.has_finish else {}) | (SCORE if plan.has_score else {}) | (GOAL if plan.has_goal else {})
    return {**settings, **measured, **game, **sensors, "error": str}


def result_rows(plan: Plan, journal: Journal) -> Iterator[Row]:
    """Yield the row of each run of a completed sweep: values by column name."""
    types = result_columns(plan)
    for run in range(plan.runs):
        combination, index = divmod(run, len(plan.seeds))
        row = _outcome_row(journal.read_outcome(run))
        row["seed"] = plan.seeds[index]
        for setting, value in zip(plan.settings, plan.setting_values(combination), strict=True):
            is_text = types[setting.path] is str and not isinstance(value, str)
            row[setting.path] = toml_text(value) if is_text else value
        yield {name: row.get(name) for name in types}


def write_results(path: Path, suffix: str, plan: Plan, journal: Journal) -> None:
    """Write the results of a completed sweep.

    suffix : .csv or .parquet; ``path`` may be a temporary file with another suffix
    """
    (_write_csv if suffix == ".csv" else _write_parquet)(path, plan, journal)


def _outcome_row(outcome: Outcome) -> Row:
    """Return the measured values by column name."""
    row = outcome._asdict() | {f"sensor.{name}": count for name, count in (outcome.sensors or {}).items()}
    row |= dict(zip(("first", "second", "third"), outcome.order, strict=False))
    if outcome.error is None:
        row |= {"finished": len(outcome.order), "order": " ".join(map(str, outcome.order))}
    return row


def _column_type(values: tuple[Any, ...]) -> type:
    """Return the common type of the values of a column; str if they have none."""
    types = set(map(type, values))
    for column_type, accepted in ((bool, {bool}), (int, {int}), (float, {int, float})):
        if types <= accepted:
            return column_type
    return str


def _write_csv(path: Path, plan: Plan, journal: Journal) -> None:
    """Write comma-separated values. Numbers are read back to the same bits; None is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(result_columns(plan))
        for row in result_rows(plan, journal):
            table.writerow(toml_text(value) if isinstance(value, bool) else value for value in row.values())


def _write_parquet(path: Path, plan: Plan, journal: Journal) -> None:
    pyarrow = _pyarrow()
    from pyarrow import parquet  # noqa: PLC0415

    types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(), str: pyarrow.string()}
    schema = pyarrow.schema([(name, types[column]) for name, column in result_columns(plan).items()])
    rows = result_rows(plan, journal)
    with parquet.ParquetWriter(path, schema) as file:
        while batch := list(islice(rows, BATCH_ROWS)):
            file.write_table(pyarrow.Table.from_pylist(batch, schema))


def _pyarrow() -> Any:
    try:
        import pyarrow  # noqa: PLC0415
    except ImportError:
        raise SweepError(
            'cannot write .parquet: pyarrow is missing; allowed: after pip install "heptagon[parquet]", or a .csv file'
        ) from None
    return pyarrow
