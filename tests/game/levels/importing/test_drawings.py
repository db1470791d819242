"""Tests of the import of drawings that Tiled and Inkscape have written."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

from game.levels.importing import DrawingError, import_drawing
from game.levels.model import load_level
from game.simulation.simulation import Simulation

DRAWINGS = Path(__file__).parent / "drawings"
MILLIMETRE = 96.0 / 25.4 / 100.0  # m in the level, at 100 pixels per metre


def imported(name, tmp_path, scale=100.0):
    path = tmp_path / "level.toml"
    notes = import_drawing(DRAWINGS / name, path, scale)
    return load_level(path), [note.removeprefix(f"{DRAWINGS / name}: ") for note in notes]


def corners(wall):
    return wall.outline().points + wall.center


def in_order(points):
    return np.array(sorted(points, key=lambda point: [round(float(x), 2) for x in point]))


@pytest.fixture(params=["room.tmx", "room.tmj"])
def room(request, tmp_path):
    return imported(request.param, tmp_path)


@pytest.fixture
def marble(tmp_path):
    return imported("marble.svg", tmp_path)


# -- Tiled ------------------------------


def test_origin_is_the_middle_of_the_map_and_y_points_up(room):
    expected = [[-3.04, -2.24], [3.04, -2.24], [3.04, 2.24], [-3.04, 2.24]]
    assert in_order(corners(room[0].walls[0])) == pytest.approx(in_order(expected))
    assert [wall.container for wall in room[0].walls] == [True] + 5 * [False]


def test_rectangle_is_rotated_clockwise_about_its_upper_left_corner(room):
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))
    drawn = [(100, 200), (100 + 160 * c, 200 + 160 * s), (100 + 160 * c - 20 * s, 200 + 160 * s + 20 * c)]
    drawn.append((100 - 20 * s, 200 + 20 * c))
    expected = [((x - 320) / 100, (240 - y) / 100) for x, y in drawn]
    assert in_order(corners(room[0].walls[1])) == pytest.approx(in_order(expected), abs=2e-4)


def test_label_and_color_of_a_wall_are_properties(room):
    assert [(wall.label, wall.color) for wall in room[0].walls[:3]] == [
        (None, None),
        ("ramp 30", "#3fa0c8"),
        (None, None),
    ]


def test_polygon_is_rotated_about_its_position_and_spins_about_its_centroid(room):
    wall = room[0].walls[2]
    assert in_order(corners(wall)) == pytest.approx(in_order([[0.8, -0.6], [0.8, -1.4], [0.2, -1.0]]))
    assert (wall.center, wall.spin) == (pytest.approx((0.6, -1.0)), 90.0)


def test_polyline_is_an_open_wall_with_a_thickness(room):
    wall = room[0].walls[3]
    assert corners(wall) == pytest.approx(np.array([[-0.2, -1.8], [0.4, -1.6], [1.0, -1.8]]))
    assert (wall.closed, wall.thickness) == (False, 0.05)


def test_circular_ellipse_is_a_circle_rotated_about_its_corner(room):
    wall = room[0].walls[4]
    assert (wall.shape, wall.center, wall.radius) == ("circle", pytest.approx((1.3, 0.3)), 0.3)


def test_ellipse_is_a_polygon_with_48_corners(room):
    wall, root = room[0].walls[5], math.sqrt(0.5)
    middle = (200 + 40 * root - 20 * root - 320) / 100, (240 - 100 - 40 * root - 20 * root) / 100
    assert wall.center == pytest.approx(middle, abs=1e-4)
    along, across = (np.array(wall.points) @ axis for axis in ((root, -root), (root, root)))
    assert np.hypot(along / 0.4, across / 0.2) == pytest.approx(np.ones(48), abs=1e-3)


def test_balls_come_from_ellipses_and_points_in_layers_with_offsets(room):
    drawn, point, rain = room[0].balls
    assert (drawn.position, drawn.radius, drawn.colors) == (pytest.approx((0.0, 1.6)), 0.2, ("#3fa0c8",))
    assert (point.position, point.radius, point.velocity) == (pytest.approx((1.0, 1.4)), 0.15, (1.0, 0.0))
    assert (rain.count, rain.radius, rain.spawn.center) == (8, 0.12, pytest.approx((2.3, -1.0)))
    assert (rain.spawn.radius, rain.spawn.speed, rain.spawn.direction) == (0.6, (0.0, 0.5), -90.0)


def test_equal_properties_share_a_material(room):
    level = room[0]
    assert [wall.material for wall in level.walls] == ["material_1", "material_1", None, None, None, None]
    assert (level.material("material_1").friction, level.material("material_1").restitution) == (0.2, 0.5)
    assert level.material(level.balls[2].material).density == 2.0
    assert len(level.materials) == 2


def test_properties_of_the_map_set_the_level(room):
    level = room[0]
    assert (level.title, level.seed, level.world.gravity) == ("A room in Tiled", 7, (0.0, -5.0))


def test_notes_list_what_is_not_imported_from_a_map(room):
    tileset, template, unknown, ignored = room[1]
    assert tileset.startswith("tileset '../../not-there.tsx' is not imported: it lies outside the folder of the map")
    assert template.startswith("object 12")
    assert template.endswith("template that is not read: there is no such file; detach it in Tiled first")
    assert unknown.startswith('object 8: unknown property restiution; did you mean "restitution"?')
    assert ignored == "ignored: 1 tile layer, 1 hidden object, 1 text, 1 hidden layer"


def test_scale_is_in_pixels_per_metre(tmp_path):
    level, _ = imported("room.tmx", tmp_path, scale=50.0)
    assert level.balls[0].position == pytest.approx((0.0, 3.2))
    assert level.balls[0].radius == 0.4


# -- SVG ------------------------------


def test_millimetres_are_converted_and_the_origin_is_the_middle_of_the_page(marble):
    expected = MILLIMETRE * np.array([[-70.0, -55.0], [70.0, -55.0], [70.0, 55.0], [-70.0, 55.0]])
    assert in_order(corners(marble[0].walls[0])) == pytest.approx(in_order(expected), abs=1e-4)


def test_outermost_closed_path_is_the_container(marble):
    assert [wall.container for wall in marble[0].walls] == [True] + 4 * [False]


def test_open_path_is_a_wall_as_thick_as_its_stroke(marble):
    slide = marble[0].walls[1]
    assert (slide.closed, slide.thickness) == (False, pytest.approx(2.0 * MILLIMETRE, abs=1e-4))
    assert corners(slide)[[0, -1]] == pytest.approx(MILLIMETRE * np.array([[-60.0, 25.0], [0.0, 5.0]]), abs=1e-4)


def test_curve_stays_a_curve(marble):
    start, curve = marble[0].walls[1].points
    ends = MILLIMETRE * np.array([[-60.0, 25.0], [-40.0, 25.0], [-30.0, 5.0], [0.0, 5.0]])
    assert np.array([start, *curve]) + marble[0].walls[1].center == pytest.approx(ends, abs=1e-9)


def test_chords_of_a_curve_are_accurate_to_a_thousandth_of_its_size(marble):
    t = np.linspace(0.0, 1.0, 2001)[:, None]
    start, first, second, end = MILLIMETRE * np.array([[-60.0, 25.0], [-40.0, 25.0], [-30.0, 5.0], [0.0, 5.0]])
    curve = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
    chords = corners(marble[0].walls[1])
    along = np.clip(np.interp(curve[:, 0], *chords.T) - curve[:, 1], -1.0, 1.0)
    assert np.abs(along).max() < 0.0011 * np.hypot(*np.ptp(chords, axis=0))
    assert len(chords) < 40


def test_transform_rotates_a_rounded_rectangle(marble):
    wall = marble[0].walls[2]
    assert wall.center == pytest.approx((25.0 * MILLIMETRE, -18.0 * MILLIMETRE), abs=1e-4)
    turned = wall.outline().points @ [(math.cos(math.pi / 6), -0.5), (0.5, math.cos(math.pi / 6))]
    assert np.ptp(turned, axis=0) == pytest.approx((30.0 * MILLIMETRE, 6.0 * MILLIMETRE), abs=3e-4)


def test_arcs_of_a_full_circle_are_a_circle(marble):
    wall = marble[0].walls[3]
    assert (wall.shape, wall.center) == ("circle", pytest.approx((-30.0 * MILLIMETRE, -25.0 * MILLIMETRE), abs=1e-4))
    assert wall.radius == pytest.approx(8.0 * MILLIMETRE, abs=1e-4)


def test_circles_named_ball_or_in_a_layer_named_balls_are_balls(marble):
    places = MILLIMETRE * np.array([[-50.0, 45.0], [-30.0, 45.0], [40.0, 30.0]])
    assert np.array([ball.position for ball in marble[0].balls]) == pytest.approx(places, abs=1e-4)
    assert [ball.radius for ball in marble[0].balls] == pytest.approx(
        [radius * MILLIMETRE for radius in (3.0, 6.0, 4.0)], abs=1e-4
    )
    assert [ball.colors for ball in marble[0].balls] == [("#3fa0c8",), ("#3fa0c8",), ("#ec6800",)]


def test_notes_list_what_is_not_imported_from_a_picture(marble):
    crossed, ignored = marble[1]
    assert crossed.startswith('path "bowtie": points: crosses or touches itself')
    assert ignored == "ignored: 1 gradient, 1 text, 1 hidden element"


# -- both ------------------------------


@pytest.mark.parametrize("name", ["room.tmx", "room.tmj", "marble.svg"])
def test_imported_level_keeps_its_balls_inside(name, tmp_path):
    level, _ = imported(name, tmp_path)
    simulation = Simulation(level)
    simulation.step(60)
    assert simulation.count == level.count > 0
    half = np.abs(corners(level.walls[0])).max(axis=0)
    assert (np.abs(simulation.positions) < half).all()
    simulation.close()


def test_existing_file_is_not_overwritten(tmp_path):
    path = tmp_path / "level.toml"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        import_drawing(DRAWINGS / "room.tmx", path, 100.0)
    assert path.read_text() == "mine"


def test_invalid_level_file_is_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr("game.levels.importing.compose", lambda *_: ({"format": 1, "title": "", "walls": []}, []))
    with pytest.raises(DrawingError, match=r"does not give a valid level:\n.*title"):
        import_drawing(DRAWINGS / "room.tmx", tmp_path / "level.toml", 100.0)
    assert [*tmp_path.iterdir()] == []


def test_level_file_names_its_source_and_is_valid_toml(tmp_path):
    imported("marble.svg", tmp_path)
    text = (tmp_path / "level.toml").read_text(encoding="utf-8")
    assert text.startswith("# Imported from marble.svg, 100 pixels per metre.\n\nformat = 1\n")
    assert max(map(len, text.splitlines())) <= 130
    assert tomllib.loads(text)["title"] == "Marble run"


def test_walls_have_the_colors_of_the_drawing_but_not_its_black_white_and_grey(tmp_path):
    drawing = tmp_path / "colors.svg"
    drawing.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">'
        '<rect width="50" height="50" fill="#2ca02c" stroke="red"/><rect x="100" width="50" height="50"/>'
        '<rect x="200" width="50" height="50" fill="#888"/><circle cx="400" cy="40" r="20" fill="teal"/>'
        '<path d="M 100 300 L 300 400" fill="none" stroke="red" stroke-width="4"/>'
        '<line x1="400" y1="300" x2="500" y2="400" fill="blue" stroke="#abcdef"/></svg>'
    )
    import_drawing(drawing, tmp_path / "level.toml", 100.0)
    walls = load_level(tmp_path / "level.toml").walls
    assert [wall.color for wall in walls] == ["#2ca02c", None, None, "#008080", "#ff0000", "#abcdef"]
