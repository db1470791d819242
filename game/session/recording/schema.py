"""The lines of a recording: each is a line of `game.files.checksummed_line`.

The key of its checksum is the checksum of the line before, so that a changed, missing or moved line is noticed.
"""

import json
from typing import Annotated, Literal

from pydantic import FailFast, Field, TypeAdapter

from game.session.recording.checkpoint import Base64, Checkpoint
from game.session.recording.command_schema import CommandRow
from game.session.recording.origin import Origin, StrictModel

KIND: Literal["heptagon recording"] = "heptagon recording"
VERSION: Literal[5] = 5
"""Version of the format of recordings. Increase it whenever a line or `State` changes."""

BLOCK_STEPS = 60
"""Steps in a `StepBlock` at most. If the process is killed, at most this many steps are lost."""

Step = Annotated[int, Field(ge=0, lt=2**53)]


class Header(StrictModel):
    """The first line.

    checkpoint_interval : steps from one checkpoint to the next
    start : checkpoint of the first state
    start_state : the first state, as a state file; None if the recording starts with its level
    """

    kind: Literal["heptagon recording"] = KIND
    version: Literal[5] = VERSION
    origin: Origin
    step_rate: int
    checkpoint_interval: Annotated[int, Field(ge=1, le=BLOCK_STEPS)]
    start: Checkpoint
    start_state: Base64 | None = None


class StepBlock(StrictModel):
    """The commands and the checkpoints of the steps ``first_step`` <= step < ``end_step``."""

    kind: Literal["steps"] = "steps"
    first_step: Step
    end_step: Step
    commands: Annotated[list[CommandRow], FailFast()]
    checkpoints: Annotated[list[Checkpoint], FailFast()]


class Rewound(StrictModel):
    """The simulation went back to a step: all later records before this line are discarded."""

    kind: Literal["rewound"] = "rewound"
    to_step: Step


class End(StrictModel):
    """The last line of a complete recording."""

    kind: Literal["end"] = "end"


Line = Header | StepBlock | Rewound | End

LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])

MAX_STATE_LENGTH = 64 * 1024**2
"""Characters of a state in a header at most."""


def encode_body(line: Line) -> bytes:
    """Return the body of a line as it is written to the file."""
    return json.dumps(line.model_dump(), separators=(",", ":")).encode()
