"""The lines of a recording: each is a list in JSON, of a checksum and of what happened.

A checksum is one of its own line and of all before it, so that none can be changed, left out or put elsewhere unseen.
"""

import json
from hashlib import blake2b
from typing import Annotated, Literal

from pydantic import FailFast, Field, TypeAdapter

from game.session.recording.checkpoint import Base64, Checkpoint
from game.session.recording.command_schema import CommandRow
from game.session.recording.origin import Origin, Record

KIND: Literal["heptagon recording"] = "heptagon recording"
VERSION: Literal[2] = 2
"""The first had no states: it is read as well."""

CHUNK = 60
"""Steps that a line tells of at most; so many are lost when a machine fails."""

Step = Annotated[int, Field(ge=0, lt=2**53)]


class Header(Record):
    """The first line.

    every : steps from one mark to the next
    start : of the state before the first step
    state : that state as a file, see `state_file`; None at the start of a level
    """

    kind: Literal["heptagon recording"] = KIND
    version: Literal[1, 2] = VERSION
    origin: Origin
    step_rate: int
    every: Annotated[int, Field(ge=1, le=CHUNK)]
    start: Checkpoint
    state: Base64 | None = None


class Chunk(Record):
    """The steps from one number to another, and what was done in them."""

    kind: Literal["steps"] = "steps"
    begin: Step
    end: Step
    commands: Annotated[list[CommandRow], FailFast()]
    marks: Annotated[list[Checkpoint], FailFast()]


class Back(Record):
    """Time has gone back: whatever was told of later steps has not come to pass."""

    kind: Literal["back"] = "back"
    to: Step


class End(Record):
    """The last line of a recording that was ended, not broken off."""

    kind: Literal["end"] = "end"


Line = Header | Chunk | Back | End

LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])

MOST_OF_STATE = 64 * 1024**2
"""Characters of a state."""

SUM = 16
"""Characters of a checksum."""


def packed(line: Line, before: bytes) -> tuple[bytes, bytes]:
    """Return a line as it stands in the file, and its checksum, which follows that of the line before."""
    body = json.dumps(line.model_dump(), separators=(",", ":")).encode()
    checksum = _checksum(body, before)
    return b'["' + checksum + b'",' + body + b"]\n", checksum


def unpacked(text: bytes, before: bytes) -> tuple[bytes, bytes]:
    """Return the body of a line, and its checksum; raises ``ValueError`` for one that is not as it was written."""
    checksum, body = text[2 : 2 + SUM], text[2 + SUM + 2 : -2]
    if text != b'["' + checksum + b'",' + body + b"]\n" or checksum != _checksum(body, before):
        raise ValueError("is not as it was written")
    return body, checksum


def _checksum(body: bytes, before: bytes) -> bytes:
    return blake2b(before + body, digest_size=SUM // 2).hexdigest().encode()
