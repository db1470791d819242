"""Loads the compiled kernels in a thread, so that a window can be shown meanwhile."""

from importlib import import_module
from threading import Thread

import systems


class KernelError(Exception):
    """The kernels cannot be compiled; the message has the reason."""


class KernelLoading:
    """A thread that loads the kernels, which compiles them if they are not cached, and imports the play screen.

    storage_fault : why the compiled kernels could not be stored, or ""; after the end of the thread
    """

    def __init__(self) -> None:
        self.storage_fault = ""
        self._error: Exception | None = None
        self._thread = Thread(target=self._load, name="kernels", daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether the thread has ended, with success or not."""
        return not self._thread.is_alive()

    @property
    def progress(self) -> float:
        """Which part of the kernels is compiled, from 0 to 1."""
        return systems.compiled_fraction()

    def wait(self, seconds: float) -> bool:
        """Wait for at most ``seconds``; return whether the thread has ended."""
        self._thread.join(seconds)
        return self.is_done

    def raise_error(self) -> None:
        """Raise ``KernelError`` if loading has failed."""
        if self._error:
            kind = type(self._error).__name__
            raise KernelError(f"cannot compile the kernels: {kind}: {self._error}") from self._error

    def _load(self) -> None:
        try:
            self.storage_fault = systems.load_kernels(in_background=True)
            import_module("game.ui.screens.play")
        except Exception as error:
            self._error = error
