"""What a player prefers, in one TOML file of the user's own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import tomlkit
from platformdirs import user_config_path
from pydantic import Field, ValidationError

from game.audio.volume import DEFAULT_VOLUME, MAX_VOLUME
from game.files.atomic_write import atomic_write, error_text
from game.levels.format.strict_model import Flag, Name, StrictModel, quantity
from game.levels.toml.positions import Location
from game.levels.toml.problems import DataProblem, LevelError, describe_errors, format_location
from game.levels.toml.source import read_toml
from game.ui.input import keymap

Keys = Annotated[tuple[Name, ...], Field(min_length=1, max_length=8)]


class Preferences(StrictModel):
    """How the game looks, sounds and is played on this machine."""

    theme: Literal["dark", "light", "contrast"] = Field("dark", description="The colours of the window.")
    scale: Annotated[float, quantity(ge=0.5, le=3.0)] = Field(1.0, description="Size of all text and controls.")
    reduced_motion: Flag = Field(False, description="Whether nothing moves but the level itself.")
    volume: Annotated[int, quantity(ge=0, le=MAX_VOLUME)] = Field(DEFAULT_VOLUME, description="Loudness of sounds.")
    muted: Flag = Field(False, description="Whether there is no sound.")
    keys: dict[Name, Keys] = Field({}, description="Keys for actions, in place of the usual ones.")


FIELDS, REST_HOLDS = Preferences.model_fields, "All else in the file holds."


class Mistakes(NamedTuple):
    """What is wrong with the file, and what holds nevertheless."""

    error: LevelError
    outcome: str


def path() -> Path:
    """Return where the preferences of the user are kept."""
    return user_config_path("heptagon") / "preferences.toml"


def load() -> tuple[Preferences, Mistakes | None]:
    """Return what the user prefers, with what is usual in place of what is wrong; and what that is."""
    file = path()
    if not file.exists():
        return Preferences(), None
    try:
        document = read_toml(file)
    except LevelError as error:
        return Preferences(), Mistakes(error, "The usual settings and keys hold.")
    data, wrong = document.data, list[DataProblem]()
    while not isinstance(found := _checked(data), Preferences):  # without one mistake, another may be seen
        wrong += found
        for fault in found:
            data = _without(data, fault.location)
    if not wrong:
        return found, None
    problems = [document.problem_at(fault.location, fault.message, at_key=fault.subject == "key") for fault in wrong]
    problems.sort(key=lambda problem: (problem.line, problem.column))
    return found, Mistakes(LevelError(problems), _outcome(wrong))


def _checked(data: dict[str, Any]) -> Preferences | list[DataProblem]:
    try:
        found = Preferences.model_validate(data)
    except ValidationError as error:
        return list(describe_errors(error.errors(include_url=False), data, Preferences.model_json_schema()))
    wrong = keymap.faults(found.keys)
    faults = [DataProblem(("keys", *where), why, subject="key" if len(where) == 1 else "value") for where, why in wrong]
    return faults or found


def _without(data: dict[Any, Any], where: Location) -> dict[Any, Any]:
    """Return data without the setting that a place is in, or without the keys of an action."""
    name, *way = where
    inner = data.get(name)
    if way and isinstance(inner, dict):
        return data | {name: {key: value for key, value in inner.items() if key != way[0]}}
    return {key: value for key, value in data.items() if key != name}


def _outcome(wrong: Iterable[DataProblem]) -> str:
    """Tell what holds of a file with mistakes; of what nobody knows, nothing is usual."""
    places = (fault.location[: 2 if fault.location[0] == "keys" else 1] for fault in wrong)
    known = (where for where in places if (where[1] in keymap.ACTIONS if where[1:] else where[0] in FIELDS))
    usual = ", ".join(dict.fromkeys(map(format_location, known)))
    return f"As usual: {usual}. {REST_HOLDS}" if usual else REST_HOLDS


def save(**changes: Any) -> None:
    """Write a few preferences, and leave all else in the file as it is; OSError, or LevelError if it is no TOML."""
    file = path()
    document = tomlkit.parse(read_toml(file).text) if file.exists() else tomlkit.document()
    document.update(changes)
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as draft:
        draft.write_text(tomlkit.dumps(document), "utf-8", newline="\n")


def keep(message: str, **changes: Any) -> str:
    """Save what was changed; return the message for that, with why it could not be kept if so."""
    try:
        save(**changes)
    except (OSError, LevelError) as problem:
        return f"{message}, until the window closes: {error_text(problem)}"
    return message
