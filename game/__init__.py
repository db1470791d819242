"""The evening's programme: when things run, and what is on screen.

`Level` and `load_level` read level files; `Simulation` runs one, without a window; `save_state` and `load_state` keep
the state of one in a file.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from game.version import __version__

if TYPE_CHECKING:
    from game.levels.model import Level, LevelError, load_level
    from game.session.recording.state_file import load as load_state
    from game.session.recording.state_file import save as save_state
    from game.simulation.simulation import Simulation

__all__ = ["Level", "LevelError", "Simulation", "__version__", "load_level", "load_state", "save_state"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``python -m game --help`` waits for no kernel."""
    if name == "Simulation":
        import systems  # noqa: PLC0415

        systems.load_kernels()  # where the kernels are not compiled yet, two cores share the wait
        from game.simulation.simulation import Simulation  # noqa: PLC0415

        return Simulation
    if name in {"load_state", "save_state"}:
        return getattr(import_module("game.session.recording.state_file"), name.removesuffix("_state"))
    if name in __all__:
        from game.levels import model  # noqa: PLC0415

        return getattr(model, name)
    raise AttributeError(f"module 'game' has no attribute {name!r}")
