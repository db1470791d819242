"""The command `sweep`."""

# ruff: noqa: PLC0415

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import prepare_kernels, progress_bar
from game.cli.app import app, find_level_file, read_level
from game.cli.errors import EXIT_FAULT, CommandError, UserError, os_error
from game.cli.options import Json, Seconds, number
from game.cli.outputs import JOURNAL, RESULTS, Output, check_outputs
from game.cli.usage import command_line
from game.files.atomic_write import atomic_write
from game.files.counted import counted
from game.files.terminal import print_stderr

if TYPE_CHECKING:
    from game.batch.sweep.journal import Journal
    from game.batch.sweep.plan import Plan
    from game.batch.sweep.workers import Workers

MAX_WORKERS = 1024


@app.command()
def sweep(
    context: typer.Context,
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="Name or file of a level.")],
    seeds: Annotated[
        str, typer.Option(metavar="A:B | LIST", help="Random seeds: from A to B - 1, or a list such as 1,2,5.")
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The results, one row per run: a .csv or .parquet file."),
    ],
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUES",
            help="Values of a field of the level, see above.",
        ),
    ] = None,
    seconds: Seconds = 60.0,
    measure: Annotated[
        bool, typer.Option(help="Measure overlaps and escaped balls after every step, which doubles the run time.")
    ] = True,
    workers: Annotated[
        int | None,
        typer.Option(
            parser=number("--workers", 1, MAX_WORKERS, whole=True),
            metavar="N",
            help="Number of worker processes (default: the number of cores).",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on the Dask cluster with this scheduler, tcp://host:port."),
    ] = None,
    json: Json = False,
) -> None:
    """Run a level with many seeds and values of its fields, and print how often each ball wins, or mean values.

    A run ends when all balls have finished, or after --seconds. To resume an interrupted sweep, give the same command
    again. The results do not depend on the workers.

    --set takes a list of values, such as walls.0.spin=36,72, or start:stop:count with both ends, such as
    walls.0.spin=36:108:5. If it is given several times, all combinations are run.
    """
    if workers and scheduler:
        raise UserError("cannot use --workers with --scheduler: the cluster has its own workers; allowed: one of them")
    path, journal_path = find_level_file(level), Path(f"{output}.part")
    outputs = [Output("--output", output, RESULTS), Output("the journal", journal_path, JOURNAL)]
    check_outputs(read_level(path).source_files, outputs)
    from game.batch.sweep import plan, results, settings, summary
    from game.batch.sweep.execution import execute_plan
    from game.batch.sweep.journal import DamagedJournal, Journal

    try:
        varied = [settings.parse_setting(text) for text in values or []]
        progress = partial(progress_bar, task="checking the levels", lines=False)
        sweep = plan.make_plan(path, varied, settings.parse_seeds(seeds), seconds, measure, progress)
        results.check_output(output, sweep)
        prepare_kernels()
        with Journal(journal_path, sweep.fingerprint()) as journal:
            left = sweep.runs - len(journal.completed)
            with _tell_how_to_resume(journal, sweep, context), _open_workers(scheduler, workers, left) as executors:
                with progress_bar(sweep.runs, "simulating", not json, len(journal.completed)) as advance:
                    execute_plan(sweep, journal, executors, advance)
                results.check_output(output, sweep)  # another program may have created the file meanwhile
                with atomic_write(output) as file:
                    results.write_results(file, output.suffix, sweep, journal)
            summaries = list(summary.summarize_runs(sweep, results.result_rows(sweep, journal)))
            journal.path.unlink()
    except DamagedJournal as error:
        raise CommandError(str(error)) from None
    except settings.SweepError as error:
        raise UserError(str(error)) from None
    failed = sum(one.failed for one in summaries)
    if json:
        print(dumps({"level": sweep.name, "output": str(output), "runs": sweep.runs, "failed": failed,
                     "combinations": summary.summaries_as_json(summaries)}))  # fmt: skip
    else:
        summary.print_summaries(sweep, summaries)
        print(f"wrote {output}")
    if failed:
        raise CommandError(
            f"cannot complete {failed} of {counted(sweep.runs, 'run')}: see the column error of {output}"
        )


def _open_workers(scheduler: str | None, count: int | None, runs: int) -> "AbstractContextManager[Workers]":
    """Start the workers: those of a cluster, or as many processes as are wanted, but not more than runs."""
    from game.batch.sweep import cluster, workers
    from systems.threads import core_count

    if scheduler:
        return cluster.cluster_workers(scheduler)
    return workers.local_workers(max(1, min(count or core_count(), runs)))


@contextmanager
def _tell_how_to_resume(journal: "Journal", sweep: "Plan", context: typer.Context) -> Iterator[None]:
    """Tell how to resume the sweep if it is interrupted. Its errors become those of a fault, whatever they are."""
    from game.batch.sweep.settings import SweepError

    try:
        yield
    except (KeyboardInterrupt, SweepError, OSError) as error:
        if not isinstance(error, KeyboardInterrupt):
            print_stderr(str(os_error(error) if isinstance(error, OSError) else error))
        if journal.completed:
            count = f"{len(journal.completed)} of {counted(sweep.runs, 'run')}"
            print_stderr(f"{count} are saved in {journal.path}; to resume: {command_line(context)}")
        else:
            journal.path.unlink(missing_ok=True)
        if isinstance(error, KeyboardInterrupt):
            raise
        raise typer.Exit(EXIT_FAULT) from None
