"""`extends` and templates: missing fields are filled in, and errors have the position of their own file."""

import copy
from pathlib import Path

import pytest
from pydantic import ValidationError

from game.levels import library
from game.levels.format import reuse
from game.levels.library import LevelFolder
from game.levels.model import Level, LevelError, load_level

HEAD = 'format = 1\ntitle = "x"\n'
BASE = (
    'format = 1\ntitle = "base"\nseed = 3\nworld = { gravity = [0, -1], substeps = 8 }\n[materials.ice]\nfriction = 0\n'
)
WALL = '[[walls]]\nshape = "circle"\nradius = 3\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a level. Parents outside are allowed in the level folder of the user only."""
    monkeypatch.setattr(library, "level_folders", lambda: (LevelFolder("user", tmp_path / "levels"),))
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


@pytest.fixture
def problems_of(folder):
    """A function that loads a text as a level and returns its problems, without the path of the folder."""

    def load(text):
        (folder / "level.toml").write_text(text)
        with pytest.raises(LevelError) as caught:
            load_level(folder / "level.toml")
        return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]

    return load


def level_of(folder, text, **files):
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content)
    (folder / "level.toml").write_text(text)
    return load_level(folder / "level.toml")


# -- extends --------------------------------------------------


def test_tables_are_merged_and_lists_replaced(folder):
    child = 'format = 1\nextends = "base.toml"\nworld.gravity = [0, -2]\n[materials.ice]\nrestitution = 1\n'
    child += WALL.replace("3", "1")
    level = level_of(folder, child, base=BASE + WALL + WALL)
    assert (level.title, level.seed, level.world.gravity, level.world.substeps) == ("base", 3, (0, -2), 8)
    assert (level.material("ice").friction, level.material("ice").restitution) == (0.0, 1.0)
    assert [wall.radius for wall in level.walls] == [1.0]
    assert level.path == folder / "level.toml"


def test_the_nearest_parent_in_a_chain_has_priority(folder):
    far = "format = 1\ntitle = 'far'\nseed = 1\nworld = { substeps = 1, step_rate = 30 }\n"
    near = "format = 1\nextends = 'far.toml'\ntitle = 'near'\nworld = { substeps = 2 }\n"
    level = level_of(folder, "format = 1\nextends = 'near.toml'\n", near=near, far=far)
    assert (level.title, level.seed, level.world.substeps, level.world.step_rate) == ("near", 1, 2, 30)


def test_a_parent_of_an_earlier_version_is_migrated(folder):
    base = "format = 0\ntitle = 'old'\nworld = { fps = 50 }\n"
    assert level_of(folder, "format = 1\nextends = 'base.toml'\n", base=base).world.step_rate == 50


def test_every_file_needs_its_own_format(problems_of, folder):
    (folder / "base.toml").write_text(BASE)
    assert problems_of('extends = "base.toml"')[0].startswith("level.toml:1:1: format: is missing")


def test_a_problem_is_reported_in_its_own_file(problems_of, folder):
    (folder / "base.toml").write_text(
        "format = 1\ntitle = 'x'\n" + WALL.replace("3", "-3") + "[world]\nsubsteps = 0\nfoo = 1\n"
    )
    found = problems_of('format = 1\nextends = "base.toml"\nworld.step_rate = 1\n')
    assert [line.split(" ")[:2] for line in found] == [
        ["level.toml:3:19:", "world.step_rate:"],
        ["base.toml:5:10:", "walls[0].radius:"],
        ["base.toml:7:12:", "world.substeps:"],
        ["base.toml:8:1:", "world.foo:"],
    ]


def test_an_invalid_parent_is_reported_in_its_own_file(problems_of, folder):
    (folder / "base.toml").write_text("format = 1\ntitle = [")
    (line,) = problems_of('format = 1\nextends = "base.toml"\n')
    assert line.startswith("base.toml:2:10: toml:")
    (folder / "base.toml").write_text("format = 9\n")
    (line,) = problems_of('format = 1\nextends = "base.toml"\n')
    assert line.startswith("base.toml:1:10: format: is newer than this program")


def test_a_circular_parent_is_rejected(problems_of, folder):
    (folder / "a.toml").write_text("format = 1\nextends = 'level.toml'\n")
    (line,) = problems_of("format = 1\nextends = 'a.toml'\n")
    chain = "level.toml -> a.toml -> level.toml"
    assert line == f"a.toml:2:11: extends: is circular: {chain}; allowed: a level that does not extend this one"
    assert "is circular: level.toml -> level.toml" in problems_of("format = 1\nextends = 'level.toml'\n")[0]


def test_a_chain_has_at_most_eight_files(problems_of, folder):
    for n in range(9):
        (folder / f"{n}.toml").write_text(f"format = 1\ntitle = 'x'\nextends = '{n + 1}.toml'\n")
    (folder / "7.toml").write_text("format = 1\n")
    assert load_level(folder / "0.toml").title == "x"
    (line,) = problems_of("format = 1\nextends = '0.toml'\n")
    assert line.startswith("6.toml:3:11: extends: is too long a chain: level.toml -> 0.toml -> ")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("3", "must be a text in quotes (got 3)"),
        ("'base'", 'must be a .toml file (got "base")'),
        ("'none.toml'", 'there is no file "none.toml"'),
        ("'folder.toml'", 'there is no file "folder.toml"'),
        (
            "'../outside.toml'",
            'lies outside the allowed folders (got "../outside.toml"); allowed: a file in the folder of this level',
        ),
        ("'link.toml'", 'lies outside the allowed folders (got "link.toml")'),
        ("'/etc/passwd.toml'", "lies outside the allowed folders"),
        ("'circular.toml'", ""),
        ("'a\\u0000.toml'", ""),
        (f"'{'x' * 5000}.toml'", ""),
    ],
)
def test_an_invalid_parent_path_is_rejected(problems_of, folder, value, words):
    (folder.parent / "outside.toml").write_text(BASE)
    (folder / "link.toml").symlink_to(folder.parent / "outside.toml")
    (folder / "circular.toml").symlink_to(folder / "circular.toml")
    (folder / "folder.toml").mkdir()
    (line,) = problems_of(f"format = 1\nextends = {value}\n".replace("'a\\u", '"a\\u').replace("0.toml'", '0.toml"'))
    assert line.startswith("level.toml:2:11: extends: ")
    assert words in line


def test_a_parent_may_lie_in_a_subfolder_or_in_a_level_folder(folder):
    for room in (folder / "parts", folder.parent / "levels"):
        room.mkdir()
        (room / "base.toml").write_text(BASE)
    assert level_of(folder, "format = 1\nextends = 'parts/base.toml'\n").seed == 3
    assert level_of(folder, "format = 1\nextends = '../levels/base.toml'\n").seed == 3


# -- templates ------------------------------------------------

MARBLE = "[templates.marble]\nradius = 0.25\nspawn = { pattern = 'ring', radius = 2 }\n"


def test_a_template_gives_the_missing_fields_of_a_table(folder):
    text = HEAD + MARBLE + "[[balls]]\ntemplate = 'marble'\ncount = 5\nspawn.center = [1, 0]\n"
    text += "[[balls]]\ntemplate = 'marble'\nradius = 0.5\n"
    text += "[templates.w]\nshape = 'circle'\n[[walls]]\ntemplate = 'w'\nradius = 9\n"
    level = level_of(folder, text)
    first, second = level.balls
    assert (first.radius, first.count, first.spawn.center, first.spawn.radius) == (0.25, 5, (1, 0), 2)
    assert (second.radius, second.spawn.center) == (0.5, (0, 0))
    assert (level.walls[0].shape, level.walls[0].radius) == ("circle", 9)


def test_a_child_may_change_a_template_of_its_parent(folder):
    base = HEAD + MARBLE + "[[balls]]\ntemplate = 'marble'\n"
    child = "format = 1\nextends = 'base.toml'\n[templates.marble]\nradius = 0.1\n"
    assert level_of(folder, child, base=base).balls[0].radius == 0.1


def test_a_wrong_value_of_a_template_is_reported_once_in_the_template(problems_of):
    text = (
        HEAD
        + "[templates.marble]\nradius = -1\nposition = [0, 'x']\ncolour = 3\n"
        + "[[balls]]\ntemplate = 'marble'\n" * 3
    )
    found = problems_of(text)
    assert [line.split(" ")[:2] for line in found] == [
        ["level.toml:4:10:", "templates.marble.radius:"],
        ["level.toml:5:16:", "templates.marble.position[1]:"],
        ["level.toml:6:1:", "templates.marble.colour:"],
    ]


def test_a_conflict_from_a_template_names_the_table(problems_of):
    text = HEAD + WALL + "[templates.b]\nradius = 0.1\nposition = [4, 0]\n[[balls]]\ntemplate = 'b'\n"
    (line,) = problems_of(text)
    assert line.startswith("level.toml:8:12: templates.b.position: the ball sticks out of walls[0]")
    assert line.endswith("(balls[0].position)")


def test_a_wrong_value_of_a_table_is_reported_in_the_table(problems_of, folder):
    (folder / "base.toml").write_text(HEAD + MARBLE.replace("2 }", "-2 }"))
    found = problems_of("format = 1\nextends = 'base.toml'\n[[balls]]\ntemplate = 'marble'\nspawn.center = 1\n")
    assert [line.split(" ")[:2] for line in found] == [
        ["level.toml:5:16:", "balls[0].spawn.center:"],
        ["base.toml:5:38:", "templates.marble.spawn.radius:"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[[balls]]\ntemplate = 'marbel'\n",
            '10:12: balls[0].template: there is no template "marbel"; did you mean "marble"? allowed: marble',
        ),
        (
            "[[balls]]\ntemplate = 3\n",
            "10:12: balls[0].template: must be a text in quotes (got 3); allowed: the name of a template",
        ),
        (
            "[templates.a]\ntemplate = 'marble'\n",
            "10:1: templates.a.template: a template cannot use a template; allowed: the fields themselves",
        ),
        ("[templates]\na = 3\n", None),
    ],
)
def test_an_invalid_template_is_rejected(problems_of, text, expected):
    head = HEAD + "[templates.marble]\nradius = 1\n\n\n\n\n"
    if expected is None:
        head, expected = HEAD, "4:5: templates.a: must be a table (got 3); allowed: a table of fields"
    assert problems_of(head + text) == [f"level.toml:{expected}"]


def test_a_template_must_exist(problems_of):
    (line,) = problems_of(HEAD + "[[balls]]\ntemplate = 'a'\n")
    assert line.endswith("allowed: none, because the level has no [templates.NAME]")
    (line,) = problems_of(HEAD + "templates = 3\n[[balls]]\ntemplate = 'a'\n")[:1]
    assert "templates: must be a table (got 3)" in line


def test_misspelt_extends_and_template_get_a_suggestion(problems_of):
    first, second = problems_of(HEAD + "extend = 'x'\n[[balls]]\nradius = 1\nposition = [0, 0]\ntemplat = 'x'\n")
    assert 'did you mean "extends"?' in first
    assert 'did you mean "template"?' in second


def test_the_number_of_fields_from_templates_is_limited(problems_of, monkeypatch):
    monkeypatch.setattr(reuse, "MAX_TEMPLATE_FIELDS", 10)
    (line,) = problems_of(HEAD + MARBLE + "[[balls]]\ntemplate = 'marble'\n" * 6)
    assert "too many fields in total; allowed: up to 10" in line


def test_data_may_use_templates_but_not_extends():
    data = {
        "format": 1,
        "title": "x",
        "templates": {"a": {"radius": 0.1}},
        "balls": [{"template": "a", "position": [0, 0]}],
    }
    before = copy.deepcopy(data)
    level = Level.model_validate(data)
    assert (level.balls[0].radius, data) == (0.1, before)
    assert Level.model_validate(level.model_dump()) == level
    with pytest.raises(ValidationError, match="must not be set in data without a file"):
        Level.model_validate({"format": 1, "title": "x", "extends": "a.toml"})
    with pytest.raises(ValidationError, match='did you mean "a"'):
        Level.model_validate({**data, "balls": [{"template": "aa", "position": [0, 0]}]})


@pytest.mark.parametrize("name", sorted(path.stem for path in (Path(__file__).parents[4] / "levels").glob("*.toml")))
def test_an_empty_child_equals_its_parent(folder, name):
    (folder / "base.toml").write_bytes((Path(__file__).parents[4] / "levels" / f"{name}.toml").read_bytes())
    try:
        parent = load_level(folder / "base.toml")
    except LevelError:
        pytest.skip("tested elsewhere")
    expected = parent.model_dump() | {"group": ""}
    assert level_of(folder, "format = 1\nextends = 'base.toml'\n").model_dump() == expected
