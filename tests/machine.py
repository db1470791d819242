"""Libraries and programs that tests need beside Python packages, and an environment that hides them."""

import os
import shutil
import sys
import warnings
from contextlib import contextmanager

import pytest

from game.render import backends

PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "chromium": "chromium"}
"""Programs that tests start, and the Debian package of each."""


def skip_missing(what):
    """Skip the test or the module, or fail it in a CI environment, where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing", allow_module_level=True)


@contextmanager
def needs_opengl():
    """Skip the test if the block fails for want of OpenGL. Other errors pass."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "No device available for EGL")  # an error of arcade follows
            yield
    except Exception as error:
        if not backends.is_graphics_error(error):
            raise
        skip_missing(f"OpenGL ({error})")


def missing_packages():
    """Return the Debian packages that are missing for the tests; none on other systems than Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    obstacle = backends.missing_libraries(*backends.LIBRARIES)
    programs = (package for program, package in PROGRAMS.items() if not shutil.which(program))
    return (*(obstacle.packages if obstacle else ()), *programs)


def bare_environment(folder):
    """Return environment variables that hide the graphics libraries and the `PROGRAMS`.

    The loader finds empty files in ``folder`` in place of the libraries, and fails. On the search path, each folder
    with one of the `PROGRAMS` is replaced by a folder of links to the other programs.
    """
    libraries = folder / "libraries"
    libraries.mkdir()
    for file, _ in backends.LIBRARIES.values():
        (libraries / file).touch()
    search_path = []
    for number, directory in enumerate(os.get_exec_path()):
        if any(shutil.which(program, path=directory) for program in PROGRAMS):
            links = folder / f"programs-{number}"
            links.mkdir()
            for name in set(os.listdir(directory)) - set(PROGRAMS):  # noqa: PTH208
                (links / name).symlink_to(os.path.join(directory, name))  # noqa: PTH118
            directory = str(links)  # noqa: PLW2901
        search_path.append(directory)
    hidden = {"CI", "DISPLAY", "WAYLAND_DISPLAY"}
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    return variables | {"LD_LIBRARY_PATH": str(libraries), "PATH": os.pathsep.join(search_path)}
