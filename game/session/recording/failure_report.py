"""Reports of failed steps, for debugging."""

from collections.abc import Iterator
from pathlib import Path
from traceback import format_exception

from platformdirs import user_log_path

from game.files import new_file
from game.files.counted import counted
from game.session.recording.state_file import save_state
from game.simulation.simulation import Simulation


def write_report(simulation: Simulation, error: BaseException) -> Path:
    """Write the state before the failed step, and beside it the traceback as text; return the path of the state file.

    Raises ``OSError`` if no folder can be written.
    """
    level = simulation.level
    name = new_file.capture_name(level.name, simulation.time)
    path = new_file.write_new_file(name, ".npz", lambda part: save_state(simulation, part), report_folders)
    text = f"{level.name}, seed {simulation.seed}, after {counted(simulation.steps, 'step')}\n\n"
    _write(path.with_suffix(".txt"), text + "".join(format_exception(error)))
    return path


def write_traceback(name: str, error: BaseException) -> Path:
    """Write the traceback of an error as text; ``name`` is for the file. Return its path.

    Raises ``OSError`` if no folder can be written.
    """
    text = "".join(format_exception(error))
    return new_file.write_new_file(name, ".txt", lambda part: _write(part, text), report_folders)


def report_folders() -> Iterator[Path]:
    """Yield the folders for reports in order of preference."""
    yield user_log_path("heptagon")
    yield from new_file.output_folders()


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", "backslashreplace")
