"""Heptagon, a 2-D physics simulation of balls in moving containers.

`load_level` reads a `Level` from a file, and raises `LevelError` for an invalid one. `Simulation` runs a level without
a window, and `Batch` many of them side by side. `save_state` and `load_state` write and read the state of a simulation.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from game.version import __version__

if TYPE_CHECKING:
    from game.levels.model import Level, LevelError, load_level
    from game.session.recording.state_file import load_state, save_state
    from game.simulation.batch import Batch
    from game.simulation.simulation import Simulation

__all__ = ["Batch", "Level", "LevelError", "Simulation", "__version__", "load_level", "load_state", "save_state"]


def __getattr__(name: str) -> Any:
    """Import a public name on its first use, so that ``python -m game --help`` does not load the kernels."""
    if name in {"Batch", "Simulation"}:
        import systems  # noqa: PLC0415

        systems.load_kernels()  # compiles in two processes if the kernels are not compiled yet
        return getattr(import_module(f"game.simulation.{name.lower()}"), name)
    if name in {"load_state", "save_state"}:
        return getattr(import_module("game.session.recording.state_file"), name)
    if name in __all__:
        from game.levels import model  # noqa: PLC0415

        return getattr(model, name)
    raise AttributeError(f"module 'game' has no attribute {name!r}")
