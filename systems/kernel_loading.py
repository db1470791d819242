"""Loading of all kernels; two processes compile those that are not stored yet."""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp
from time import time
from typing import TYPE_CHECKING, Any, NamedTuple

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


CLAIMS = "heptagon-claims-"
"""First part of the names of folders in which processes claim the kernels that they compile."""

OLD_CLAIMS = 3600.0
"""Age of a folder of claims that a killed process left, s."""


class KernelFolder(NamedTuple):
    """The folder of compiled kernels.

    path : of the folder, which need not exist
    fault : why kernels cannot be stored, or ""
    damaged : files that are not kernels: damaged ones, and parts that a killed process left
    """

    path: Path
    fault: str
    damaged: tuple[Path, ...]


def kernel_folder() -> KernelFolder:
    """Return the folder of compiled kernels; nothing is loaded or compiled."""
    folder = cache.CACHE_FOLDER
    return KernelFolder(folder, cache.storage_fault(), tuple(cache.damaged_files()))


def load_kernels(in_background: bool = False) -> str:
    """Load all kernels; return why they could not be stored and will be compiled again, or "".

    If kernels are not compiled yet, a second process compiles a part of them, so that two cores share the work. With
    ``in_background``, two other processes compile everything, and this one only waits. If a process fails, this
    process compiles what is missing.
    """
    is_cold = cache.compiled_fraction() < 1.0  # reads all stored kernels
    fault = cache.storage_fault() if is_cold else ""
    if is_cold and not fault:
        _compile_in_processes(in_background)
    for kernel in _import_kernels():
        kernel.load()
    place = f"cannot store the compiled kernels in {cache.CACHE_FOLDER}"
    return f"{place}: {fault}; they are compiled at every start" if fault else ""


def _import_kernels() -> list["Kernel[Any, Any]"]:
    """Import the modules with kernels; return the kernels in the order of the modules."""
    for module in KERNEL_MODULES:
        import_module(f"systems.kernels.{module}")
    from systems.kernels.compiler import KERNELS  # noqa: PLC0415

    kernels = [kernel for kernel in KERNELS.values() if kernel.module in KERNEL_MODULES]
    return sorted(kernels, key=lambda kernel: KERNEL_MODULES.index(kernel.module))


def _compile_in_processes(in_background: bool) -> None:
    """Compile the kernels that are not stored; do nothing where there is no place for temporary files."""
    try:
        _remove_old_claims()
        claims = mkdtemp(prefix=CLAIMS)
    except OSError:
        return
    atexit.register(rmtree, claims, ignore_errors=True)  # if the program ends while a thread waits here
    processes: list[subprocess.Popen[bytes]] = []
    try:
        with suppress(OSError):  # the machine allows no more processes
            directions = (False, True) if in_background else (True,)
            processes.extend(_start_compiling(claims, backwards) for backwards in directions)
        if not in_background:
            compile_share(claims, backwards=False)
        for process in processes:
            process.wait()
    finally:  # including Ctrl-C
        for process in processes:
            process.kill()
        rmtree(claims, ignore_errors=True)


def _remove_old_claims() -> None:
    """Remove the folders of claims of processes that were killed. No process compiles for so long."""
    for folder in Path(gettempdir()).glob(f"{CLAIMS}*"):
        with suppress(OSError):
            if time() - folder.stat().st_mtime > OLD_CLAIMS:
                rmtree(folder, ignore_errors=True)


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
    """Compile the kernels that are not stored, and that no other process compiles; store them while that is possible.

    claims : path of a folder in which each process makes a file for each kernel that it compiles
    backwards : whether to begin at the end
    """
    kernels = _import_kernels()
    for kernel in kernels[::-1] if backwards else kernels:
        if not kernel.is_stored():
            try:
                Path(claims, kernel.symbol).touch(exist_ok=False)
            except FileExistsError:
                continue
            except OSError:  # a full disk
                pass
            kernel.compile()
            if not kernel.is_stored():  # the other process compiles it again, so to share is of no use
                return
