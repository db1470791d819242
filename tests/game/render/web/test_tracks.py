"""The tracks of balls: encoding and decoding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import Position, Spin
from game.levels.model import Level
from game.render.web.tracks import ANGLE_UNITS, Tracks, encode_tracks
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import BOX
from tests import pages

UNIT = 0.001
WHOLE = st.integers(-(2**31), 2**31 - 1)

FLOOR = {"shape": "box", "width": 6.0, "height": 2.0}
POURED = {
    "format": 1,
    "title": "Poured",
    "walls": [{"shape": "path", "points": BOX}],
    "balls": [{"count": 4, "radius": 0.3, "spawn": {"pattern": "ring", "radius": 3.0, "speed": [1.0, 9.0]}}],
    "emitters": [{"position": [0.0, 8.0], "rate": 20.0, "count": 30, "radius": 0.2, "velocity": [2.0, -5.0]}],
    "sensors": [
        {"name": "drain", "center": [4.0, -9.0], "zone": FLOOR, "action": "remove"},
        {"name": "lift", "center": [-4.0, -9.0], "zone": FLOOR, "action": "teleport", "to": [-6.0, 8.0]},
    ],
}


@given(st.lists(st.lists(WHOLE, max_size=6), max_size=5))
def test_encoded_numbers_are_decoded(tracks):
    lengths = np.array([len(track) for track in tracks], np.int64)
    values = np.array([value for track in tracks for value in track], np.int32)
    np.testing.assert_array_equal(pages.decode_tracks(3 * encode_tracks(values, lengths), lengths.tolist())[1], values)


@pytest.fixture
def poured():
    """A simulation where balls are emitted, removed and teleported."""
    simulation = Simulation(Level.model_validate(POURED))
    yield simulation
    simulation.close()


@pytest.mark.parametrize("stride", [1, 3])
def test_tracks_hold_the_pose_of_every_ball_in_every_frame(poured, stride):
    tracks, truth = Tracks(poured, UNIT), []
    for frame in range(100):
        if frame:
            tracks.run_steps(poured.step, stride)
        tracks.record_frame()
        truth.append(
            {
                label.number: (*place, angle)
                for label, place, angle in zip(poured.labels, poured.positions, poured.angles, strict=True)
            }
        )
    table = tracks.table()
    values = pages.decode_tracks(tracks.encode(), table["count"])
    ends = np.cumsum(table["count"])
    seen = [{} for _ in truth]
    for number, first, count, end in zip(table["number"], table["first"], table["count"], ends, strict=True):
        for k in range(count):
            assert number not in seen[first + k]
            seen[first + k][number] = values[:, end - count + k]
    for now, then in zip(seen, truth, strict=True):
        assert now.keys() == then.keys()
        for number, (x, y, angle) in then.items():
            assert now[number] * [UNIT, UNIT, 2 * np.pi / ANGLE_UNITS] == pytest.approx(
                [x, y, angle], abs=np.pi / ANGLE_UNITS
            )
            assert now[number][:2] * UNIT == pytest.approx([x, y], abs=0.50001 * UNIT)


def test_a_teleported_ball_starts_a_new_track(poured):
    tracks = Tracks(poured, UNIT)
    tracks.record_frame()
    for _ in range(150):
        tracks.run_steps(poured.step, 2)
        tracks.record_frame()
    lift = poured.sensors()[1].count
    table = tracks.table()
    assert lift > 0
    assert len(table["number"]) == len(set(table["number"])) + lift
    values = pages.decode_tracks(tracks.encode(), table["count"])[:2] * UNIT
    for count, end in zip(table["count"], np.cumsum(table["count"]), strict=True):
        moves = np.abs(np.diff(values[:, end - count : end]))
        assert moves.max(initial=0.0) < 2.0  # m, at up to 60 m/s; a teleport moves a ball by 16 m


def test_positions_and_angles_beyond_the_range_are_limited(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "velocity": [0.0, 0.0]}])
    simulation.balls[Position].x[0] = 1e12
    simulation.balls[Spin].angle[0] = 1e9
    tracks = Tracks(simulation, UNIT)
    tracks.record_frame()
    assert pages.decode_tracks(tracks.encode(), [1])[0, 0] == 2**28
