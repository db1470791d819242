"""Options of the command line as a whole."""

from game.version import __version__
from tests.command_line import heptagon


def test_the_version_is_printed():
    result = heptagon("--version")
    assert (result.exit_code, result.stdout) == (0, f"heptagon {__version__}\n")


def test_completion_is_offered():
    assert "--show-completion" in heptagon("--help").stdout
