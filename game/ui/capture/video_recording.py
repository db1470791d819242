"""A recording of the window while it goes on."""

import arcade

from game.render.export.encoder_process import FPS, MAX_SIDE, EncoderProcess, default_suffix
from game.render.export.frame_spool import FrameSpool
from game.render.gl.readback import Readback, limit_size

LONGEST = 60.0
"""s of a recording at most."""


class Recording:
    """Takes frames of the window at `FPS` of the time that passes on it; slower windows show theirs longer.

    time : s so far
    """

    def __init__(self, name: str) -> None:
        """Begin; ``name`` is for the file. Raises ``OSError`` where no temporary file can be made."""
        self.time, self._start = 0.0, None  # type: float, float | None
        self._name, self._suffix = name, default_suffix()
        self._reel = FrameSpool()
        self._window = arcade.get_window()
        self._readback = Readback(limit_size(self._window.get_framebuffer_size(), MAX_SIDE[self._suffix]))
        self._last = -1

    @property
    def end_reason(self) -> str:
        """Why it cannot go on, if so."""
        return self._reel.error or (f"it is {LONGEST:.0f} s long" if self.time >= LONGEST else "")

    def take(self, now: float) -> None:
        """Take what has just been drawn, if a frame is due at a time (s) of any clock."""
        self._start = now if self._start is None else self._start
        self.time = now - self._start
        due = int(self.time * FPS)
        if due > self._last:
            before = self._readback.capture(self._window.get_framebuffer_size())
            if before is not None:
                self._reel.add_frame(before, due - self._last)
            self._last = due

    def end(self) -> EncoderProcess:
        """Begin to make a file of it. Raises ``OSError``."""
        last = None if self._window.closed else self._readback.last_picture()
        if last is not None:
            self._reel.add_frame(last, 1)
        try:
            return EncoderProcess(self._reel, self._name, self._suffix)
        except OSError:
            self._reel.close()
            raise

    def give_up(self) -> None:
        """End it without a file."""
        self._reel.close()
