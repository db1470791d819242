"""Pixels of walls of every kind."""

import math

import esper
import numpy as np
import pytest

from components import Outline, Position, Spin, Velocity
from game.levels.model import Level
from game.render.backends import create_pillow_renderer
from game.render.outlines import RenderOutline
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import create_wall as wall
from game.testing.tiny_worlds import regular_polygon as polygon
from systems import WallMotion
from tests.canvas import FRAME, PIXEL, centroid, disc, grid, numbered, orange
from tests.shapes import OUTLINES, STAR, wall_at


def test_a_frame_lies_outside_the_outline_and_the_floor_inside(shoot):
    wall([(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)])
    brightness = shoot().mean(axis=-1)
    across, up = grid()
    beyond = np.maximum(np.abs(across), np.abs(up)) - 0.8
    middle = np.minimum(np.abs(across), np.abs(up)) < 0.6  # away from the corners
    assert brightness[(beyond > 0.02) & (beyond < 0.13) & middle].min() > 0.2
    assert brightness[(beyond < -0.02) & (np.hypot(across, up) > 0.1)].max() < 0.3
    assert brightness[(beyond > 0.17)].max() < 0.01
    assert brightness[np.hypot(across, up) < 0.05].max() > 0.35  # the pivot


@pytest.mark.parametrize("angle", [0.0, 0.4, 2.0, -1.0])
def test_the_bolt_turns_by_the_angle_of_the_wall(shoot, angle):
    esper.component_for_entity(wall(polygon(7, 0.9)), Spin).angle = angle
    picture = shoot()
    bolt = (picture[..., 0] > 0.4) & (picture[..., 2] < 0.4 * picture[..., 0])
    x, y = centroid(bolt)
    first = math.atan2(*polygon(7, 0.9)[0][::-1])
    assert math.remainder(math.atan2(y, x) - first - angle, 2.0 * math.pi) == pytest.approx(0.0, abs=0.02)


def test_a_wall_is_drawn_at_an_earlier_pose(shoot, walls):
    entity = wall(polygon(5, 0.8), rate=2.0, velocity=(1.0, -0.5))
    spin, velocity = (esper.component_for_entity(entity, kind) for kind in (Spin, Velocity))
    position = esper.component_for_entity(entity, Position)
    position.x, position.y, spin.angle = 0.1, 0.0, 0.7
    present, between = shoot(1.0), shoot(0.25)
    velocity.x = velocity.y = spin.rate = 0.0
    assert np.array_equal(shoot(0.25), present)
    position.x, position.y, spin.angle = 0.1 - 0.075, 0.0375, 0.7 - 0.15
    assert np.array_equal(shoot(1.0), between)


def test_several_walls_of_any_shape(shoot):
    for x, corners in ((-0.6, polygon(3, 0.4)), (0.6, polygon(60, 0.4))):
        esper.component_for_entity(wall(corners), Position).x = x
    brightness = shoot().mean(axis=-1)
    assert brightness[disc(0.6, 0.0, 0.42, 0.52)].min() > 0.1
    assert brightness[disc(-0.6, 0.0, 0.08, 0.15)].mean() > 0.1  # floor
    assert brightness[disc(0.0, 1.0, 0.0, 0.1)].max() == 0.0


def distances(outline, x=0.0, y=0.0, angle=0.0):
    """Signed distance of every pixel from the edge of a wall, m."""
    across, up = grid()
    dx, dy, c, s = across - x, up - y, math.cos(angle), math.sin(angle)
    return OutlineEdge.from_outline(outline).signed_distance(c * dx + s * dy, c * dy - s * dx)


def test_no_pixel_is_drawn_on_the_wrong_side_of_an_edge(shoot):
    wedge = Outline([(-0.8, -0.1), (0.8, 0.0), (-0.8, 0.1)], container=False)
    entity = wall_at(wedge)
    for angle in np.linspace(0.1, 6.0, 40):  # beyond its tip, two sides are as near but for rounding
        esper.component_for_entity(entity, Spin).angle = angle
        assert shoot().mean(axis=-1)[distances(wedge, angle=angle) > PIXEL].max() < 0.01, angle


EVERY = pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)


@EVERY
@pytest.mark.parametrize("angle", [0.0, 1.1])
def test_a_wall_is_metal_inside_and_not_outside(shoot, outline, angle):
    wall_at(outline, 0.1, -0.05, angle)
    brightness = shoot().mean(axis=-1)
    away = distances(outline, 0.1, -0.05, angle)
    low, high = (0.0, FRAME) if outline.container else (-math.inf, 0.0)
    assert np.median(brightness[(away > low + PIXEL) & (away < high - PIXEL)]) > 0.3
    assert brightness[(away > low + 2.0 * PIXEL) & (away < high - 2.0 * PIXEL)].min() > 0.08
    assert brightness[away > high + PIXEL].max() < 0.01
    if outline.container:
        floor = brightness[away < -2.0 * PIXEL]
        assert 0.05 < np.median(floor) < 0.3


@EVERY
def test_the_bolt_is_drawn_at_its_position(shoot, outline):
    wall_at(outline, 0.1, -0.05, 2.0)
    x, y, radius = RenderOutline(outline, FRAME).bolt
    c, s = math.cos(2.0), math.sin(2.0)
    place = 0.1 + c * x - s * y, -0.05 + s * x + c * y
    picture = shoot()
    bolt = (picture[..., 0] > 0.4) & (picture[..., 2] < 0.4 * picture[..., 0])
    assert bolt[disc(*place, 0.0, 0.7 * radius)].mean() > 0.6  # the rest is a highlight
    assert not bolt[disc(*place, radius + 2.0 * PIXEL, 9.0)].any()


def test_a_turned_disc_looks_different(shoot):
    spin = esper.component_for_entity(wall_at(OUTLINES["a disc"]), Spin)
    picture = shoot()
    spin.angle = 0.1
    assert np.abs(shoot() - picture).max() > 0.3


def test_frames_meet_at_a_mitre_in_a_concave_corner(shoot):
    square = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (0.0, 0.9), (0.0, 0.0), (-0.9, 0.0)]
    wall_at(Outline(square))
    brightness = shoot().mean(axis=-1)
    across, up = grid()
    beyond = np.minimum(-across, up)  # how far outside of the notch's two sides
    frame = (beyond > PIXEL) & (beyond < FRAME - PIXEL) & (np.maximum(-across, up) < 0.5)
    assert brightness[frame].min() > 0.15
    assert brightness[(beyond > FRAME + PIXEL)].max() < 0.01
    assert brightness[disc(0.3, -0.3, 0.0, 0.1)].max() < 0.3


def test_an_obstacle_casts_a_shadow_on_the_floor(shoot):
    wall([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    plain = shoot()
    wall_at(Outline([(0.0, 0.0)], radius=0.3, container=False))
    shaded = shoot()
    beyond, aside = disc(0.24, -0.33, 0.0, 0.05), disc(-0.6, 0.6, 0.0, 0.05)
    assert shaded[beyond].mean() < 0.8 * plain[beyond].mean()
    assert np.array_equal(shaded[aside], plain[aside])


def test_shadows_lie_below_balls(shoot):
    wall_at(Outline([(0.0, 0.0)], radius=0.3, container=False))
    numbered(0.45, -0.5, radius=0.3)
    assert orange(shoot())[disc(0.45, -0.5, 0.22, 0.28) & (grid()[0] > 0.5)].mean() > 0.9


def test_a_chain_without_thickness_is_visible(shoot):
    wall_at(Outline([(-0.8, 0.0), (0.8, 0.0)], closed=False, container=False))
    brightness = shoot().mean(axis=-1)
    across, up = grid()
    assert brightness[(np.abs(up) < 0.5 * PIXEL) & (np.abs(across) < 0.7)].min() > 0.2
    assert not brightness[np.abs(up) > 0.1 * FRAME + PIXEL].any()


@pytest.mark.parametrize("outer_first", [True, False])
def test_all_frames_and_balls_of_nested_containers_are_visible(shoot, outer_first):
    square = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    sizes = (1.0, 0.6) if outer_first else (0.6, 1.0)
    for size in sizes:
        wall_at(Outline(size * square))
    numbered(0.0, 0.3, radius=0.2)
    picture = shoot()
    brightness = picture.mean(axis=-1)
    across, up = np.abs(grid())
    reach, middle = np.maximum(across, up), np.minimum(across, up) < 0.4
    for size in sizes:
        assert np.median(brightness[(reach > size) & (reach < size + FRAME) & middle]) > 0.4
    between = brightness[(reach > 0.8) & (reach < 0.95) & middle]
    assert 0.02 < np.median(between) < 0.3
    assert orange(picture)[disc(0.0, 0.3, 0.14, 0.18)].mean() > 0.7


def test_small_obstacles_lie_on_large_ones(shoot):
    def seen(*radii):
        esper.clear_database()
        for radius in radii:
            wall_at(Outline([(0.0, 0.0)], radius=radius, container=False))
        return shoot()

    every = seen(0.3, 0.9, 0.5)
    for radius, hidden in ((0.3, 0.0), (0.5, 0.3), (0.9, 0.5)):
        ring = disc(0.0, 0.0, hidden + PIXEL, radius - PIXEL)
        assert np.array_equal(every[ring], seen(radius)[ring])


def test_walls_come_and_go(shoot):
    first = wall_at(OUTLINES["a disc"])
    assert shoot().any()
    esper.delete_entity(first, immediate=True)
    assert not shoot().any()
    wall_at(Outline(0.9 * STAR))
    assert shoot().any()


def test_many_walls_of_many_segments(shoot):
    angles = 2.0 * np.pi * np.arange(500) / 500
    rough = (0.4 + 0.03 * np.cos(25.0 * angles))[:, None] * np.column_stack((np.cos(angles), np.sin(angles)))
    for x in (-0.6, 0.6):
        for y in (-0.6, 0.6):
            wall_at(Outline(rough, container=False), x, y)
    brightness = shoot().mean(axis=-1)
    for x in (-0.6, 0.6):
        for y in (-0.6, 0.6):
            away = distances(Outline(rough, container=False), x, y)
            assert brightness[away < -2.0 * PIXEL].min() > 0.08
    assert brightness[disc(0.0, 0.0, 0.0, 0.1)].max() == 0.0


def test_a_swaying_wall_is_drawn_at_an_earlier_pose(shoot, walls):
    wall_at(OUTLINES["a stick"], sway_x=0.4, sway_rate=20.0)
    walls.sync()
    WallMotion(walls).process(0.3)
    before = shoot(0.25)
    WallMotion(walls).process(0.225)
    assert np.abs(shoot(1.0) - before).max() < 0.01


@pytest.mark.usefixtures("gl")
def test_a_floor_has_its_own_colour_at_the_walls():
    from game.render.gl.offscreen import OffscreenRenderer  # noqa: PLC0415  (arcade)

    palette = {"floor": "#ff0000", "floor_edge": "#0000ff", "background": "#00ff00", "background_edge": "#00ff00"}
    round_wall = {"shape": "circle", "radius": 2.0}
    data = {"format": 1, "title": "floor", "walls": [round_wall], "palette": palette}
    simulation = Simulation(Level.model_validate(data))
    for create_renderer in (OffscreenRenderer, create_pillow_renderer):
        seen = create_renderer(simulation, (200, 200)).frame().astype(int)
        middle, rim = seen[100, 90], seen[100, 28]
        assert middle[0] > 200
        assert middle[2] < 60
        assert rim[2] > rim[0] + 40
        assert seen[2, 2].tolist() == pytest.approx([0, 255, 0], abs=3)
    simulation.close()
