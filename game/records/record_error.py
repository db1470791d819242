"""What is wrong with a file of a state or a recording."""


class RecordError(Exception):
    """A file that cannot be read or begun; the message names it, and tells why."""
