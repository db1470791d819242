"""Loads the kernels while something else goes on."""

from importlib import import_module
from threading import Thread


class KernelError(Exception):
    """The kernels cannot be compiled; the message tells why."""


class KernelLoading:
    """Imports all that a window needs, in a thread: where the kernels are not compiled yet, that is done first."""

    def __init__(self) -> None:
        self._problem: Exception | None = None
        self._thread = Thread(target=self._load, name="kernels", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait at most that long; return whether it has ended."""
        self._thread.join(seconds)
        return self.is_over

    def check(self) -> None:
        """Raise ``KernelError`` if it has failed."""
        if self._problem:
            kind = type(self._problem).__name__
            raise KernelError(f"the kernels cannot be compiled: {kind}: {self._problem}") from self._problem

    def _load(self) -> None:
        try:
            systems = import_module("systems")
            systems.load_kernels(in_background=True)
            import_module("game.ui.screens.play")
        except Exception as problem:
            self._problem = problem
