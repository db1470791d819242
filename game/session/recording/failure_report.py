"""What is kept of a step that failed, so that somebody can look into it."""

from collections.abc import Iterator
from pathlib import Path
from traceback import format_exception

from platformdirs import user_log_path

from game.files import new_file
from game.session.recording import state_file
from game.simulation.simulation import Simulation


def keep_report(simulation: Simulation, error: BaseException) -> Path:
    """Write the state before the step, and what was raised beside it as a text; return the file of the state.

    Raises ``OSError`` where no folder can be written.
    """
    level = simulation.level
    stem = new_file.capture_name(level.name, simulation.time)
    state = new_file.write_new_file(stem, ".npz", lambda path: state_file.save(simulation, path), folders)
    text = f"{level.name}, seed {simulation.seed}, after {simulation.steps} steps\n\n"
    state.with_suffix(".txt").write_text(text + "".join(format_exception(error)), "utf-8")
    return state


def folders() -> Iterator[Path]:
    """Yield the folders that may keep it, the best first."""
    yield user_log_path("heptagon")
    yield from new_file.output_folders()
