"""Saving a level with changed parameters: the contents of the file, its name, and failures."""

from math import radians
from pathlib import Path

import numpy as np
import pytest

from game import Level, Simulation, load_level
from game.levels.library import LevelEntry, LevelFolder, list_levels
from game.session.save_level import save_level
from game.simulation.commands import SetParameter
from game.simulation.parameters import PARAMETER_NAMES, Overrides

LEVELS = Path(__file__).parents[3] / "levels"
ALL = {
    "gravity": 3.0,
    "direction": radians(-45.0),
    "restitution": 0.55,
    "friction": 0.25,
    "rolling_resistance": 0.01,
    "spin": radians(33.3),
    "substeps": 6,
}
FAMILY = {
    "parent.toml": """\
format = 1
title = "Parent"
[world]
substeps = 2
[materials.rubber]
friction = 0.9
[templates.big]  # of the parent
radius = 0.3
[[walls]]  # turns
shape = "polygon"
sides = 5
radius = 3.0
spin = 20.0
[[walls]]
shape = "circle"
radius = 0.2
container = false
material = "rubber"
spin = -40.0
""",
    "child.toml": """\
extends = "parent.toml"
format = 1
title = "Child"  # a name
[materials.steel]
restitution = 0.9  # rings
[templates.small]
radius = 0.1
material = "steel"
[[balls]]
template = "small"
count = 4
spawn = { pattern = "ring", radius = 1.0 }  # round
[[balls]]
template = "big"
position = [0.0, 1.8]
""",
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The user's folder of levels, the only one besides that of the game."""
    user = tmp_path / "user"
    folders = LevelFolder("user", user), LevelFolder("built-in", LEVELS)
    monkeypatch.setattr("game.levels.library.level_folders", lambda: folders)
    return user


@pytest.fixture
def read_only(monkeypatch):
    """Every file counts as one that came with the game."""
    monkeypatch.setattr("game.session.save_level.read_only_reason", lambda path: "it came with the game")


def write(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def tuned(level, **values):
    """Return a simulation of a level whose parameters are changed in its first step."""
    simulation = Simulation(level)
    for name, value in values.items():
        simulation.enqueue(SetParameter(name, value))
    simulation.step()
    return simulation


def saved_with(level, overrides=None):
    """Save a level with parameters before its first step."""
    simulation = Simulation(level)
    try:
        return save_level(simulation, overrides)
    finally:
        simulation.close()


def values(simulation):
    return {name: simulation.parameters.value(name) for name in simulation.parameters.names}


@pytest.mark.parametrize("name", ["heptagon", "nested", "paddles", "hopper", "cradle", "race"])
def test_a_saved_level_runs_like_the_changed_one(name, home):
    level = load_level(LEVELS / f"{name}.toml")
    one = tuned(level, **ALL)
    saved = save_level(one)
    other = Simulation(load_level(saved.path))
    other.step()
    assert values(other) == values(one)
    one.step(100)
    other.step(100)
    np.testing.assert_array_equal(other.positions, one.positions)
    assert other.level.title == f"{level.title} (tuned)"
    saved_levels = [entry for entry in list_levels() if entry.origin == "user"]
    assert saved_levels == [LevelEntry(f"{name}-tuned", home / f"{name}-tuned.toml", "user")]
    assert [note.partition(",")[0] for note in saved.notes] == ["It begins at its start"]
    one.close()
    other.close()


@pytest.mark.parametrize("number", [0, 1, 17, 25, 60])
@pytest.mark.parametrize("name", ["heptagon", "cradle", "rain-2000", "wind"])
def test_a_saved_level_has_the_number_of_balls(name, number):
    level = load_level(LEVELS / f"{name}.toml")
    saved = saved_with(level, Overrides(balls=number))
    simulation = Simulation(load_level(saved.path))
    assert (simulation.parameters.level_value("balls"), saved.notes) == (number, ())
    simulation.close()


def test_balls_without_room_are_reported():
    level = load_level(LEVELS / "heptagon.toml")
    saved = saved_with(level, Overrides(balls=5000))
    missing = 5000 - load_level(saved.path).count
    assert missing > 4000
    assert saved.message == f"{saved.path}. The level has no room for {missing} of 5000 balls."


def test_comments_are_kept_and_only_changed_lines_differ():
    path = LEVELS / "heptagon.toml"
    saved = saved_with(load_level(path), Overrides(spin=radians(90.0), balls=12))
    before, after = path.read_text("utf-8").splitlines(), saved.path.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        'title = "Spinning heptagon (tuned)"',
        "spin = 90.0                 # deg/s, counter-clockwise",
        "count = 12",
    ]


@pytest.mark.usefixtures("read_only")
def test_parents_and_templates_are_merged_into_the_file(tmp_path, home):
    write(tmp_path, FAMILY)
    level = load_level(tmp_path / "child.toml")
    one = tuned(level, **ALL)
    saved = save_level(one)
    for file in FAMILY:
        (tmp_path / file).unlink()
    other = Simulation(load_level(saved.path))
    other.step()
    assert values(other) == values(one)
    text = saved.path.read_text("utf-8")
    assert all(comment in text for comment in ("# of the parent", "# turns", "# a name", "# rings", "# round"))
    assert "extends" not in text
    assert [wall.spin for wall in other.level.walls] == pytest.approx([33.3, -66.6])
    assert other.level.material(other.level.walls[0].material).restitution == 0.55
    one.close()
    other.close()


def test_a_level_without_a_file_or_with_a_changed_file_is_saved_from_its_data(tmp_path):
    write(tmp_path, FAMILY)
    level = load_level(tmp_path / "child.toml")
    write(tmp_path, {"child.toml": "no level"})
    assert load_level(saved_with(level, Overrides(gravity=1.0)).path).count == level.count
    bare = Level.model_validate({"format": 1, "title": "Bare"})
    again = load_level(saved_with(bare, Overrides(gravity=1.0, balls=3)).path)
    assert (again.world.gravity, again.count) == ((0.0, -1.0), 3)


def test_no_file_is_overwritten(home):
    level = load_level(LEVELS / "heptagon.toml")
    first = saved_with(level, Overrides()).path
    text = first.read_text("utf-8")
    names = [saved_with(level, Overrides(gravity=1.0)).path.name for _ in range(2)]
    assert names == ["heptagon-tuned-2.toml", "heptagon-tuned-3.toml"]
    assert first.read_text("utf-8") == text


def test_the_title_of_a_saved_level_is_not_extended_again(home, read_only):
    first = saved_with(load_level(LEVELS / "heptagon.toml"), Overrides()).path
    again = saved_with(load_level(first), Overrides(gravity=2.0)).path
    assert (again.name, load_level(again).title) == ("heptagon-tuned-2.toml", "Spinning heptagon (tuned)")


def test_the_own_file_of_a_level_of_the_user_is_changed_in_place(tmp_path):
    write(tmp_path, FAMILY)
    path = tmp_path / "child.toml"
    saved = saved_with(load_level(path), Overrides(gravity=3.0))
    assert (saved.path, load_level(path).world.gravity, load_level(path).title) == (path, (0.0, -3.0), "Child")
    changed = set(path.read_text("utf-8").splitlines()) - set(FAMILY["child.toml"].splitlines())
    assert changed == {"", "[world]", "gravity = [0.0, -3.0]"}


def test_a_file_that_has_changed_since_is_not_overwritten(tmp_path, home):
    write(tmp_path, FAMILY)
    path = tmp_path / "child.toml"
    level = load_level(path)
    write(tmp_path, {"child.toml": FAMILY["child.toml"] + "# more\n[palette]\nframe = '#000000'\n"})
    assert saved_with(level, Overrides(gravity=3.0)).path.parent == home
    assert "# more" in path.read_text("utf-8")


def test_a_title_is_cut_to_its_maximal_length():
    level = Level.model_validate({"format": 1, "title": "t" * 100})
    assert len(load_level(saved_with(level, Overrides()).path).title) == 100


def test_a_full_disk_leaves_no_file(home, monkeypatch):
    level = load_level(LEVELS / "heptagon.toml")

    def full(path, *_, **__):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        saved_with(level, Overrides(gravity=1.0))
    assert list(home.iterdir()) == []


def test_a_folder_that_cannot_be_created_raises(home):
    home.write_text("a file")
    with pytest.raises(FileExistsError):
        saved_with(load_level(LEVELS / "heptagon.toml"), Overrides(gravity=1.0))


def test_every_parameter_is_tested():
    assert {*ALL, "balls"} == set(PARAMETER_NAMES)


@pytest.mark.parametrize("name", ["galton", "heptagon", "incline"])
def test_a_saved_level_has_the_values_of_single_materials(name):
    level = load_level(LEVELS / f"{name}.toml")
    one = Simulation(level)
    for k, material in enumerate(one.parameters.materials):
        one.enqueue(SetParameter("friction", 0.125 * k, material))
    one.step()
    saved = load_level(save_level(one).path)
    changed = {material: saved.materials[material].friction for material in one.parameters.materials}
    assert list(changed.values()) == [0.125 * k for k in range(len(changed))]
    assert len(changed) > 1
    other = Simulation(saved)
    one.step(30)
    other.step(31)
    np.testing.assert_array_equal(other.positions[:5], one.positions[:5])
    one.close()
    other.close()
