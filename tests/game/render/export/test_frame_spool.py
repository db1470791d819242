"""Tests of `game.render.export.frame_spool`."""

import numpy as np

from game.render.export import frame_spool
from game.render.export.frame_spool import FrameSpool, read_frames
from tests.game.render.export.frames import frames


def test_frames_are_read_back_as_written():
    spool = FrameSpool()
    for k, frame in enumerate(frames(5)):
        spool.add_frame(frame[::-1], 1 + (k == 2))
    spool.finish_writing()
    spool.file.seek(0)
    expected = [*frames(5)]
    np.testing.assert_array_equal([*read_frames(spool.file)], np.insert(expected, 2, expected[2], axis=0))
    assert (spool.count, spool.written_count) == (6, 6)
    spool.close()


def test_frames_that_find_the_queue_full_extend_the_next_frame():
    spool = FrameSpool()
    spool.finish_writing()  # the queue is not read any more
    for frame in frames(frame_spool.MAX_QUEUED + 5):
        spool.add_frame(frame, 1)
    assert spool.count == frame_spool.MAX_QUEUED
    spool._queue.get()
    spool.add_frame(frame, 1)
    assert spool.count == frame_spool.MAX_QUEUED + 6
    spool.close()


def test_spool_stops_at_its_size_limit(monkeypatch):
    monkeypatch.setattr(frame_spool, "MAX_BYTES", 100)
    spool = FrameSpool()
    for frame in frames(5):
        spool.add_frame(frame, 1)
    spool.finish_writing()
    assert spool.error == "the recording is too large"
    assert 0 < spool.written_count < 5
    spool.close()
