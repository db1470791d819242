"""The probe for ways to draw: every answer, whatever this machine has."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from game.render import backends
from game.render.backends import Graphics, Obstacle
from game.render.pillow.renderer import PillowRenderer
from game.simulation.simulation import Simulation
from tests.scenes import level

ROOT = Path(__file__).parents[3]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="probes are for Linux")


class Library(SimpleNamespace):
    """A library of C functions that are Python functions here."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was not to be called")


def function(answer):
    """A C function that always gives this answer."""
    return type("Function", (), {"__call__": lambda self, *arguments: answer})()


def x11(display):
    return Library(XOpenDisplay=function(display), XCloseDisplay=function(0))


def opengl(speaks):
    return Library(glXQueryExtension=function(speaks))


@pytest.fixture
def libraries(monkeypatch):
    """The libraries of an imaginary Linux: a dict from name to library; what is not in it is not installed."""
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


def test_a_display_that_speaks_opengl_shows_windows(libraries):
    assert backends.probe().window is None


@pytest.mark.parametrize("name", ["GL", "X11", "freetype", "fontconfig"])
def test_a_window_needs_every_library(libraries, name):
    del libraries[name]
    file, package = backends.LIBRARIES[name]
    assert backends.probe().window == Obstacle(f"{file} not found", (package,))


def test_without_a_display_there_is_no_window(libraries, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    assert "DISPLAY is not set" in backends.probe().window.reason
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert backends.probe().window.packages == ("xwayland",)


def test_a_display_may_not_answer(libraries):
    libraries["X11"] = x11(None)
    assert backends.probe().window == Obstacle("the display :7 does not answer")


def test_a_display_may_not_speak_opengl(libraries):
    libraries["GL"] = opengl(0)
    assert backends.probe().window == Obstacle("the display :7 has no OpenGL", ("libgl1-mesa-dri",))


def test_without_its_library_egl_is_missing(libraries):
    assert backends.probe().offscreen == Obstacle("libEGL.so.1 not found", ("libegl1",))


def test_with_its_library_egl_is_left_to_arcade(libraries):
    libraries["EGL"] = Library()
    assert backends.probe().offscreen is None


def test_elsewhere_than_on_linux_a_window_is_taken_for_granted(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert backends.probe().window is None
    assert backends.probe().offscreen is not None


def test_the_remedy_names_every_package_once():
    assert backends.install(["libgl1", "libegl1", "libgl1"]) == "sudo apt-get install -y libgl1 libegl1"
    assert str(Obstacle("libGL.so.1 not found", ("libgl1",))) == "libGL.so.1 not found (sudo apt-get install -y libgl1)"
    assert str(Obstacle("no display")) == "no display"


def test_what_arcade_raises_without_opengl_is_known_by_name():
    exception = type("NoOpenGLException", (Exception,), {})
    assert backends.refused(exception("Unable to create an OpenGL 3.3+ context"))
    assert backends.refused(type("Special", (exception,), {})())
    assert backends.refused(ImportError('Library "GL" not found.'))
    assert not backends.refused(ImportError("No module named 'arcade'"))
    assert not backends.refused(ValueError("NoOpenGLException"))


@pytest.fixture
def simulation():
    running = Simulation(level([{"position": [0.0, 0.0]}]))
    yield running
    running.close()


def test_where_there_is_no_opengl_pillow_draws(simulation, monkeypatch):
    monkeypatch.setattr(backends, "probe", lambda: Graphics(Obstacle("no"), Obstacle("no")))
    artist = backends.artist(simulation, (64, 32))
    assert isinstance(artist, PillowRenderer)
    assert artist.frame().shape == (32, 64, 3)


@pytest.mark.parametrize("problem", ["NoOpenGLException", "NoSuchConfigException"])
def test_where_opengl_refuses_after_all_pillow_draws(simulation, monkeypatch, problem):
    def refuse(simulation, size):
        raise type(problem, (Exception,), {})

    monkeypatch.setenv("ARCADE_HEADLESS", "True")  # so that it is put back
    monkeypatch.setattr(backends, "probe", lambda: Graphics(Obstacle("no"), None))
    monkeypatch.setitem(sys.modules, "game.render.gl.offscreen", SimpleNamespace(OffscreenRenderer=refuse))
    assert isinstance(backends.artist(simulation, (64, 32)), PillowRenderer)


def test_a_mistake_is_not_taken_for_missing_opengl(simulation, monkeypatch):
    def fail(simulation, size):
        raise ValueError("a mistake")

    monkeypatch.setenv("ARCADE_HEADLESS", "True")
    monkeypatch.setattr(backends, "probe", lambda: Graphics(Obstacle("no"), None))
    monkeypatch.setitem(sys.modules, "game.render.gl.offscreen", SimpleNamespace(OffscreenRenderer=fail))
    with pytest.raises(ValueError, match="a mistake"):
        backends.artist(simulation, (64, 32))


ANSWER = """
import sys
from game.render import backends
ways = backends.probe()
print(ways.window is None, ways.offscreen is None, "numpy" in sys.modules or "arcade" in sys.modules)
"""


def answer(**environment):
    """What a process of its own says: whether a window, whether EGL, whether anything heavy was imported."""
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
def test_this_machine_with_a_display_that_is_not_there():
    assert answer(DISPLAY=":6543")[0] == "False"
