"""Checks of this machine: packages, drawing, sound, kernel cache, levels and preferences."""

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

from game.cli.tables import print_table
from game.files.atomic_write import error_text
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
"""Packages that the game needs."""

RENDERER_PROGRAM = "import arcade; print(arcade.Window(64, 64, visible=False).ctx.info.RENDERER)"
"""Python program that prints the name of the OpenGL renderer."""

SOUND_PROGRAM = """\
import pyglet
pyglet.options.shadow_window = False
from game.audio.device import has_device
print(type(pyglet.media.get_audio_driver()).__name__ if has_device() else "")
"""
"""Python program that prints the name of the audio driver, or an empty line without an audio device."""

TIMEOUT = 20.0
"""Time limit of these programs, s."""

COLORS = {"ok": "green", "missing": "red", "invalid": "red", "none": "yellow"}
"""Color of each state on a terminal."""


class Finding(NamedTuple):
    """Result of a check: one row of the table.

    subject : what was checked
    state : "ok"; "missing" for what is needed; "none" for what is optional; "invalid" for a file with mistakes
    detail : version, path or reason
    pip : requirement that pip can install, or ""
    debian : Debian packages that provide it
    """

    subject: str
    state: Literal["ok", "missing", "none", "invalid"]
    detail: str
    pip: str = ""
    debian: tuple[str, ...] = ()


def run_checks() -> bool:
    """Run all checks, print a table and the install commands, and return whether all needed packages are installed."""
    findings = [*check_machine()]
    print_table(("check", "state", "details"), [finding[:3] for finding in findings], COLORS)
    for command in install_commands(findings):
        print(f"to install what is missing: {command}")
    return not any(finding.subject in PACKAGES and finding.state == "missing" for finding in findings)


def install_commands(findings: Iterable[Finding]) -> list[str]:
    """Return the commands that install what is missing: at most one pip command and one apt-get command."""
    findings = [*findings]
    commands = []
    if requirements := [f'"{finding.pip}"' for finding in findings if finding.pip]:
        commands.append(" ".join(("pip install", *dict.fromkeys(requirements))))
    if (debian := [package for finding in findings for package in finding.debian]) and shutil.which("apt-get"):
        commands.append(backends.install_command(debian))
    return commands


def check_machine() -> Iterator[Finding]:
    """Yield the result of each check."""
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
    package = _package("av")
    if package.state == "ok":
        return Finding("mp4", "ok", f"PyAV {package.detail}")
    return Finding("mp4", "none", "needs PyAV", pip="av")


def _drawing() -> Iterator[Finding]:
    ways = backends.detect_graphics()
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
    yield Finding("drawing without OpenGL", "ok", "Pillow")
    yield _font()


def _obstacle(subject: str, obstacle: backends.Unavailable, more: tuple[str, ...] = ()) -> Finding:
    packages = obstacle.packages + more
    return Finding(subject, "missing" if packages else "none", obstacle.reason, debian=packages)


def _font() -> Finding:
    arcade = find_spec("arcade")
    fonts = [*Path(arcade.origin or "").parent.rglob("Liberation_Sans_*.ttf")] if arcade else []
    if fonts:
        return Finding("font", "ok", f"Liberation Sans, {fonts[0].parent}")
    return Finding("font", "none", "Pillow's built-in font is used")


def _probe(program: str, **environment: str) -> str:
    """Run a Python program in a process of its own, because a driver may hang or crash; return its output."""
    command, variables = [sys.executable, "-c", program], {**os.environ, **environment}
    run = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=TIMEOUT, check=True)
    return run.stdout.strip()


def _failure_reason(error: subprocess.SubprocessError) -> str:
    if not isinstance(error, subprocess.CalledProcessError):
        return f"no answer in {TIMEOUT:.0f} s"
    lines = error.stderr.strip().splitlines() or [f"exit status {error.returncode}"]
    return str(lines[-1])


def _renderer(subject: str, headless: bool) -> Finding:
    try:
        return Finding(subject, "ok", _probe(RENDERER_PROGRAM, **({"ARCADE_HEADLESS": "True"} if headless else {})))
    except subprocess.SubprocessError as error:
        has_crashed = isinstance(error, subprocess.CalledProcessError)
        return Finding(subject, "missing", _failure_reason(error), debian=("libgl1-mesa-dri",) if has_crashed else ())


def _sound() -> Finding:
    if sys.platform.startswith("linux") and not (find_library("openal") or find_library("pulse")):
        return Finding("sound", "none", "neither OpenAL nor PulseAudio is installed")
    try:
        driver = _probe(SOUND_PROGRAM)
    except subprocess.SubprocessError as error:
        return Finding("sound", "none", _failure_reason(error))
    return Finding("sound", "ok", driver) if driver else Finding("sound", "none", "no audio device")


def _levels() -> Iterator[Finding]:
    try:
        from game.levels import library  # noqa: PLC0415  (it needs packages that may be missing)
    except ImportError as error:
        yield Finding("levels", "missing", str(error))
        return
    for origin, folder in library.level_folders():
        count = len([*folder.glob("[!.]*.toml")])
        yield Finding(f"{origin} levels", "ok" if count else "none", f"{count} in {folder.absolute()}")


def _preferences() -> Finding:
    try:
        from game.ui import preferences  # noqa: PLC0415  (it needs packages that may be missing)
    except ImportError as error:
        return Finding("preferences", "missing", str(error))
    file = preferences.path()
    if not file.exists():
        return Finding("preferences", "none", f"defaults are used; your file would be {file}")
    _, mistakes = preferences.load()
    if mistakes is None:
        return Finding("preferences", "ok", str(file))
    hint = "`python -m game keys` lists the actions and their keys."
    problems = "; ".join(str(mistakes.error).splitlines())
    return Finding("preferences", "invalid", f"{problems}; {mistakes.outcome} {hint}")


def _kernels() -> Finding:
    """Check the files of compiled kernels, without loading or compiling any."""
    try:
        from systems import compiled_fraction, kernel_loading  # noqa: PLC0415  (it needs packages that may be missing)
    except ImportError as error:
        return Finding("compiled kernels", "missing", str(error))
    folder = kernel_loading.kernel_folder()
    if folder.damaged:
        names = f"{len(folder.damaged)} damaged or left over in {folder.path}, such as {folder.damaged[0].name}"
        return Finding("compiled kernels", "invalid", f"{names}; `python -m game doctor --repair` removes them")
    fraction = compiled_fraction()
    if folder.fault and fraction < 1.0:
        detail = f"every run compiles them: cannot write into {folder.path}: {folder.fault}"
        return Finding("compiled kernels", "invalid", detail)
    if fraction:
        return Finding("compiled kernels", "ok", f"{fraction:.0%} in {folder.path}")
    return Finding("compiled kernels", "none", f"the first run compiles them into {folder.path}")


def repair_kernels() -> Iterator[str]:
    """Remove what is damaged or left over in the folder of compiled kernels; yield a line for each file."""
    from systems import kernel_loading  # noqa: PLC0415

    for path in kernel_loading.kernel_folder().damaged:
        try:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        except OSError as error:
            yield f"cannot remove {path}: {error_text(error)}"
        else:
            yield f"removed {path}"
