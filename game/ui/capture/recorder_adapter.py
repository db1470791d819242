"""What is written down of what is played, as long as that can be."""

from collections.abc import Callable

from game.session.recording.recorder import Recorder
from game.simulation.simulation import Simulation


class RecorderAdapter:
    """Keeps a recorder at what is played, and tells when it ends before it should; without one it does nothing."""

    def __init__(self, recorder: Recorder | None, say: Callable[[str], None]) -> None:
        self._recorder, self._say = recorder, say

    @property
    def status(self) -> str:
        """Tell that there is a recording; nothing if there is none."""
        return f"recording {self._recorder.path.name}" if self._recorder else ""

    def follow(self, simulation: Simulation) -> None:
        """Write down what happens to a simulation that begins."""
        if self._recorder:
            self._recorder.record_simulation(simulation)

    def look(self) -> None:
        """Write down the step that has just been taken."""
        try:
            if self._recorder:
                self._recorder.record_step()
        except OSError as problem:
            self.end(str(problem.strerror))

    def leave(self, is_to_begin_again: bool) -> None:
        """Say that what is played is to be freed: it ends, unless the level begins again as it has begun."""
        if not is_to_begin_again:
            self.end("this is another level")
        elif self._recorder and not self._recorder.can_restart:
            self.end("it began in a state, and not where the level begins")

    def end(self, why: str = "") -> None:
        """Make it a whole file, before the simulation is freed; say why, if nobody asked for the end."""
        recorder, self._recorder = self._recorder, None
        try:
            if recorder:
                recorder.close()
        except OSError as problem:
            why = str(problem.strerror)
        if recorder and why:
            self._say(f"{recorder.path.name} has ended: {why}")
