"""Snapping to items, to the grid and to angles."""

import pytest

from game.levels.editing.snapping import Snapper, grid_size, snap_angle
from tests.game.levels.editing.test_hit_testing import BALL, BOX, DISCS, LINE, document

__all__ = ["document"]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0.98, -1.97), (1.0, -2.0, "end", LINE)),
        ((0.02, -1.97), (0.0, -2.0, "center", LINE)),
        ((4.96, 4.96), (5.0, 5.0, "corner", BOX)),
        ((5.0, 0.04), (5.0, 0.0, "middle", BOX)),
        ((-0.98, 3.04), (-1.0, 3.0, "center", DISCS)),
    ],
)
def test_a_point_of_an_item_within_reach_comes_first(document, point, expected):
    snapped = Snapper(document).snap(*point, 0.1, grid=0.25)
    assert snapped[2:] == expected[2:]
    assert snapped[:2] == pytest.approx(expected[:2])


def test_dragged_items_are_no_targets(document):
    assert Snapper(document, {BALL, BOX}).snap(0.02, 0.0, 0.05).item is not BALL
    assert Snapper(document).snap(4.98, 4.98, 0.1, to_items=False).kind == "nothing"


def test_without_an_item_the_grid_is_used(document):
    assert Snapper(document).snap(1.62, -3.1, 0.05, grid=0.25)[:3] == (1.5, -3.0, "grid")
    assert Snapper(document).snap(1.62, -3.1, 0.05)[:3] == (1.62, -3.1, "nothing")


def test_a_line_snaps_to_multiples_of_15_degrees_and_its_length_to_the_grid(document):
    snapped = Snapper(document).snap(2.1, 2.0, 0.05, start=(1.0, 1.0), grid=0.5)
    assert snapped.kind == "angle"
    assert snapped[:2] == pytest.approx((1.0 + 1.5 / 2**0.5, 1.0 + 1.5 / 2**0.5), abs=1e-4)
    assert Snapper(document).snap(2.0, 1.05, 0.01, start=(1.0, 1.0))[:2] == pytest.approx((2.0, 1.0))


def test_angles_and_grid_sizes():
    assert [snap_angle(angle) for angle in (7.0, 8.0, -97.0)] == [0.0, 15.0, -90.0]
    assert [grid_size(scale) for scale in (100.0, 50.0, 1000.0, 12.0)] == [0.2, 0.5, 0.02, 1.0]
