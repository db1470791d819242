"""The verbs: one esper.Processor a file. A system chooses columns and calls one kernel on them."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from systems.ball_collision import BallCollision
    from systems.damping import Damping
    from systems.emission import Emission
    from systems.energy import Energy
    from systems.forces import Forces
    from systems.gravity import Gravity
    from systems.grip import Grip
    from systems.integration import Integration
    from systems.mixing import Mixing
    from systems.quarantine import Quarantine
    from systems.remember import Remember
    from systems.sensing import Sensing
    from systems.surfaces import Surfaces
    from systems.wall_collision import WallCollision
    from systems.wall_motion import WallMotion
    from systems.warm_start import WarmStart

__all__ = [
    "BallCollision",
    "Damping",
    "Emission",
    "Energy",
    "Forces",
    "Gravity",
    "Grip",
    "Integration",
    "Mixing",
    "Quarantine",
    "Remember",
    "Sensing",
    "Surfaces",
    "WallCollision",
    "WallMotion",
    "WarmStart",
    "is_cold",
    "load",
]


def _module_of(name: str) -> str:
    """A system lives in the file of its name: BallCollision in ball_collision."""
    return "systems." + re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def __getattr__(name: str) -> Any:
    """Import a system on first use: its kernel is compiled then, and no other."""
    if name not in __all__:
        raise AttributeError(f"module 'systems' has no attribute {name!r}")
    return getattr(import_module(_module_of(name)), name)


HALVES = (
    "ball_collision neighbours wall_motion warm_start",
    "wall_rest containment damping energy forces gravity integration remember sensing soundness",
)
"""Kernels that take about as long to compile; those of a half share pieces."""


def is_cold() -> bool:
    """Whether no kernel has been compiled on this machine yet: `load` takes long then."""
    from systems.kernels import compiler  # noqa: PLC0415

    return compiler.is_cold()


def load(apart: bool = False) -> None:
    """Import every system.

    Where no kernel has been compiled yet, another process compiles half of them meanwhile, so that two cores share
    the wait; with ``apart`` a third one compiles the rest, and this one is free for something else. Should they fail,
    this one does it all.
    """
    from systems.kernels import compiler  # noqa: PLC0415

    if compiler.is_cold():
        others = [_importing(kernels) for kernels in (HALVES if apart else HALVES[1:])]
        if not apart:
            for kernel in HALVES[0].split():
                import_module(f"systems.kernels.{kernel}")
        for other in others:
            other.wait()
    for name in __all__:
        if name not in {is_cold.__name__, load.__name__}:
            import_module(_module_of(name))


def _importing(kernels: str) -> subprocess.Popen[bytes]:
    """Start a process that imports kernels, which keeps them on disk."""
    room = str(Path(__file__).parents[1])
    path = os.pathsep.join([room, os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else [room])
    command = [sys.executable, "-c", f"import {', '.join(f'systems.kernels.{kernel}' for kernel in kernels.split())}"]
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
