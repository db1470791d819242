"""Systems: one esper.Processor a file. A system selects columns and calls one kernel on them."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from systems.ball_collision import BallCollision
    from systems.broad_phase import BroadPhase
    from systems.damping import Damping
    from systems.emission import Emission
    from systems.energy import Energy
    from systems.forces import Forces
    from systems.gravity import Gravity
    from systems.integration import Integration
    from systems.kernels.mixing import Mixing
    from systems.material_overrides import MaterialOverrides
    from systems.mouse_joint import MouseJoint
    from systems.quarantine import Quarantine
    from systems.render import Render
    from systems.sensing import Sensing
    from systems.store_previous_pose import StorePreviousPose
    from systems.wall_collision import WallCollision
    from systems.wall_motion import WallMotion
    from systems.warm_start import WarmStart

__all__ = [
    "BallCollision",
    "BroadPhase",
    "Damping",
    "Emission",
    "Energy",
    "Forces",
    "Gravity",
    "Integration",
    "MaterialOverrides",
    "Mixing",
    "MouseJoint",
    "Quarantine",
    "Render",
    "Sensing",
    "StorePreviousPose",
    "WallCollision",
    "WallMotion",
    "WarmStart",
    "load_kernels",
    "needs_compilation",
]

FUNCTIONS = ("load_kernels", "needs_compilation")

KERNEL_GROUPS = (
    (
        "ball_collision broad_phase damping energy forces gravity impact_strength integration mouse_joint "
        "quarantine sensing store_previous_pose warm_start"
    ),
    "wall_impact wall_rest containment wall_motion render",
)
"""Two groups of kernels that take about equally long to compile."""

LAST_KERNELS = "batch"
"""The steps of many worlds. It imports the order of a step, which calls the kernels of both groups."""


def _module_of(name: str) -> str:
    """Return the module of a system: that of BallCollision is systems.ball_collision."""
    if name == "Mixing":
        return "systems.kernels.mixing"
    return "systems." + re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def __getattr__(name: str) -> Any:
    """Import a system on first use, so that only its own kernel is compiled."""
    if name not in __all__:
        raise AttributeError(f"module 'systems' has no attribute {name!r}")
    return getattr(import_module(_module_of(name)), name)


def needs_compilation() -> bool:
    """Whether no kernel has been compiled on this machine yet. Then `load_kernels` takes about half a minute."""
    from systems.kernels import cache  # noqa: PLC0415

    return cache.needs_compilation()


def load_kernels(in_background: bool = False) -> None:
    """Import every system, and with it its kernels.

    If no kernel is compiled yet, a second process compiles one of the `KERNEL_GROUPS` while this process compiles the
    other, so that two cores share the work. With ``in_background``, other processes compile everything, and this one
    only waits. If a process fails, this process compiles what is missing.
    """
    from systems.kernels import cache  # noqa: PLC0415

    if cache.needs_compilation():
        processes = [_start_compiling(group) for group in (KERNEL_GROUPS if in_background else KERNEL_GROUPS[1:])]
        if not in_background:
            for kernel in KERNEL_GROUPS[0].split():
                import_module(f"systems.kernels.{kernel}")
        for process in processes:
            process.wait()
        if in_background:
            _start_compiling(LAST_KERNELS).wait()
    for name in __all__:
        if name not in FUNCTIONS:
            import_module(_module_of(name))
    import_module(f"systems.kernels.{LAST_KERNELS}")


def _start_compiling(group: str) -> subprocess.Popen[bytes]:
    """Start a process that imports a group of kernels, which writes the compiled code to the cache."""
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join([root, os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else [root])
    command = [sys.executable, "-c", f"import {', '.join(f'systems.kernels.{kernel}' for kernel in group.split())}"]
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
