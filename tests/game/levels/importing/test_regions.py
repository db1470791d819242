"""Tests of regions with holes."""

import numpy as np
import pytest

from components.outline import find_crossing
from game.levels.importing.drawing import Shape
from game.levels.importing.regions import contains, find_regions, parts_without_holes, ring, signed_area
from tests.lanes import cases


def square(x, y, size, turn=1):
    corners = np.array([[x, y], [x + size, y], [x + size, y + size], [x, y + size]], float)
    return Shape(f"{x} {y} {size}", corners[::turn])


def names(regions):
    return {region.label: [hole.label for hole in region.holes] for region in regions}


def test_hole_in_a_hole_is_solid():
    nested = [square(k, k, 100 - 2 * k) for k in (0, 10, 20, 30)]
    assert names(find_regions(nested, True)) == {"0 0 100": ["10 10 80"], "20 20 60": ["30 30 40"]}
    assert names(find_regions(nested, False)) == {"0 0 100": []}


def test_outline_between_solid_and_solid_is_no_border():
    nested = [square(0, 0, 100), square(10, 10, 80), square(20, 20, 60, -1), square(30, 30, 40, -1)]
    assert names(find_regions(nested, False)) == {"0 0 100": ["30 30 40"]}


def test_outlines_side_by_side_are_walls_of_their_own():
    apart = [square(0, 0, 10), square(20, 0, 10), square(5, 5, 10)]  # the last one crosses the first
    assert names(find_regions(apart, True)) == {"0 0 10": [], "20 0 10": [], "5 5 10": []}


def test_discs_are_outlines_too():
    disc = Shape("disc", np.array([[50.0, 50.0]]), 40.0)
    hole = Shape("hole", np.array([[50.0, 50.0]]), 30.0)
    assert names(find_regions([square(0, 0, 100), disc, hole], True)) == {"0 0 100": ["disc"], "hole": []}


def inside_parts(parts, points):
    return sum(contains(part, points).astype(int) for part in parts)


@pytest.mark.both_lanes
@pytest.mark.parametrize("seed", range(cases(quick=20, slow=300)))
def test_parts_cover_the_region_once(seed):
    rng = np.random.default_rng(seed)
    holes = []
    for x, y in np.argwhere(rng.random((4, 4)) < 0.4):
        count = rng.integers(3, 9)
        angles = np.sort(rng.random(count)) * 2 * np.pi
        points = [25 * x + 12.5, 25 * y + 12.5] + rng.uniform(3, 11, (count, 1)) * np.column_stack(
            (np.cos(angles), np.sin(angles))
        )
        if abs(signed_area(points)) > 1.0 and find_crossing(points, True) is None:
            holes.append(Shape("hole", points[:: rng.choice([-1, 1])]))
    region = Shape("region", square(0, 0, 100).points[:: rng.choice([-1, 1])], holes=tuple(holes))
    parts = list(parts_without_holes(region))
    assert all(part.holes == () for part in parts)
    area = sum(abs(signed_area(part.points)) for part in parts)
    assert area == pytest.approx(1e4 - sum(abs(signed_area(hole.points)) for hole in holes))
    points = rng.uniform(-5, 105, (2_000, 2))
    expected = contains(region, points).astype(int) - sum(contains(hole, points).astype(int) for hole in holes)
    assert (inside_parts(parts, points) == expected).all()


def test_corners_of_parts_are_those_of_the_region_and_of_cuts():
    region = Shape("", square(0, 0, 9).points, holes=(square(3, 3, 3),))
    parts = [sorted(map(tuple, part.points.tolist())) for part in parts_without_holes(region)]
    assert sorted(parts) == [
        [(0, 0), (0, 4.5), (3, 3), (3, 4.5), (6, 3), (6, 4.5), (9, 0), (9, 4.5)],
        [(0, 4.5), (0, 9), (3, 4.5), (3, 6), (6, 4.5), (6, 6), (9, 4.5), (9, 9)],
    ]


def test_ring_of_a_disc_has_its_radius():
    points = ring(Shape("", np.array([[1.0, 2.0]]), 3.0))
    assert np.hypot(*(points - [1.0, 2.0]).T) == pytest.approx(np.full(len(points), 3.0))
