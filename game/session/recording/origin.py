"""The origin of a simulation: its whole level and its seed, so that a file needs no other file."""

import json
import platform
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import systems
from game.files.new_file import plain_name
from game.levels.format.balls import MAX_BALLS
from game.levels.model import Level
from game.levels.toml.problems import describe_errors, format_location
from game.levels.toml.source import find_oversized
from game.simulation.simulation import Simulation
from game.version import __version__

MAX_VALUES = 4_000_000
"""Values in a JSON text at most, which limits its memory. A level with 100 000 separate balls has fewer."""

MAX_TEXT = 200

Text = Annotated[str, Field(max_length=MAX_TEXT)]


class StrictModel(BaseModel):
    """Part of a file: unknown fields are errors, and values are not converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Origin(StrictModel):
    """The level of a simulation, with all templates and parents resolved, and its seed.

    engine, machine : version of this program, and the machine, for the case that a replay differs
    name, level, level_hash, seed : see `Level`
    """

    engine: Text
    machine: Text
    name: Text
    level: dict[str, Any]
    level_hash: Text
    seed: Annotated[int, Field(ge=0, lt=2**63)]

    @classmethod
    def from_simulation(cls, simulation: Simulation) -> Self:
        """Return the origin of a simulation."""
        level = simulation.level.model_dump(mode="json")
        return cls(
            engine=__version__,
            machine=machine_name(),
            name=simulation.level.name,
            level=level,
            level_hash=level_hash(level),
            seed=simulation.seed,
        )

    def restore_level(self) -> Level:
        """Return the level; raises ``ValueError`` with the first error in it."""
        if self.level_hash != level_hash(self.level):
            raise ValueError("the hash of its level is wrong")
        for location, message in find_oversized(self.level, MAX_BALLS, MAX_VALUES):
            raise ValueError(f"its level is invalid: {format_location(location) or 'level'}: {message}")
        try:
            level = Level.model_validate(self.level)
        except ValidationError as error:
            raise ValueError(f"its level is invalid: {first_error(error, self.level, Level)}") from None
        level._name = plain_name(self.name)
        return level


@cache
def machine_name() -> str:
    """Return the system, the processor and the versions of what compiles the kernels."""
    libraries = [f"{name} {version(name)}" for name in ("numpy", "numba", "llvmlite")]
    parts = (
        f"{platform.system()} {platform.machine()} {systems.processor_name()}",
        f"Python {platform.python_version()}",
        *libraries,
    )
    return ", ".join(parts)[:MAX_TEXT]


def check_size(body: bytes) -> None:
    """Raise ``ValueError`` if a JSON text has more than `MAX_VALUES` values; it is not parsed for that."""
    if body.count(b",") > MAX_VALUES:
        raise ValueError(f"it has more than {MAX_VALUES} values")


def level_hash(level: dict[str, Any]) -> str:
    """Return a hex digest of the data of a level."""
    text = json.dumps(level, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def first_error(error: ValidationError, data: Any, model: type[BaseModel]) -> str:
    """Return the first error in data, in the words that are used for level files."""
    problem = next(describe_errors(error.errors(include_url=False)[:1], data, model.model_json_schema()))
    return f"{format_location(problem.location)}: {problem.message}"
