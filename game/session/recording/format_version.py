"""The version of the format of a file."""

from typing import Any

from pydantic import BaseModel


class FileKind(BaseModel):
    """The kind and the version of a file. They are read first, so that a foreign file takes no memory.

    kind : of a recording
    heptagon : of a state file
    version : of the format
    """

    kind: Any = None
    heptagon: Any = None
    version: Any = None


def check_version(found: Any, supported: int, what: str) -> None:
    """Raise ``ValueError`` unless a file has the version of a format that this program reads.

    what : name of the format, "recording" or "state file"
    """
    if type(found) is not int:
        raise ValueError(f"it has no version of the {what} format")
    if found != supported:
        remedy = "a newer program" if found > supported else f"a new {what}, made with this program"
        raise ValueError(
            f"it has version {found} of the {what} format, and this program reads version {supported}; "
            f"allowed: {remedy}"
        )
