"""Where walls stand between two steps."""

import numpy as np
import pytest

from components import KinematicMotion
from systems import WallMotion
from systems.wall_poses import WallPoses
from tests import naive
from tests.shapes import OUTLINES, wall_at

H = 1.0 / 60.0


def drives(count):
    """That many drives, a column each."""
    return np.random.default_rng(count).normal(scale=2.0, size=(count, len(KinematicMotion.fields)))


@pytest.mark.parametrize("back", [0.0, 0.3 * H, H])
@pytest.mark.parametrize("count", [0, 1, 9])
def test_walls_go_back_on_their_way(walls, count, back):
    plans = drives(count)
    for plan in plans:
        wall_at(OUTLINES["a stick"], **dict(zip(KinematicMotion.fields, plan, strict=True)))
    walls.sync()
    motion, poses = WallMotion(walls), WallPoses(walls)
    for _ in range(100):
        motion.process(H)
    found = poses.before(back, (5.0, -7.0))
    assert found.shape == (count, 4)
    for pose, plan in zip(found, plans, strict=True):
        x, y, angle, *_ = naive.wall_pose_before(plan, 100 * H, back)
        assert pose == pytest.approx((x - 5.0, y + 7.0, np.cos(angle), np.sin(angle)), abs=2e-6)


def test_walls_that_come_later_are_there_too(walls):
    poses = WallPoses(walls)
    assert len(poses.before(0.0)) == 0
    wall_at(OUTLINES["a disc"], 1.0, 2.0)
    walls.sync()
    assert poses.before(0.0).tolist() == [[1.0, 2.0, 1.0, 0.0]]
