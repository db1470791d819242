"""Tests of `game.render.export.frame_spool`."""

import numpy as np

from game.render.export import frame_spool
from game.render.export.frame_spool import FrameSpool, unrolled
from tests.game.render.export.frames import frames


def test_frames_are_read_back_as_written():
    roll = FrameSpool()
    for k, frame in enumerate(frames(5)):
        roll.add(frame[::-1], 1 + (k == 2))
    roll.end()
    roll.file.seek(0)
    expected = [*frames(5)]
    np.testing.assert_array_equal([*unrolled(roll.file)], np.insert(expected, 2, expected[2], axis=0))
    assert (roll.count, roll.kept) == (6, 6)
    roll.close()


def test_frames_that_find_the_queue_full_extend_the_next_frame():
    roll = FrameSpool()
    roll.end()  # the queue is not read any more
    for frame in frames(frame_spool.WAITING + 5):
        roll.add(frame, 1)
    assert roll.count == frame_spool.WAITING
    roll._queue.get()
    roll.add(frame, 1)
    assert roll.count == frame_spool.WAITING + 6
    roll.close()


def test_spool_stops_at_its_size_limit(monkeypatch):
    monkeypatch.setattr(frame_spool, "LARGEST", 100)
    roll = FrameSpool()
    for frame in frames(5):
        roll.add(frame, 1)
    roll.end()
    assert roll.trouble == "the recording is too large"
    assert 0 < roll.kept < 5
    roll.close()
