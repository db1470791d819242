"""A temporary file of compressed frames, between the window that records and the process that encodes."""

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

MAX_QUEUED = 8
"""Largest number of frames in memory; all other frames are in the temporary file."""

MAX_BYTES = 2_000_000_000
"""Largest size of the temporary file."""

HEADER = struct.Struct("<IIII")
"""Header of each frame: number of repetitions, width, height, bytes of compressed data."""


class FrameSpool:
    """Writes frames to a temporary file in a thread. Each frame is stored as its difference from the previous one.

    count : frames that were added, with repetitions
    written_count : frames in the file, with repetitions
    error : why no more frames are written, or ""
    file : the temporary file; it has no name and disappears when it is closed
    """

    def __init__(self) -> None:
        """Open the file and start the thread. Raises ``OSError`` if no temporary file can be created."""
        self.count, self.written_count, self.error = 0, 0, ""
        self.file: IO[bytes] = TemporaryFile()  # noqa: SIM115  (closed by `close`)
        self._pending_times = 0
        self._queue: Queue[tuple[int, Frame] | None] = Queue(MAX_QUEUED)
        self._thread = Thread(target=self._write, name="frame spool", daemon=True)
        self._thread.start()

    def add_frame(self, frame: Frame, times: int) -> None:
        """Add a frame (height, width, 3), the first row at the bottom, that is shown a number of times.

        If the queue is full, the frame is dropped and the next one is shown longer.
        """
        self._pending_times += times
        try:
            self._queue.put_nowait((self._pending_times, frame))
        except Full:
            return
        self.count += self._pending_times
        self._pending_times = 0

    def finish_writing(self) -> None:
        """Wait until all frames are in the file."""
        self._queue.put(None)
        self._thread.join()

    def close(self) -> None:
        """Close the file."""
        if self._thread.is_alive():
            self.finish_writing()
        self.file.close()

    def _write(self) -> None:
        previous: Frame | None = None
        while (item := self._queue.get()) is not None:
            times, frame = item
            if self.error:
                continue
            change = frame if previous is None else frame ^ previous
            previous = frame
            data = zlib.compress(np.ascontiguousarray(change).data, 1)
            height, width, _ = frame.shape
            try:
                self.file.write(HEADER.pack(times, width, height, len(data)))
                self.file.write(data)
                self.written_count += times
                if self.file.tell() > MAX_BYTES:
                    self.error = "the recording is too large"
            except OSError as error:
                self.error = error_text(error)


def read_frames(file: IO[bytes]) -> Iterator[Frame]:
    """Yield the frames (height, width, 3), the first row at the top, from the position of a file to its end."""
    frame: Frame | None = None
    while len(header := file.read(HEADER.size)) == HEADER.size:
        times, width, height, length = HEADER.unpack(header)
        data = file.read(length)
        if len(data) < length:
            return  # the file is incomplete because the disk was full
        change = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, width, 3)
        frame = change if frame is None else frame ^ change
        upright = np.ascontiguousarray(frame[::-1])
        for _ in range(times):
            yield upright
