"""The commands `play` and `simulate`."""

# ruff: noqa: PLC0415

import os
from contextlib import ExitStack, nullcontext
from dataclasses import asdict
from json import dumps
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import prepare_kernels, progress_bar
from game.cli.app import Source, app, find_level_file, find_source, is_state_file
from game.cli.errors import CommandError, UserError
from game.cli.options import Json, LevelName, Record, Seconds, Seed
from game.cli.outputs import RECORDING, STATE, TRAJECTORY, Force, Output, check_outputs
from game.cli.render import write_drawing
from game.files.atomic_write import atomic_write, unused_path
from game.files.new_file import plain_name
from game.files.terminal import print_stderr, printable
from game.version import __version__

if TYPE_CHECKING:
    from game.batch.headless import Report
    from game.session.recording.recorder import Recorder
    from game.session.session import Session


def _print_version(is_asked: bool) -> None:
    if is_asked:
        print(f"heptagon {__version__}")
        raise typer.Exit


@app.callback()
def default(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A 2-D physics game engine: balls, gravity and moving walls.

    Without a command, it plays the level "heptagon" in a window.

    The exit status is 0 if all is well, 1 if a fault was found, and 2 after a wrong use.
    """
    if context.invoked_subcommand is None:
        play()


@app.command()
def play(level: LevelName = "heptagon", seed: Seed = None, record: Record = None) -> None:
    """Play a level in a window. Without a display, write an animation of it."""
    from game.levels import library
    from game.render import backends
    from game.ui.kernel_loading import KernelError
    from game.ui.window_error import WindowError

    source = find_source(level, seed)
    check_outputs(source.files, [Output("--record", record, RECORDING)])
    start = _open_session(source) if is_state_file(level) else None
    path = Path(level) if start else find_level_file(level)
    unavailable, create_renderer = backends.detect_graphics().window, backends.create_renderer
    if record and unavailable:
        raise _no_window(unavailable, record)
    if unavailable is None:
        try:
            from game.ui import window

            with _recorder(record) if record else nullcontext() as recorder:
                window.run(path, library.list_levels, seed, start, recorder)
        except (KernelError, WindowError) as error:
            raise CommandError(str(error)) from None
        except Exception as error:
            if not backends.is_graphics_error(error):
                raise
            unavailable, create_renderer = (
                backends.Unavailable(str(error)),
                backends.create_pillow_renderer,
            )  # arcade cannot be used any more
            if record:
                raise _no_window(unavailable, record) from None
        else:
            if record:
                print(f"wrote {record}")
            return
    folder = Path() if os.access(Path(), os.W_OK) else Path(gettempdir())
    output = unused_path(folder / f"{plain_name(path.stem)}.webp")
    print_stderr(printable(f"cannot open a window: {unavailable}; writing an animation instead"))
    write_drawing(output, (lambda: start.simulation) if start else source.start, create_renderer=create_renderer)


def _no_window(unavailable: object, record: Path) -> CommandError:
    return CommandError(f"cannot record {record}: no window: {unavailable}; allowed without one: simulate --record")


def _open_session(source: Source) -> "Session":
    """Return a session that continues from a state file. This loads the kernels before the window opens."""
    simulation = source.start()
    from game.session.session import Session

    return Session(simulation)


def _recorder(file: Path) -> "Recorder":
    prepare_kernels()
    from game.session.recording.recorder import Recorder

    return Recorder(file)


@app.command()
def simulate(
    level: LevelName,
    seconds: Seconds,
    seed: Seed = None,
    json: Json = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE.npz", help="Write the motion of all balls and walls."),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE.npz", help="Save the final state, which `simulate` and `play` can continue."),
    ] = None,
    record: Record = None,
    force: Force = False,
) -> None:
    """Run a level without a window, and print the final state, energies and overlaps."""
    source, files = find_source(level, seed), (output, save, record)
    names, kinds = ("--output", "--save", "--record"), (TRAJECTORY, STATE, RECORDING)
    check_outputs(source.files, map(Output, names, files, kinds), force)
    simulation = source.start()

    from game.batch import headless
    from game.session.recording.recorder import Recorder
    from game.session.recording.state_file import save_state

    steps = round(seconds * simulation.level.world.step_rate)
    with ExitStack() as stack:
        file = stack.enter_context(atomic_write(output)) if output else None
        try:
            trajectory = headless.Trajectory(simulation, steps) if file else None
        except ValueError as error:
            raise UserError(f"cannot write {output}: {error}") from None
        recorder = stack.enter_context(Recorder(record)) if record else None
        if recorder:
            recorder.record_simulation(simulation)
        with progress_bar(steps, "simulating", lines=not json) as advance:
            notes = [advance, recorder.record_step] if recorder else [advance]
            report = headless.measure_run(simulation, steps, trajectory, lambda: [note() for note in notes])
        if file and trajectory:
            trajectory.save(file)
    if save:
        save_state(simulation, save)
    if json:
        print(dumps(asdict(report)))
    else:
        _print_report(report, simulation.level.world.step_rate)


def _print_report(report: "Report", step_rate: int) -> None:
    factor = report.real_time_factor
    speed = f"{factor:.3g} times real time" if factor else "no step"
    energies = f"{report.kinetic:.4g} kinetic, {report.spin:.4g} spin, {report.potential:.4g} potential"
    fields = f", fields {report.field_work:.4g} J" if report.field_work else ""
    energies += f"; walls did {report.work:.4g} J of work{fields}, {report.dissipated:.4g} J were dissipated"
    removed = ", ".join("a ball without a number" if number is None else str(number) for number in report.quarantined)
    print(f"""\
level     {printable(report.level)}, seed {report.seed}
steps     {report.steps}, {report.time:g} s at {step_rate} Hz
balls     {report.balls}{f"; removed because not finite: {removed}" if removed else ""}
hash      {report.hash}
energy    {report.energy:.6g} J: {energies}
overlap   at most {report.max_overlap:.2%} of a radius
escaped   {report.escaped}{_game_lines(report)}
speed     {speed}, {report.wall_seconds:.2f} s""")


def _game_lines(report: "Report") -> str:
    """Return the lines of a level that is a game: balls that have finished, points, and whether it was won."""
    lines = []
    if report.finished is not None:
        lines.append(f"finished  {', '.join(map(str, report.finished)) or 'no ball'}")
    if report.score is not None:
        lines.append(f"score     {report.score}")
    if report.won is not None:
        lines.append(f"goal      {f'reached after {report.won_time:g} s' if report.won else 'not reached'}")
    return "".join(f"\n{line}" for line in lines)
