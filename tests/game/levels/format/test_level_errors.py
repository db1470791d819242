"""Error messages of level files: all errors are reported at once, each with line and column."""

import os
import pickle
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from game.levels.model import LevelError, Problem, load_level
from game.levels.toml import source
from game.levels.toml.positions import Positions
from tests.game.levels.format.expected_problems import EXPECTED
from tests.lanes import cases

HERE = Path(__file__).parent
BROKEN = HERE / "broken_levels"
HEPTAGON = (HERE.parents[3] / "levels" / "heptagon.toml").read_text(encoding="utf-8")


def problems(path):
    with pytest.raises(LevelError) as caught:
        load_level(path)
    return caught.value.problems


@pytest.fixture
def problems_of(tmp_path):
    """A function that loads a text or bytes as a level and returns its problems, without the file name."""

    def load(content):
        path = tmp_path / "level.toml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return [str(problem).removeprefix(f"{path}:") for problem in problems(path)]

    return load


def test_every_broken_level_has_expected_errors():
    assert {path.stem for path in BROKEN.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_level_is_reported_with_field_and_position(name):
    path = BROKEN / f"{name}.toml"
    found = [str(problem) for problem in problems(path)]
    for line, (place, words) in zip(found, EXPECTED[name], strict=True):
        assert line.startswith(f"{path}:{place} ")
        assert words in line


def test_problems_are_in_the_order_of_the_file():
    for name in EXPECTED:
        places = [(problem.line, problem.column) for problem in problems(BROKEN / f"{name}.toml")]
        assert places == sorted(places)


def test_an_error_prints_one_problem_per_line():
    first, second = Problem("a.toml", 1, 2, "x", "is wrong"), Problem("a.toml", 3, 4, "y[0]", "too")
    assert str(LevelError([first, second])) == "a.toml:1:2: x: is wrong\na.toml:3:4: y[0]: too"


def test_an_error_survives_pickling():
    error = LevelError([Problem("a.toml", 1, 2, "x", "is wrong")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_the_file_has_the_name_that_the_user_gave(monkeypatch):
    monkeypatch.chdir(BROKEN)
    for name in ("empty.toml", "./empty.toml", "../broken_levels/empty.toml", str(BROKEN / "empty.toml")):
        assert {problem.file for problem in problems(name)} == {name}


def test_messages_contain_no_terms_of_pydantic():
    words = re.compile(r"Input should|valid (number|integer|string|tuple|dict)|Value error|validation|instance of")
    for name in EXPECTED:
        assert not [problem for problem in problems(BROKEN / f"{name}.toml") if words.search(problem.message)]


# -- files ----------------------------------------------------


def test_a_missing_file_is_reported(tmp_path):
    (problem,) = problems(tmp_path / "none.toml")
    assert problem[1:] == (1, 1, "file", "does not exist")


def test_a_folder_is_rejected(tmp_path):
    assert problems(tmp_path)[0][1:] == (1, 1, "file", "is a folder; allowed: a TOML file")


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_an_invalid_path_is_rejected(path):
    (problem,) = problems(Path(path))
    assert problem[1:4] == (1, 1, "file")
    assert problem.message.startswith("cannot be read")


def test_an_unreadable_file_is_reported(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert problems(tmp_path / "x.toml")[0].message == "cannot be read: Permission denied"


def test_a_file_above_the_size_limit_is_rejected(problems_of, monkeypatch):
    monkeypatch.setattr(source, "MAX_BYTES", 2 * 1024 * 1024)
    assert problems_of(b"#" * (2 * 1024 * 1024 + 1)) == ["1:1: file: is too large; allowed: up to 2 MB"]
    assert problems_of(b"#" * (2 * 1024 * 1024))[0].startswith("1:1: format: is missing")
    assert problems_of(b"\0" * 16 * 1024 * 1024) == ["1:1: file: is too large; allowed: up to 2 MB"]


def test_a_nul_character_is_reported(problems_of):
    (line,) = problems_of(b'format = 1\ntitle = "a\0b"\n')
    assert line.startswith("2:11: toml: illegal character")


def test_invalid_utf_8_is_reported(problems_of):
    assert problems_of("format = 1\ntitle = 'é".encode() + b"\xe9'") == ["2:11: file: is not UTF-8 text"]


# -- positions ------------------------------------------------


def test_columns_count_characters(problems_of):
    assert problems_of('format = 1\ntitle = "ééé"\nview = { "hïght" = 1, height = "é" }') == [
        '3:10: view."hïght": unknown key; did you mean "height"? allowed: center, height',
        '3:32: view.height: must be a number (got "é"); allowed: 0 < height <= 10000 m',
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_mark_do_not_shift_positions(problems_of, end):
    text = end.join(["\ufeffformat = -2", 'title = "x"', "# é", "", "seed = -1"])
    assert [line.split(" ")[0] for line in problems_of(text)] == ["1:10:", "5:8:"]


BALL = "[[balls]]\nradius = 1\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("world.gravity = [0, nan]", "3:21: world.gravity[1]:"),
        ("world = { gravity = [0, nan] }", "3:25: world.gravity[1]:"),
        ("[world]\ngravity = [ # down\n  0,\n  nan]", "6:3: world.gravity[1]:"),
        ('"world" . \'gravity\' = [0, nan]', "3:27: world.gravity[1]:"),
        ("[materials.a]\n[materials.b]\nfriction = -1", "5:12: materials.b.friction:"),
        ('[materials."a.b"]\nfriction = -1', '4:12: materials."a.b".friction:'),
        ("[materials]\na.friction = -1", "4:14: materials.a.friction:"),
        (f"{BALL}[balls.spawn]\npattern = 'disc'\nradius = '1'", "7:10: balls[0].spawn.radius:"),
        ("balls = [\n  { radius = 1, position = [0, '0'] },\n]", "4:32: balls[0].position[1]:"),
        ("[[materials.a]]\nfriction = 1", "3:1: materials.a:"),
        ("[wrold]\nx = 1", "3:2: wrold:"),
        ("[world.gravty]\nx = 1", "3:8: world.gravty:"),
        ("walls = 3", "3:9: walls:"),
        ("balls = [3]", "3:10: balls[0]:"),
        ("materials.disc.disc = 1", "3:16: materials.disc.disc:"),
        (f"{BALL}spawn = {{ pattern = 'disc', radius = 2, disc = 1 }}", "5:41: balls[0].spawn.disc:"),
        (f"{BALL}spawn = {{ pattern = [], radius = 2 }}", "5:21: balls[0].spawn.pattern:"),
        ("[[walls]]\nshape = 1", "4:9: walls[0].shape:"),
        ("[[walls]]\nshape = 'circle'\nradius = 1\nsway.offset = [0, 1]", "6:15: walls[0].sway.period:"),
    ],
)  # fmt: skip
def test_positions_are_right_in_every_toml_notation(problems_of, text, place):
    (line,) = problems_of('format = 1\ntitle = "x"\n' + text)
    assert line.startswith(place)


def test_a_syntax_error_at_the_end_of_the_file_has_a_position(problems_of):
    assert problems_of("format = 1\ntitle = [")[0].startswith("2:10: toml: ")


# -- extremes -------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 400 + "]" * 400,
        "x = " + "{a=" * 400 + "1" + "}" * 400,
        ".".join(["x"] * 3000) + " = 1",
        "[" + ".".join(["x"] * 3000) + "]",
        "format = " + "9" * 5000,
        "format = 0x" + "f" * 5000,
        "seed = 1e400",
        "title = 1979-05-27T07:32:00Z",
        'title = "' + "x" * 100_000 + '"',
        "x" * 100_000 + " = 1",
        '"\\u0000\\u001b[31m" = 1',
        "[materials.'']\nfriction = 11",
    ],
)
def test_extreme_values_are_reported_and_do_not_crash(problems_of, text):
    lines = problems_of(text)
    assert lines
    assert all(line.isprintable() and len(line) < 150_000 for line in lines)


def test_a_long_key_takes_little_memory():
    tracemalloc.start()
    Positions(".".join(["x"] * 3000) + " = 1")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_many_problems_are_all_reported(problems_of):
    text = 'format = 1\ntitle = "x"\n' + "[[balls]]\nradius = -1\nposition = [0, 0]\n" * 500
    assert len(problems_of(text)) == 500


FRAGMENTS = st.sampled_from(
    ["[", "]", "{", "}", "=", ",", ".", '"', "'", '"""', "#", "\n", "\0", "é", "-", "nan", "inf", "true",
     "1e400", "0xfff", "1979-05-27", "[[walls]]", "[[balls]]", "[world]", "[materials.disc]", "materials",
     "spawn", "polygon", 'shape = "path"', 'shape = "circle"', "points = [[0, 0], [1, 0], [0, 1]]",
     "closed = false", "container = false", "thickness = 0.2", "swing = { angle = 30, period = 2 }",
     "sway = { offset = [1, 0], period = 2, phase = 45 }", "position = [0, 0]", "count = 99999",
     "radius = 1e-300", 'extends = "x.toml"', "[templates.a]", 'template = "a"', "template", "format = 0", "fps = 60",
     "[[templates]]", "[templates]", "templates.a.spawn.radius = 1"]
)  # fmt: skip
# A level with templates, paths and motions.
RICH = HEPTAGON.replace(
    "[[balls]]",
    """[templates.marble]
radius = 0.1
spawn = { pattern = "ring", radius = 2.0 }

[[balls]]
template = "marble"
count = 3
spawn.center = [0.0, 0.1]

[[walls]]
shape = "path"
closed = false
points = [[0.5, 2.0], [0.9, 2.0]]

[[balls]]""",
)
EDITS = st.lists(
    st.tuples(st.integers(0, len(RICH)), st.integers(0, 12), st.one_of(FRAGMENTS, st.text(max_size=3))),
    min_size=1,
    max_size=6,
)


@settings(max_examples=cases(quick=150, slow=1500))
@given(text=st.sampled_from([HEPTAGON, RICH]), edits=EDITS)
@example(text=HEPTAGON, edits=[(0, len(HEPTAGON), "")])
def test_a_mutated_level_loads_or_is_reported(tmp_path_factory, text, edits):
    for begin, length, new in edits:
        text = text[:begin] + new + text[begin + length :]
    path = tmp_path_factory.getbasetemp() / "mutated.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load_level(path)
    except LevelError as error:
        found = error.problems
    else:
        return
    assert found
    assert all(1 <= problem.line <= text.count("\n") + 1 and problem.column >= 1 for problem in found)
