"""Options of the command line as a whole."""

import pytest

from game.version import __version__
from tests.command_line import heptagon


def test_the_version_is_printed():
    result = heptagon("--version")
    assert (result.exit_code, result.stdout) == (0, f"heptagon {__version__}\n")


def test_completion_is_offered():
    assert "--show-completion" in heptagon("--help").stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("heptagon si", "simulate"),
        ("heptagon simulate --se", "--seconds --seed"),
        ("heptagon nosuch --x", ""),
        ("heptagon simulate race --seconds x --sa", "--save"),
    ],
)
def test_words_are_completed_also_after_a_mistake(words, expected):
    place = str(len(words.split()) - 1)
    environment = {"_HEPTAGON_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": place}
    result = heptagon(env=environment)
    assert (result.exit_code, " ".join(result.stdout.split()), result.stderr) == (0, expected, "")
