"""The error for state files and recordings that cannot be read."""

from game.files.terminal import printable


class RecordError(Exception):
    """A state file or a recording that cannot be read or written. The message is one printable line with its path."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))
