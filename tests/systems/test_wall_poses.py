"""Where walls stand between two steps."""

import math

import pytest

from components import Position, Spin, Velocity
from systems.wall_poses import wall_poses
from tests.shapes import OUTLINES, body

BACK = 1.0 / 60.0


def test_what_moves_uniformly_goes_back_along_its_velocity(walls):
    body(OUTLINES["a disc"], 1.0, 2.0, 0.5, rate=3.0)
    walls.sync()
    x, y, angle = wall_poses(walls, time=7.0, back=BACK)
    assert (x[0], y[0], angle[0]) == pytest.approx((1.0, 2.0, 0.5 - 3.0 * BACK))


def test_what_swings_and_sways_goes_back_along_its_curve(walls):
    drive = {"sway_x": 0.4, "sway_y": -0.7, "sway_rate": 9.0, "sway_phase": 0.3}
    drive |= {"swing": 0.6, "swing_rate": 11.0, "swing_phase": -1.0, "velocity_x": 0.2}
    body(OUTLINES["a stick"], 1.0, 2.0, 0.5, rate=3.0, **drive)
    walls.sync()

    def pose(time):
        sway, swing = math.sin(9.0 * time + 0.3), math.sin(11.0 * time - 1.0)
        return 1.0 + 0.2 * time + 0.4 * sway, 2.0 - 0.7 * sway, 0.5 + 3.0 * time + 0.6 * swing

    now = 2.7
    walls[Position].x[:], walls[Position].y[:], walls[Spin].angle[:] = pose(now)
    sway, swing = 9.0 * math.cos(9.0 * now + 0.3), 11.0 * math.cos(11.0 * now - 1.0)
    walls[Velocity].x[:], walls[Velocity].y[:] = 0.2 + 0.4 * sway, -0.7 * sway
    walls[Spin].rate[:] = 3.0 + 0.6 * swing
    for back in (0.0, 0.5 * BACK, BACK):
        x, y, angle = wall_poses(walls, now, back)
        assert (x[0], y[0], angle[0]) == pytest.approx(pose(now - back), abs=1e-12)


def test_no_walls(walls):
    assert [len(column) for column in wall_poses(walls, 0.0, BACK)] == [0, 0, 0]
