"""Connects a recorder to the play screen."""

from collections.abc import Callable
from pathlib import Path

from game.session.recording.recorder import Recorder
from game.simulation.simulation import Simulation


class RecorderAdapter:
    """Records what is played, and shows a message if the recording ends early; does nothing without a recorder."""

    def __init__(self, recorder: Recorder | None, notify: Callable[[str], None]) -> None:
        """Use ``notify`` to show messages."""
        self._recorder, self._notify = recorder, notify

    @property
    def path(self) -> Path | None:
        """Path of the running recording; None if there is none."""
        return self._recorder.path if self._recorder else None

    @property
    def status(self) -> str:
        """Text about the running recording; empty if there is none."""
        return f"recording {self.path.name}" if self.path else ""

    def attach(self, simulation: Simulation) -> None:
        """Record a simulation from its present step on."""
        if self._recorder:
            self._recorder.record_simulation(simulation)

    def record_step(self) -> None:
        """Record the step that the simulation has just taken."""
        try:
            if self._recorder:
                self._recorder.record_step()
        except OSError as error:
            self.close(str(error.strerror))

    def detach(self, is_restart: bool) -> None:
        """Prepare for the end of the simulation; the recording ends too, unless its level restarts from the start."""
        if not is_restart:
            self.close("the level was changed")
        elif self._recorder and not self._recorder.can_restart:
            self.close("it started from a state, and not from the start of the level")

    def finish(self) -> Path | None:
        """Complete the file, even if a step was interrupted; return its path. Raises OSError."""
        recorder, self._recorder = self._recorder, None
        if recorder:
            recorder.close(between_steps=False)
        return recorder.path if recorder else None

    def close(self, reason: str = "") -> None:
        """Complete the file before the simulation is freed; show the reason, if there is one."""
        recorder, self._recorder = self._recorder, None
        try:
            if recorder:
                recorder.close()
        except OSError as error:
            reason = str(error.strerror)
        if recorder and reason:
            self._notify(f"stopped recording {recorder.path.name}: {reason}")
