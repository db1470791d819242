"""`new` writes a valid level with comments, and overwrites no file."""

import pytest
from typer.testing import CliRunner

from game.cli import main
from game.levels import library
from game.levels.format import new_level, schema
from game.levels.model import load_level


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory; the data folder of the user is empty, too."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for module in (library, new_level):
        monkeypatch.setattr(module, "user_data_path", lambda _: tmp_path / "user")
    return tmp_path / "here"


@pytest.fixture
def levels(here):
    (here / "levels").mkdir()
    return here / "levels"


def new(*arguments):
    result = CliRunner().invoke(main.app, ["new", *arguments], prog_name="heptagon")
    return result.exit_code, result.output.strip()


def test_a_new_level_is_valid_and_has_comments(levels):
    assert new("my-level") == (0, "wrote levels/my-level.toml")
    text = (levels / "my-level.toml").read_text()
    assert text.splitlines()[0] == "#:schema ./level.schema.json"
    assert text.count("#") > 15
    level = load_level(levels / "my-level.toml")
    assert (level.title, level.count) == ("My level", 14)
    assert (levels / "level.schema.json").read_text() == schema.schema_text()


def test_an_existing_schema_is_not_overwritten(levels):
    (levels / "level.schema.json").write_text("{}")
    assert new("a.toml") == (0, "wrote levels/a.toml")
    assert (levels / "level.schema.json").read_text() == "{}"


def test_without_a_local_folder_the_level_folder_of_the_user_is_used(here):
    folder = here.parent / "user" / "levels"
    assert new("a") == (0, f"wrote {folder / 'a.toml'}")
    assert {path.name for path in folder.iterdir()} == {"a.toml", "level.schema.json"}
    assert [*here.iterdir()] == []
    assert library.find_level("a") == folder / "a.toml"


def test_an_existing_level_is_not_overwritten(levels):
    (levels / "a.toml").write_text("mine")
    status, words = new("a")
    assert (status, words) == (2, "cannot write levels/a.toml: it already exists; allowed: another name")
    (levels / "b.toml").symlink_to("nowhere")
    assert new("b")[0] == 2
    assert (levels / "a.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["", "../x", "a/b", "a\\b", ".x", "a:b", "-x", "a*", 'a"b'], "it is not a valid level name; allowed: letters"),
        (["con", "NUL.x", "aux.toml", "com1", "Lpt9.a.b"], "for a device; allowed: another name"),
        (["x ", "x.", ".", "x..", ". "], "Windows drops dots and spaces at the end of a name; allowed: a name without"),
        (["x" * 101], "its name has 101 characters; allowed: up to 100"),
        (["é" * 99], "its name has 203 bytes; allowed: up to 200 bytes"),
    ],
)
def test_an_invalid_name_is_rejected(levels, names, reason):
    for name in names:
        status, words = new("--", name)
        assert (status, words.startswith("cannot create the level "), reason in words) == (2, True, True), words
    assert [*levels.iterdir()] == []


@pytest.mark.parametrize("name", ["a", "Zwei Bälle", "a.b", "v1.2_c-d", "x" * 100])
def test_a_valid_name_is_accepted(levels, name):
    assert new(name) == (0, f"wrote levels/{name}.toml")
    load_level(levels / f"{name}.toml")


def test_a_copy_differs_in_its_title_only(levels):
    assert new("mine", "--from", "heptagon") == (0, "wrote levels/mine.toml")
    mine, original = load_level(levels / "mine.toml"), load_level(library.find_level("heptagon"))
    assert mine.title == "Mine"
    assert mine.model_dump(exclude={"title"}) == original.model_dump(exclude={"title"})
    old = original.path.read_text().splitlines()
    text = (levels / "mine.toml").read_text().splitlines()
    assert text[0] == "#:schema ./level.schema.json"
    changed = [line for line in text[1:] if line not in old]
    assert changed == ['title = "Mine"']


def test_a_copy_extends_the_parent_of_its_original(levels, here):
    user = here.parent / "user" / "levels"
    user.mkdir(parents=True)
    (user / "base.toml").write_text('format = 1\ntitle = "base"\nseed = 5\n')
    (user / "child.toml").write_text('# A child.\nformat = 1\nextends = "base.toml" # kept\n')
    assert new("mine", "--from", "child")[0] == 0
    level = load_level(levels / "mine.toml")
    assert (level.title, level.seed) == ("Mine", 5)
    assert "# kept" in (levels / "mine.toml").read_text()


def test_a_copy_whose_parent_is_outside_is_rejected(levels, here):
    (here / "base.toml").write_text('format = 1\ntitle = "base"\n')
    (here / "child.toml").write_text('format = 1\nextends = "base.toml"\n')
    status, words = new("mine", "--from", "child.toml")
    assert (status, "it extends base.toml, which a level in levels cannot extend" in words) == (2, True)
    assert [*levels.iterdir()] == []


def test_a_missing_level_cannot_be_copied(levels):
    assert new("mine", "--from", "nosuch")[0] == 2
    assert [*levels.iterdir()] == []
