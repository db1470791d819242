"""Heptagon, a 2-D physics simulation of balls in moving containers.

Run a level without a window::

    from game import Simulation

    sim = Simulation("heptagon", seed=7)  # the name or the file of a level
    sim.step(600)                         # fixed steps: ten seconds at 60 Hz
    sim.positions                         # (20, 2) float64 in m, read-only; sim.set_positions writes
    sim.to_frame()                        # a table for pandas: one row a ball
    sim.record_frames(600, every=6)       # the same for a whole run
    state = sim.snapshot()                # the whole state, to the last bit
    sim.restore(state)

`load_level` reads a `Level` and raises `LevelError`, which lists every problem with its line and column. `Batch` runs
many simulations side by side. `save_state` and `load_state` write and read the state of a simulation.

``python -m game --help`` lists the commands. The packages `components` and `systems` hold the parts of a simulation,
and `game.testing` helps to test them with pytest.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.version import __version__

if TYPE_CHECKING:
    from game.levels.model import Level, LevelError, load_level
    from game.session.recording.state_file import load_state, save_state
    from game.simulation.batch import Batch
    from game.simulation.simulation import Simulation

__all__ = ["Batch", "Level", "LevelError", "Simulation", "__version__", "load_level", "load_state", "save_state"]


def _check_packages() -> None:
    """Raise ImportError if another package or module hides one of those that are installed beside this one."""
    home = Path(__file__).resolve().parents[1]
    for name in ("components", "systems"):
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        file = Path(spec.origin).resolve()
        if file.parent != home / name:
            place = file.parent if spec.submodule_search_locations else file
            raise ImportError(
                f"cannot import heptagon: {place} hides its package {name!r}; allowed: another name for {place.name}"
            )


_check_packages()


def __dir__() -> list[str]:
    """Return the public names, so that `help` shows them although they are not imported yet."""
    return sorted({*globals(), *__all__})


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
