"""Pictures of levels, drawn by OpenGL without a display."""

import numpy as np
import pytest

from game.levels.model import Level, View
from game.render.camera import Camera
from game.simulation.simulation import Simulation
from game.simulation.view_rect import Insets, ViewRect
from game.testing.tiny_worlds import tiny_level as level
from tests.scenes import heptagon

HEPTAGON = heptagon()
VIEW = ViewRect((0.0, 0.0), 6.96, 6.96)  # all walls and the margin


@pytest.fixture
def simulation():
    spawn = {"pattern": "disc", "radius": 1.1}
    running = Simulation(level([{"count": 12, "radius": 0.25, "spawn": spawn}], wall=HEPTAGON))
    yield running
    running.close()


def balls_seen(picture, simulation, size):
    """For every ball, whether the part outside of its badge has the colour of its label."""
    camera = Camera(VIEW, size)
    rows, columns = np.mgrid[: size[1], : size[0]]
    seen = []
    for place, radius, label in zip(simulation.positions, simulation.radii, simulation.labels, strict=True):
        x, y = camera.to_window(*place)
        away = np.hypot(columns + 0.5 - x, size[1] - rows - 0.5 - y) / (radius * camera.scale)
        color = np.median(picture[(away > 0.68) & (away < 0.9)], axis=0)
        expected = np.array(list(bytes.fromhex(label.color[1:])), float)
        seen.append(color @ expected / np.linalg.norm(color) / np.linalg.norm(expected) > 0.98)
    return seen


@pytest.mark.parametrize("size", [(640, 400), (300, 450), (401, 233)])
def test_every_ball_is_drawn_at_its_position(offscreen, simulation, size):
    simulation.step(45)
    shots = offscreen(simulation, size)
    picture = shots.frame()
    shots.close()
    assert picture.dtype == np.uint8
    assert picture.shape == (size[1], size[0], 3)
    assert all(balls_seen(picture, simulation, size))


@pytest.mark.parametrize("size", [(640, 400), (300, 450)])
def test_the_heptagon_is_entirely_visible_at_every_angle(offscreen, simulation, size):
    shots = offscreen(simulation, size)
    for _ in range(4):
        simulation.step(7)
        brightness = shots.frame().max(axis=-1)
        border = np.concatenate((brightness[[0, -1]].ravel(), brightness[:, [0, -1]].ravel()))
        assert border.max() < 80  # nothing but backdrop
        assert brightness.max() > 200
    shots.close()


def test_the_same_state_gives_the_same_picture(offscreen, simulation):
    simulation.step(10)
    first, second = offscreen(simulation, (200, 150)), offscreen(simulation, (200, 150))
    picture = first.frame(0.5)
    assert np.array_equal(picture, second.frame(0.5))
    assert not np.array_equal(picture, first.frame(1.0))
    first.close()
    assert np.array_equal(picture, second.frame(0.5))
    second.close()


def test_edges_are_smooth(offscreen, simulation):
    shots = offscreen(simulation, (400, 400))
    brightness = shots.frame().mean(axis=-1)
    shots.close()
    between = (brightness > 90) & (brightness < 150)
    assert between.sum() > 400


def test_an_overlay_changes_only_its_corner(offscreen, simulation):
    from game.ui.widgets.hud import Hud  # noqa: PLC0415  (arcade)

    simulation.step(3)
    hud = Hud()

    def draw_overlay(size):
        hud.set_content(simulation)
        hud.prepare(size, Insets())
        hud.draw()

    plain, with_overlay = (
        offscreen(simulation, (640, 480)),
        offscreen(simulation, (640, 480), draw_overlay=draw_overlay),
    )
    differs = (plain.frame() != with_overlay.frame()).any(axis=-1)
    plain.close()
    with_overlay.close()
    assert differs[:100, :240].mean() > 0.1
    differs[:100, :240] = False
    assert not differs.any()


def test_the_view_of_a_level_sets_the_camera(offscreen):
    scene = level([{"radius": 0.5, "position": [1.0, 0.5], "colors": ["#f39800"]}], wall=HEPTAGON)
    running = Simulation(scene.model_copy(update={"view": View(center=(1.0, 0.5), height=4.0)}))
    shots = offscreen(running, (300, 200))
    picture = shots.frame().astype(int)
    shots.close()
    running.close()
    orange = picture[..., 0] - picture[..., 2] > 90
    rows, columns = np.nonzero(orange)
    assert (columns.mean(), rows.mean()) == pytest.approx((149.5, 99.5), abs=2.0)
    assert np.ptp(columns) == pytest.approx(50, abs=4)  # a quarter of the height


def test_without_walls_the_camera_shows_the_balls(offscreen):
    spawn = {"pattern": "ring", "radius": 40.0}
    scene = Level.model_validate({"format": 1, "title": "free", "balls": [{"count": 8, "radius": 9.0, "spawn": spawn}]})
    running = Simulation(scene)
    shots = offscreen(running, (240, 240))
    picture = shots.frame().astype(int)
    shots.close()
    running.close()
    rows, columns = np.nonzero(picture[..., 0] - picture[..., 2] > 90)
    assert 8 < rows.min() < 30
    assert 8 < 239 - rows.max() < 30
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), abs=3)
