"""The command `sweep`."""

# ruff: noqa: PLC0415

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import print_stderr, progress_bar
from game.cli.app import LevelName, UserError, app, find_level_file, read_level
from game.cli.run import Seconds
from game.files.atomic_write import atomic_write

if TYPE_CHECKING:
    from game.batch.sweep.journal import Journal
    from game.batch.sweep.plan import Plan
    from game.batch.sweep.workers import Workers

MAX_WORKERS = 1024


def _check_workers(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MAX_WORKERS:
        raise UserError(f"--workers must be from 1 to {MAX_WORKERS} (got {value})")
    return value


@app.command()
def sweep(
    level: LevelName,
    seeds: Annotated[
        str, typer.Option(metavar="A:B | LIST", help="Random seeds: from A to B - 1, or a list such as 1,2,5.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The results, one row per run: a .csv or .parquet file.")
    ],
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUES",
            help="Values of a field of the level: a list, walls.0.spin=36,72, or start:stop:count with both ends, "
            "walls.0.spin=36:108:5. If given several times, all combinations are run.",
        ),
    ] = None,
    seconds: Seconds = 60.0,
    measure: Annotated[
        bool, typer.Option(help="Measure overlaps and escaped balls after every step, which doubles the run time.")
    ] = True,
    workers: Annotated[
        int | None,
        typer.Option(callback=_check_workers, help="Number of worker processes (default: the number of cores)."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on the Dask cluster with this scheduler, tcp://host:port."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object only.")] = False,
) -> None:
    """Run a level with many seeds and values of its fields, and print how often each ball wins, or mean values.

    A run ends when all balls have finished, or after --seconds. To resume an interrupted sweep, give the same command
    again. The results do not depend on the workers.
    """
    if workers and scheduler:
        raise typer.BadParameter("--workers and --scheduler exclude each other")
    path = find_level_file(level)
    read_level(path)
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
                results.check(output, sweep)  # another program may have created the file meanwhile
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
        raise UserError(f"{failed} of {sweep.runs} runs failed; see the column error of {output}")


def _workers_at(scheduler: str | None, count: int | None) -> "AbstractContextManager[Workers]":
    from game.batch.sweep import cluster, workers

    return cluster.workers(scheduler) if scheduler else workers.local(count or workers.cores())


@contextmanager
def _keeping(journal: "Journal", sweep: "Plan", output: Path) -> Iterator[None]:
    """Print how to resume the sweep if it is interrupted."""
    from game.batch.sweep.settings import SweepError

    try:
        yield
    except (KeyboardInterrupt, SweepError, OSError) as error:
        if isinstance(error, OSError):
            print_stderr(f"{error.filename or output}: {error.strerror or error}")
        elif isinstance(error, SweepError):
            print_stderr(str(error))
        if journal.done:
            count = f"{len(journal.done)} of {sweep.runs} runs"
            print_stderr(f"{count} are saved in {journal.path}; to resume, give the same command again")
        else:
            journal.path.unlink(missing_ok=True)
        if isinstance(error, KeyboardInterrupt):
            raise
        raise typer.Exit(1) from None
