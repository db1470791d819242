"""What tests of the window may ask for."""

import pytest

from tests.display import LEVEL, x_server
from tests.machine import lacking


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Environment variables that lead to an X server, and to a cache folder of this module."""
    with x_server(tmp_path_factory.mktemp("cache")) as variables:
        yield variables


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
    try:
        from game.render.gl.offscreen import Offscreen, _window  # noqa: PLC0415

        _window()
    except Exception as problem:
        lacking(f"OpenGL ({problem})")
    return Offscreen
