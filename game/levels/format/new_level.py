"""Creation of level files: a new level with comments, or a copy of an existing level."""

import os
import re
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

from game.files.atomic_write import atomic_write
from game.files.file_name import name_fault
from game.levels.format import loader, schema
from game.levels.toml.problems import format_value
from game.levels.toml.source import read_toml

SCHEMA_FILE = "level.schema.json"
SCHEMA_LINE = f"#:schema ./{SCHEMA_FILE}\n"

LEVEL_NAME = re.compile(r"\w[\w .-]*")

MAX_NAME_LENGTH = 100
"""Characters of the name of a level at most."""

NEW_LEVEL = """\
# Editors that support #:schema complete the keys and display their descriptions.
# Units: metres, seconds, kilograms, degrees counter-clockwise. x points right, y points up.
# `heptagon check` lists the errors in this file, `heptagon play {name}` plays it.

format = 1
title = {title}
description = "A turning hexagon with one moving obstacle."
seed = 1                    # equal seeds give equal runs

[world]
gravity = [0.0, -9.81]      # m/s2
# linear_damping = 0.6      # 1/s, air drag

# By default the camera displays all walls.
# [view]
# center = [0.0, 0.0]
# height = 7.0              # m, visible height

[materials.rubber]
restitution = 0.7           # speed after an impact divided by the speed before
friction = 0.4

# A container keeps the balls inside. This one rotates.
[[walls]]
shape = "polygon"           # or "box", "circle", "arc", "path"
sides = 6
radius = 3.0                # m, from the center to a corner
spin = 45.0                 # deg/s, counter-clockwise
material = "rubber"

# An obstacle keeps the balls outside. This one oscillates.
[[walls]]
shape = "circle"
radius = 0.4
container = false
center = [0.0, -1.4]
color = "#5f86b8"
label = "to and fro"
# repeat = {{ count = 3, step = [0.0, 1.0] }}    # more of the same in a row
sway = {{ offset = [0.8, 0.0], period = 4.0 }}

# A group of equal balls has a spawn, which arranges them.
[[balls]]
count = 12
radius = 0.15
material = "rubber"
spawn = {{ pattern = "disc", center = [0.0, 0.6], radius = 0.9, speed = [0.0, 1.0] }}

# A single ball has a position. A template holds the fields that several balls share.
[templates.marble]
radius = 0.25
material = "rubber"
colors = ["#4fa3d8"]

[[balls]]
template = "marble"
position = [-0.5, 2.0]

[[balls]]
template = "marble"
position = [0.5, 2.0]
velocity = [0.0, 1.0]       # m/s
"""


def level_name_fault(name: str) -> str:
    """Return why no level file should have this name, without .toml, and what is allowed; "" if it may have it."""
    if len(name) > MAX_NAME_LENGTH:
        return f"its name has {len(name)} characters; allowed: up to {MAX_NAME_LENGTH}"
    if fault := name_fault(name):
        return fault
    if not LEVEL_NAME.fullmatch(name):
        return "it is not a valid level name; allowed: letters, digits, and _ - . or spaces inside"
    return name_fault(f"{name}.toml")


def create_level(name: str, source: Path | None = None) -> Path:
    """Write a new level, or a copy of `source`, and the schema if its folder has none; return the path of the level.

    The folder is `levels` in the working directory if it exists, else the level folder of the user. Raises ValueError
    for an invalid or existing name, LevelError for an unreadable source, FileExistsError if the file appears meanwhile.
    """
    name = name.removesuffix(".toml")
    if fault := level_name_fault(name):
        raise ValueError(f"cannot create the level {format_value(name)}: {fault}")
    folder = Path("levels") if Path("levels").is_dir() else user_data_path("heptagon") / "levels"
    path = folder / f"{name}.toml"
    if path.exists() or path.is_symlink():
        raise ValueError(f"cannot write {path}: it already exists; allowed: another name")
    title = name.replace("-", " ").replace("_", " ").capitalize()
    text = NEW_LEVEL.format(name=name, title=_quoted(title)) if source is None else _copy(source, title, folder)
    return write_level_file(path, text)


def write_level_file(path: Path, text: str) -> Path:
    """Write a new level file, and the schema if its folder has none; return the path of the level.

    Raises FileExistsError or another OSError. A file that could not be written completely is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path, replaces=False) as file:
        file.write_text(text if text.startswith("#:schema") else SCHEMA_LINE + text, encoding="utf-8", newline="\n")
    with suppress(OSError):  # the level does not need it
        write_schema(path.parent)
    return path


def write_schema(folder: Path) -> None:
    """Write the schema of level files into a folder that has none. Raises OSError."""
    if not (path := folder / SCHEMA_FILE).exists():
        with atomic_write(path) as file:
            file.write_text(schema.schema_text(), encoding="utf-8", newline="\n")


def _copy(source: Path, title: str, folder: Path) -> str:
    """Return the text of a level with another title, and the path of its parent relative to another folder."""
    document = read_toml(source)
    changes = {("title",): _quoted(title)}
    if (parent := loader.find_parent(document)) is not None:
        target = folder.resolve()
        if not loader.is_allowed_parent(parent.resolve(), target):
            raise ValueError(
                f"cannot copy {source}: it extends {parent}, which a level in {folder} cannot extend; "
                f"allowed: after a copy of {parent} to {folder}"
            )
        changes["extends",] = _quoted(Path(os.path.relpath(parent.resolve(), target)).as_posix())
    text = document.text
    spans = {location: span for location in changes if (span := document.positions.value_span(location)) is not None}
    for location, (start, end) in sorted(spans.items(), key=lambda item: item[1], reverse=True):
        text = text[:start] + changes[location] + text[end:]
    return text if ("title",) in spans else f"title = {changes['title',]}\n{text}"


def _quoted(text: str) -> str:
    return f'"{text}"'
