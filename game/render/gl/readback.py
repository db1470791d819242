"""Reads the content of the window without waiting for the graphics card."""

from typing import Any

import arcade
import numpy as np
from numpy.typing import NDArray
from pyglet import gl

Frame = NDArray[np.uint8]


class Readback:
    """Copies the window into pictures of one size. Each picture is returned when the next copy starts.

    The copy into a pixel buffer runs in the background meanwhile, so that nothing waits for it.

    size : px, even; a window of another shape is centred in the picture
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._ctx = arcade.get_window().ctx
        self._picture: Any = self._ctx.framebuffer(color_attachments=[self._ctx.texture(size, components=3)])
        width, height = size
        self._idle, self._busy = (self._ctx.buffer(reserve=3 * width * height, usage="stream") for _ in range(2))
        self._is_pending = False

    def capture(self, window: tuple[int, int]) -> Frame | None:
        """Start to copy the window, whose size is in px; return the picture of the previous copy, if there is one.

        Pictures are (height, width, 3), the first row at the bottom.
        """
        self._start_copy(window, self._idle)
        previous = self.last_picture()
        self._idle, self._busy = self._busy, self._idle
        self._is_pending = True
        return previous

    def last_picture(self) -> Frame | None:
        """Return the picture of the last copy, or None if it was returned already."""
        if not self._is_pending:
            return None
        self._is_pending = False
        width, height = self.size
        return np.frombuffer(self._busy.read(), np.uint8).reshape(height, width, 3)

    def _start_copy(self, window: tuple[int, int], buffer: Any) -> None:
        left, bottom, right, top = fit_rect(window, self.size)
        screen: Any = self._ctx.screen
        with self._picture.activate():
            self._picture.clear()
            gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, screen.glo)
            gl.glBlitFramebuffer(0, 0, *window, left, bottom, right, top, gl.GL_COLOR_BUFFER_BIT, gl.GL_LINEAR)
            gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, self._picture.glo)
            gl.glPixelStorei(gl.GL_PACK_ALIGNMENT, 1)
            gl.glBindBuffer(gl.GL_PIXEL_PACK_BUFFER, buffer.glo)
            gl.glReadPixels(0, 0, *self.size, gl.GL_RGB, gl.GL_UNSIGNED_BYTE, 0)
            gl.glBindBuffer(gl.GL_PIXEL_PACK_BUFFER, 0)


def fit_rect(window: tuple[int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, bottom, right and top, in px, of the largest rectangle of the window's shape in a picture."""
    scale = min(size[0] / window[0], size[1] / window[1])
    width, height = round(scale * window[0]), round(scale * window[1])
    left, bottom = (size[0] - width) // 2, (size[1] - height) // 2
    return left, bottom, left + width, bottom + height


def limit_size(window: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size of a window in px, reduced until no side is longer than ``longest``, and made even."""
    scale = min(1.0, longest / max(window))
    width, height = (max(2 * round(0.5 * scale * side), 16) for side in window)
    return width, height
