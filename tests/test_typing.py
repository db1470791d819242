"""Type checking of components: fields are floats, and wrong uses are errors."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

if importlib.util.find_spec("mypy") is None:
    pytest.skip("mypy is not installed", allow_module_level=True)

SNIPPET = """
import esper

from components import Collider, Component, Position, Spin, Table, Velocity, ball_table

class Mine(Component):
    weight: float = 1.0

ball = esper.create_entity(Position(1.0, y=2.0), Velocity(), Spin(rate=1), Collider(radius=0.2))
balls: Table = ball_table()

reveal_type(esper.component_for_entity(ball, Position).x)  # float
reveal_type(esper.component_for_entity(ball, Collider).radius)  # radius
reveal_type([position.y for _, position in esper.get_component(Position)])  # floats
reveal_type(Mine(2.0).weight)  # own
reveal_type(Position().values)  # values
reveal_type(balls[Position].x)  # column

Position(1.0, y=2.0)  # fine
Position(1)  # whole
Mine(weight=3.0).weight = 4.0  # write
balls.bind(Position.x, Velocity.y).arrays  # bind

Position(z=3)  # unknown
Position("a")  # text
Position(1.0, 2.0, 3.0)  # many
Position(1.0, x=2.0)  # twice
Position().z  # misspelt
Position().x = "a"  # written
Position().values = (1.0, 2.0)  # readonly
"""

FLOATS = {
    "float": "float",
    "radius": "float",
    "floats": "list[float]",
    "own": "float",
    "values": "tuple[float, ...]",
}
ACCEPTED = ["fine", "whole", "write", "bind"]
REJECTED = {
    "unknown": 'Unexpected keyword argument "z"',
    "text": 'Argument 1 to "Position" has incompatible type "str"; expected "float"',
    "many": "Too many",
    "twice": "multiple values for keyword argument",
    "misspelt": 'has no attribute "z"',
    "written": "Incompatible types in assignment",
    "readonly": "is read-only",
}


def key_of(line):
    """Return the comment at the end of a line, the key of its messages."""
    return line.rpartition("# ")[2]


@pytest.fixture(scope="module")
def messages_by_key(tmp_path_factory):
    """Return mypy's messages for the lines of the snippet, by the comment at the end of the line."""
    snippet = tmp_path_factory.mktemp("typing") / "snippet.py"
    snippet.write_text(SNIPPET, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", snippet.name],
        capture_output=True,
        text=True,
        check=False,
        cwd=snippet.parent,
        env={**os.environ, "MYPYPATH": str(ROOT), "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache" / "snippets")},
    )
    assert done.returncode == 1, done.stdout + done.stderr
    lines = SNIPPET.splitlines()
    messages = {key_of(line): "" for line in lines if "# " in line}
    for number, message in re.findall(r"^snippet\.py:(\d+): (.*)$", done.stdout, re.MULTILINE):
        messages[key_of(lines[int(number) - 1])] += message.replace("builtins.", "")
    return messages


@pytest.mark.parametrize("line", FLOATS)
def test_fields_are_floats(messages_by_key, line):
    assert messages_by_key[line] == f'note: Revealed type is "{FLOATS[line]}"'


def test_columns_are_arrays_of_floats(messages_by_key):
    assert re.search(r'type is ".*ndarray\[.*float', messages_by_key["column"])


@pytest.mark.parametrize("line", ACCEPTED)
def test_correct_code_is_accepted(messages_by_key, line):
    assert messages_by_key[line] == ""


@pytest.mark.parametrize("line", REJECTED)
def test_wrong_code_is_rejected(messages_by_key, line):
    assert messages_by_key[line].startswith("error: ")
    assert REJECTED[line] in messages_by_key[line]
