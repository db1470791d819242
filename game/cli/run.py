"""The commands that run a level: play, simulate."""

# ruff: noqa: PLC0415

import os
from contextlib import ExitStack, nullcontext
from dataclasses import asdict
from json import dumps
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import load_kernels, print_stderr, progress_bar
from game.cli.app import LevelName, Record, Seed, UserError, app, begin, find, is_state, load, simulation_of, within
from game.cli.render import draw
from game.files.atomic_write import atomic_write, unused_path

if TYPE_CHECKING:
    from game.batch.headless import Report
    from game.session.recording.recorder import Recorder
    from game.session.session import Session

LONGEST = 86_400.0
"""s of simulated time that a run takes at most."""

Seconds = Annotated[float, typer.Option(callback=within(LONGEST), help="Simulated time.")]


@app.callback()
def default(context: typer.Context) -> None:
    """Balls, gravity and walls that move: a small 2-D physics game engine.

    Without a command, a window opens on the level "heptagon".
    """
    if context.invoked_subcommand is None:
        play()


@app.command()
def play(level: LevelName = "heptagon", seed: Seed = None, record: Record = None) -> None:
    """Open a window on a level. Without a display, write a moving picture of it."""
    from game.levels import library
    from game.render import backends
    from game.ui.kernel_loading import KernelError

    start = _going_on(level, seed) if is_state(level) else None
    path = Path(level) if start else find(level)
    loaded = start.simulation.level if start else load(path)
    obstacle, artist = backends.probe().window, backends.artist
    if record and obstacle:
        raise UserError(f"{record}: no window: {obstacle}")
    if obstacle is None:
        try:
            from game.ui import window

            with _recorder(record) if record else nullcontext() as recorder:
                window.run(path, library.list_levels, seed, start, recorder)
        except KernelError as problem:
            raise UserError(str(problem)) from None
        except Exception as problem:
            if not backends.refused(problem):
                raise
            obstacle, artist = backends.Obstacle(str(problem)), backends.painting  # arcade is spent
            if record:
                raise UserError(f"{record}: no window: {obstacle}") from None
        else:
            if record:
                print(f"wrote {record}")
            return
    folder = Path() if os.access(Path(), os.W_OK) else Path(gettempdir())
    output = unused_path(folder / f"{loaded.name}.webp")
    print_stderr(f"no window: {obstacle}; writing a moving picture instead")
    draw(output, lambda: start.simulation if start else simulation_of(loaded, seed), artist=artist)


def _going_on(state: str, seed: int | None) -> "Session":
    """Return what goes on from a state. This loads the kernels, for which a level waits in its window."""
    simulation = begin(state, seed)
    from game.session.session import Session

    return Session(simulation)


def _recorder(file: Path) -> "Recorder":
    load_kernels()
    from game.session.recording.recorder import Recorder

    return Recorder(file)


@app.command()
def simulate(
    level: LevelName,
    seconds: Seconds,
    seed: Seed = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the motion to an npz file.")] = None,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.npz", help="Write the state at the end, to go on from.")
    ] = None,
    record: Record = None,
) -> None:
    """Run a level without a window, and tell what happened."""
    if save and not is_state(save.name):
        raise UserError(f"{save}: the name of a state must end in .npz")
    simulation = begin(level, seed)

    from game.batch import headless
    from game.session.recording import state_file
    from game.session.recording.recorder import Recorder

    steps = round(seconds * simulation.level.world.step_rate)
    with ExitStack() as stack:
        file = stack.enter_context(atomic_write(output)) if output else None
        try:
            trajectory = headless.Trajectory(simulation, steps) if file else None
        except ValueError as problem:
            raise UserError(f"{output}: {problem}") from None
        recorder = stack.enter_context(Recorder(record)) if record else None
        if recorder:
            recorder.follow(simulation)
        with progress_bar(steps, "simulating", lines=not json) as advance:
            notes = [advance, recorder.look] if recorder else [advance]
            report = headless.measure_run(simulation, steps, trajectory, lambda: [note() for note in notes])
        if file and trajectory:
            trajectory.save(file)
    if save:
        state_file.save(simulation, save)
    if json:
        print(dumps(asdict(report)))
    else:
        _print_report(report, simulation.level.world.step_rate)


def _print_report(report: "Report", step_rate: int) -> None:
    factor = report.real_time_factor
    speed = f"{factor:.3g} times real time" if factor else "no step"
    energies = f"{report.kinetic:.4g} motion, {report.spin:.4g} spin, {report.potential:.4g} height"
    energies += f"; walls did {report.work:.4g} J of work, {report.dissipated:.4g} J were dissipated"
    gone = ", ".join("one without a number" if number is None else str(number) for number in report.quarantined)
    print(f"""\
level     {report.level}, seed {report.seed}
steps     {report.steps}, {report.time:g} s at {step_rate} Hz
balls     {report.balls}{f", without {gone}: not finite" if gone else ""}
hash      {report.hash}
energy    {report.energy:.6g} J: {energies}
overlap   {report.max_overlap:.2%} of a radius at most
escaped   {report.escaped}
speed     {speed}, {report.wall_seconds:.2f} s""")
