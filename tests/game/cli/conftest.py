"""Fixtures for tests of the command line."""

import pytest

from game.render import backends
from game.render.backends import Graphics, Unavailable


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Change to an empty folder, on a machine without a display and without OpenGL."""
    monkeypatch.chdir(tmp_path)
    no_display = Graphics(Unavailable("DISPLAY is not set"), Unavailable("no EGL"))
    monkeypatch.setattr(backends, "detect_graphics", lambda: no_display)
    return tmp_path
