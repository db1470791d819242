"""The preferences of the player, in a TOML file in the user's configuration folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import tomlkit
from platformdirs import user_config_path
from pydantic import Field, ValidationError
from tomlkit.exceptions import TOMLKitError

from game.audio.volume import DEFAULT_VOLUME, MAX_VOLUME
from game.files.atomic_write import atomic_write, error_text
from game.files.terminal import printable
from game.levels.format.strict_model import Flag, Name, StrictModel, quantity
from game.levels.toml.positions import Location
from game.levels.toml.problems import DataProblem, LevelError, Problem, describe_errors, format_location
from game.levels.toml.source import read_toml
from game.ui.input import keymap

Hint = Literal["drag", "add", "build", "help"]
"""Hints for beginners: to drag a ball, to add one, to build a level, to open the help."""

Keys = Annotated[tuple[Name, ...], Field(min_length=1, max_length=8)]


class Preferences(StrictModel):
    """Appearance, sound and keys of the game on this machine."""

    theme: Literal["dark", "light", "contrast"] = Field("dark", description="Colours of the window.")
    scale: Annotated[float, quantity(ge=0.5, le=3.0)] = Field(1.0, description="Size of text and controls.")
    reduced_motion: Flag = Field(False, description="Whether only the level itself moves.")
    toolbar: Flag = Field(True, description="Whether the buttons are shown.")
    hints_followed: tuple[Hint, ...] = Field((), description="Hints for beginners that are not shown again.")
    volume: Annotated[int, quantity(ge=0, le=MAX_VOLUME)] = Field(DEFAULT_VOLUME, description="Loudness of sounds.")
    muted: Flag = Field(False, description="Whether sounds are off.")
    keys: dict[Name, Keys] = Field({}, description="Keys of actions, in place of the default ones.")


FIELDS, REST = Preferences.model_fields, "All other settings apply."


class PreferenceErrors(NamedTuple):
    """The mistakes in the preferences file, and a sentence that says which settings apply."""

    error: LevelError
    outcome: str


def path() -> Path:
    """Return the path of the preferences file."""
    return user_config_path("heptagon") / "preferences.toml"


def load() -> tuple[Preferences, PreferenceErrors | None]:
    """Return the preferences, with defaults in place of mistakes, and the mistakes if there are any."""
    file = path()
    if not file.exists():
        return Preferences(), None
    try:
        document = read_toml(file)
    except LevelError as error:
        return Preferences(), PreferenceErrors(error, "Defaults are used for all settings and keys.")
    data, mistakes = document.data, list[DataProblem]()
    while not isinstance(result := _validate(data), Preferences):  # removing a mistake can reveal another
        mistakes += result
        for mistake in result:
            data = _without(data, mistake.location)
    if not mistakes:
        return result, None
    problems = [
        document.problem_at(mistake.location, mistake.message, at_key=mistake.subject == "key") for mistake in mistakes
    ]
    problems.sort(key=lambda problem: (problem.line, problem.column))
    return result, PreferenceErrors(LevelError(problems), _outcome(mistakes))


def _validate(data: dict[str, Any]) -> Preferences | list[DataProblem]:
    try:
        result = Preferences.model_validate(data)
    except ValidationError as error:
        return list(describe_errors(error.errors(include_url=False), data, Preferences.model_json_schema()))
    mistakes = [
        DataProblem(("keys", *location), message, subject="key" if len(location) == 1 else "value")
        for location, message in keymap.find_mistakes(result.keys)
    ]
    return mistakes or result


def _without(data: dict[Any, Any], location: Location) -> dict[Any, Any]:
    """Return a copy of the data without the setting at a place, or without the keys of the action there."""
    name, *rest = location
    inner = data.get(name)
    if rest and isinstance(inner, dict):
        return data | {name: {key: value for key, value in inner.items() if key != rest[0]}}
    return {key: value for key, value in data.items() if key != name}


def _outcome(mistakes: Iterable[DataProblem]) -> str:
    """Return a sentence that names the settings which have their defaults; unknown settings have none."""
    places = (mistake.location[: 2 if mistake.location[0] == "keys" else 1] for mistake in mistakes)
    known = (place for place in places if (place[1] in keymap.ACTIONS if place[1:] else place[0] in FIELDS))
    defaults = ", ".join(dict.fromkeys(map(format_location, known)))
    return f"Defaults are used for: {defaults}. {REST}" if defaults else REST


def save_preferences(**changes: Any) -> None:
    """Write some preferences and leave the rest of the file as it is.

    Raises OSError, and LevelError if the file is not valid TOML, or nested too deeply.
    """
    file = path()
    text = read_toml(file).text if file.exists() else ""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:  # of what tomllib accepts
        raise LevelError([Problem(str(file), 1, 1, "file", printable(str(error)))]) from None
    document.update(changes)
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as draft:
        draft.write_text(tomlkit.dumps(document), "utf-8", newline="\n")


def save_for(message: str, **changes: Any) -> str:
    """Save some preferences; return the message about the change, with the reason if they cannot be saved."""
    try:
        save_preferences(**changes)
    except (OSError, LevelError) as problem:
        return f"{message}, not saved: {error_text(problem)}"
    return message
