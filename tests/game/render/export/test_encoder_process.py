"""Tests of `game.render.export.encoder_process`."""

import numpy as np
import pytest
from PIL import Image

from game.render.export.encoder_process import EncoderProcess
from game.render.export.frame_spool import FrameSpool
from tests.game.render.export.frames import frames


def encoding(suffix, count=9):
    """Return the process that encodes ``count`` frames."""
    spool = FrameSpool()
    for frame in frames(count):
        spool.add_frame(frame[::-1], 1)
        while not spool._queue.empty():
            pass
    return EncoderProcess(spool, "film", suffix)


def test_frames_are_encoded_as_webp(pictures):
    encoder = encoding(".webp")
    encoder.wait()
    assert encoder.error == ""
    with Image.open(encoder.path) as picture:
        assert picture.size == (48, 32)
        picture.seek(picture.n_frames - 1)
        shown = np.asarray(picture.convert("RGB")).astype(int)
    assert np.abs(shown - [*frames(9)][-1]).mean() < 10
    assert [*encoder.path.parent.iterdir()] == [encoder.path]


def test_frames_are_encoded_as_mp4(pictures):
    av = pytest.importorskip("av")
    encoder = encoding(".mp4")
    encoder.wait()
    with av.open(str(encoder.path)) as file:
        assert len([*file.decode(video=0)]) == 9


def test_a_cancelled_encoder_leaves_no_file(pictures):
    encoder = encoding(".webp")
    encoder.cancel()
    assert encoder.is_finished
    assert [*encoder.path.parent.iterdir()] == []


def test_a_failed_encoder_gives_the_reason(pictures):
    encoder = encoding(".webp", count=0)
    encoder.wait()
    assert encoder.error
    assert [*encoder.path.parent.iterdir()] == []
