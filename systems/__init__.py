"""Systems: one esper.Processor a file. A system selects columns and calls one kernel on them."""

import re
from importlib import import_module
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
    from systems.scoring import Scoring
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
    "Scoring",
    "Sensing",
    "StorePreviousPose",
    "WallCollision",
    "WallMotion",
    "WarmStart",
    "compiled_fraction",
    "load_kernels",
    "processor_name",
]


def _module_of(name: str) -> str:
    """Return the module of a system: that of BallCollision is systems.ball_collision."""
    if name == "Mixing":
        return "systems.kernels.mixing"
    return "systems." + re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def __getattr__(name: str) -> Any:
    """Import a system on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'systems' has no attribute {name!r}")
    return getattr(import_module(_module_of(name)), name)


def compiled_fraction() -> float:
    """Return which part of the kernels is compiled on this machine, from 0 to 1. `load_kernels` compiles the others."""
    from systems.kernels import cache  # noqa: PLC0415

    return cache.compiled_fraction()


def processor_name() -> str:
    """Return the name of the processor of this machine, as the compiler of the kernels knows it."""
    from systems.kernels import compiler  # noqa: PLC0415

    return compiler.processor_name()


def load_kernels(in_background: bool = False) -> str:
    """Load all kernels, and compile those that are not compiled yet, see `systems.kernel_loading.load_kernels`.

    Without any compiled kernel this takes a few seconds. Returns why the kernels could not be stored, or "".
    """
    from systems import kernel_loading  # noqa: PLC0415

    return kernel_loading.load_kernels(in_background)
