"""Frames on their way from a window to a file: kept in a temporary one, small, without holding up the window."""

import struct
import zlib
from collections.abc import Iterator
from queue import Full, Queue
from tempfile import TemporaryFile
from threading import Thread
from typing import IO

import numpy as np
from numpy.typing import NDArray

from game.files.atomic_write import error_text

Frame = NDArray[np.uint8]

WAITING = 8
"""Frames in memory at most; all others are in the temporary file."""

LARGEST = 2_000_000_000
"""Bytes of the temporary file at most."""

HEAD = struct.Struct("<IIII")
"""Before each frame: how often it is shown, width, height, length of what follows."""


class FrameSpool:
    """Takes frames, and writes how each differs from the one before into a temporary file, in a thread.

    count : frames so far, repeated ones included
    kept : those of them that are in the file
    trouble : why it takes no more, if so
    file : where they are; it has no name, and is gone as soon as nobody holds it
    """

    def __init__(self) -> None:
        """Begin. Raises ``OSError`` where no temporary file can be made."""
        self.count, self.kept, self.trouble = 0, 0, ""
        self.file: IO[bytes] = TemporaryFile()  # noqa: SIM115  (others read it)
        self._owed = 0
        self._queue: Queue[tuple[int, Frame] | None] = Queue(WAITING)
        self._thread = Thread(target=self._write, name="reel", daemon=True)
        self._thread.start()

    def add(self, frame: Frame, times: int) -> None:
        """Take a frame (height, width, 3), bottom row first, that is shown so many times.

        If too many are waiting, the one after it is shown longer instead.
        """
        self._owed += times
        try:
            self._queue.put_nowait((self._owed, frame))
        except Full:
            return
        self.count += self._owed
        self._owed = 0

    def end(self) -> None:
        """Wait until all is in the file."""
        self._queue.put(None)
        self._thread.join()

    def close(self) -> None:
        """Let go of the file."""
        if self._thread.is_alive():
            self.end()
        self.file.close()

    def _write(self) -> None:
        before: Frame | None = None
        while (item := self._queue.get()) is not None:
            times, frame = item
            if self.trouble:
                continue
            change = frame if before is None else frame ^ before
            before = frame
            data = zlib.compress(np.ascontiguousarray(change).data, 1)
            height, width, _ = frame.shape
            try:
                self.file.write(HEAD.pack(times, width, height, len(data)))
                self.file.write(data)
                self.kept += times
                if self.file.tell() > LARGEST:
                    self.trouble = "the recording is too large"
            except OSError as problem:
                self.trouble = error_text(problem)


def unrolled(file: IO[bytes]) -> Iterator[Frame]:
    """Yield the frames of a reel (height, width, 3), top row first, from where its file stands to its end."""
    frame: Frame | None = None
    while len(head := file.read(HEAD.size)) == HEAD.size:
        times, width, height, length = HEAD.unpack(head)
        data = file.read(length)
        if len(data) < length:
            return  # the disk was full
        change = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, width, 3)
        frame = change if frame is None else frame ^ change
        upright = np.ascontiguousarray(frame[::-1])
        for _ in range(times):
            yield upright
