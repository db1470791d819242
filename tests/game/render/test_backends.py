"""Detection of graphics, with every result simulated."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from game.render import backends
from game.render.backends import Graphics, Unavailable
from game.render.pillow.renderer import PillowRenderer
from game.simulation.simulation import Simulation
from game.testing.tiny_worlds import tiny_level as level

ROOT = Path(__file__).parents[3]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="probes are for Linux")


class Library(SimpleNamespace):
    """A fake of a C library whose functions are Python functions."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was not to be called")


def function(answer):
    """A fake C function with a constant result."""
    return type("Function", (), {"__call__": lambda self, *arguments: answer})()


def x11(display):
    return Library(XOpenDisplay=function(display), XCloseDisplay=function(0))


def opengl(speaks):
    return Library(glXQueryExtension=function(speaks))


@pytest.fixture
def libraries(monkeypatch):
    """The libraries of a simulated Linux: a dict from name to library, without those that are not installed."""
    installed = {"GL": opengl(1), "EGL": None, "X11": x11(1), "freetype": Library(), "fontconfig": Library()}
    files = {file: name for name, (file, _) in backends.LIBRARIES.items()}

    def load(file):
        if (library := installed.get(files[file])) is None:
            raise OSError(file)
        return library

    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return installed


def test_a_display_with_opengl_shows_windows(libraries):
    assert backends.detect_graphics().window is None


@pytest.mark.parametrize("name", ["GL", "X11", "freetype", "fontconfig"])
def test_a_window_needs_every_library(libraries, name):
    del libraries[name]
    file, package = backends.LIBRARIES[name]
    assert backends.detect_graphics().window == Unavailable(f"{file} not found", (package,))


def test_without_a_display_there_is_no_window(libraries, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    assert "DISPLAY is not set" in backends.detect_graphics().window.reason
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert backends.detect_graphics().window.packages == ("xwayland",)


def test_a_display_that_does_not_answer_is_detected(libraries):
    libraries["X11"] = x11(None)
    assert backends.detect_graphics().window == Unavailable("the display :7 does not answer")


def test_a_display_without_opengl_is_detected(libraries):
    libraries["GL"] = opengl(0)
    assert backends.detect_graphics().window == Unavailable("the display :7 has no OpenGL", ("libgl1-mesa-dri",))


def test_egl_is_unavailable_without_its_library(libraries):
    assert backends.detect_graphics().offscreen == Unavailable("libEGL.so.1 not found", ("libegl1",))


def test_egl_is_assumed_available_with_its_library(libraries):
    libraries["EGL"] = Library()
    assert backends.detect_graphics().offscreen is None


def test_on_other_systems_than_linux_a_window_is_assumed(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert backends.detect_graphics().window is None
    assert backends.detect_graphics().offscreen is not None


def test_the_install_command_lists_each_package_once():
    assert backends.install_command(["libgl1", "libegl1", "libgl1"]) == "sudo apt-get install -y libgl1 libegl1"
    assert (
        str(Unavailable("libGL.so.1 not found", ("libgl1",))) == "libGL.so.1 not found (sudo apt-get install -y libgl1)"
    )
    assert str(Unavailable("no display")) == "no display"


def test_errors_of_arcade_without_opengl_are_recognised():
    exception = type("NoOpenGLException", (Exception,), {})
    assert backends.is_graphics_error(exception("Unable to create an OpenGL 3.3+ context"))
    assert backends.is_graphics_error(type("Special", (exception,), {})())
    assert backends.is_graphics_error(ImportError('Library "GL" not found.'))
    assert not backends.is_graphics_error(ImportError("No module named 'arcade'"))
    assert not backends.is_graphics_error(ValueError("NoOpenGLException"))


@pytest.fixture
def simulation():
    running = Simulation(level([{"position": [0.0, 0.0]}]))
    yield running
    running.close()


def test_pillow_draws_without_opengl(simulation, monkeypatch):
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(Unavailable("no"), Unavailable("no")))
    renderer = backends.create_renderer(simulation, (64, 32))
    assert isinstance(renderer, PillowRenderer)
    assert renderer.frame().shape == (32, 64, 3)


@pytest.mark.parametrize("problem", ["NoOpenGLException", "NoSuchConfigException"])
def test_pillow_draws_if_opengl_fails(simulation, monkeypatch, problem):
    def refuse(simulation, size):
        raise type(problem, (Exception,), {})

    monkeypatch.setenv("ARCADE_HEADLESS", "True")  # so that it is put back
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(Unavailable("no"), None))
    monkeypatch.setitem(sys.modules, "game.render.gl.offscreen", SimpleNamespace(OffscreenRenderer=refuse))
    assert isinstance(backends.create_renderer(simulation, (64, 32)), PillowRenderer)


def test_other_errors_are_not_mistaken_for_missing_opengl(simulation, monkeypatch):
    def fail(simulation, size):
        raise ValueError("a mistake")

    monkeypatch.setenv("ARCADE_HEADLESS", "True")
    monkeypatch.setattr(backends, "detect_graphics", lambda: Graphics(Unavailable("no"), None))
    monkeypatch.setitem(sys.modules, "game.render.gl.offscreen", SimpleNamespace(OffscreenRenderer=fail))
    with pytest.raises(ValueError, match="a mistake"):
        backends.create_renderer(simulation, (64, 32))


ANSWER = """
import sys
from game.render import backends
ways = backends.detect_graphics()
print(ways.window is None, ways.offscreen is None, "numpy" in sys.modules or "arcade" in sys.modules)
"""


def answer(**environment):
    """What a separate process detects: window, EGL, and whether it imported a large package."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, "-c", ANSWER]
    run = subprocess.run(command, env=clean | environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout.split()


@LINUX
def test_this_machine_without_a_display():
    window, offscreen, heavy = answer()
    assert (window, heavy) == ("False", "False")
    if os.environ.get("CI") == "true":
        assert offscreen == "True"


@LINUX
def test_this_machine_with_a_display_that_does_not_exist():
    assert answer(DISPLAY=":6543")[0] == "False"
