"""Where a simulation comes from: all that it takes to begin it once more, with no other file."""

import json
import platform
from hashlib import blake2b
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from game.levels.format.balls import MAX_BALLS
from game.levels.model import Level
from game.levels.toml.problems import describe_errors, format_location
from game.levels.toml.source import find_oversized
from game.simulation.simulation import Simulation
from game.version import __version__

MOST_VALUES = 4_000_000
"""In the JSON of a record, for each takes memory; a level of a hundred thousand balls, each on its own, has fewer."""

Text = Annotated[str, Field(max_length=200)]


class Record(BaseModel):
    """A part of a file: no unknown fields, nothing taken for something else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Kind(BaseModel):
    """What is read of a file before anything else: whatever else it holds takes no memory yet.

    kind, heptagon : of a recording, and of a state
    """

    kind: Any = None
    heptagon: Any = None
    version: Any = None


class Origin(Record):
    """The whole level, templates and all that it extends resolved, and the seed.

    engine, machine : the version of this program, and what it ran on; the same bits are promised on the same only
    name, level, level_hash, seed : see `Level`
    """

    engine: Text
    machine: Text
    name: Text
    level: dict[str, Any]
    level_hash: Text
    seed: Annotated[int, Field(ge=0, lt=2**63)]

    @classmethod
    def of(cls, simulation: Simulation) -> Self:
        """Tell it of a simulation."""
        level = simulation.level.model_dump(mode="json")
        return cls(
            engine=__version__,
            machine=f"{platform.system()} {platform.machine()}",
            name=simulation.level.name,
            level=level,
            level_hash=level_hash(level),
            seed=simulation.seed,
        )

    def restored(self) -> Level:
        """Return the level; raises ``ValueError`` that tells what is wrong with it."""
        if self.level_hash != level_hash(self.level):
            raise ValueError("its level is not the one it was written with")
        for where, why in find_oversized(self.level, MAX_BALLS, MOST_VALUES):
            raise ValueError(f"its level is not right: {format_location(where) or 'it'}: {why}")
        try:
            level = Level.model_validate(self.level)
        except ValidationError as error:
            raise ValueError(f"its level is not right: {first_fault(error, self.level, Level)}") from None
        level._name = self.name
        return level


def check_size(body: bytes) -> None:
    """Raise ``ValueError`` if the JSON of a record holds far too much, before it is read."""
    if body.count(b",") > MOST_VALUES:
        raise ValueError("holds more values than any record")


def level_hash(level: dict[str, Any]) -> str:
    """Hex digest of the data of a level."""
    text = json.dumps(level, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def first_fault(error: ValidationError, data: Any, model: type[BaseModel]) -> str:
    """Tell the first thing that is wrong with data in the words of level files."""
    fault = next(describe_errors(error.errors(include_url=False)[:1], data, model.model_json_schema()))
    return f"{format_location(fault.location)}: {fault.message}"
