"""The evening's programme: when things run, and what is on screen.

`Level` and `load_level` read level files; `Simulation` runs one, without a window.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from game.level import Level, LevelError, load_level
    from game.simulation import Simulation

__all__ = ["Level", "LevelError", "Simulation", "load_level"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``python -m game --help`` waits for no kernel."""
    if name == "Simulation":
        import systems  # noqa: PLC0415

        systems.load()  # where the kernels are not compiled yet, two cores share the wait
        from game.simulation import Simulation  # noqa: PLC0415

        return Simulation
    if name in __all__:
        from game import level  # noqa: PLC0415

        return getattr(level, name)
    raise AttributeError(f"module 'game' has no attribute {name!r}")
