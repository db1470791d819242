"""Pictures drawn by Pillow."""

import os
import subprocess
import sys
from math import pi
from pathlib import Path

import esper
import numpy as np
import pytest

from components import Collider, Label, Outline, Position, Spin, Velocity
from game.levels.model import Level
from game.render import theme
from game.render.camera import Camera, whole_view
from game.render.outlines import RenderOutline
from game.render.pillow import renderer
from game.render.pillow.renderer import PillowRenderer
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import regular_polygon as polygon
from tests.scenes import heptagon
from tests.shapes import OUTLINES, wall_at

ROOT = Path(__file__).parents[4]
SIZE = (320, 240)
TURNING = heptagon(spin=72.0)


def seen_at(simulation, points, size=SIZE):
    """Return columns and rows of the pixels at points (n, 2) of the world."""
    left, _, _, top = (camera := Camera(whole_view(simulation), size)).view
    places = (np.asarray(points) - (left, top)) * (camera.scale, -camera.scale)
    return places.astype(int).T


def test_a_picture_has_the_requested_size(simulate):
    picture = PillowRenderer(simulate([{"position": [0.0, 0.0]}]), (123, 45)).frame()
    assert (picture.shape, picture.dtype) == ((45, 123, 3), np.uint8)


def test_balls_are_drawn_at_their_positions(simulate):
    simulation = simulate([{"count": 12, "radius": 0.25, "spawn": {"pattern": "disc", "radius": 1.2}}], wall=TURNING)
    simulation.step(40)
    picture = PillowRenderer(simulation, SIZE).frame()
    columns, rows = seen_at(simulation, simulation.positions + np.array([0.0, 0.19]))  # above the badge
    for row, column, label in zip(rows, columns, simulation.labels, strict=True):
        red, green, blue = picture[row, column].astype(int)
        expected = bytes.fromhex(label.color[1:])
        assert red > green > blue, "every ball is an orange"
        assert abs(green / red - expected[1] / expected[0]) < 0.25


def test_the_number_turns_with_the_ball(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 2.0}], gravity=[0.0, 0.0])
    pillow = PillowRenderer(simulation, SIZE)
    upright = pillow.frame().astype(int)
    for turn, is_seen in ((pi / 2, True), (2 * pi, False)):
        simulation.balls[Spin].angle[0] = turn
        assert (np.abs(pillow.frame().astype(int) - upright).max() > 60) == is_seen


def test_a_ball_turns_counter_clockwise():
    coat = renderer._surface(30.0, "#f39800", 7)
    upright, turned = (np.asarray(renderer._turned(coat, angle, (2, 2))).astype(int) for angle in (0.0, pi / 2))
    right, wrong = (np.abs(turned - np.rot90(upright, turns))[20:44, 20:44].mean() for turns in (1, -1))
    assert right < 0.5 * wrong


def test_light_comes_from_the_upper_left_at_every_angle(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 3.0}], gravity=[0.0, 0.0])
    pillow = PillowRenderer(simulation, SIZE)
    for turn in (0.0, 1.0, 4.0):
        simulation.balls[Spin].angle[0] = turn
        picture = pillow.frame().astype(int).sum(axis=-1)
        (left, top), (right, bottom) = seen_at(simulation, [(-1.5, 1.7), (1.5, -1.7)]).T
        assert picture[top, left] > 1.5 * picture[bottom, right]


def test_the_marker_turns_with_the_wall(simulate):
    simulation = simulate([{"position": [0.0, 0.0]}], wall=TURNING)
    pillow = PillowRenderer(simulation, SIZE)
    for _ in range(3):
        corner = simulation.walls()[0][0]
        ((column,), (row,)) = seen_at(simulation, [corner * (1.0 + 0.087 / np.hypot(*corner))])
        red, _, blue = pillow.frame()[row, column].astype(int)
        assert red > blue + 60
        simulation.step(40)


def test_alpha_interpolates_between_two_steps(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "velocity": [6.0, 0.0]}], gravity=[0.0, 0.0], wall=TURNING)
    pillow = PillowRenderer(simulation, SIZE)
    simulation.step(10)
    before = pillow.frame()
    simulation.step()
    np.testing.assert_array_equal(pillow.frame(0.0), before)
    assert np.abs(pillow.frame(0.5).astype(int) - before).max() > 30


def test_a_ball_moved_by_hand_is_not_interpolated(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 1.0}], gravity=[0.0, 0.0])
    pillow = PillowRenderer(simulation, SIZE)
    simulation.step()
    simulation.balls[Position].x[0] = 5.0
    simulation.balls.dirty[0] = 1
    np.testing.assert_array_equal(pillow.frame(0.3), pillow.frame(1.0))


def test_the_start_is_drawn(simulate):
    simulation = simulate([{"position": [2.0, 1.0], "radius": 1.0}])
    ((column,), (row,)) = seen_at(simulation, [(2.0, 1.8)])
    red, _, blue = PillowRenderer(simulation, SIZE).frame()[row, column].astype(int)
    assert red > blue + 60


def test_walls_do_not_move_before_the_start(simulate):
    pillow = PillowRenderer(simulate([], wall=heptagon(spin=3000.0)), SIZE)
    np.testing.assert_array_equal(pillow.frame(0.0), pillow.frame(1.0))


def test_two_thousand_small_balls_are_drawn(simulate):
    rain = [{"count": 2000, "radius": 0.02, "spawn": {"pattern": "disc", "radius": 2.0}}]
    crowd, none = PillowRenderer(simulate(rain, wall=TURNING), SIZE), PillowRenderer(simulate([], wall=TURNING), SIZE)
    differs = np.abs(crowd.frame().astype(int) - none.frame()).max(axis=-1) > 20
    assert 0.03 < differs.mean() < 0.1


def test_balls_outside_of_the_picture_are_skipped(simulate):
    far = simulate([{"position": [0.0, 0.0]}, {"position": [1.0, 0.0]}])
    far.balls[Position].x[1] = 1e6
    PillowRenderer(far, SIZE).frame()


def test_without_walls_the_balls_are_visible():
    simulation = Simulation(
        Level.model_validate({"format": 1, "title": "free", "balls": [{"position": [70.0, 0.0], "radius": 1.0}]})
    )
    ((column,), (row,)) = seen_at(simulation, [(70.0, 0.8)])
    assert PillowRenderer(simulation, SIZE).frame()[row, column].astype(int).max() > 120
    simulation.close()


@pytest.fixture
def scene():
    """A function that returns a simulation whose walls and balls another function creates."""
    made = []

    def build(make):
        made.append(Simulation(Level.model_validate({"format": 1, "title": "made by hand"})))
        with made[-1].world.active():
            make()
            made[-1].balls.sync()
            made[-1].walls_table.sync()
        return made[-1]

    yield build
    for one in made:
        one.close()


def places_of(simulation, size=SIZE):
    """Return the world coordinates of all pixels, the width of frames, and the width of a pixel, in m."""
    camera = Camera(subject := whole_view(simulation), size)
    left, _, _, top = camera.view
    across = left + (np.arange(size[0]) + 0.5) / camera.scale
    up = top - (np.arange(size[1]) + 0.5) / camera.scale
    return *np.meshgrid(across, up), theme.FRAME_WIDTH.dark * subject.size, 1.0 / camera.scale


@pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)
@pytest.mark.parametrize("angle", [0.0, 1.1])
def test_a_wall_of_any_kind_is_metal_inside_and_not_outside(scene, outline, angle):
    simulation = scene(lambda: wall_at(outline, 0.1, -0.05, angle))
    picture = PillowRenderer(simulation, (640, 480)).frame().astype(int)
    x, y, width, pixel = places_of(simulation, (640, 480))
    c, s = np.cos(angle), np.sin(angle)
    x, y = c * (x - 0.1) + s * (y + 0.05), c * (y + 0.05) - s * (x - 0.1)
    drawn = RenderOutline(outline, width)
    away = drawn.edge.signed_distance(x, y)
    bolt_x, bolt_y, bolt = drawn.bolt
    plain = np.hypot(x - bolt_x, y - bolt_y) > 1.3 * bolt + 2.0 * pixel
    low, high = (0.0, width) if outline.container else (-np.inf, 0.0)
    metal = picture[(away > low + 2.0 * pixel) & (away < high - 2.0 * pixel) & plain]
    assert (metal[:, 0] > metal[:, 2]).mean() > 0.99  # warm, unlike all the rest
    assert np.median(metal.max(axis=1)) > 120
    beyond = picture[(away > high + 1.5 * pixel) & plain]
    assert (beyond[:, 0] <= beyond[:, 2] + 1).all()
    if outline.container:
        floor = picture[(away < -4.0 * width) & (np.hypot(x, y) > width)]
        assert (floor[:, 0] < floor[:, 2]).all()
        assert 40 < np.median(floor) < 90


def test_an_obstacle_casts_a_shadow_on_the_floor(scene):
    def square():
        wall_at(Outline(polygon(4, 1.4)))

    def square_and_disc():
        square()
        wall_at(Outline([(0.0, 0.0)], radius=0.3, container=False))

    plain, shaded = scene(square), scene(square_and_disc)
    columns, rows = seen_at(plain, [(0.21, -0.27), (-0.6, 0.6)])
    (beyond, aside), (was_beyond, was_aside) = (
        PillowRenderer(one, SIZE).frame()[rows, columns].astype(int).sum(axis=-1) for one in (shaded, plain)
    )
    assert beyond < 0.85 * was_beyond
    assert aside == was_aside


def test_all_frames_and_balls_of_nested_containers_are_visible(scene):
    def nested():
        for size in (0.6, 1.4, 1.0):
            wall_at(Outline(polygon(4, size)))
        esper.create_entity(Position(), Velocity(), Spin(), Collider(0.2), Label(1, "#ea5506"))

    simulation = scene(nested)
    width = places_of(simulation)[2]
    frames = [(0.0, -size / np.sqrt(2.0) - 0.5 * width) for size in (0.6, 1.0, 1.4)]
    floors = [(0.0, -0.35), (0.0, -0.59), (0.0, -0.85)]
    columns, rows = seen_at(simulation, [*frames, *floors, (0.0, 0.16)])
    picture = PillowRenderer(simulation, SIZE).frame().astype(int)[rows, columns]
    assert (picture[:3].max(axis=1) > 100).all()
    assert (picture[3:6, 0] < picture[3:6, 2]).all()
    assert picture[6, 0] > 2 * picture[6, 2]


def test_a_turned_disc_looks_different(scene):
    simulation = scene(lambda: wall_at(OUTLINES["a disc"]))
    before = PillowRenderer(simulation, SIZE).frame().astype(int)
    simulation.walls_table[Spin].angle[0] = 0.1
    assert np.abs(PillowRenderer(simulation, SIZE).frame() - before).max() > 60


def test_a_chain_without_thickness_is_visible(scene):
    simulation = scene(lambda: wall_at(Outline([(-0.8, 0.0), (0.8, 0.0)], closed=False, container=False)))
    (column,), (row,) = seen_at(simulation, [(0.3, 0.0)], (640, 480))
    assert PillowRenderer(simulation, (640, 480)).frame()[row - 1 : row + 2, column].max() > 100


def test_walls_outside_of_the_picture_are_skipped(scene):
    def far():
        wall_at(OUTLINES["a drum"])
        wall_at(OUTLINES["a disc"], 0.2)

    simulation = scene(far)
    pillow = PillowRenderer(simulation, SIZE)
    simulation.walls_table[Position].x[1] = 1e9
    pillow.frame()


@pytest.mark.parametrize("number", [6, 9, 66, 689, 906])
def test_numbers_that_are_ambiguous_upside_down_are_underlined(number):
    assert ink_at_the_foot(number) > 2 * ink_at_the_foot(number, of=10 ** len(str(number)) // 9)


@pytest.mark.parametrize("number", [1, 8, 16, 19, 88, 123456])
def test_other_numbers_are_not_underlined(number):
    assert ink_at_the_foot(number) < 0.02


def ink_at_the_foot(number, of=None):
    """Return the dark part of the area of the underline."""
    coat = np.asarray(renderer._surface(100.0, "#f39800", number if of is None else of).convert("L")).astype(int)
    middle, unit = len(coat) // 2, 200.0
    wide = 0.70 * len(str(number))
    size = min(1.68 * renderer.BADGE / np.hypot(1.0, wide), 1.1 * renderer.BADGE) * unit
    rows = slice(int(middle + 0.47 * size), int(middle + 0.56 * size))
    columns = slice(int(middle - 0.35 * wide * size), int(middle + 0.35 * wide * size))
    return (coat[rows, columns] < 100).mean()


def test_pillow_draws_if_arcade_cannot_be_imported():
    program = """
import sys
sys.modules["arcade"] = sys.modules["pyglet"] = None
from game.levels.model import load_level
from game.render.outlines import RenderOutline
from game.render.pillow import renderer
from game.render.pillow.renderer import PillowRenderer
from game.simulation.simulation import Simulation
print(PillowRenderer(Simulation(load_level("levels/heptagon.toml")), (64, 64)).frame().shape)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "(64, 64, 3)\n", run.stderr
