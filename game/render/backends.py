"""Finds out what this machine can draw with, without importing anything that may fail.

There are three ways, from the best to the last: a window; OpenGL without a window, through EGL; Pillow, which
always works. arcade must know before its import whether there is a display, so the libraries that it would load are
loaded here and the display is asked through Xlib. That takes 1 ms; a process of its own that opens an arcade window
takes 350 ms. Whether EGL finds a driver is left to arcade: if it refuses, Pillow draws.
"""

import ctypes
import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from ctypes import byref, c_char_p, c_int, c_void_p
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from game.simulation.simulation import Simulation

LIBRARIES = {
    "GL": ("libGL.so.1", "libgl1"),
    "EGL": ("libEGL.so.1", "libegl1"),
    "X11": ("libX11.so.6", "libgl1"),  # libgl1 brings it along
    "freetype": ("libfreetype.so.6", "libfreetype6"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig1"),
}
"""What arcade loads on Linux: the file of each library, and the Debian package that has it."""

REFUSALS = ("NoOpenGLException", "NoSuchDisplayException", "NoSuchConfigException", "ContextException")
"""What arcade and pyglet raise when there is no picture to be had, by name: importing them may fail."""


class Obstacle(NamedTuple):
    """Why a way of drawing is closed.

    reason : what is missing, in the words of a user
    packages : Debian packages that would help
    """

    reason: str
    packages: tuple[str, ...] = ()

    def __str__(self) -> str:
        remedy = f" ({install(self.packages)})" if self.packages else ""
        return self.reason + remedy


class Graphics(NamedTuple):
    """What is in the way of a window, and of OpenGL without one; None where nothing is."""

    window: Obstacle | None
    offscreen: Obstacle | None


def probe() -> Graphics:
    """Look at this machine, for about 1 ms. On other systems than Linux, a window is taken for granted."""
    if not sys.platform.startswith("linux"):
        return Graphics(window=None, offscreen=Obstacle("EGL is for Linux"))
    return Graphics(
        window=missing("GL", "X11", "freetype", "fontconfig") or _no_display(os.environ),
        offscreen=missing("GL", "EGL", "freetype", "fontconfig"),
    )


def missing(*names: str) -> Obstacle | None:
    """Return the obstacle that some of these `LIBRARIES` cannot be loaded, if so."""
    absent = [name for name in names if _load(name) is None]
    if not absent:
        return None
    files = ", ".join(LIBRARIES[name][0] for name in absent)
    return Obstacle(f"{files} not found", tuple(LIBRARIES[name][1] for name in absent))


def install(packages: Iterable[str]) -> str:
    """Return the one command that installs these Debian packages."""
    return " ".join(("sudo apt-get install -y", *dict.fromkeys(packages)))


class Renderer(Protocol):
    """Draws a simulation: an `OffscreenRenderer` or a `PillowRenderer`."""

    def frame(self, alpha: float = 1.0) -> "NDArray[np.uint8]":
        """Draw the moment between the step before (0) and the present one (1): (height, width, 3), top row first."""

    def close(self) -> None:
        """Free what it holds."""


def artist(simulation: "Simulation", size: tuple[int, int]) -> Renderer:
    """Return the best there is on this machine for pictures of ``size`` (width, height) in pixels."""
    ways = probe()
    if ways.offscreen is None or ways.window is None:
        if ways.offscreen is None:
            os.environ["ARCADE_HEADLESS"] = "True"
        try:
            from game.render.gl.offscreen import OffscreenRenderer  # noqa: PLC0415

            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "No device available for EGL")  # Pillow draws then
                return OffscreenRenderer(simulation, size)
        except Exception as problem:
            if not refused(problem):
                raise
    return painting(simulation, size)


def painting(simulation: "Simulation", size: tuple[int, int]) -> Renderer:
    """Return an artist who needs no OpenGL."""
    from game.render.pillow.renderer import PillowRenderer  # noqa: PLC0415

    return PillowRenderer(simulation, size)


def refused(problem: Exception) -> bool:
    """Whether arcade raised ``problem`` because there is no display or no OpenGL after all.

    The probe cannot know all: a display may have no OpenGL 3.3, and EGL no driver.
    """
    kinds = {kind.__name__ for kind in type(problem).__mro__}
    lacks_library = isinstance(problem, ImportError) and str(problem).startswith('Library "')
    return lacks_library or not kinds.isdisjoint(REFUSALS)


def _load(name: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(LIBRARIES[name][0])
    except OSError:
        return None


def _no_display(environment: Mapping[str, str]) -> Obstacle | None:
    """Return what keeps an X display from showing an OpenGL window, if anything."""
    name = environment.get("DISPLAY")
    if not name and environment.get("WAYLAND_DISPLAY"):
        return Obstacle("DISPLAY is not set, and Wayland needs XWayland", ("xwayland",))
    if not name:
        return Obstacle("DISPLAY is not set (log in on a desktop, or with ssh -X)")
    x11, gl = ctypes.CDLL(LIBRARIES["X11"][0]), ctypes.CDLL(LIBRARIES["GL"][0])
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [c_char_p], c_void_p
    x11.XCloseDisplay.argtypes = [c_void_p]
    gl.glXQueryExtension.argtypes = [c_void_p, c_void_p, c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return Obstacle(f"the display {name} does not answer")
    speaks_opengl = gl.glXQueryExtension(display, byref(c_int()), byref(c_int()))
    x11.XCloseDisplay(display)
    return None if speaks_opengl else Obstacle(f"the display {name} has no OpenGL", ("libgl1-mesa-dri",))
