"""The command `render`, and drawing into files for other commands."""

# ruff: noqa: PLC0415

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from game.batch.progress import progress_bar
from game.cli.app import app, find_source
from game.cli.errors import UserError
from game.cli.options import LevelName, Seed, number
from game.cli.outputs import DRAWING, Force, Output, check_outputs
from game.files.atomic_write import atomic_write

if TYPE_CHECKING:
    from game.render.backends import Renderer
    from game.simulation.simulation import Simulation

MAX_SECONDS = 600.0
"""Longest simulated time of a drawing, s."""

MAX_FPS = 120
"""Largest number of frames per second of any format."""


def _parse_size(text: str) -> tuple[int, int]:
    if not (match := re.fullmatch(r"(\d{1,6})[xX](\d{1,6})", text)):
        raise UserError(f"cannot use --size {text}: not a size; allowed: WIDTHxHEIGHT, such as 800x600")
    return int(match[1]), int(match[2])


DrawingFile = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write: .png, .gif, .webp, .mp4 or .html.")
]


def drawn_seconds(length: str) -> Any:
    """Return the option --seconds of a drawing; ``length`` describes the default length of an animation."""
    text = f"Simulated time: the moment of a .png (default: 2.5), the length of an animation (default: {length})."
    return typer.Option(parser=number("--seconds", 0.0, MAX_SECONDS, "s"), metavar="SECONDS", help=text)


Size = Annotated[
    Any,
    typer.Option(
        parser=_parse_size,
        metavar="WxH",
        help="Size in pixels (default: 800x800; for .webp 640x640, for .gif 480x480).",
    ),
]
Fps = Annotated[
    int | None,
    typer.Option(
        parser=number("--fps", 1, MAX_FPS, whole=True),
        metavar="N",
        help="Frames per second (default: 30; for .gif 25, for .mp4 60).",
    ),
]


@app.command()
def render(
    level: LevelName,
    output: DrawingFile,
    seconds: Annotated[float | None, drawn_seconds("10")] = None,
    size: Size = None,
    seed: Seed = None,
    fps: Fps = None,
    force: Force = False,
) -> None:
    """Draw a level into a picture, an animation, or a web page that plays it in any browser."""
    source = find_source(level, seed)
    check_outputs(source.files, [Output("--output", output, DRAWING)], force)
    write_drawing(output, source.start, seconds, size, fps)


def write_drawing(
    output: Path,
    start: "Callable[[], Simulation]",
    seconds: float | None = None,
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    create_renderer: "Callable[[Simulation, tuple[int, int]], Renderer] | None" = None,
) -> None:
    """Run a simulation and draw it into a file. The defaults depend on the suffix of the file.

    start : returns the simulation; called after all arguments are checked
    seconds : moment of a picture or length of an animation, s
    size : width and height, px
    fps : frames per second
    create_renderer : returns the renderer of a simulation, for a size; `backends.create_renderer` by default
    """
    from game.render import backends
    from game.render.export.movie import MoviePlan

    if output.suffix.lower() == ".html":
        if size is not None or fps is not None:
            raise UserError(
                f"cannot use --size or --fps for {output}: the browser draws it at any size and rate; "
                "allowed: neither of them"
            )
        _write_page(output, start(), seconds)
        return
    try:
        movie = MoviePlan.for_file(output, seconds, size, fps)
    except ValueError as error:
        raise UserError(f"cannot draw {output}: {error}") from None
    simulation = start()
    with atomic_write(output) as file:
        renderer = (create_renderer or backends.create_renderer)(simulation, movie.size)
        with progress_bar(movie.step_count(simulation.level.world.step_rate), "drawing") as advance:
            movie.write_file(file, movie.render_frames(simulation, renderer, advance))
        renderer.close()
    print(f"wrote {output}")


def _write_page(output: Path, simulation: "Simulation", seconds: float | None) -> None:
    from game.render.export.movie import DEFAULT_LENGTH
    from game.render.web import page

    seconds = DEFAULT_LENGTH if seconds is None else seconds
    try:
        plan = page.PagePlan.for_steps(simulation, round(seconds * simulation.level.world.step_rate))
    except ValueError as error:
        raise UserError(f"cannot write {output}: {error}") from None
    with atomic_write(output) as file, progress_bar(plan.steps, "simulating") as advance:

        def step() -> None:
            simulation.step()
            advance()

        page.write_page(file, simulation, plan, step)
    print(f"wrote {output}")
