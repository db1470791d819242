"""Detects what this machine can draw with, without importing anything that may fail.

There are three ways to draw, from the best to the last: in a window; with OpenGL without a window, through EGL; with
Pillow, which always works. arcade decides at its import whether it uses a display. So this module loads the libraries
that arcade would load, and asks the display through Xlib. That takes 1 ms; a process of its own that opens an arcade
window takes 350 ms. Only arcade finds out whether EGL has a driver: if it has none, Pillow draws.
"""

import ctypes
import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from ctypes import byref, c_char_p, c_int, c_void_p
from typing import TYPE_CHECKING, NamedTuple, Protocol

from game.render import shader_cache

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from game.simulation.simulation import Simulation

LIBRARIES = {
    "GL": ("libGL.so.1", "libgl1"),
    "EGL": ("libEGL.so.1", "libegl1"),
    "X11": ("libX11.so.6", "libgl1"),  # libgl1 depends on it
    "freetype": ("libfreetype.so.6", "libfreetype6"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig1"),
}
"""The libraries that arcade loads on Linux: the file of each library, and the Debian package that contains it."""

GRAPHICS_ERRORS = ("NoOpenGLException", "NoSuchDisplayException", "NoSuchConfigException", "ContextException")
"""Names of the exceptions of arcade and pyglet for a missing display or OpenGL. Importing the classes may fail."""


class Unavailable(NamedTuple):
    """Why this machine cannot draw in some way.

    reason : what is missing, for the user
    packages : Debian packages that contain it
    """

    reason: str
    packages: tuple[str, ...] = ()

    def __str__(self) -> str:
        remedy = f" ({install_command(self.packages)})" if self.packages else ""
        return self.reason + remedy


class Graphics(NamedTuple):
    """Why no window, and no OpenGL without a window, is available; None where it is."""

    window: Unavailable | None
    offscreen: Unavailable | None


def detect_graphics() -> Graphics:
    """Detect what is available. On other systems than Linux a window is assumed to be.

    A full disk switches the shader cache off, because that would end the process.
    """
    if not sys.platform.startswith("linux"):
        return Graphics(window=None, offscreen=Unavailable("EGL is for Linux"))
    shader_cache.switch_off_if_full()
    return Graphics(
        window=missing_libraries("GL", "X11", "freetype", "fontconfig") or _display_fault(os.environ),
        offscreen=missing_libraries("GL", "EGL", "freetype", "fontconfig"),
    )


def missing_libraries(*names: str) -> Unavailable | None:
    """Return which of these `LIBRARIES` cannot be loaded, or None."""
    absent = [name for name in names if _load(name) is None]
    if not absent:
        return None
    files = ", ".join(LIBRARIES[name][0] for name in absent)
    return Unavailable(f"{files} not found", tuple(LIBRARIES[name][1] for name in absent))


def install_command(packages: Iterable[str]) -> str:
    """Return the shell command that installs these Debian packages."""
    return " ".join(("sudo apt-get install -y", *dict.fromkeys(packages)))


class Renderer(Protocol):
    """Draws a simulation into arrays: an `OffscreenRenderer` or a `PillowRenderer`."""

    def frame(self, alpha: float = 1.0) -> "NDArray[np.uint8]":
        """Draw the world between the previous step (alpha = 0) and the present one (alpha = 1).

        Returns (height, width, 3), the first row at the top.
        """

    def close(self) -> None:
        """Free the memory of the renderer."""


def create_renderer(simulation: "Simulation", size: tuple[int, int]) -> Renderer:
    """Return the best renderer of this machine for pictures of a size (width, height) in pixels."""
    graphics = detect_graphics()
    if graphics.offscreen is None or graphics.window is None:
        if graphics.offscreen is None:
            os.environ["ARCADE_HEADLESS"] = "True"
        try:
            from game.render.gl.offscreen import OffscreenRenderer  # noqa: PLC0415

            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "No device available for EGL")  # Pillow draws then
                return OffscreenRenderer(simulation, size)
        except Exception as error:
            if not is_graphics_error(error):
                raise
    return create_pillow_renderer(simulation, size)


def create_pillow_renderer(simulation: "Simulation", size: tuple[int, int]) -> Renderer:
    """Return a renderer that needs no OpenGL, for pictures of a size (width, height) in pixels."""
    from game.render.pillow.renderer import PillowRenderer  # noqa: PLC0415

    return PillowRenderer(simulation, size)


def is_graphics_error(error: Exception) -> bool:
    """Whether arcade or Dear ImGui raised an error because there is no display or no OpenGL after all.

    `detect_graphics` misses a display without OpenGL 3.3, and EGL without a driver.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    names = 'Library "', *(file for file, _ in LIBRARIES.values())
    lacks_library = isinstance(error, ImportError) and any(name in str(error) for name in names)
    return lacks_library or not kinds.isdisjoint(GRAPHICS_ERRORS)


def _load(name: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(LIBRARIES[name][0])
    except OSError:
        return None


def _display_fault(environment: Mapping[str, str]) -> Unavailable | None:
    """Return why the X display cannot show an OpenGL window, or None."""
    name = environment.get("DISPLAY")
    if not name and environment.get("WAYLAND_DISPLAY"):
        return Unavailable("DISPLAY is not set, and Wayland needs XWayland", ("xwayland",))
    if not name:
        return Unavailable("DISPLAY is not set (log in on a desktop, or with ssh -X)")
    x11, gl = ctypes.CDLL(LIBRARIES["X11"][0]), ctypes.CDLL(LIBRARIES["GL"][0])
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [c_char_p], c_void_p
    x11.XCloseDisplay.argtypes = [c_void_p]
    gl.glXQueryExtension.argtypes = [c_void_p, c_void_p, c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return Unavailable(f"the display {name} does not answer")
    has_opengl = gl.glXQueryExtension(display, byref(c_int()), byref(c_int()))
    x11.XCloseDisplay(display)
    return None if has_opengl else Unavailable(f"the display {name} has no OpenGL", ("libgl1-mesa-dri",))
