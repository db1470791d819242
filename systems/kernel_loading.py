"""Loading of all kernels; two processes compile those that are not stored yet."""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from systems.kernels import cache

if TYPE_CHECKING:
    from systems.kernels.compiler import Kernel

KERNEL_MODULES = (
    "ball_collision", "ball_passes", "ball_rest", "ball_impact", "bodies", "broad_phase", "loads", "warm_start", "step",
    "batch", "forces", "damping", "gravity", "energy", "impact_strength", "integration", "mouse_joint", "quarantine",
    "sensing", "store_previous_pose", "stopwatch", "render", "wall_motion", "wall_pose", "wall_features", "wall_rest",
    "containment", "wall_impact",
)  # fmt: skip
"""Modules with kernels. Those that share subroutines are close together, and the largest are at the ends, because two
processes compile them from both ends."""


def load_kernels(in_background: bool = False) -> None:
    """Load all kernels.

    If kernels are not compiled yet, a second process compiles a part of them, so that two cores share the work. With
    ``in_background``, two other processes compile everything, and this one only waits. If a process fails, this
    process compiles what is missing.
    """
    if cache.compiled_fraction() < 1.0:
        _compile_in_processes(in_background)
    for kernel in _import_kernels():
        kernel.load()


def _import_kernels() -> list["Kernel[Any, Any]"]:
    """Import the modules with kernels; return the kernels in the order of the modules."""
    for module in KERNEL_MODULES:
        import_module(f"systems.kernels.{module}")
    from systems.kernels.compiler import KERNELS  # noqa: PLC0415

    kernels = [kernel for kernel in KERNELS.values() if kernel.module in KERNEL_MODULES]
    return sorted(kernels, key=lambda kernel: KERNEL_MODULES.index(kernel.module))


def _compile_in_processes(in_background: bool) -> None:
    """Compile the kernels that are not stored."""
    claims = mkdtemp(prefix="heptagon-")
    atexit.register(rmtree, claims, ignore_errors=True)  # if the program ends while a thread waits here
    processes = [_start_compiling(claims, backwards) for backwards in ((False, True) if in_background else (True,))]
    try:
        if not in_background:
            compile_share(claims, backwards=False)
        for process in processes:
            process.wait()
    finally:  # including Ctrl-C
        for process in processes:
            process.kill()
        rmtree(claims, ignore_errors=True)


def _start_compiling(claims: str, backwards: bool) -> subprocess.Popen[bytes]:
    """Start a process that calls `compile_share`."""
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join([root, os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else [root])
    code = f"from systems import kernel_loading; kernel_loading.compile_share({claims!r}, {backwards})"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def compile_share(claims: str, backwards: bool) -> None:
    """Compile the kernels that are not stored, and that no other process compiles; store them.

    claims : path of a folder in which each process makes a file for each kernel that it compiles
    backwards : whether to begin at the end
    """
    kernels = _import_kernels()
    for kernel in kernels[::-1] if backwards else kernels:
        if not kernel.is_stored():
            with suppress(FileExistsError):
                Path(claims, kernel.symbol).touch(exist_ok=False)
                kernel.compile()
