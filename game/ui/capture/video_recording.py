"""Records the frames of the window for a video."""

import arcade

from game.render.export.encoder_process import FPS, MAX_SIDE, EncoderProcess, default_suffix
from game.render.export.frame_spool import FrameSpool
from game.render.gl.readback import Readback, limit_size

MAX_TIME = 60.0
"""Longest video, in s."""


class VideoRecording:
    """Captures frames of the window at `FPS`; a frame of a slower window lasts longer in the video.

    time : length so far, s
    """

    def __init__(self, name: str) -> None:
        """Start a recording; ``name`` is for the file. Raises ``OSError`` if there can be no temporary file."""
        self.time, self._start = 0.0, None  # type: float, float | None
        self._name, self._suffix = name, default_suffix()
        self._spool = FrameSpool()
        self._window = arcade.get_window()
        self._readback = Readback(limit_size(self._window.get_framebuffer_size(), MAX_SIDE[self._suffix]))
        self._last = -1

    @property
    def end_reason(self) -> str:
        """Why the recording cannot continue; empty if it can."""
        return self._spool.error or (f"it is {MAX_TIME:.0f} s long" if self.time >= MAX_TIME else "")

    def capture(self, now: float) -> None:
        """Capture the present frame of the window, if one is due at a time (s) of any clock."""
        self._start = now if self._start is None else self._start
        self.time = now - self._start
        due = int(self.time * FPS)
        if due > self._last:
            frame = self._readback.capture(self._window.get_framebuffer_size())
            if frame is not None:
                self._spool.add_frame(frame, due - self._last)
            self._last = due

    def start_encoding(self) -> EncoderProcess:
        """End the recording, and start to encode it. Raises ``OSError``."""
        last = None if self._window.closed else self._readback.last_picture()
        if last is not None:
            self._spool.add_frame(last, 1)
        try:
            return EncoderProcess(self._spool, self._name, self._suffix)
        except OSError:
            self._spool.close()
            raise

    def discard(self) -> None:
        """End the recording without a file."""
        self._spool.close()
