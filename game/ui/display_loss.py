"""The end of the connection to an X server: Xlib ends the process then, and only asks a function before."""

import os
import sys
from collections.abc import Callable
from typing import Any

import pyglet

EXIT_STATUS = 1

_handlers: list[Any] = []  # Xlib calls them as long as the process lives


def on_display_loss(save: Callable[[], object]) -> None:
    """Call ``save`` if the X server goes away, and end the process after it. Other systems have no X server.

    ``save`` runs within a call of Xlib: it must use neither the window nor OpenGL.
    """
    if pyglet.compat_platform != "linux" or pyglet.options.headless:
        return
    from pyglet.libs.x11 import xlib  # noqa: PLC0415  (X11 only)

    def end(_: object) -> int:
        try:
            save()
        finally:  # Xlib would call exit() without the end of Python
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(EXIT_STATUS)

    _handlers.append(xlib.XIOErrorHandler(end))
    xlib.XSetIOErrorHandler(_handlers[-1])
