"""The command that runs a level many times: sweep."""

# ruff: noqa: PLC0415

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import print_stderr, progress_bar
from game.cli.app import LevelName, UserError, app, find, load
from game.cli.run import Seconds
from game.files.atomic_write import atomic_write

if TYPE_CHECKING:
    from game.batch.sweep.journal import Journal
    from game.batch.sweep.plan import Plan
    from game.batch.sweep.workers import Workers

MOST_WORKERS = 1024


def _workers(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MOST_WORKERS:
        raise UserError(f"--workers must be from 1 to {MOST_WORKERS} (got {value})")
    return value


@app.command()
def sweep(
    level: LevelName,
    seeds: Annotated[str, typer.Option(metavar="A:B | LIST", help="Seeds from A to B - 1, or a list: 1,2,5.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The results, a row a run: a .csv or .parquet file.")],
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUES",
            help="Give a field of the level other values: walls.0.spin=36,72 or, as start:stop:count with both ends, "
            "walls.0.spin=36:108:5. Several of these make all combinations.",
        ),
    ] = None,
    seconds: Seconds = 60.0,
    measure: Annotated[
        bool, typer.Option(help="Look for overlaps and escapes after every step; that takes as long again.")
    ] = True,
    workers: Annotated[
        int | None, typer.Option(callback=_workers, help="Processes; as many as there are cores if not given.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Of a Dask cluster, tcp://host:port, that does the runs.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Run a level many times, with other seeds and values of its fields, and tell who wins or what is usual.

    A run ends when all balls have finished, or with its time. What is stopped goes on when the same command is given
    again. Results are the same, whoever has done the runs.
    """
    if workers and scheduler:
        raise typer.BadParameter("--workers are of this machine, and --scheduler has others")
    path = find(level)
    load(path)
    from game.batch.sweep import plan, results, settings, summary
    from game.batch.sweep.journal import Journal
    from game.batch.sweep.work import work

    try:
        wanted = [settings.setting(text) for text in values or []]
        show = partial(progress_bar, task="checking the levels", lines=False)
        sweep = plan.make(path, wanted, settings.seeds(seeds), seconds, measure, show)
        results.check(output, sweep)
        with Journal(output.with_name(f"{output.name}.part"), sweep.fingerprint()) as journal:
            with _keeping(journal, sweep, output), _workers_at(scheduler, workers) as team:
                with progress_bar(sweep.runs, "simulating", lines=not json) as advance:
                    work(sweep, journal, team, advance)
                results.check(output, sweep)  # somebody may have put a file there meanwhile
                with atomic_write(output) as file:
                    results.write(file, output.suffix, sweep, journal)
            found = list(summary.summaries(sweep, results.rows(sweep, journal)))
            journal.path.unlink()
    except settings.SweepError as problem:
        raise UserError(str(problem)) from None
    failed = sum(one.failed for one in found)
    if json:
        print(dumps({"level": sweep.name, "output": str(output), "runs": sweep.runs, "failed": failed,
                     "combinations": summary.as_json(found)}))  # fmt: skip
    else:
        summary.show(sweep, found)
        print(f"wrote {output}")
    if failed:
        raise UserError(f"{failed} of {sweep.runs} runs failed; the column error of {output} tells why")


def _workers_at(scheduler: str | None, count: int | None) -> "AbstractContextManager[Workers]":
    from game.batch.sweep import cluster, workers

    return cluster.workers(scheduler) if scheduler else workers.local(count or workers.cores())


@contextmanager
def _keeping(journal: "Journal", sweep: "Plan", output: Path) -> Iterator[None]:
    """Say of whatever ends a sweep too early that it can go on."""
    from game.batch.sweep.settings import SweepError

    try:
        yield
    except (KeyboardInterrupt, SweepError, OSError) as problem:
        if isinstance(problem, OSError):
            print_stderr(f"{problem.filename or output}: {problem.strerror or problem}")
        elif isinstance(problem, SweepError):
            print_stderr(str(problem))
        if journal.done:
            count = f"{len(journal.done)} of {sweep.runs} runs"
            print_stderr(f"{count} are kept in {journal.path}; the same command goes on with them")
        else:
            journal.path.unlink(missing_ok=True)
        if isinstance(problem, KeyboardInterrupt):
            raise
        raise typer.Exit(1) from None
