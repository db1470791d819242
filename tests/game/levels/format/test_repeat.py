"""Copies of walls, forces and sensors in rows, grids and rings."""

import math
from contextlib import nullcontext

import numpy as np
import pytest
from pydantic import ValidationError

from game.batch.sweep.plan import make_plan
from game.batch.sweep.settings import parse_setting
from game.levels.format import repeat
from game.levels.model import Level, LevelError, load_level

PEG = {"shape": "circle", "radius": 0.1, "container": False}
ZONE = {"shape": "box", "width": 1.0, "height": 1.0}


def level(**parts):
    return Level.model_validate({"format": 1, "title": "copies", **parts})


def centers(parts):
    return [part.center for part in parts]


def test_a_row_has_the_decimal_coordinates_that_one_would_write():
    walls = level(walls=[PEG | {"center": [-0.126, 0.3], "repeat": {"count": 4, "step": [0.1, -0.1]}}]).walls
    assert centers(walls) == [(-0.126, 0.3), (-0.026, 0.2), (0.074, 0.1), (0.174, 0.0)]
    assert math.copysign(1.0, walls[3].center[1]) == 1.0


def test_a_grid_is_made_row_by_row_between_the_other_walls():
    grid = {"count": 3, "step": [1.0, 0.0], "rows": 2, "row_step": [0.5, -1.0]}
    walls = level(walls=[PEG | {"center": [9.0, 9.0]}, PEG | {"repeat": grid}, PEG | {"center": [8.0, 8.0]}]).walls
    copies = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.5, -1.0), (1.5, -1.0), (2.5, -1.0)]
    assert centers(walls) == [(9.0, 9.0), *copies, (8.0, 8.0)]


def test_a_ring_turns_places_angles_and_motions_of_walls():
    box = {"shape": "box", "width": 0.2, "height": 0.1, "center": [3.0, 1.0], "angle": 10.0, "velocity": [1.0, 0.0],
           "spin": 5.0, "sway": {"offset": [0.5, 0.0], "period": 2.0},
           "keys": {"names": ["Space"], "offset": [0.0, 0.25], "time": 0.1}}  # fmt: skip
    walls = level(walls=[box | {"repeat": {"count": 12, "turn": 30.0, "about": [1.0, 1.0]}}]).walls
    assert walls[3].center == (1.0, 3.0)  # exact, because coordinates are rounded
    assert (walls[3].angle, walls[3].velocity, walls[3].spin) == (100.0, (0.0, 1.0), 5.0)
    assert (walls[3].sway.offset, walls[3].keys.offset) == ((0.0, 0.5), (-0.25, 0.0))
    assert walls[0] == level(walls=[box]).walls[0]
    angles = np.radians(30.0 * np.arange(12))
    np.testing.assert_allclose(
        centers(walls), np.transpose([1 + 2 * np.cos(angles), 1 + 2 * np.sin(angles)]), atol=1e-11
    )


def test_turn_and_step_together_make_a_spiral():
    walls = level(walls=[PEG | {"center": [1.0, 0.0], "repeat": {"count": 3, "turn": 90.0, "step": [0.0, 1.0]}}]).walls
    assert centers(walls) == [(1.0, 0.0), (0.0, 2.0), (-1.0, 2.0)]


def test_a_ring_turns_the_directions_of_forces_but_no_zone():
    force = {"center": [1.0, 0.0], "zone": ZONE, "acceleration": [2.0, 0.0], "flow": [0.0, 3.0], "drag": 1.0}
    forces = level(forces=[force | {"repeat": {"count": 2, "turn": 90.0}}]).forces
    assert (forces[1].center, forces[1].acceleration, forces[1].flow) == ((0.0, 1.0), (0.0, 2.0), (-3.0, 0.0))
    assert forces[1].zone == forces[0].zone


def test_copies_have_numbers_in_their_names_and_labels():
    sensor = {"name": "bin {n}", "label": "{n}", "zone": ZONE, "repeat": {"count": 3, "step": [2.0, 0.0], "first": 0}}
    sensors = level(sensors=[sensor]).sensors
    assert [(one.name, one.label) for one in sensors] == [("bin 0", "0"), ("bin 1", "1"), ("bin 2", "2")]
    assert level(walls=[PEG | {"label": "{n}"}]).walls[0].label == "{n}"
    assert [wall.label for wall in level(walls=[PEG | {"label": "{n}", "repeat": {"count": 1}}]).walls] == ["1"]


def test_a_template_may_give_parts_of_a_repeat():
    data = {
        "format": 1,
        "title": "a",
        "templates": {"peg": PEG | {"repeat": {"step": [1.0, 0.0]}}},
        "walls": [{"template": "peg", "repeat": {"count": 2}}, {"template": "peg", "repeat": {"count": 3}}],
    }
    assert len(Level.model_validate(data).walls) == 5
    assert data["walls"][0] == {"template": "peg", "repeat": {"count": 2}}


def test_a_level_with_copies_can_be_rebuilt_from_its_dump():
    one = level(walls=[PEG | {"repeat": {"count": 5, "step": [0.1, 0.2]}}])
    assert Level.model_validate(one.model_dump(mode="json")) == one


@pytest.mark.parametrize(
    "wrong",
    [{}, {"count": 0}, {"count": 2.0, "step": [1.0, 0.0]}, {"count": 10_001, "step": [1.0, 0.0]}, {"count": 2}, 3, [],
     {"count": 2, "step": [math.inf, 0.0]}, {"count": 2, "turn": 361.0}, {"count": 1, "rows": 2}],
)  # fmt: skip
def test_a_wrong_repeat_is_an_error(wrong):
    with pytest.raises(ValidationError, match=r"repeat"):
        level(walls=[PEG | {"repeat": wrong}])


def test_the_number_of_values_in_copies_is_limited():
    many = {"shape": "path", "closed": False, "points": [[0.1 * k, 0.0] for k in range(1000)]}
    with pytest.raises(ValidationError, match="too many values"):
        level(walls=[many | {"repeat": {"count": 101, "step": [0.0, 1.0]}}] * 2)


def test_invalid_fields_of_a_repeated_table_are_reported_once(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\ntitle = "a"\n[[walls]]\nshape = "box"\nwidth = "wide"\nheight = 1.0\ncenter = [true, 0.0]\n'
        'repeat = { count = 9, step = [2.0, 0.0] }\nvelocty = 2.0\nmaterial = "x"\n'
    )
    with pytest.raises(LevelError) as caught:
        load_level(path)
    assert [(one.line, one.field, one.message[:18]) for one in caught.value.problems] == [
        (5, "walls[0].width", "must be a number ("),
        (7, "walls[0].center[0]", "must be a number ("),
        (9, "walls[0].velocty", "unknown key; did y"),
    ]


def test_an_error_of_one_copy_names_the_table_and_the_copy(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\ntitle = "a"\n[[walls]]\nshape = "circle"\nradius = 9.0\n'
        '[[walls]]\nshape = "box"\nwidth = 0.5\nheight = 0.5\nrepeat = { count = 7, step = [1.0, 0.0] }\n'
        "[[balls]]\nradius = 0.1\nposition = [3.0, 0.0]\n"
    )
    with pytest.raises(LevelError, match=r"sticks into walls\[1\] \(copy 4\) by 0.35 m") as caught:
        load_level(path)
    assert caught.value.problems[0].line == 13


def test_expansion_leaves_data_without_copies_alone():
    data = {"walls": [PEG], "sensors": "none", "forces": [3]}
    assert repeat.expand(data) == (data, {}, [])


def test_a_sweep_sets_a_field_of_all_copies_and_the_number_of_copies(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\ntitle = "a"\n[[walls]]\nshape = "circle"\nradius = 0.1\ncontainer = false\ncenter = [0.0, 5.0]\n'
        'repeat = { count = 2, step = [1.0, 0.0] }\n[[walls]]\nshape = "circle"\nradius = 9.0\n'
    )
    settings = [parse_setting(text) for text in ("walls.0.repeat.count=3", "walls.1.center.0=7")]
    plan = make_plan(path, settings, [0], 1.0, False, lambda _: nullcontext(lambda: None))
    walls = plan.build_level(0).walls
    assert [wall.center for wall in walls] == [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (7.0, 0.0)]
