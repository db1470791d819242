"""The level library, the built-in levels, and their documentation."""

import json
import math
import os
import re
from pathlib import Path

import pytest

from game.levels import library
from game.levels.model import (
    Balls,
    CircleWall,
    DiscSpawn,
    GridSpawn,
    Level,
    LevelError,
    Material,
    PathWall,
    PolygonWall,
    RingSpawn,
    Sway,
    Swing,
    View,
    WorldSettings,
    load_level,
)
from game.levels.toml.excerpt import excerpt

LEVELS = Path(__file__).parents[3] / "levels"
HEPTAGONS = [LEVELS / f"{name}.toml" for name in ("compact", "heptagon", "large", "rain-2000", "tight")]
EXPERIMENTS = [LEVELS / f"{name}.toml" for name in ("cradle", "drum", "gas", "hopper", "incline", "jacobi", "pile")]

# -- search ---------------------------------------------------


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Create an empty project folder and an empty user folder; return both."""
    user = tmp_path / "home"
    monkeypatch.setattr(library, "user_data_path", lambda app: user / app)
    project = tmp_path / "project"
    for folder in (project / "levels", user / "heptagon" / "levels"):
        folder.mkdir(parents=True)
    monkeypatch.chdir(project)
    return project / "levels", user / "heptagon" / "levels"


def write(folder, name, title="A test"):
    path = folder / f"{name}.toml"
    path.write_text(f'format = 1\ntitle = "{title}"\n', encoding="utf-8")
    return path


def test_the_search_order_is_project_user_built_in(folders):
    project, user = folders
    assert [folder.origin for folder in library.level_folders()] == ["project", "user", "built-in"]
    assert [folder.path.resolve() for folder in library.level_folders()] == [project, user, LEVELS]


def test_an_installed_game_has_its_levels_in_its_package(tmp_path, monkeypatch):
    (tmp_path / "game" / "levels" / "built_in").mkdir(parents=True)
    monkeypatch.setattr(library, "__file__", str(tmp_path / "game" / "levels" / "library.py"))
    assert library.level_folders()[2].path == tmp_path / "game" / "levels" / "built_in"


def test_names_are_found_with_and_without_extension(folders):
    assert library.find_level("heptagon") == library.find_level("heptagon.toml") == LEVELS / "heptagon.toml"
    assert library.find_level(Path("heptagon")) == LEVELS / "heptagon.toml"
    assert load_level("heptagon").path == LEVELS / "heptagon.toml"


def test_levels_of_earlier_folders_hide_those_of_the_same_name(folders):
    project, user = folders
    hidden = write(user, "tight")
    assert library.find_level("tight") == hidden
    write(project, "tight", title="The near one")
    assert load_level(library.find_level("tight")).title == "The near one"
    assert [entry.origin for entry in library.list_levels() if entry.name == "tight"] == ["project"]


def test_existing_paths_are_returned_unchanged(folders):
    project, _ = folders
    path = write(project.parent, "heptagon")
    assert library.find_level("heptagon.toml") == Path("heptagon.toml")
    assert library.find_level(str(path)) == path
    assert library.find_level("heptagon") == LEVELS / "heptagon.toml"


def test_levels_are_listed_by_name_and_heptagon_first(folders):
    project, user = folders
    write(project, "zebra")
    write(user, "ant")
    (project / ".hidden.toml").touch()
    (project / "notes.md").touch()
    (project / "folder.toml").mkdir()
    (project / "circular.toml").symlink_to("circular.toml")  # a link to itself
    listed = [(entry.name, entry.origin) for entry in library.list_levels()]
    names = [name for name, _ in listed]
    assert listed[0] == ("heptagon", "built-in")
    assert names[1:] == sorted(names[1:])
    assert {("ant", "user"), ("compact", "built-in"), ("zebra", "project")} <= set(listed)
    assert not {".hidden", "notes", "notes.md", "folder", "round"} & set(names)
    assert all(load_level(entry.path).name == entry.name for entry in library.list_levels())


def test_other_folders_can_be_searched(folders):
    near, far = (
        library.LevelFolder(origin, folder) for origin, folder in zip(("project", "user"), folders, strict=True)
    )
    for folder, name in ((near, "ant"), (far, "ant"), (far, "bee")):
        write(folder.path, name)
    listed = [(entry.name, entry.origin) for entry in library.list_levels([near, far])]
    assert listed == [("ant", "project"), ("bee", "user")]


def test_invalid_levels_are_listed_too(folders):
    (folders[0] / "broken.toml").write_text("=", encoding="utf-8")
    assert "broken" in [entry.name for entry in library.list_levels()]


def test_folders_need_not_exist(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(library, "user_data_path", lambda app: tmp_path / "nowhere" / app)
    assert library.find_level("heptagon") == LEVELS / "heptagon.toml"


def test_what_is_no_file_is_told_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path, "a folder"), (tmp_path / "pipe", "a pipe"), (Path("/dev/zero"), "a device")):
        with pytest.raises(LevelError) as caught:
            library.find_level(path)
        (problem,) = caught.value.problems
        assert problem.message == f"it is {kind}; allowed: a level file, or the name of a level"
        assert excerpt(problem) == ""


def test_an_unknown_name_is_reported_with_a_suggestion_and_the_list(folders):
    with pytest.raises(LevelError) as caught:
        library.find_level("heptagn")
    (problem,) = caught.value.problems
    assert (problem.file, problem.field) == ("heptagn", "level")
    assert 'did you mean "heptagon"?' in problem.message
    assert "heptagon, bumpers, compact, conveyor" in problem.message


@pytest.mark.parametrize(
    "name", ["../secret", "levels/../../secret", "", ".", "..", "levels", "x" * 5000, "a\0b", "*", "/"]
)
def test_names_cannot_refer_to_other_folders(folders, name):
    write(folders[0].parents[1], "secret")
    with pytest.raises(LevelError):
        library.find_level(name)


# -- built-in levels ------------------------------------------


def test_the_readme_lists_every_level():
    assert all(path.is_file() for path in HEPTAGONS + EXPERIMENTS)
    listed = re.findall(r"^\| \[(.+)\]\(\1\.toml\) \|", (LEVELS / "README.md").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(path.stem for path in LEVELS.glob("*.toml"))


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_the_description_of_an_experiment_contains_a_number(path):
    shown = load_level(path)
    assert 100 < len(shown.description) < 600
    assert re.search(r"\d", shown.description)


@pytest.mark.parametrize("path", HEPTAGONS, ids=lambda path: path.stem)
def test_a_heptagon_level_has_the_expected_view_and_materials(path):
    shipped = load_level(path)
    (wall,) = shipped.walls
    assert shipped.view.height == pytest.approx(2.0 * 1.16 * wall.radius, rel=0.02)
    assert shipped.world.gravity == (0.0, -9.81)
    assert shipped.material(shipped.balls[0].material).friction == 0.4
    grip = 1.6 if path.stem == "heptagon" else 0.4  # rough enough for rolling without sliding
    assert shipped.material(wall.material).friction == grip


@pytest.mark.parametrize(
    ("name", "radius", "ball", "wall_restitution", "ball_restitution"),
    [
        ("heptagon", 3.0, 0.2, 0.7, 0.7),
        ("compact", 1.8, 0.12, 0.85, 0.8),
        ("large", 3.0, 0.15, 0.9, 1.0),
        ("tight", 2.2, 0.15, 0.85, 0.9),
    ],
)
def test_levels_taken_from_pages_have_their_parameters(name, radius, ball, wall_restitution, ball_restitution):
    page = load_level(LEVELS / f"{name}.toml")
    (wall,), (balls,) = page.walls, page.balls
    assert (wall.sides, wall.radius, wall.spin, wall.center) == (7, radius, 72.0, (0.0, 0.0))
    assert (balls.count, balls.radius) == (20, ball)
    rule = {"minimum": min, "maximum": max}[page.world.restitution_mixing]
    assert rule(wall_restitution, ball_restitution) == wall_restitution
    assert page.material(wall.material).restitution == wall_restitution
    assert page.material(balls.material).restitution == ball_restitution


def test_damping_per_frame_is_converted_to_damping_per_second():
    large, tight = load_level(LEVELS / "large.toml").world, load_level(LEVELS / "tight.toml").world
    assert math.exp(-large.linear_damping / 60) == pytest.approx(0.99, abs=1e-7)
    assert math.exp(-large.angular_damping / 60) == pytest.approx(0.98, abs=1e-7)
    assert math.exp(-tight.linear_damping / 60) == pytest.approx(0.99, abs=1e-7)


def test_the_rain_fills_40_percent_of_the_heptagon():
    rain = load_level(LEVELS / "rain-2000.toml")
    (wall,), (balls,) = rain.walls, rain.balls
    packed = balls.count * math.pi * balls.radius**2 / 0.82
    area = 0.5 * wall.sides * wall.radius**2 * math.sin(2.0 * math.pi / wall.sides)
    assert balls.count == 2000
    assert packed / area == pytest.approx(0.4, abs=0.01)


# -- documentation --------------------------------------------

SECTIONS = {
    "The file": Level,
    "`[world]`": WorldSettings,
    "`[view]`": View,
    "`[materials.NAME]`": Material,
    '`shape = "polygon"`': PolygonWall,
    '`shape = "circle"`': CircleWall,
    '`shape = "path"`': PathWall,
    "`swing`": Swing,
    "`sway`": Sway,
    "`[[balls]]`": Balls,
    '`pattern = "disc"`': DiscSpawn,
    '`pattern = "ring"`': RingSpawn,
    '`pattern = "grid"`': GridSpawn,
}
SHARED = {"shape": "`[[walls]]`", "pattern": "`spawn`"}


def documented():
    """Return the rows of each section of the README, by key."""
    sections, rows = {}, {}
    for line in (LEVELS / "README.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"#+ (.*)", line):
            rows = sections.setdefault(heading[1], {})
        elif row := re.match(r"\| `(\w+)` \|", line):
            rows[row[1]] = line
    return sections


def rows_of(section, model):
    rows, shared = documented(), next((SHARED[key] for key in SHARED if key in model.model_fields), None)
    return rows[section] | (rows[shared] if shared else {})


@pytest.mark.parametrize(("section", "model"), SECTIONS.items(), ids=str)
def test_exactly_the_existing_keys_are_documented(section, model):
    assert set(rows_of(section, model)) == set(model.model_fields)


def limits(schema):
    """Return the units and limits in a JSON schema, including those of its items."""
    for key in ("minimum", "maximum", "exclusiveMinimum", "minItems", "maxItems", "minLength", "maxLength"):
        if schema.get(key) and not (key.endswith("Items") and "prefixItems" in schema):
            yield (f"{schema[key]:g}" if isinstance(schema[key], float) and schema[key] % 1 else str(int(schema[key])))
    if schema.get("unit"):
        yield schema["unit"]
    items = [schema["items"]] if "items" in schema else []
    for inner in [*schema.get("anyOf", ()), *schema.get("prefixItems", ()), *items]:
        yield from limits(inner)


@pytest.mark.parametrize(("section", "model"), SECTIONS.items(), ids=str)
def test_units_limits_and_defaults_are_documented(section, model):
    rows = rows_of(section, model)
    for key, schema in model.model_json_schema()["properties"].items():
        for limit in limits(schema):
            assert re.search(rf"(?<![\w.]){re.escape(limit)}(?![\w/])", rows[key]), (key, limit)
        if isinstance(schema.get("default"), int | float) and not isinstance(schema["default"], bool):
            assert f"| {schema['default']:g} |" in rows[key], key


@pytest.mark.parametrize("model", SECTIONS.values(), ids=lambda model: model.__name__)
def test_every_field_has_a_description(model):
    assert all(field.description for field in model.model_fields.values())


def test_the_json_schema_can_be_serialized():
    schema = json.loads(json.dumps(Level.model_json_schema()))
    assert schema["properties"]["title"]["description"]
