"""Errors of the command line: their exit statuses, and the texts of errors of the operating system."""

from errno import EDQUOT, EEXIST, EFBIG, EIO, EISDIR, ENAMETOOLONG, ENOENT, ENOSPC, ENOTDIR, EROFS

from game.files.atomic_write import error_text

EXIT_FAULT = 1
"""Exit status after a fault that a command found, such as an invalid file, a difference or a full disk."""

EXIT_USAGE = 2
"""Exit status after a wrong use, such as an unknown level or option, or a value out of range."""

EXIT_INTERRUPTED = 130
"""Exit status after Ctrl-C."""

WRONG_NAMES = {ENOENT, EISDIR, ENOTDIR, ENAMETOOLONG}
"""Errors of the operating system after which another name of the file helps."""

WRITE_ERRORS = {ENOSPC, EDQUOT, EFBIG, EROFS, EEXIST, EIO}
"""Errors of the operating system that only writing has."""


class CommandError(Exception):
    """A fault that a command found; the message gives the reason, and what is allowed."""

    status = EXIT_FAULT


class UserError(CommandError):
    """A wrong argument; the message gives the reason, and what is allowed."""

    status = EXIT_USAGE


def os_error(error: OSError) -> CommandError:
    """Return an error of the operating system as one of a command."""
    kind = UserError if error.errno in WRONG_NAMES else CommandError
    if error.filename is None:
        return kind(f"cannot go on: {error_text(error)}")
    action = "write" if error.errno in WRITE_ERRORS else "open"
    return kind(f"cannot {action} {error.filename}: {error_text(error)}")
