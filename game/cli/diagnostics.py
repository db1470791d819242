"""The commands that measure: bench, doctor."""

# ruff: noqa: PLC0415

from json import dumps
from typing import Annotated

import typer

from game.batch.progress import load_kernels, progress_bar
from game.cli.app import UserError, app, find, load


@app.command()
def bench(
    scenes: Annotated[
        list[str] | None,
        typer.Argument(metavar="SIZE | LEVEL", help="Numbers of balls, names of levels or their files."),
    ] = None,
    slow: Annotated[bool, typer.Option("--slow", help="Turn N balls slower, by sqrt(20 / N).")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Measure what a step costs, in a turning heptagon of N balls or in a level, and Chipmunk beside it."""
    load_kernels()
    from game.batch import bench
    from game.simulation.simulation import Simulation

    try:
        sizes = {name: bench.parse_size(name) for name in scenes or map(str, bench.DEFAULT_SIZES)}
    except ValueError as problem:
        raise UserError(str(problem)) from None
    files = {name: load(find(name)) for name, size in sizes.items() if size is None}
    results = []
    for name, size in sizes.items():
        level = files[name] if size is None else bench.benchmark_level(size, slow)
        parts = round(bench.SETTLING_TIME * level.world.step_rate) + bench.ROUNDS
        with progress_bar(parts, f"measuring {name}", lines=not json) as advance:
            simulation = Simulation(level)
            results.append(bench.measure_scene(simulation, name, advance=advance))
        simulation.close()
    if json:
        print(dumps(bench.results_as_json(results, slow)))
    else:
        bench.print_results(results)


@app.command()
def doctor() -> None:
    """Tell what of this machine the game can use, and how to install what it lacks."""
    from game.cli.doctor import examine

    if not examine():
        raise typer.Exit(1)
