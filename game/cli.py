"""The command line: ``heptagon``, or ``python -m game``.

Whatever takes time to import is imported inside the commands, so that ``--help`` answers at once.
"""

# ruff: noqa: PLC0415

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from itertools import count
from json import dumps
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from game.progress import load_kernels, progress, say

if TYPE_CHECKING:
    from game.graphics import Artist
    from game.level import Level
    from game.movie import Film
    from game.run import Report
    from game.simulation import Simulation

LONGEST = {"simulate": 86_400.0, "render": 600.0}
"""s of simulated time that a command takes at most."""

INTERRUPTED = 130


class UserError(Exception):
    """What was asked for cannot be done; the message tells why."""


class Commands(TyperGroup):
    """Makes messages and exit statuses of what went wrong: 1 for a wrong file or argument, 130 for Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was given, or play."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise  # whoever read our output has seen enough
        except UserError as problem:
            say(str(problem))
        except OSError as problem:
            say(": ".join(str(part) for part in (problem.filename, problem.strerror or problem) if part))
        raise typer.Exit(1)


def _seed(value: int | None) -> int | None:
    if value is not None and not 0 <= value < 2**63:
        raise UserError(f"--seed must be from 0 to 2^63 - 1 (got {value})")
    return value


def _seconds(context: typer.Context, value: float | None) -> float | None:
    longest = LONGEST[context.info_name or ""]
    if value is not None and not 0.0 <= value <= longest:
        raise UserError(f"--seconds must be from 0 to {longest:.0f} (got {value:g})")
    return value


def _size(text: str) -> tuple[int, int]:
    if not (match := re.fullmatch(r"(\d{1,6})[xX](\d{1,6})", text)):
        raise typer.BadParameter(f"{text!r} is not of the form 800x600")
    return int(match[1]), int(match[2])


LevelName = Annotated[str, typer.Argument(metavar="LEVEL", help="Name of a level, or its file.")]
Seed = Annotated[
    int | None, typer.Option(callback=_seed, help="Start of everything random; the level's own if not given.")
]
Seconds = Annotated[float, typer.Option(callback=_seconds, help="Simulated time.")]
OptionalSeconds = Annotated[
    float | None,
    typer.Option(callback=_seconds, help="Moment of a picture [2.5], or length of a moving one [10]."),
]
Size = Annotated[Any, typer.Option(parser=_size, metavar="WxH", help="Pixels [800x800; webp 640x640, gif 480x480].")]

app = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line."""
    app()


@app.callback()
def default(context: typer.Context) -> None:
    """Balls, gravity and walls that move: a small 2-D physics game engine.

    Without a command, a window opens on the level "heptagon".
    """
    if context.invoked_subcommand is None:
        play()


@app.command()
def play(level: LevelName = "heptagon", seed: Seed = None) -> None:
    """Open a window on a level. Without a display, write a moving picture of it."""
    from game import graphics, level_folders
    from game.movie import Film

    path = _find(level)
    loaded = _load(path)
    obstacle, artist = graphics.probe().window, graphics.artist
    if obstacle is None:
        load_kernels()
        try:
            from game import window

            window.run(path, [entry.path for entry in level_folders.levels()], seed)
        except Exception as problem:
            if not graphics.refused(problem):
                raise
            obstacle, artist = graphics.Obstacle(str(problem)), graphics.painting  # arcade is spent
        else:
            return
    output = _unused(f"{loaded.name}.webp")
    say(f"no window: {obstacle}; writing a moving picture instead")
    _draw(Film.plan(output), output, _simulation(loaded, seed), artist)


@app.command()
def simulate(
    level: LevelName,
    seconds: Seconds,
    seed: Seed = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the motion to an npz file.")] = None,
) -> None:
    """Run a level without a window, and tell what happened."""
    simulation = _simulation(_load(_find(level)), seed)

    from game import run

    steps = round(seconds * simulation.level.world.step_rate)
    with ExitStack() as stack:
        file = stack.enter_context(_replacing(output)) if output else None
        try:
            trajectory = run.Trajectory(simulation, steps) if file else None
        except ValueError as problem:
            raise UserError(f"{output}: {problem}") from None
        with progress(steps, "simulating", lines=not json) as advance:
            report = run.simulate(simulation, steps, trajectory, advance)
        if file and trajectory:
            trajectory.save(file)
    if json:
        print(dumps(asdict(report)))
    else:
        _print_report(report, simulation.level.world.step_rate)


@app.command()
def render(
    level: LevelName,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .png, .gif, .webp or .mp4 file.")],
    seconds: OptionalSeconds = None,
    size: Size = None,
    seed: Seed = None,
    fps: Annotated[int | None, typer.Option(help="Frames a second [30; gif 25, mp4 60].")] = None,
) -> None:
    """Draw what the window would show, into a picture or a moving one."""
    from game import graphics
    from game.movie import Film

    try:
        film = Film.plan(output, seconds, size, fps)
    except ValueError as problem:
        raise UserError(str(problem)) from None
    _draw(film, output, _simulation(_load(_find(level)), seed), graphics.artist)


@app.command()
def check(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILES]...", help="Levels; all if not given.")] = None,
) -> None:
    """Validate levels, and tell everything that is wrong with them."""
    from game import level_folders
    from game.level import LevelError, load_level

    wrong = False
    for file in files or [str(entry.path) for entry in level_folders.levels()]:
        try:
            path = level_folders.find(file)
            load_level(path)
        except LevelError as problem:
            wrong = True
            say(str(problem))
        else:
            print(f"OK {path}")
    if wrong:
        raise typer.Exit(1)


@app.command()
def levels() -> None:
    """List the levels that have a name."""
    from game import level_folders
    from game.level import LevelError, load_level

    rows = []
    for entry in level_folders.levels():
        try:
            level = load_level(entry.path)
        except LevelError as problem:
            rows.append((entry.name, "broken", "", entry.origin, str(problem.problems[0])))
        else:
            rows.append((entry.name, level.title, str(level.count), entry.origin, level.description))
    _print_levels(rows)


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
    from game import bench
    from game.simulation import Simulation

    try:
        sizes = {name: bench.size(name) for name in scenes or map(str, bench.SIZES)}
    except ValueError as problem:
        raise UserError(str(problem)) from None
    files = {name: _load(_find(name)) for name, size in sizes.items() if size is None}
    results = []
    for name, size in sizes.items():
        level = files[name] if size is None else bench.scene(size, slow)
        parts = round(bench.SETTLING * level.world.step_rate) + bench.ROUNDS
        with progress(parts, f"measuring {name}", lines=not json) as advance:
            simulation = Simulation(level)
            results.append(bench.measure(simulation, name, advance=advance))
        simulation.close()
    if json:
        print(dumps(bench.summary(results, slow)))
    else:
        bench.show(results)


@app.command()
def doctor() -> None:
    """Tell what of this machine the game can use, and how to install what it lacks."""
    from game.doctor import examine

    if not examine():
        raise typer.Exit(1)


def _find(level: str) -> Path:
    from game import level_folders
    from game.level import LevelError

    try:
        return level_folders.find(level)
    except LevelError as problem:
        raise UserError(str(problem)) from None


def _load(path: Path) -> "Level":
    from game.level import LevelError, load_level

    try:
        return load_level(path)
    except LevelError as problem:
        raise UserError(str(problem)) from None


def _simulation(level: "Level", seed: int | None) -> "Simulation":
    load_kernels()
    from game.simulation import Simulation

    return Simulation(level, seed)


def _draw(
    film: "Film",
    output: Path,
    simulation: "Simulation",
    artist: "Callable[[Simulation, tuple[int, int]], Artist]",
) -> None:
    with _replacing(output) as file:
        painter = artist(simulation, film.size)
        with progress(film.steps(simulation.level.world.step_rate), "drawing") as advance:
            film.write(file, film.shoot(simulation, painter, advance))
        painter.close()
    print(f"wrote {output}")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield a new file beside ``path`` that takes its place at the end, unless something goes wrong."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise UserError(f"{path}: is not an ordinary file")
    file = target.with_name(f".{target.stem}-{os.getpid()}{target.suffix}")
    try:
        file.open("xb").close()
    except OSError as problem:
        raise UserError(f"{path}: {problem.strerror}") from None
    try:
        yield file
        file.replace(target)
    finally:
        file.unlink(missing_ok=True)


def _unused(name: str) -> Path:
    """Return a file of this name that is not there yet, here or else in the folder for temporary files."""
    folder = Path() if os.access(Path(), os.W_OK) else Path(gettempdir())
    path = folder / name
    for k in count(2):
        if not path.exists():
            break
        path = folder / f"{Path(name).stem}-{k}{path.suffix}"
    return path


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


def _print_levels(rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table, or plain columns where there is no terminal to fit them in."""
    heads = ("name", "title", "balls", "origin", "description")
    if not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
