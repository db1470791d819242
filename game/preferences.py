"""What a player prefers, in one TOML file of the user's own."""

from pathlib import Path
from typing import Annotated, Any, Literal

import tomlkit
from platformdirs import user_config_path
from pydantic import Field, ValidationError

from game.level_format.part import Flag, Name, Part, quantity
from game.replacing import replacing
from game.toml.source import read
from game.toml.words import LevelError, explain
from game.views import keymap

USUAL_VOLUME, LOUDEST = 6, 10

Keys = Annotated[tuple[Name, ...], Field(min_length=1, max_length=8)]


class Preferences(Part):
    """How the game looks, sounds and is played on this machine."""

    theme: Literal["dark", "light", "contrast"] = Field("dark", description="The colours of the window.")
    scale: Annotated[float, quantity(ge=0.5, le=3.0)] = Field(1.0, description="Size of all text and controls.")
    reduced_motion: Flag = Field(False, description="Whether nothing moves but the level itself.")
    volume: Annotated[int, quantity(ge=0, le=LOUDEST)] = Field(USUAL_VOLUME, description="Loudness of sounds.")
    muted: Flag = Field(False, description="Whether there is no sound.")
    keys: dict[Name, Keys] = Field({}, description="Keys for actions, in place of the usual ones.")


def path() -> Path:
    """Return where the preferences of the user are kept."""
    return user_config_path("heptagon") / "preferences.toml"


def load() -> Preferences:
    """Return what the user prefers; LevelError with every mistake, and its place in the file."""
    file = path()
    if not file.exists():
        return Preferences()
    document = read(file)
    try:
        found = Preferences.model_validate(document.data)
    except ValidationError as error:
        faults = explain(error.errors(include_url=False), document.data, Preferences.model_json_schema())
        problems = [document.problem(where, why, at_key=of == "key") for where, why, of in faults]
    else:
        wrong = keymap.faults(found.keys)
        problems = [document.problem(("keys", *where), why, at_key=len(where) == 1) for where, why in wrong]
        if not problems:
            return found
    raise LevelError(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def load_or_usual() -> tuple[Preferences, LevelError | None]:
    """Return what the user prefers; where that is wrong, what is usual, and why."""
    try:
        return load(), None
    except LevelError as error:
        return Preferences(), error


def save(**changes: Any) -> None:
    """Write a few preferences, and leave all else in the file as it is; OSError, or LevelError if it is no TOML."""
    file = path()
    document = tomlkit.parse(read(file).text) if file.exists() else tomlkit.document()
    document.update(changes)
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as draft:
        draft.write_text(tomlkit.dumps(document), "utf-8", newline="\n")
