"""New level files: a commented one to begin with, or a copy of a level there is."""

import os
import re
from pathlib import Path

from platformdirs import user_data_path

from game.levels.format import loader, schema
from game.levels.toml.problems import format_value
from game.levels.toml.source import read_toml

SCHEMA_FILE = "level.schema.json"
SCHEMA_LINE = f"#:schema ./{SCHEMA_FILE}\n"

LEVEL_NAME = re.compile(r"\w(?:[\w .-]{0,98}[\w-])?")
WINDOWS_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # no file on Windows

NEW_LEVEL = """\
# Editors that know #:schema complete the keys and tell what they mean.
# Lengths are metres, times seconds, masses kilograms, angles degrees counter-clockwise; x points right, y up.
# `heptagon check` tells what is wrong with this file, `heptagon play {name}` plays it.

format = 1
title = {title}
description = "What there is to see."
seed = 1                    # the same seed always gives the same run

[world]
gravity = [0.0, -9.81]      # m/s2, pulls down
# linear_damping = 0.6      # 1/s, slows the balls as air does

# Without a view the camera shows all walls.
# [view]
# center = [0.0, 0.0]
# height = 7.0              # m of world from the lower to the upper edge of the picture

[materials.rubber]
restitution = 0.7           # speed after a bounce over speed before it
friction = 0.4

# A container keeps the balls inside; this one turns.
[[walls]]
shape = "polygon"           # or "circle", which needs a radius only, or "path", which needs points = [[x, y], ...]
sides = 6
radius = 3.0                # m, center to corner
spin = 45.0                 # deg/s, counter-clockwise
material = "rubber"

# An obstacle keeps them outside; this one slides to and fro.
[[walls]]
shape = "circle"
radius = 0.4
container = false
center = [0.0, -1.4]
sway = {{ offset = [0.8, 0.0], period = 4.0 }}

# A group of equal balls has a spawn.
[[balls]]
count = 12
radius = 0.15
material = "rubber"
spawn = {{ pattern = "disc", center = [0.0, 0.6], radius = 0.9, speed = [0.0, 1.0] }}

# A single ball has a position. What several have in common may stand in a template.
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


def create_level(name: str, source: Path | None = None) -> Path:
    """Write a new level, or a copy of one, and the schema beside it if it is not there; return the level's file.

    It goes into `levels` where you are, if there is such a folder, or into your own folder of levels. Raises
    ValueError for a name that is none, LevelError for a source that cannot be read, FileExistsError.
    """
    name = name.removesuffix(".toml")
    if not LEVEL_NAME.fullmatch(name) or WINDOWS_RESERVED.fullmatch(name):
        raise ValueError(
            f"{format_value(name)} is no plain name; allowed: letters, digits, and _ - . or spaces between them"
        )
    folder = Path("levels") if Path("levels").is_dir() else user_data_path("heptagon") / "levels"
    path = folder / f"{name}.toml"
    if path.exists() or path.is_symlink():
        raise ValueError(f"{path}: already exists; remove it or choose another name")
    title = name.replace("-", " ").replace("_", " ").capitalize()
    text = NEW_LEVEL.format(name=name, title=_quoted(title)) if source is None else _copy(source, title, folder)
    return write_level_file(path, text)


def write_level_file(path: Path, text: str) -> Path:
    """Write a new level file, and the schema beside it if it is not there; return its path.

    Raises FileExistsError, or another OSError; nothing is left of a file that could not be written wholly.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text if text.startswith("#:schema") else SCHEMA_LINE + text)
            file.flush()
        except BaseException:
            path.unlink()
            raise
    if not (beside := path.with_name(SCHEMA_FILE)).exists():
        beside.write_text(schema.schema_text(), encoding="utf-8", newline="\n")
    return path


def _copy(source: Path, title: str, folder: Path) -> str:
    """Return the text of a level with another title; what it extends is found from another folder."""
    document = read_toml(source)
    changes = {("title",): _quoted(title)}
    if (parent := loader.find_parent(document)) is not None:
        here = folder.resolve()
        if not loader.is_allowed_parent(parent.resolve(), here):
            raise ValueError(f"{source}: extends {parent}, which a level in {folder} cannot; put it there as well")
        changes["extends",] = _quoted(Path(os.path.relpath(parent.resolve(), here)).as_posix())
    text = document.text
    spans = {where: value_span for where in changes if (value_span := document.positions.value_span(where)) is not None}
    for where, (begin, end) in sorted(spans.items(), key=lambda item: item[1], reverse=True):
        text = text[:begin] + changes[where] + text[end:]
    return text if ("title",) in spans else f"title = {changes['title',]}\n{text}"


def _quoted(text: str) -> str:
    return f'"{text}"'
