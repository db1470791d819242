"""The error with which the window ends."""


class WindowError(Exception):
    """The window cannot go on. The message says why."""
