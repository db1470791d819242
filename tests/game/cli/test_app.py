"""Options of the command line as a whole."""

from typer.testing import CliRunner

from game.cli.main import app
from game.version import __version__


def test_the_version_is_printed():
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"heptagon {__version__}\n")


def test_completion_is_offered():
    assert "--show-completion" in CliRunner().invoke(app, ["--help"]).stdout
