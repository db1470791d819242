"""The command that draws a level, render; and what other commands draw with."""

# ruff: noqa: PLC0415

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from game.batch.progress import progress_bar
from game.cli.app import LevelName, Seed, UserError, app, begin, within
from game.files.atomic_write import atomic_write

if TYPE_CHECKING:
    from game.render.backends import Renderer
    from game.simulation.simulation import Simulation

LONGEST = 600.0
"""s of simulated time that a drawing takes at most."""


def _size(text: str) -> tuple[int, int]:
    if not (match := re.fullmatch(r"(\d{1,6})[xX](\d{1,6})", text)):
        raise typer.BadParameter(f"{text!r} is not of the form 800x600")
    return int(match[1]), int(match[2])


Output = Annotated[Path, typer.Option("--output", "-o", help="A .png, .gif, .webp, .mp4 or .html file.")]
Seconds = Annotated[
    float | None,
    typer.Option(callback=within(LONGEST), help="Moment of a picture [2.5], or length of a moving one [10]."),
]
Size = Annotated[Any, typer.Option(parser=_size, metavar="WxH", help="Pixels [800x800; webp 640x640, gif 480x480].")]
Fps = Annotated[int | None, typer.Option(help="Frames a second [30; gif 25, mp4 60].")]


@app.command()
def render(
    level: LevelName, output: Output, seconds: Seconds = None, size: Size = None, seed: Seed = None, fps: Fps = None
) -> None:
    """Draw what the window would show, into a picture, a moving one, or a page that plays it in any browser."""
    draw(output, lambda: begin(level, seed), seconds, size, fps)


def draw(
    output: Path,
    start: "Callable[[], Simulation]",
    seconds: float | None = None,
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    artist: "Callable[[Simulation, tuple[int, int]], Renderer] | None" = None,
) -> None:
    """Let a simulation run and draw it into a file; what is not given follows from the kind of the file.

    start : gives the simulation, once everything else is found to be right
    artist : draws, instead of the best that this machine has
    """
    from game.render import backends
    from game.render.export.movie import Film

    if output.suffix.lower() == ".html":
        if size is not None or fps is not None:
            raise UserError("a page is drawn by the browser, at any size and rate: leave out --size and --fps")
        _put_on_page(output, start(), seconds)
        return
    try:
        film = Film.plan(output, seconds, size, fps)
    except ValueError as problem:
        raise UserError(str(problem)) from None
    simulation = start()
    with atomic_write(output) as file:
        painter = (artist or backends.artist)(simulation, film.size)
        with progress_bar(film.steps(simulation.level.world.step_rate), "drawing") as advance:
            film.write(file, film.shoot(simulation, painter, advance))
        painter.close()
    print(f"wrote {output}")


def _put_on_page(output: Path, simulation: "Simulation", seconds: float | None) -> None:
    from game.render.export.movie import GOOD_LENGTH
    from game.render.web import page

    seconds = GOOD_LENGTH if seconds is None else seconds
    try:
        plan = page.Plan.of(simulation, round(seconds * simulation.level.world.step_rate))
    except ValueError as problem:
        raise UserError(f"{output}: {problem}") from None
    with atomic_write(output) as file, progress_bar(plan.steps, "simulating") as advance:

        def step() -> None:
            simulation.step()
            advance()

        page.write_page(file, simulation, plan, step)
    print(f"wrote {output}")
