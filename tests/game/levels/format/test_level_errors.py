"""Error messages of level files: all errors are reported at once, each with line and column."""

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
from tests.lanes import cases

HERE = Path(__file__).parent
BROKEN = HERE / "broken_levels"
HEPTAGON = (HERE.parents[3] / "levels" / "heptagon.toml").read_text(encoding="utf-8")

# All problems of every broken level: position, field, and a part of the message.
EXPECTED = {
    "array_for_table": [
        ("4:1: balls:", "must be a list (got a table); allowed: tables, each under [[balls]]"),
        ("7:1: world:", "must be a table (got a list of 1)"),
    ],
    "bad_motion": [
        ("6:10: walls[0].radius:", "must be greater than 0 (got 0.0)"),
        ("7:19: walls[0].swing.angle:", "must be at most 360 (got 361.0); allowed: -360 <= angle <= 360 deg"),
        ("7:35: walls[0].swing.period:", "must be at least 0.05 (got 0.04); allowed: 0.05 <= period <= 1000000 s"),
        ("13:8: walls[1].sway.period:", "is missing; allowed: 0.05 <= period"),
        ("13:25: walls[1].sway.offset[1]:", "must be at most 10000 (got 20000.0); allowed: -10000 <= x <= 10000 m"),
        ("13:43: walls[1].sway.phase:", 'must be a number (got "90")'),
        ("18:9: walls[2].swing:", "must be a table (got 30.0); allowed: a table with period, phase, angle"),
        ("20:1: walls[2].sway.offset:", "is missing; allowed: a list of 2, each"),
        ("22:1: walls[2].sway.angle:", "unknown key; allowed: period, phase, offset"),
    ],
    "bad_outline": [
        ("6:10: walls[0].points:", "points[0] and points[2] meet; allowed: sides that meet only at common corners"),
        ("10:10: walls[1].points:", "crosses or touches itself: the sides from points[0] and points[2] meet"),
        ("14:10: walls[2].points:", "points[1] and points[2] are the same; allowed: every corner occurs once"),
        ("18:13: walls[3].container:", 'must be true or false (got "no")'),
        ("19:41: walls[3].points[2][1]:", 'must be a number (got "1"); allowed: -1000000 <= x <= 1000000 m'),
        ("24:10: walls[4].points:", "folds back at points[1]; allowed: sides that meet only at their common corner"),
        ("29:13: walls[5].container:", "must be false for an open path; allowed: true with closed = true"),
        ("30:13: walls[5].thickness:", "must be greater than 0 (got 0.0); allowed: 0 < thickness <= 10000 m"),
        ("31:10: walls[5].points:", "has too few items (got a list of 1); allowed: a list of 2 to 1000, each a list"),
        ("35:13: walls[6].thickness:", "must not be set for a closed path; allowed: a thickness with closed = false"),
        ("36:10: walls[6].points:", "points[3] and points[0] are the same"),
        ("40:10: walls[7].closed:", "must be true or false (got 1)"),
        ("43:1: walls[8]:", "is too small: its corners coincide; allowed: corners at different points"),
    ],
    "ball_outside": [
        ("11:12: balls[0].position:", "sticks out of walls[0] by 0.1 m; allowed: a place inside every container"),
        ("14:10: balls[1].radius:", "too large for walls[0] (got 1.1); allowed: up to 1 m"),
        ("15:12: balls[1].position:", "overlaps balls[0]"),
        ("20:9: balls[2].spawn:", "the pattern sticks out of walls[0] by 0.1 m"),
        ("20:9: balls[2].spawn:", "overlaps balls[1]"),
        ("31:12: balls[3].position:", "sticks into walls[1] by 0.05 m; allowed: a place outside every obstacle"),
        ("31:12: balls[3].position:", "overlaps balls[1]"),
        ("36:9: balls[4].spawn:", "the pattern sticks into walls[1] by 0.05 m"),
        ("36:9: balls[4].spawn:", "overlaps balls[1]"),
    ],
    "binary": [("1:8: file:", "is not UTF-8 text")],
    "both_ways": [
        ("6:12: balls[0].position:", "must not be set for a group; allowed: the fields of its spawn"),
        ("7:12: balls[0].velocity:", "must not be set for a group; allowed: the fields of its spawn"),
        ("8:21: balls[0].spawn.pattern:", 'unknown value (got "spiral"); allowed: "disc", "grid", '),
        ("11:9: balls[1].count:", "must be 1 for a single ball (got 2); allowed: 1, or a spawn in place of"),
        ("17:51: balls[2].spawn.speed:", "must be ascending (got [2, 1]); allowed: [minimum, maximum]"),
        ("18:11: balls[2].colors[0]:", 'has the wrong form (got "orange"); allowed: a text like "#f39800"'),
        ("23:76: balls[3].spawn.spread:", "must not be set without a direction; allowed: a spread with a direction"),
        ("28:74: balls[4].spawn.spread:", "must be at most 180 (got 200.0); allowed: 0 <= spread <= 180 deg"),
    ],
    "deep": [("1:1: toml:", "is nested too deeply")],
    "duplicate_key": [("4:9: toml:", "this key occurs twice")],
    "empty": [("1:1: format:", "is missing; allowed: 1"), ("1:1: title:", "is missing; allowed: a text")],
    "future_format": [("1:10: format:", "is newer than this program (got 2); allowed: up to 1; update the program")],
    "in_obstacle": [
        ("12:12: balls[0].position:", "sticks into walls[0] by 2.2 m; did you mean container = true in walls[0]? "),
        ("16:9: balls[1].spawn:", "pattern sticks into walls[0] by 1.2 m; did you mean container = true in walls[0]?"),
        ("21:12: emitters[0].position:", "into walls[1] by 0.15 m; allowed: a place outside every obstacle"),
        ("27:12: balls[2].position:", "sticks into walls[0] by 0.1 m; allowed: a place outside every obstacle"),
    ],
    "inf": [
        ("7:10: walls[0].radius:", "must be a finite number (got inf); allowed: 0 < radius <= 10000 m"),
        ("10:11: materials.spring.density:", "must be a finite number (got -inf)"),
    ],
    "missing": [
        ("1:1: title:", "is missing"),
        ("3:1: walls[0].radius:", "is missing; allowed: 0 < radius <= 10000 m"),
        ("7:1: walls[1].shape:", 'is missing; allowed: "'),
        ("10:1: balls[0]:", "needs a position or a spawn; allowed: a position (single ball) or a spawn (group)"),
        ("13:1: balls[1].radius:", "is missing; allowed: 0.0001 <= radius <= 10000 m"),
        ("14:9: balls[1].spawn.height:", "is missing; allowed: 0 < height <= 10000 m"),
    ],
    "nan": [("3:27: world.gravity[1]:", "must be a finite number (got nan)")],
    "negative_radius": [
        ("7:10: walls[0].radius:", "must be greater than 0 (got -3.0); allowed: 0 < radius <= 10000 m"),
        ("10:10: balls[0].radius:", "must be at least 0.0001 (got -0.2)"),
    ],
    "overlapping": [("18:12: balls[3].position:", "overlaps balls[0] by 0.05 m")],
    "repeat": [
        ("8:20: templates.peg.repeat.count:", "must be at least 1 (got 0); allowed: whole 1 <= count <= 10000"),
        ("17:10: walls[1].radius:", "must be greater than 0 (got -0.1); allowed: 0 < radius <= 10000 m"),
        ("32:10: walls[4].repeat:", "must be a table (got 3); allowed: a table with count, step, turn"),
        ("36:10: walls[5].repeat:", "needs a step or a turn; allowed: copies at different places"),
        ("40:12: walls[6].repeat.cuont:", 'unknown key; did you mean "count"? allowed: count, step, turn'),
        ("44:10: walls[7].repeat:", "needs a row_step; allowed: rows at different places"),
        ("44:60: walls[7].repeat.about:", "must not be set without a turn; allowed: with a turn"),
        ("48:10: walls[8].repeat:", "gives too many copies (got 30013 in total); allowed: up to 20000 in a level"),
        ("52:12: balls[0].position:", "the ball sticks into walls[2] (copy 9) by 0.15 m; allowed: a place outside"),
        ("57:1: balls[1].repeat:", "unknown key; allowed: count, radius, material"),
        ("62:11: sensors[0].center[0]:", "(got 1000001.0); allowed: -1000000 <= x <= 1000000 m (copy 4)"),
        ("62:11: sensors[0].center[0]:", "(got 1000002.0); allowed: -1000000 <= x <= 1000000 m (copy 5)"),
    ],
    "repeated_number": [("12:16: balls[1].first_number:", "number 5 is also in balls[0]")],
    "syntax": [("4:8: toml:", "expected ']]'")],
    "too_many_balls": [
        ("5:9: balls[0].count:", "too many (got 38); allowed: up to 22 of this radius in this pattern"),
        ("10:9: balls[1].count:", "allowed: up to 17"),
        ("15:9: balls[2].count:", "allowed: up to 25"),
        ("20:9: balls[3].count:", "allowed: up to 0"),
    ],
    "too_many_in_all": [("4:1: balls:", "too many balls (got 300000 in total); allowed: up to 200000")],
    "two_sided": [
        ("6:9: walls[0].sides:", "must be at least 3 (got 2); allowed: whole 3 <= sides <= 64"),
        ("11:10: walls[1].points:", "has too few items (got a list of 2); allowed: at least 3, or closed = false"),
    ],
    "unknown_key": [
        ("5:1: world.gravty:", 'unknown key; did you mean "gravity"? allowed: gravity, linear_damping, ')
    ],
    "unknown_template": [
        ("10:12: balls[1].template:", 'no template "marbel"; did you mean "marble"? allowed: marble'),
        ("13:10: templates.marble.radius:", "must be at least 0.0001 (got -1.0)"),
        ("15:1: templates.other.template:", "a template cannot use a template; allowed: the fields themselves"),
    ],
    "unknown_parent": [("2:11: extends:", 'there is no file "nosuch.toml"; allowed: a path')],
    "outside": [
        ("2:11: extends:", 'outside the allowed folders (got "../../../README.toml"); allowed: a file in the folder'),
    ],
    "circular": [("2:11: extends:", "is circular: ")],
    "unknown_material": [
        ("10:12: walls[0].material:", 'no material "ruber"; did you mean "rubber"? allowed: rubber'),
        ("15:12: balls[0].material:", 'no material "steel"; allowed: rubber'),
    ],
    "wrong_type": [
        ("2:9: title:", "must be a text in quotes (got 7); allowed: a text of 1 to 100 characters"),
        ("3:8: seed:", 'must be a whole number (got "seven")'),
        ("6:11: world.gravity:", "must be a list (got -9.81); allowed: a list of 2, each -1000 <= x"),
        ("7:13: world.step_rate:", "must be a whole number (got 60.0); allowed: whole 30 <= step_rate"),
        ("8:12: world.substeps:", "must be a whole number (got true)"),
        ("12:9: walls[0].sides:", 'must be a whole number (got "3")'),
    ],
}  # fmt: skip


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
    (problem,) = problems(path)
    assert problem[1:4] == (1, 1, "file")
    assert problem.message.startswith("cannot be read")


def test_an_unreadable_file_is_reported(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
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
