"""The commands `check`, `new`, `schema` and `levels`."""

# ruff: noqa: PLC0415

from collections.abc import Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from game.batch.progress import prepare_kernels, progress_bar
from game.cli.app import app, find_level_file, unknown_level_text
from game.cli.errors import EXIT_FAULT, EXIT_USAGE, UserError
from game.cli.level_table import LevelRow, print_levels
from game.cli.options import Json
from game.cli.outputs import PICTURE, Force, Output, check_name, check_outputs
from game.files.atomic_write import atomic_write
from game.files.terminal import print_stderr

if TYPE_CHECKING:
    from game.levels.toml.problems import Problem


@app.command()
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="LEVEL", help="Names or files of levels (default: all levels).")
    ] = None,
    json: Json = False,
) -> None:
    """Validate level files, and list every mistake with its line and column.

    The exit status is 0 if all are valid, 1 if one has a mistake, and 2 if one does not exist.
    """
    from game.levels import library
    from game.levels.model import LevelError, Problem, load_level

    report, status = [], 0
    for file in files or [str(entry.path) for entry in library.list_levels()]:
        name, problems = file, list[Problem]()
        try:
            path = library.find_level(file)
            name = str(path)
            load_level(path)
        except LevelError as error:
            problems = list(error.problems)
            status = max(status, EXIT_USAGE if problems[0].field == "level" else EXIT_FAULT)
        report.append({"file": name, "ok": not problems, "problems": [problem._asdict() for problem in problems]})
        if not json:
            _print_problems(name, problems)
    if json:
        print(dumps({"files": report}, indent=1))
    if status:
        raise typer.Exit(status)


def _print_problems(name: str, problems: "Sequence[Problem]") -> None:
    """Print that a level is valid, or each problem with an excerpt of its line."""
    from game.levels.toml.excerpt import excerpt
    from game.levels.toml.problems import MAX_PRINTED

    if not problems:
        print(f"OK {name}")
    for problem in problems[:MAX_PRINTED]:
        if problem.field == "level":
            print_stderr(unknown_level_text(name, problem))
            continue
        print_stderr("\n".join(filter(None, (str(problem), excerpt(problem)))))
    if len(problems) > MAX_PRINTED:
        print_stderr(f"{name}: and {len(problems) - MAX_PRINTED} more; --json lists them")


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the level and of its file.")],
    source: Annotated[str | None, typer.Option("--from", metavar="LEVEL", help="Level to copy.")] = None,
) -> None:
    """Create a commented level file, in the folder `levels` if there is one here, else in your own levels folder."""
    from game.levels.format import new_level
    from game.levels.model import LevelError

    try:
        path = new_level.create_level(name, None if source is None else find_level_file(source))
    except (LevelError, ValueError) as error:
        raise UserError(str(error)) from None
    print(f"wrote {path}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of level files, for completion in editors."""
    from game.levels.format import schema

    print(schema.schema_text(), end="")


@app.command()
def levels(
    thumbs: Annotated[
        bool, typer.Option("--thumbs", help="Draw a PNG picture of each level instead, into FOLDER.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Folder for --thumbs (default: thumbs).")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw all levels into one picture, .png or .webp.")
    ] = None,
    force: Force = False,
) -> None:
    """List all levels that can be played by name, or draw them."""
    from game.levels import library
    from game.levels.model import LevelError, load_level

    if sheet:
        _draw_sheet(sheet, force)
        return
    if thumbs:
        _draw_levels(folder or Path("thumbs"), force)
        return
    if folder:
        raise UserError(f"cannot use the folder {folder}: it is for --thumbs; allowed: levels --thumbs {folder}")
    rows = []
    for entry in library.list_levels():
        try:
            level = load_level(entry.path)
        except LevelError as error:
            rows.append(LevelRow(entry.name, "invalid", "", entry.origin, str(error.problems[0])))
        else:
            rows.append(LevelRow(entry.name, level.title, str(level.count), entry.origin, level.description))
    print_levels(rows)


def _draw_levels(folder: Path, force: bool) -> None:
    """Write a thumbnail of each level; exit with status 1 at the end if a level is invalid."""
    from game.levels import library
    from game.levels.model import LevelError, load_level
    from game.render import backends

    entries, has_invalid = library.list_levels(), False
    check_name(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = [Output(entry.name, folder / f"{entry.name}.png", PICTURE) for entry in entries]
    check_outputs([entry.path for entry in entries], files, force)
    prepare_kernels()
    from game.render.export.thumbnails import Thumbnails, encode_png

    thumbnails = Thumbnails(backends.create_renderer)
    for entry in entries:
        try:
            picture = thumbnails.picture(load_level(entry.path))
        except LevelError as error:
            has_invalid = True
            print_stderr(str(error))
            continue
        output = folder / f"{entry.name}.png"
        with atomic_write(output) as file:
            file.write_bytes(encode_png(picture))
        print(f"wrote {output}")
    if has_invalid:
        raise typer.Exit(EXIT_FAULT)


def _draw_sheet(output: Path, force: bool) -> None:
    """Write one picture of all valid levels."""
    from game.levels import library
    from game.levels.model import LevelError, load_level
    from game.render import backends

    entries = library.list_levels()
    check_outputs([entry.path for entry in entries], [Output("--sheet", output, PICTURE)], force)
    prepare_kernels()
    from game.render.export import contact_sheet

    names, pictures = [], []
    with progress_bar(len(entries), "drawing") as advance, atomic_write(output) as file:
        for entry in entries:
            try:
                pictures.append(contact_sheet.level_picture(load_level(entry.path), backends.create_renderer))
                names.append(entry.name)
            except LevelError as error:
                print_stderr(str(error))
            advance()
        contact_sheet.compose_sheet(names, pictures).save(file, quality=80)
    print(f"wrote {output}")
