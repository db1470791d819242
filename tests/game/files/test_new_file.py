"""Where pictures and recordings go, and what becomes of frames on their way."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from game.files import new_file
from game.files.atomic_write import error_text
from game.render.export import frame_spool
from game.render.export.encoder_process import EncoderProcess
from game.render.export.frame_spool import FrameSpool, unrolled


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    """The user's folder of pictures; it need not exist."""
    folder = tmp_path / "user" / "Pictures"
    monkeypatch.setattr(new_file, "user_pictures_path", lambda: folder)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return folder


def write(text):
    return lambda path: path.write_text(text)


def test_files_go_to_the_pictures_and_never_overwrite(pictures):
    kept = [new_file.keep("a-1.00s", ".png", write(text)) for text in ("first", "second")]
    assert kept == [pictures / "Heptagon" / f"a-1.00s-{k}.png" for k in (1, 2)]
    assert [path.read_text() for path in kept] == ["first", "second"]
    assert len([*kept[0].parent.iterdir()]) == 2


def test_the_current_folder_is_next_and_then_the_temporary_one(pictures, tmp_path, monkeypatch):
    pictures.parent.write_text("in the way")
    assert new_file.keep("a", ".png", write("")) == Path.cwd() / "a-1.png"
    Path("a-1.png").unlink()
    other = tmp_path / "temporary"
    monkeypatch.setattr(new_file, "gettempdir", lambda: str(other))
    Path.cwd().rmdir()
    assert new_file.keep("a", ".png", write("")) == other / "a-1.png"


def test_a_full_disk_leaves_nothing(pictures):
    def fail(path):
        path.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left") as caught:
        new_file.keep("a", ".png", fail)
    assert error_text(caught.value) == "No space left on device"
    assert [*(pictures / "Heptagon").iterdir()] == []


def test_names_tell_level_and_time_and_are_not_too_long():
    assert new_file.name_of("heptagon", 12.345) == "heptagon-12.35s"
    assert len(new_file.name_of("a" * 300, 0.0)) < 120


def frames(count, size=(48, 32)):
    """Top row first; a white square walks."""
    for k in range(count):
        frame = np.zeros((size[1], size[0], 3), np.uint8)
        frame[4:12, k : k + 8] = 255
        yield frame


def test_a_reel_gives_back_what_it_took():
    roll = FrameSpool()
    for k, frame in enumerate(frames(5)):
        roll.add(frame[::-1], 1 + (k == 2))
    roll.end()
    roll.file.seek(0)
    expected = [*frames(5)]
    np.testing.assert_array_equal([*unrolled(roll.file)], np.insert(expected, 2, expected[2], axis=0))
    assert (roll.count, roll.kept) == (6, 6)
    roll.close()


def test_a_reel_that_is_too_slow_shows_frames_longer(monkeypatch):
    roll = FrameSpool()
    roll.end()  # nothing takes from the queue any more
    for frame in frames(frame_spool.WAITING + 5):
        roll.add(frame, 1)
    assert roll.count == frame_spool.WAITING
    roll._queue.get()
    roll.add(frame, 1)
    assert roll.count == frame_spool.WAITING + 6
    roll.close()


def test_a_reel_stops_at_a_full_disk_and_at_its_limit(monkeypatch):
    monkeypatch.setattr(frame_spool, "LARGEST", 100)
    roll = FrameSpool()
    for frame in frames(5):
        roll.add(frame, 1)
    roll.end()
    assert roll.trouble == "the recording is too large"
    assert 0 < roll.kept < 5
    roll.close()


def developed(suffix, count=9):
    roll = FrameSpool()
    for frame in frames(count):
        roll.add(frame[::-1], 1)
        while not roll._queue.empty():
            pass
    return EncoderProcess(roll, "film", suffix)


def test_a_recording_becomes_a_webp(pictures):
    film = developed(".webp")
    film.wait()
    assert film.trouble == ""
    with Image.open(film.path) as picture:
        assert picture.size == (48, 32)
        picture.seek(picture.n_frames - 1)
        shown = np.asarray(picture.convert("RGB")).astype(int)
    assert np.abs(shown - [*frames(9)][-1]).mean() < 10
    assert [*film.path.parent.iterdir()] == [film.path]


def test_a_recording_becomes_an_mp4(pictures):
    av = pytest.importorskip("av")
    film = developed(".mp4")
    film.wait()
    with av.open(str(film.path)) as file:
        assert len([*file.decode(video=0)]) == 9


def test_a_recording_given_up_leaves_nothing(pictures):
    film = developed(".webp")
    film.give_up()
    assert film.is_over
    assert [*film.path.parent.iterdir()] == []


def test_an_encoder_that_fails_says_why(pictures):
    film = developed(".webp", count=0)
    film.wait()
    assert film.trouble
    assert [*film.path.parent.iterdir()] == []
