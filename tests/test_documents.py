"""What the documents for people link to, and the commands that the contributing guide names."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
import typer.main

from game.cli.main import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "levels" / "README.md", *sorted((ROOT / ".github").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_guide_names_files_that_are_there():
    guide = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    names = {name for name in re.findall(r"`([\w.]+/[\w./]*|\.ci/\w+)`", guide) if "*" not in name}
    assert {"tests/golden_hashes.json", ".ci/run", "tests/naive/"} <= names
    assert [name for name in names if not (ROOT / name).exists()] == []


COMMANDS = sorted(
    {
        command.strip()
        for document in DOCUMENTS
        for command in re.findall(r"python -m ([\w.]+[^`#&\n]*)", document.read_text("utf-8"))
    }
)
"""What follows ``python -m`` in all documents."""


@pytest.mark.parametrize("command", [command for command in COMMANDS if re.match(r"game(\s|$)", command)])
def test_commands_have_these_arguments(command):
    words = shlex.split(command)[1:]
    group = typer.main.get_command(app)
    if words and words[0] != "--help":
        name, *arguments = words
        group.commands[name].make_context(name, arguments or placeholders(group.commands[name]))


def placeholders(command):
    """Return an argument for each that a command needs: documents may name a command alone."""
    return ["x" for parameter in command.params if parameter.param_type_name == "argument" and parameter.required]


@pytest.mark.parametrize("command", [command for command in COMMANDS if not re.match(r"game(\s|$)", command)])
def test_other_modules_exist(command):
    assert importlib.util.find_spec(command.split()[0]) is not None
