"""Regular files are read up to a bound; nothing waits for a pipe or a device."""

import os

import pytest

from game.files.regular_file import read_regular_file


def test_one_byte_more_than_the_bound_is_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abcdef")
    assert [read_regular_file(path, size) for size in (0, 3, 6, 99)] == [b"a", b"abcd", b"abcdef", b"abcdef"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_devices_and_links_to_them_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for path in (tmp_path / "pipe", tmp_path / "link", type(tmp_path)(os.devnull)):
        with pytest.raises(OSError, match="is not a regular file"):
            read_regular_file(path, 10)


def test_what_cannot_be_opened_raises(tmp_path):
    for name in ("", "missing", "x" * 300):
        with pytest.raises(OSError, match=r"Errno|regular"):
            read_regular_file(tmp_path / name, 10)
    with pytest.raises(ValueError, match="null byte"):
        read_regular_file(tmp_path / "a\0b", 10)
