"""The cells around a wall."""

import math

import numpy as np
import pytest

from game.render.gl.wall_cells import ALL_FLOOR, NO_FLOOR, SHADOW_REACH, cut_ground, cut_metal, near_segments
from game.render.outlines import RenderOutline
from game.simulation.outline_edge import OutlineEdge
from tests.shapes import OUTLINES

WIDTH = 0.06
"""Width of the frames, m."""

PLACES = np.random.default_rng(5).uniform(-1.2, 1.2, (4000, 2))
CUTS = {"ground": cut_ground, "metal": cut_metal}

each_cut = pytest.mark.parametrize("cut", CUTS)
OUTLINES_DRAWN = [RenderOutline(outline, WIDTH) for outline in OUTLINES.values()]
each_outline = pytest.mark.parametrize("outline", OUTLINES_DRAWN, ids=OUTLINES)


def places_in(cells):
    """Yield the segments of each cell, and a mask of the `PLACES` inside of it."""
    for right, _, own in cells.triangles[::2]:
        x, y = cells.corners["position"][own]
        size = cells.corners["position"][right][0] - x
        inside = ((PLACES - (x, y) >= 0.0) & (PLACES - (x, y) < size)).all(axis=1)
        yield cells.corners["segments"][own].tolist(), inside


def from_pieces(ends, places):
    """Distances (m,) in m of places from the nearest of some segments."""
    a, along = ends[:, None, :2], ends[:, None, 2:] - ends[:, None, :2]
    part = ((places - a) * along).sum(axis=-1) / np.maximum((along**2).sum(axis=-1), 1e-30)
    return np.hypot(*(places - a - part.clip(0.0, 1.0)[..., None] * along).T).min(axis=1)


@each_cut
@each_outline
def test_a_cell_knows_the_nearest_segment_of_every_point_in_it(outline, cut):
    cells, near = CUTS[cut](outline)
    tried = 0
    for (first, many, few), inside in places_in(cells):
        for count in {many, few} - {ALL_FLOOR, NO_FLOOR}:
            places = PLACES[inside]
            known = from_pieces(outline.edge.segments[near[first : first + count]], places)
            assert known == pytest.approx(abs(outline.edge.signed_distance(*places.T) + outline.edge.radius), abs=1e-6)
            tried += len(places)
    assert tried > 20


@each_outline
def test_metal_cells_cover_all_metal_and_ground_cells_all_shadows_and_floors(outline):
    distance = outline.edge.signed_distance(*PLACES.T)
    metal = (distance < WIDTH) & (distance > 0.0) if outline.outline.container else distance < 0.0
    ground = distance < SHADOW_REACH * outline.bevel
    for seen, cut in ((metal, cut_metal), (ground, cut_ground)):
        covered = sum(inside.astype(int) for _, inside in places_in(cut(outline)[0]))
        assert covered[seen].tolist() == [1] * seen.sum()
        assert seen.sum() > 20


@each_outline
def test_a_ground_cell_knows_whether_it_is_floor(outline):
    distance = outline.edge.signed_distance(*PLACES.T)
    for (_, _, floor), inside in places_in(cut_ground(outline)[0]):
        if floor == NO_FLOOR:
            assert not outline.outline.container or (distance[inside] > 0.5 * WIDTH).all()
        elif floor == ALL_FLOOR:
            assert outline.outline.container
            assert (distance[inside] < 0.5 * WIDTH).all()


def test_cells_deep_inside_have_no_segments():
    cells, _ = cut_ground(RenderOutline(OUTLINES["a convex container"], WIDTH))
    deep = np.hypot(*PLACES.T) < 0.2
    known = [pieces for pieces, inside in places_in(cells) if (inside & deep).any()]
    assert known
    assert all((many, floor) == (0, ALL_FLOOR) for _, many, floor in known)


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_segment_is_among_the_near_segments(seed):
    chance = np.random.default_rng(seed)
    edge = OutlineEdge(chance.normal(size=(9, 2)), 0.0, closed=True)
    x, y = chance.uniform(-2.0, 2.0, (2, 30))
    is_plain = chance.uniform(size=30) < 0.2
    pieces, first, many, few = near_segments(edge.segment_distances(x, y), is_plain, 0.2, 0.5)
    assert first.tolist() == [0, *np.cumsum(many)[:-1].tolist()]
    assert len(pieces) == many.sum()
    assert not many[is_plain].any()
    for reach, counts in ((0.2, few), (0.5, many)):
        for angle in np.linspace(0.0, 6.0, 20):
            nearest = edge.segment_distances(x + reach * math.cos(angle), y + reach * math.sin(angle)).argmin(axis=0)
            for k in np.flatnonzero(~is_plain):
                assert nearest[k] in pieces[first[k] : first[k] + counts[k]]
