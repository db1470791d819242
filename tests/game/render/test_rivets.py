"""The rivets of belts."""

import esper
import numpy as np
import pytest

from components.outline import INVERTED_CIRCLE, SEGMENT, Outline
from game.levels.model import Level
from game.render.belts import _belt, belts
from game.render.outlines import RenderOutline
from game.render.pillow.renderer import PillowRenderer
from game.simulation.simulation import Simulation
from tests.shapes import OUTLINES

WIDTH = 0.05
BOX = {"shape": "box", "width": 3.0, "height": 1.0}


def running(outline, speed):
    """Return an outline with a belt of a speed in m/s."""
    return Outline(outline.points, outline.radius, outline.closed, outline.container, outline.one_way, speed)


def surface_velocity(outline, place):
    """Return the velocity (2,) in m/s of the surface nearest to a point, from the features of the outline."""
    nearest, found = np.inf, None
    for kind, x, y, distance, low, high, _, speed, *_ in outline.features.T:
        if kind == SEGMENT:
            normal = np.array([x, y])
            along = place @ (-y, x)
            gap = abs(place @ normal - distance) if low <= along <= high else np.inf
        else:
            away = place - (x, y)
            gap = abs(np.hypot(*away) - distance)
            normal = (1.0 if kind == INVERTED_CIRCLE else -1.0) * away / np.hypot(*away)
        if gap < nearest:
            nearest, found = gap, speed * np.array([-normal[1], normal[0]])
    return found


def belt_of(outline):
    """Return the belt of an outline."""
    return _belt(0, RenderOutline(outline, WIDTH))


@pytest.mark.parametrize("speed", [0.7, -0.4])
@pytest.mark.parametrize("name", OUTLINES)
def test_rivets_move_with_the_surface(name, speed):
    outline = running(OUTLINES[name], speed)
    belt = belt_of(outline)
    before, after = belt.local_rivets(2.0), belt.local_rivets(2.0 + 1e-6)
    way = (after - before) * 1e6
    stays = np.hypot(*way.T) < 2.0 * abs(speed)  # but for one that begins anew
    expected = np.array([surface_velocity(outline, place) for place in before])
    assert stays.sum() >= len(before) - 1
    assert np.hypot(*way[stays].T) == pytest.approx(abs(speed), rel=1e-3)
    agree = (way * expected).sum(axis=1) > 0.8 * speed**2
    assert agree[stays].mean() > 0.7  # corners are cut; the other way round it would be none


@pytest.mark.parametrize("name", OUTLINES)
def test_rivets_lie_inside_the_metal(name):
    outline = running(OUTLINES[name], 1.0)
    drawn = RenderOutline(outline, WIDTH)
    distance = drawn.edge.signed_distance(*belt_of(outline).local_rivets(0.3).T)
    low, high = (0.0, WIDTH) if outline.container else (-max(drawn.bevel, drawn.edge.radius), 0.0)
    assert distance.min() > low - 1e-9
    assert distance.max() < high + 1e-9


def test_rivets_are_evenly_spaced_and_periodic():
    belt = belt_of(running(OUTLINES["a disc"], 0.5))
    places = belt.local_rivets(0.0)
    gaps = np.hypot(*(places - np.roll(places, 1, axis=0)).T)
    assert gaps == pytest.approx(gaps.mean(), rel=0.02)
    assert belt.local_rivets(belt.distances[-1] / belt.rivet_count / 0.5) == pytest.approx(places)


def two_boxes(speed):
    """Return a simulation of two boxes; the upper one has a belt."""
    walls = [BOX, BOX | {"center": [0.0, 3.0], "belt": speed}]
    return Simulation(Level.model_validate({"format": 1, "title": "Belts", "view": {"height": 8.0}, "walls": walls}))


def test_only_belts_have_rivets_and_pillow_draws_their_motion():
    simulation = two_boxes(1.0)
    assert [belt.row for belt in belts(simulation, WIDTH)] == [1]
    pillow = PillowRenderer(simulation, (200, 200))
    before = pillow.frame().astype(int)
    simulation.step(6)
    moved = np.abs(pillow.frame().astype(int) - before).max(axis=-1) > 30
    rows, _ = np.nonzero(moved)
    assert len(rows) > 20
    assert rows.max() < 50  # the upper one


def test_renderers_follow_removed_walls(offscreen):
    simulation = two_boxes(1.0)
    renderers = [kind(simulation, (100, 100)) for kind in (offscreen, PillowRenderer)]
    with simulation.world.active():
        for entity in simulation.walls_table.entities.tolist():
            esper.delete_entity(entity, immediate=True)
        simulation.pipeline.sync()
    for renderer in renderers:
        assert renderer.frame().max() < 120  # nothing but the backdrop
    assert belts(simulation, WIDTH) == []


def test_opengl_and_pillow_draw_the_same_rivets(offscreen):
    pictures = [
        [kind(two_boxes(speed), (400, 400)).frame().astype(int) for speed in (0.0, 1.0)]
        for kind in (offscreen, PillowRenderer)
    ]
    opengl, pillow = (np.abs(running - plain).max(axis=-1) > 25 for plain, running in pictures)
    assert opengl.sum() > 100
    assert (opengl & pillow).sum() > 0.8 * (opengl | pillow).sum()
