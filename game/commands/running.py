"""The commands that run a level: play, simulate, render."""

# ruff: noqa: PLC0415

import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from itertools import count
from json import dumps
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated, Any

import typer

from game.commands.shell import LevelName, Seed, UserError, app, find, load, replacing, simulation_of
from game.progress import progress, say

if TYPE_CHECKING:
    from game.graphics import Artist
    from game.pictures.movie import Film
    from game.run import Report
    from game.simulation import Simulation

LONGEST = {"simulate": 86_400.0, "sweep": 86_400.0, "render": 600.0}
"""s of simulated time that a command takes at most."""


def _seconds(context: typer.Context, value: float | None) -> float | None:
    longest = LONGEST[context.info_name or ""]
    if value is not None and not 0.0 <= value <= longest:
        raise UserError(f"--seconds must be from 0 to {longest:.0f} (got {value:g})")
    return value


def _size(text: str) -> tuple[int, int]:
    if not (match := re.fullmatch(r"(\d{1,6})[xX](\d{1,6})", text)):
        raise typer.BadParameter(f"{text!r} is not of the form 800x600")
    return int(match[1]), int(match[2])


Seconds = Annotated[float, typer.Option(callback=_seconds, help="Simulated time.")]
OptionalSeconds = Annotated[
    float | None,
    typer.Option(callback=_seconds, help="Moment of a picture [2.5], or length of a moving one [10]."),
]
Size = Annotated[Any, typer.Option(parser=_size, metavar="WxH", help="Pixels [800x800; webp 640x640, gif 480x480].")]


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
    from game.kernel_loading import KernelError
    from game.pictures.movie import Film

    path = find(level)
    loaded = load(path)
    obstacle, artist = graphics.probe().window, graphics.artist
    if obstacle is None:
        try:
            from game import window

            window.run(path, level_folders.levels, seed)
        except KernelError as problem:
            raise UserError(str(problem)) from None
        except Exception as problem:
            if not graphics.refused(problem):
                raise
            obstacle, artist = graphics.Obstacle(str(problem)), graphics.painting  # arcade is spent
        else:
            return
    output = _unused(f"{loaded.name}.webp")
    say(f"no window: {obstacle}; writing a moving picture instead")
    _draw(Film.plan(output), output, simulation_of(loaded, seed), artist)


@app.command()
def simulate(
    level: LevelName,
    seconds: Seconds,
    seed: Seed = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the motion to an npz file.")] = None,
) -> None:
    """Run a level without a window, and tell what happened."""
    simulation = simulation_of(load(find(level)), seed)

    from game import run

    steps = round(seconds * simulation.level.world.step_rate)
    with ExitStack() as stack:
        file = stack.enter_context(replacing(output)) if output else None
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
    output: Annotated[Path, typer.Option("--output", "-o", help="A .png, .gif, .webp, .mp4 or .html file.")],
    seconds: OptionalSeconds = None,
    size: Size = None,
    seed: Seed = None,
    fps: Annotated[int | None, typer.Option(help="Frames a second [30; gif 25, mp4 60].")] = None,
) -> None:
    """Draw what the window would show, into a picture, a moving one, or a page that plays it in any browser."""
    from game import graphics
    from game.pictures.movie import Film

    if output.suffix.lower() == ".html":
        if size is not None or fps is not None:
            raise UserError("a page is drawn by the browser, at any size and rate: leave out --size and --fps")
        _put_on_page(output, simulation_of(load(find(level)), seed), seconds)
        return
    try:
        film = Film.plan(output, seconds, size, fps)
    except ValueError as problem:
        raise UserError(str(problem)) from None
    _draw(film, output, simulation_of(load(find(level)), seed), graphics.artist)


def _draw(
    film: "Film",
    output: Path,
    simulation: "Simulation",
    artist: "Callable[[Simulation, tuple[int, int]], Artist]",
) -> None:
    with replacing(output) as file:
        painter = artist(simulation, film.size)
        with progress(film.steps(simulation.level.world.step_rate), "drawing") as advance:
            film.write(file, film.shoot(simulation, painter, advance))
        painter.close()
    print(f"wrote {output}")


def _put_on_page(output: Path, simulation: "Simulation", seconds: float | None) -> None:
    from game.pictures import page
    from game.pictures.movie import GOOD_LENGTH

    seconds = GOOD_LENGTH if seconds is None else seconds
    try:
        plan = page.Plan.of(simulation, round(seconds * simulation.level.world.step_rate))
    except ValueError as problem:
        raise UserError(f"{output}: {problem}") from None
    with replacing(output) as file, progress(plan.steps, "simulating") as advance:

        def step() -> None:
            simulation.step()
            advance()

        page.write_page(file, simulation, plan, step)
    print(f"wrote {output}")


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
