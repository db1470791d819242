"""Reads what is on screen without waiting for it."""

from typing import Any

import arcade
import numpy as np
from numpy.typing import NDArray
from pyglet import gl

Frame = NDArray[np.uint8]


class Readback:
    """Copies the window into pictures of one size, and hands each out when the next is taken: none is waited for.

    size : px, even; a window of another shape is put into the middle
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._ctx = arcade.get_window().ctx
        self._picture: Any = self._ctx.framebuffer(color_attachments=[self._ctx.texture(size, components=3)])
        width, height = size
        self._idle, self._busy = (self._ctx.buffer(reserve=3 * width * height, usage="stream") for _ in range(2))
        self._is_pending = False

    def take(self, window: tuple[int, int]) -> Frame | None:
        """Begin to copy a window of that size (px); return the picture begun before, if there is one.

        Pictures are (height, width, 3), bottom row first.
        """
        self._begin(window, self._idle)
        before = self.last()
        self._idle, self._busy = self._busy, self._idle
        self._is_pending = True
        return before

    def last(self) -> Frame | None:
        """Return the picture begun last, unless that was done."""
        if not self._is_pending:
            return None
        self._is_pending = False
        width, height = self.size
        return np.frombuffer(self._busy.read(), np.uint8).reshape(height, width, 3)

    def _begin(self, window: tuple[int, int], buffer: Any) -> None:
        left, bottom, right, top = fitted(window, self.size)
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


def fitted(window: tuple[int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, bottom, right and top of a window that fills a picture as far as its shape allows, px."""
    scale = min(size[0] / window[0], size[1] / window[1])
    width, height = round(scale * window[0]), round(scale * window[1])
    left, bottom = (size[0] - width) // 2, (size[1] - height) // 2
    return left, bottom, left + width, bottom + height


def shrunk(window: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size of a window, no side longer than ``longest``, in even numbers, px."""
    scale = min(1.0, longest / max(window))
    width, height = (max(2 * round(0.5 * scale * side), 16) for side in window)
    return width, height
