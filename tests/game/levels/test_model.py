"""The level format: defaults, rejected values, and the cost of loading."""

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from game.levels.format.balls import ORANGES
from game.levels.model import Balls, Level, Material, PolygonWall, WorldSettings, load_level

LEVELS = Path(__file__).parents[3] / "levels"

HEPTAGON = {"shape": "polygon", "sides": 7, "radius": 3.0}
BALL = {"radius": 0.2, "position": [0.0, 0.0]}


def level(**parts):
    return Level.model_validate({"format": 1, "title": "A test", **parts})


def error_locations(**parts):
    """Return the locations of all errors of a level."""
    with pytest.raises(ValidationError) as caught:
        level(**parts)
    return {line["loc"] for line in caught.value.errors()}


# -- defaults and properties ----------------------------------


def test_a_minimal_level_has_the_documented_defaults():
    bare = level()
    assert (bare.seed, bare.description, bare.view, bare.materials) == (0, "", None, {})
    assert (bare.walls, bare.balls, bare.count) == ((), (), 0)
    assert bare.world == WorldSettings(
        gravity=(0.0, -9.81),
        linear_damping=0.0,
        angular_damping=0.0,
        step_rate=60,
        substeps=4,
        friction_mixing="geometric_mean",
        restitution_mixing="maximum",
    )
    assert (bare.name, bare.path) == ("untitled", None)


def test_a_level_can_be_built_from_its_parts():
    made = Level(format=1, title="Parts", walls=(PolygonWall(**HEPTAGON),), balls=(Balls(**BALL),))
    assert made == level(title="Parts", walls=[HEPTAGON], balls=[BALL])


def test_a_loaded_level_has_the_path_of_its_file():
    path = LEVELS / "rain-2000.toml"
    assert (load_level(path).name, load_level(str(path)).path) == ("rain-2000", path)


def test_materials_are_found_by_name():
    materials = level(materials={"ice": {"friction": 0.02}}).material
    assert materials("ice") == Material(friction=0.02)
    assert materials(None) == Material(density=1.0, restitution=0.7, friction=0.4, rolling_resistance=0.0)
    with pytest.raises(KeyError):
        materials("steel")


def test_count_is_the_sum_over_single_balls_and_groups():
    group = {"count": 7, "radius": 0.1, "spawn": {"pattern": "disc", "center": [5, 5], "radius": 1}}
    assert level(balls=[BALL, group]).count == 8


def test_a_level_is_immutable():
    with pytest.raises(ValidationError):
        level().title = "Another"
    with pytest.raises(ValidationError):
        level().world.step_rate = 120


def test_balls_have_the_twenty_oranges_by_default():
    assert len(ORANGES) == 20
    assert Balls(**BALL).colors == ORANGES == load_level(LEVELS / "heptagon.toml").balls[0].colors


# -- rejected values ------------------------------------------


@pytest.mark.parametrize("value", ["3", True, None, [3.0], {"m": 3}, math.nan, math.inf, 0, -3.0, 10_001, 10**400])
def test_a_radius_is_a_number_within_limits(value):
    assert error_locations(walls=[HEPTAGON | {"radius": value}]) == {("walls", 0, "polygon", "radius")}


@pytest.mark.parametrize("value", [3, 3.0, 1e-9, 10_000])
def test_integers_are_valid_radii(value):
    assert level(walls=[HEPTAGON | {"radius": value}]).walls[0].radius == value


@pytest.mark.parametrize("value", ["7", 7.0, True, 2, 65])
def test_sides_are_a_whole_number_within_limits(value):
    assert error_locations(walls=[HEPTAGON | {"sides": value}]) == {("walls", 0, "polygon", "sides")}


@pytest.mark.parametrize("value", [2, -1, True, 1.0, "1"])
def test_the_format_is_one(value):
    assert error_locations(format=value) == {("format",)}


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True])
def test_the_seed_fits_63_bits(seed):
    assert level(seed=2**63 - 1).seed == 2**63 - 1
    assert error_locations(seed=seed) == {("seed",)}


@pytest.mark.parametrize(
    ("table", "key", "good", "bad"),
    [
        ("world", "linear_damping", 100.0, 100.1),
        ("world", "angular_damping", 100.0, -0.1),
        ("world", "step_rate", 480, 481),
        ("world", "step_rate", 30, 29),
        ("world", "substeps", 32, 33),
        ("world", "substeps", 1, 0),
        ("world", "friction_mixing", "product", "max"),
        ("world", "restitution_mixing", "average", "mean"),
        ("view", "height", 7, 0),
    ],
)
def test_settings_have_limits(table, key, good, bad):
    level(**{table: {"height": 1.0, key: good} if table == "view" else {key: good}})
    assert error_locations(**{table: {"height": 1.0, key: bad} if table == "view" else {key: bad}}) == {(table, key)}


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("density", 1e6, 0.0),
        ("density", 1e-6, 1.1e6),
        ("restitution", 1.0, 1.01),
        ("friction", 10.0, 10.1),
        ("rolling_resistance", 1.0, -0.01),
    ],
)
def test_materials_have_limits(key, good, bad):
    level(materials={"stuff": {key: good}})
    assert error_locations(materials={"stuff": {key: bad}}) == {("materials", "stuff", key)}


def test_gravity_has_limits():
    assert level(world={"gravity": [1000, -1000]}).world.gravity == (1000.0, -1000.0)
    assert error_locations(world={"gravity": [1000.1, -1000.1]}) == {("world", "gravity", 0), ("world", "gravity", 1)}


def test_balls_have_either_a_position_or_a_spawn():
    spawn = {"pattern": "disc", "radius": 1.0}
    assert error_locations(balls=[{"radius": 0.1}]) == {("balls", 0)}
    assert error_locations(balls=[BALL | {"spawn": spawn}]) == {("balls", 0, "position")}
    assert error_locations(balls=[BALL | {"count": 2}]) == {("balls", 0, "count")}
    for key, value in (("velocity", [1, 1]), ("angle", 1), ("spin", 1)):
        assert error_locations(balls=[{"radius": 0.1, "spawn": spawn, key: value}]) == {("balls", 0, key)}


@pytest.mark.parametrize("color", ["orange", "#fff", "#f39800ff", "f39800", "#f3980g", " #f39800", "#f39800\n", 3])
def test_colors_are_hexadecimal(color):
    assert error_locations(balls=[BALL | {"colors": ["#F39800", color]}]) == {("balls", 0, "colors", 1)}


def test_colors_must_not_be_empty():
    assert error_locations(balls=[BALL | {"colors": []}]) == {("balls", 0, "colors")}


@pytest.mark.parametrize("key", ["speed", "spin"])
def test_ranges_are_ascending(key):
    spawn = {"pattern": "disc", "radius": 1.0}
    level(balls=[{"radius": 0.1, "spawn": spawn | {key: [2, 2]}}])
    assert error_locations(balls=[{"radius": 0.1, "spawn": spawn | {key: [2, 1]}}]) == {
        ("balls", 0, "spawn", "disc", key)
    }


# -- conflicts between parts ----------------------------------


def test_materials_must_exist():
    used = {"walls": [HEPTAGON | {"material": "ice"}], "balls": [BALL | {"material": "steel"}]}
    level(materials={"ice": {}, "steel": {}}, **used)
    assert error_locations(materials={"ice": {}}, **used) == {("balls", 0, "material")}
    assert error_locations(**used) == {("walls", 0, "material"), ("balls", 0, "material")}


def square(angle=0.0, **keys):
    """Return a square wall from -1 to 1 in x and y."""
    return {"shape": "polygon", "sides": 4, "radius": math.sqrt(2.0), "angle": angle} | keys


def at(x, y, radius=0.2):
    return {"radius": radius, "position": [x, y]}


@pytest.mark.parametrize("wall", [square(), {"shape": "path", "points": [[-1, -1], [1, -1], [1, 1], [-1, 1]]}])
def test_a_ball_may_touch_the_wall_from_inside(wall):
    level(walls=[wall], balls=[at(0.8, 0.8), at(-0.8, 0.0)])
    assert error_locations(walls=[wall], balls=[at(0.8, 0.8001), at(-0.81, 0.0)]) == {
        ("balls", 0, "position"),
        ("balls", 1, "position"),
    }


def test_a_ball_must_fit_into_the_wall_at_its_start():
    level(walls=[square()], balls=[at(0.75, 0.75)])
    assert error_locations(walls=[square(angle=45.0, spin=90.0)], balls=[at(0.75, 0.75)]) == {("balls", 0, "position")}
    level(walls=[square(center=[10, 10])], balls=[at(10.75, 10.75)])


def test_every_container_must_contain_every_ball():
    walls = [square(), square(center=[1.5, 0], container=True), square(center=[0, 9], container=False)]
    level(walls=walls, balls=[at(0.75, 0.0)])
    assert error_locations(walls=walls, balls=[at(0, 0), at(1.5, 0), at(9, 9)]) == {
        ("balls", 0, "position"),
        ("balls", 1, "position"),
        ("balls", 2, "position"),
    }


def test_a_ball_may_touch_an_obstacle_from_outside():
    walls = [square(container=False), {"shape": "circle", "radius": 1.0, "container": False, "center": [3, 0]}]
    level(walls=walls, balls=[at(1.2, 0.0), at(4.2, 0.0)])
    assert error_locations(walls=walls, balls=[at(0, 0), at(1.19, 0.5), at(3, 1.19), at(-1.1, -1.1)]) == {
        ("balls", k, "position") for k in range(4)
    }


def test_a_ball_must_fit_into_an_oscillating_wall_at_its_start():
    swung = square(swing={"angle": -90.0, "period": 3.0, "phase": 30.0})
    level(walls=[swung], balls=[at(1.1, 0.0)])
    assert error_locations(walls=[swung], balls=[at(0.75, 0.75)]) == {("balls", 0, "position")}
    swayed = square(sway={"offset": [10.0, -20.0], "period": 3.0, "phase": 90.0})
    level(walls=[swayed], balls=[at(10.75, -20.75)])
    assert error_locations(walls=[swayed], balls=[at(0, 0)]) == {("balls", 0, "position")}


@pytest.mark.parametrize("walls", [[], [square(container=False, center=[5, 5])]])
def test_a_level_without_containers_is_unbounded(walls):
    level(walls=walls, balls=[at(1e5, 1e5), at(-1e6, 0.0)])


def test_a_ball_must_not_be_larger_than_the_wall():
    level(walls=[square()], balls=[at(0, 0, radius=1.0)])
    assert error_locations(walls=[square()], balls=[at(0, 0, radius=1.001)]) == {("balls", 0, "radius")}
    circle = {"shape": "circle", "radius": 0.5}
    assert error_locations(walls=[square(), circle], balls=[at(0, 0, radius=0.501)]) == {("balls", 0, "radius")}
    level(walls=[square(), circle | {"container": False, "center": [9, 9]}], balls=[at(0, 0, radius=1.0)])


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"pattern": "disc", "radius": 1.0}, {"pattern": "disc", "radius": 1.01}),
        ({"pattern": "disc", "radius": 0.5}, {"pattern": "disc", "radius": 0.5, "center": [0.51, 0]}),
        ({"pattern": "ring", "radius": 0.9}, {"pattern": "ring", "radius": 0.91}),
        ({"pattern": "grid", "width": 2, "height": 2}, {"pattern": "grid", "width": 2, "height": 2.01}),
    ],
)  # fmt: skip
def test_a_pattern_must_fit_into_the_wall(good, bad):
    level(walls=[square()], balls=[{"count": 3, "radius": 0.1, "spawn": good}])
    assert error_locations(walls=[square()], balls=[{"count": 3, "radius": 0.1, "spawn": bad}]) == {
        ("balls", 0, "spawn")
    }


def test_a_ring_may_surround_an_obstacle():
    ring = {"count": 3, "radius": 0.1, "spawn": {"pattern": "ring", "radius": 1.0}}
    peg = {"shape": "circle", "radius": 0.9, "container": False}
    level(walls=[peg], balls=[ring])
    assert error_locations(walls=[peg | {"radius": 0.91}], balls=[ring]) == {("balls", 0, "spawn")}


def test_single_balls_must_not_overlap():
    level(balls=[at(0, 0), at(0.4, 0), at(0, 0.4)])
    assert error_locations(balls=[at(0, 0), at(5, 5), at(0.39, 0)]) == {("balls", 2, "position")}
    assert error_locations(balls=[at(0, 0)] * 3) == {("balls", 1, "position"), ("balls", 2, "position")}


def test_numbers_are_consecutive_and_unique():
    group = {"count": 5, "radius": 0.1, "spawn": {"pattern": "disc", "center": [9, 9], "radius": 1}}
    level(balls=[group, at(0, 0) | {"first_number": 6}, at(1, 1)])
    assert error_locations(balls=[group, at(0, 0) | {"first_number": 5}]) == {("balls", 1, "first_number")}
    assert error_locations(balls=[group | {"first_number": 2}, at(0, 0) | {"first_number": 1}, at(1, 1)]) == {
        ("balls", 2, "first_number")
    }


def test_an_invalid_part_causes_no_errors_in_other_parts():
    broken = at(0, 0, radius="1") | {"first_number": 50}
    assert error_locations(balls=[broken, at(1, 1), at(2, 2) | {"first_number": 1}]) == {("balls", 0, "radius")}
    walls = [square(), square(center=[10, 10], spin="1")]
    assert error_locations(walls=walls, balls=[at(0, 0)]) == {("walls", 1, "polygon", "spin")}


def test_a_level_has_at_most_200_000_balls():
    half = {"count": 100_000, "radius": 0.001, "spawn": {"pattern": "grid", "width": 10, "height": 10}}
    other = half | {"spawn": half["spawn"] | {"center": [20, 20]}}
    assert level(balls=[half, other]).count == 200_000
    assert error_locations(balls=[half, other, at(9, 9)]) == {("balls",)}


def test_errors_of_every_kind_are_reported_together():
    assert error_locations(
        sead=1,
        walls=[HEPTAGON | {"radius": "3"}, HEPTAGON | {"material": "ice"}],
        balls=[at(0, 0), at(0, 0) | {"material": "ice"}, {"radius": "0.2"}],
    ) == {
        ("sead",),
        ("walls", 0, "polygon", "radius"),
        ("walls", 1, "material"),
        ("balls", 1, "position"),
        ("balls", 1, "material"),
        ("balls", 2),
        ("balls", 2, "radius"),
    }


# -- cost -----------------------------------------------------


def test_loading_imports_neither_window_nor_kernels():
    modules = "arcade numba tree_sitter"
    code = "import sys, game.levels.library, game; game.load_level('levels/heptagon.toml')"
    check = f"sys.exit(', '.join(name for name in '{modules}'.split() if name in sys.modules) or None)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {check}"],
        cwd=LEVELS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def best_of_three(path):
    times = []
    for _ in range(3):
        start = time.process_time()  # unlike wall time, independent of other load
        load_level(path)
        times.append(time.process_time() - start)
    return min(times)


def test_a_small_level_loads_in_30_ms():
    assert best_of_three(LEVELS / "heptagon.toml") < 0.030


def test_ten_thousand_single_balls_load_in_linear_time(tmp_path):
    path = tmp_path / "many.toml"
    balls = [f"[[balls]]\nradius = 0.05\nposition = [{k % 100 * 0.1}, {k // 100 * 0.1}]\n" for k in range(10_000)]
    path.write_text('format = 1\ntitle = "Many"\n' + "".join(balls), encoding="utf-8")
    assert best_of_three(path) < 2.0  # excludes quadratic time; the benchmarks measure exact times


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[3] / "levels").glob("*.toml")), ids=lambda path: path.stem
)
def test_a_level_can_be_rebuilt_from_its_dump(path):
    level = load_level(path)
    assert Level.model_validate(level.model_dump()).model_dump() == level.model_dump()
    assert Level.model_validate_json(level.model_dump_json()).model_dump() == level.model_dump()


GRID = {"count": 20, "radius": 0.1, "spawn": {"pattern": "grid", "width": 2.0, "height": 2.0}}


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ([GRID], "spawn"),
        ([GRID | {"spawn": {"pattern": "ring", "radius": 0.7}}], "spawn"),
        ([GRID | {"spawn": {"pattern": "disc", "radius": 1.0, "center": [0.5, 0.5]}}], "spawn"),
        ([{"radius": 0.3, "position": [0.1, 0.2]}], "position"),
        ([GRID | {"spawn": GRID["spawn"] | {"center": [2.0, 0.0]}}], None),
        ([GRID | {"spawn": {"pattern": "ring", "radius": 1.6}}], None),
        ([{"radius": 0.3, "position": [0.1, 1.35]}], None),
    ],
)
def test_patterns_do_not_overlap_each_other(others, field):
    if field is None:
        assert level(balls=[GRID, *others]).count > 20
    else:
        assert error_locations(balls=[GRID, *others]) == {("balls", 1, field)}
