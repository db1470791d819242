"""The commands `bench` and `doctor`."""

# ruff: noqa: PLC0415

import os
from json import dumps
from math import inf
from typing import Annotated

import typer

from game.batch.progress import prepare_kernels, progress_bar
from game.cli.app import app, find_level_file, read_level
from game.cli.errors import EXIT_FAULT, UserError
from game.cli.options import Json, number
from game.files.terminal import printable


@app.command()
def bench(
    scenes: Annotated[
        list[str] | None,
        typer.Argument(metavar="SIZE | LEVEL", help="Numbers of balls in a heptagon, or names or files of levels."),
    ] = None,
    slow: Annotated[
        bool, typer.Option("--slow", help="Turn the heptagon of N balls slower, by the factor sqrt(20 / N).")
    ] = False,
    settle: Annotated[
        float | None,
        typer.Option(
            parser=number("--settle", 0.0, inf, "s"),
            metavar="SECONDS",
            help="Largest real time to settle a scene (default: 20 s up to 5000 balls, then 4 ms a ball).",
        ),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            parser=number("--threads", 1, 1024, whole=True),
            metavar="N",
            help="Threads for a crowd of ours (default: at most 8).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Measure the time of a simulation step, and compare it with Chipmunk and Box2D where they are installed.

    Chipmunk comes with the package pymunk, Box2D 3.1 with the package pyb2d3.

    The environment variable HEPTAGON_BOX2D names another shared library of Box2D, 3.1 or later.
    """
    prepare_kernels()
    from game.batch import bench
    from game.batch.peer import PeerError
    from game.simulation.simulation import Simulation
    from systems.threads import THREAD_LIMIT

    if threads is not None:
        os.environ[THREAD_LIMIT] = str(threads)
    try:
        sizes = {name: bench.parse_size(name) for name in scenes or map(str, bench.DEFAULT_SIZES)}
        peers = bench.installed_peers()
    except (ValueError, PeerError) as error:
        raise UserError(printable(str(error))) from None
    levels = {name: read_level(find_level_file(name)) for name, size in sizes.items() if size is None}
    results = []
    for name, size in sizes.items():
        level = levels[name] if size is None else bench.benchmark_level(size, slow)
        planned_time = bench.settling_time(level.count)
        timeout = bench.settling_timeout(level.count) if settle is None else settle
        parts = round(planned_time * level.world.step_rate) + bench.ROUNDS
        with progress_bar(parts, f"measuring {name}", lines=not json) as advance:
            simulation = Simulation(level)
            results.append(bench.measure_scene(simulation, name, peers, planned_time, timeout, advance=advance))
        simulation.close()
    if json:
        print(dumps(bench.results_as_json(results, slow)))
    else:
        bench.print_results(results)


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Remove damaged files of compiled kernels first.")] = False,
) -> None:
    """Check what this machine provides, and print the command that installs what is missing."""
    from game.cli.doctor import repair_kernels, run_checks

    for line in repair_kernels() if repair else ():
        print(printable(line))
    if not run_checks():
        raise typer.Exit(EXIT_FAULT)
