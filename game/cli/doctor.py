"""What of this machine the game can use, and the one command that installs what it lacks."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from ctypes.util import find_library
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from platformdirs import user_cache_path
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from game.render import backends

PACKAGES = (
    "esper",
    "arcade",
    "pyglet",
    "numpy",
    "numba",
    "pydantic",
    "tree-sitter",
    "tree-sitter-toml",
    "typer",
    "rich",
    "pillow",
    "platformdirs",
    "tomlkit",
)
"""What has to be installed."""

RENDERER = "import arcade; print(arcade.Window(64, 64, visible=False).ctx.info.RENDERER)"
"""A program that tells who draws with OpenGL."""

PATIENCE = 20.0
"""s that it may take."""

WIDTH = 160
"""Columns of the table where there is no terminal."""


class Finding(NamedTuple):
    """One line of the table.

    state : "ok", "missing", "wrong", or "without" for what the game does without
    pip : what pip installs, if that helps
    debian : packages of Debian and its kin that help
    """

    subject: str
    state: Literal["ok", "missing", "wrong", "without"]
    detail: str
    pip: str = ""
    debian: tuple[str, ...] = ()


def examine() -> bool:
    """Print what was found, and how to install the rest. Return whether all that the game imports is there."""
    findings = [*look()]
    colors = {"ok": "green", "missing": "red", "wrong": "red", "without": "yellow"}
    table = Table("what", "state", "found")
    for finding in findings:
        table.add_row(finding.subject, f"[{colors[finding.state]}]{finding.state}", escape(finding.detail))
    Console(width=None if sys.stdout.isatty() else WIDTH).print(table)
    for command in remedies(findings):
        print(f"to install what is missing: {command}")
    return not any(finding.subject in PACKAGES and finding.state == "missing" for finding in findings)


def remedies(findings: Iterable[Finding]) -> list[str]:
    """Return the commands, at most one of pip and one of apt, that install what was not found."""
    findings = [*findings]
    commands = []
    if wheels := [f'"{finding.pip}"' for finding in findings if finding.pip]:
        commands.append(" ".join(("pip install", *dict.fromkeys(wheels))))
    if (debian := [package for finding in findings for package in finding.debian]) and shutil.which("apt-get"):
        commands.append(backends.install(debian))
    return commands


def look() -> Iterator[Finding]:
    """Look at this machine, thing by thing."""
    yield Finding("Python", "ok", f"{platform.python_version()}, {sys.executable}")
    for name in PACKAGES:
        yield _package(name)
    yield _video()
    yield from _drawing()
    yield _sound()
    yield _kernels()
    yield from _levels()
    yield _preferences()


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", "", pip=name)


def _video() -> Finding:
    found = _package("av")
    if found.state == "ok":
        return Finding("mp4", "ok", f"PyAV {found.detail}")
    return Finding("mp4", "without", "needs PyAV", pip="av")


def _drawing() -> Iterator[Finding]:
    ways = backends.probe()
    if ways.window is None:
        yield Finding("window", "ok", os.environ.get("DISPLAY", ""))
    else:
        no_screen = not os.environ.get("DISPLAY") and shutil.which("xvfb-run") is None
        yield _obstacle("window", ways.window, ("xvfb",) if no_screen else ())
    if ways.offscreen is None:
        yield _renderer("OpenGL without a window", headless=True)
    else:
        yield _obstacle("OpenGL without a window", ways.offscreen)
        if ways.window is None:
            yield _renderer("OpenGL in a window", headless=False)
    yield Finding("pictures without OpenGL", "ok", "Pillow")
    yield _font()


def _obstacle(subject: str, obstacle: backends.Obstacle, more: tuple[str, ...] = ()) -> Finding:
    packages = obstacle.packages + more
    return Finding(subject, "missing" if packages else "without", obstacle.reason, debian=packages)


def _font() -> Finding:
    arcade = find_spec("arcade")
    fonts = [*Path(arcade.origin or "").parent.rglob("Liberation_Sans_*.ttf")] if arcade else []
    if fonts:
        return Finding("font", "ok", f"Liberation Sans, {fonts[0].parent}")
    return Finding("font", "without", "Pillow's own")


def _renderer(subject: str, headless: bool) -> Finding:
    """Ask OpenGL itself, in a process of its own, because a driver may hang or crash."""
    environment = {**os.environ, **({"ARCADE_HEADLESS": "True"} if headless else {})}
    command = [sys.executable, "-c", RENDERER]
    try:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except subprocess.TimeoutExpired:
        return Finding(subject, "missing", f"no answer in {PATIENCE:.0f} s")
    except subprocess.CalledProcessError as problem:
        lines = problem.stderr.strip().splitlines() or [f"exit status {problem.returncode}"]
        return Finding(subject, "missing", lines[-1], debian=("libgl1-mesa-dri",))
    return Finding(subject, "ok", run.stdout.strip())


def _sound() -> Finding:
    library_name = find_library("openal") or find_library("pulse")
    if library_name or not sys.platform.startswith("linux"):
        return Finding("sound", "ok", library_name or "")
    return Finding("sound", "without", "neither OpenAL nor PulseAudio")


def _levels() -> Iterator[Finding]:
    try:
        from game.levels import library  # noqa: PLC0415  (it needs packages that may be missing)
    except ImportError as problem:
        yield Finding("levels", "missing", str(problem))
        return
    for origin, folder in library.level_folders():
        count = len([*folder.glob("[!.]*.toml")])
        yield Finding(f"{origin} levels", "ok" if count else "without", f"{count} in {folder.absolute()}")


def _preferences() -> Finding:
    try:
        from game.ui import preferences  # noqa: PLC0415  (it needs packages that may be missing)
    except ImportError as problem:
        return Finding("preferences", "missing", str(problem))
    file = preferences.path()
    if not file.exists():
        return Finding("preferences", "without", f"the usual ones; yours would be in {file}")
    _, mistakes = preferences.load()
    if mistakes is None:
        return Finding("preferences", "ok", str(file))
    hint = "`python -m game keys` lists actions and their keys"
    return Finding("preferences", "wrong", f"{mistakes.error}; {mistakes.outcome} {hint}")


def _kernels() -> Finding:
    """Where numba keeps compiled kernels, and whether there are any; importing them would compile them."""
    systems = find_spec("systems")
    beside = Path(systems.origin or "").parent / "kernels" / "__pycache__" if systems else Path()
    if folder := os.environ.get("NUMBA_CACHE_DIR"):
        cache = Path(folder)
    else:
        cache = beside if os.access(beside.parent, os.W_OK) else user_cache_path("numba", appauthor=False)
    if any(cache.rglob("*.nbi")):
        return Finding("compiled kernels", "ok", f"in {cache}")
    nearest = next(place for place in (cache, *cache.parents) if place.exists())
    if os.access(nearest, os.W_OK):
        return Finding("compiled kernels", "without", f"not yet; the first run puts them into {cache}")
    return Finding("compiled kernels", "without", f"anew in every run: {cache} cannot be written")
