"""What the tests need of a machine beyond Python packages, and how to pretend that it is not there."""

import os
import shutil
import sys

import pytest

from game.render import backends

PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "chromium": "chromium"}
"""The Debian package of each program that tests start."""


def lacking(what):
    """Skip the test, or fail it where everything should be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def missing_packages():
    """Return the Debian packages that would let every test run here; none where there is no apt-get."""
    if not sys.platform.startswith("linux"):
        return ()
    obstacle = backends.missing(*backends.LIBRARIES)
    programs = (package for program, package in PROGRAMS.items() if not shutil.which(program))
    return (*(obstacle.packages if obstacle else ()), *programs)


def bare_environment(folder):
    """Return environment variables of a machine without the graphics libraries and the `PROGRAMS`.

    The loader finds files in ``folder`` that are no libraries, and stops at them. A folder of programs with one of
    `PROGRAMS` in it is replaced by links to its other programs.
    """
    libraries = folder / "libraries"
    libraries.mkdir()
    for file, _ in backends.LIBRARIES.values():
        (libraries / file).touch()
    places = []
    for number, place in enumerate(os.get_exec_path()):
        if any(shutil.which(program, path=place) for program in PROGRAMS):
            links = folder / f"programs-{number}"
            links.mkdir()
            for name in set(os.listdir(place)) - set(PROGRAMS):  # noqa: PTH208
                (links / name).symlink_to(os.path.join(place, name))  # noqa: PTH118
            place = str(links)  # noqa: PLW2901
        places.append(place)
    hidden = {"CI", "DISPLAY", "WAYLAND_DISPLAY"}
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    return variables | {"LD_LIBRARY_PATH": str(libraries), "PATH": os.pathsep.join(places)}
