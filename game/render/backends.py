"""What this machine can draw with, found out without importing anything that may fail.

There are three ways, from the best to the last: a window; OpenGL without a window, through EGL; Pillow, which
always works. arcade cannot be asked: it needs to know before it is imported, and half of it stays behind when
its import fails. So the libraries it would load are loaded here one by one.
"""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from ctypes import POINTER, byref, c_char_p, c_int, c_uint, c_void_p
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

_EGL_EXTENSIONS = 0x3055
_EGL_PLATFORM_DEVICE = 0x313F
_EGL_CONFIG = (0x3033, 0x0001, 0x3040, 0x0008, 0x3038)  # surfaces: pbuffer; renders: OpenGL; end


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
    """Look at this machine, for some milliseconds; where it is no Linux, a window is taken for granted."""
    if not sys.platform.startswith("linux"):
        return Graphics(window=None, offscreen=Obstacle("EGL is for Linux"))
    return Graphics(
        window=missing("GL", "X11", "freetype", "fontconfig") or _no_display(os.environ),
        offscreen=missing("GL", "EGL", "freetype", "fontconfig") or _no_egl(),
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


class Artist(Protocol):
    """Draws a simulation: an `Offscreen` or a `Painting`."""

    def frame(self, alpha: float = 1.0) -> "NDArray[np.uint8]":
        """Draw the moment between the step before (0) and the present one (1): (height, width, 3), top row first."""

    def close(self) -> None:
        """Free what it holds."""


def artist(simulation: "Simulation", size: tuple[int, int]) -> Artist:
    """Return the best there is on this machine for pictures of ``size`` (width, height) in pixels."""
    ways = probe()
    if ways.offscreen is None or ways.window is None:
        if ways.offscreen is None:
            os.environ["ARCADE_HEADLESS"] = "True"
        try:
            from game.render.gl.offscreen import Offscreen  # noqa: PLC0415

            return Offscreen(simulation, size)
        except Exception as problem:
            if not refused(problem):
                raise
    return painting(simulation, size)


def painting(simulation: "Simulation", size: tuple[int, int]) -> Artist:
    """Return an artist who needs no OpenGL."""
    from game.render.pillow.painting import Painting  # noqa: PLC0415

    return Painting(simulation, size)


def refused(problem: Exception) -> bool:
    """Whether arcade raised ``problem`` because there is no display or no OpenGL after all.

    A probe cannot know all: a display may answer and still have no OpenGL 3.3.
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


def _no_egl() -> Obstacle | None:
    """Return what keeps EGL from drawing to memory, if anything, by the steps that pyglet takes."""
    egl = ctypes.CDLL(LIBRARIES["EGL"][0])
    egl.eglQueryString.argtypes, egl.eglQueryString.restype = [c_void_p, c_int], c_char_p
    egl.eglGetProcAddress.argtypes, egl.eglGetProcAddress.restype = [c_char_p], c_void_p
    egl.eglInitialize.argtypes = [c_void_p, POINTER(c_int), POINTER(c_int)]
    egl.eglChooseConfig.argtypes = [c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int)]
    mesa = Obstacle("EGL finds no driver that draws with OpenGL", ("libgl1-mesa-dri",))
    if b"EGL_EXT_device_enumeration" not in (egl.eglQueryString(None, _EGL_EXTENSIONS) or b""):
        return mesa
    query_devices = ctypes.CFUNCTYPE(c_uint, c_int, c_void_p, POINTER(c_int))(
        egl.eglGetProcAddress(b"eglQueryDevicesEXT")
    )
    get_display = ctypes.CFUNCTYPE(c_void_p, c_uint, c_void_p, c_void_p)(
        egl.eglGetProcAddress(b"eglGetPlatformDisplayEXT")
    )
    device, count, configs = c_void_p(), c_int(), c_int()
    if not query_devices(1, byref(device), byref(count)) or count.value == 0:
        return mesa
    display = get_display(_EGL_PLATFORM_DEVICE, device, None)
    if not display or not egl.eglInitialize(display, None, None):
        return mesa
    wanted = (c_int * len(_EGL_CONFIG))(*_EGL_CONFIG)
    egl.eglChooseConfig(display, wanted, None, 0, byref(configs))
    return None if configs.value else mesa
