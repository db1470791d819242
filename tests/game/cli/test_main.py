"""Tests of the entry point."""

import os
import subprocess
import sys
from time import perf_counter

from tests.command_line import ROOT, process


def test_closed_stdout_gives_no_traceback():
    command = [sys.executable, "-m", "game", "levels"]
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **settings) as running:
        running.stdout.close()
        assert running.stderr.read() == ""


def test_help_imports_no_slow_modules():
    program = (
        "import sys, game.cli.main;print({'numpy', 'numba', 'pydantic', 'arcade', 'PIL', 'systems'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"
    start = perf_counter()
    result = process("--help")
    print(f"--help took {perf_counter() - start:.2f} s")
    assert result.returncode == 0
    for command in ("play", "simulate", "render", "check", "levels", "doctor"):
        assert command in result.stdout


def test_opengl_errors_are_not_queried_after_each_call():
    program = "import game.cli.main as it; it.app = int; it.main(); import pyglet; print(pyglet.options.debug_gl)"
    clean = {name: value for name, value in os.environ.items() if name != "PYGLET_DEBUG_GL"}
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, env=clean)
    assert result.stdout == b"False\n"
