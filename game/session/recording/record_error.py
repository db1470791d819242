"""What is wrong with a file of a state or a recording."""

from game.levels.toml.problems import printable


class RecordError(Exception):
    """A file that cannot be read or begun; the message names it, and tells why, on one line that can be shown."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))
