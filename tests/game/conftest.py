"""Fixtures: displays and windows, levels, folders for new files."""

import pytest

from game.files import new_file
from game.render import backends
from tests.display import LEVEL, Desktop, WindowServer, x_server
from tests.machine import needs_opengl, skip_missing


@pytest.fixture(scope="session")
def windows():
    """The display of an X server, and a process that opens windows on it."""
    if obstacle := backends.missing_libraries("GL", "X11", "freetype", "fontconfig"):
        skip_missing(f"OpenGL ({obstacle.reason})")
    with x_server() as (display, _):
        server = WindowServer()
        yield display, server
        server.close()


@pytest.fixture(scope="module")
def desktop(windows, tmp_path_factory):
    """Runs scenarios in windows, with folders of this module."""
    display, server = windows
    return Desktop(display, tmp_path_factory.mktemp("desktop"), server)


@pytest.fixture(scope="module")
def environment(desktop):
    """Environment variables that lead a process of its own to the X server."""
    return desktop.environment


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the levels a, b and c."""
    place = tmp_path_factory.mktemp("levels")
    for name in ("a", "b", "c"):
        (place / f"{name}.toml").write_text(LEVEL.format(title=f"Level {name}"), "utf-8")
    return place


@pytest.fixture(scope="module")
def offscreen():
    """The class that draws pictures as the window does, if there is OpenGL."""
    with needs_opengl():
        from game.render.gl.offscreen import OffscreenRenderer, hidden_window  # noqa: PLC0415

        hidden_window()
    return OffscreenRenderer


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    """The user's pictures folder, which does not exist yet; the current folder is another one."""
    folder = tmp_path / "user" / "Pictures"
    monkeypatch.setattr(new_file, "user_pictures_path", lambda: folder)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return folder
