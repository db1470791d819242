"""What happens if a frame or an event of the window raises: it is told, and the game goes on while it can."""

import threading
from collections.abc import Callable, Sequence

from pyglet import gl

from game.files.atomic_write import error_text
from game.files.terminal import print_stderr
from game.ui.window_error import WindowError

MAX_FAILED_FRAMES = 10
"""Frames in a row that may fail before the window is left."""

CHECK_INTERVAL = 1.0
"""Time between two checks of the graphics context, s: a check waits for the graphics card."""

GL_CONTEXT_LOST = 0x0507
"""What `glGetError` returns after the driver has reset the context (OpenGL 4.5)."""

MAX_REASON, MAX_REPORTS = 200, 20
"""Characters of a reason that are shown, and number of errors that are printed and have a report."""

TASKS = {"on_draw": "draw the window", "on_update": "update the window", "on_close": "ask before closing"}
"""What an event does; all others handle input."""


class FaultGuard:
    """Tells each new error, and lets the game go on until `MAX_FAILED_FRAMES` frames in a row have failed.

    Every new error is printed on stderr, with the path of a report that has its traceback.

    cause : why the window must be left; None while it goes on
    show_message : shows a line to the player
    retreats : what is given up, one after another, if drawing fails: panels, or a screen
    """

    def __init__(self, leave: Callable[[], None]) -> None:
        """Call ``leave`` once the window must be left."""
        self.cause: WindowError | None = None
        self.show_message: Callable[[str], object] = lambda _: None
        self.retreats: Sequence[Callable[[], object]] = ()
        self._leave = leave
        self._told: set[str] = set()
        self._failed_frames, self._has_failed = 0, False
        self._next_check = CHECK_INTERVAL

    def report(self, event: str, error: Exception) -> None:
        """Tell an error that an event of the window has raised, and decide whether the game goes on."""
        self._has_failed = True
        message = f"cannot {TASKS.get(event, 'handle the input')}: {_reason(error)}"
        if message not in self._told and len(self._told) < MAX_REPORTS:
            self._told.add(message)
            print_stderr(f"{message} ({_saved_report(error)})")
        self.show_message(message)
        if event == "on_draw" and self._failed_frames < len(self.retreats):
            self.retreats[self._failed_frames]()
        if event == "on_close" or self._failed_frames >= MAX_FAILED_FRAMES:
            self.stop(message)

    def report_thread(self, failure: threading.ExceptHookArgs) -> None:
        """Tell an error that has ended another thread, such as that of the sound; for ``threading.excepthook``."""
        name = failure.thread.name if failure.thread else "unknown"
        if isinstance(failure.exc_value, Exception):
            message = f"cannot go on in the thread {name}: {_reason(failure.exc_value)}"
            print_stderr(f"{message} ({_saved_report(failure.exc_value)})")
            self.show_message(message)

    def stop(self, message: str) -> None:
        """Leave the window, because it cannot go on."""
        if self.cause is None:
            self.cause = WindowError(message)
            self._leave()

    @staticmethod
    def error_of(error: Exception) -> WindowError:
        """Return an error that ended the event loop as one of the window, with a report."""
        if isinstance(error, WindowError):
            return error
        return WindowError(f"cannot go on: {_reason(error)} ({_saved_report(error)})")

    def end_frame(self, frame_time: float) -> None:
        """Count a frame that took ``frame_time`` s; look whether the graphics context is still there."""
        self._failed_frames = self._failed_frames + 1 if self._has_failed else 0
        self._has_failed = False
        self._next_check -= frame_time
        if self._next_check <= 0.0:
            self._next_check = CHECK_INTERVAL
            if gl.glGetError() == GL_CONTEXT_LOST:
                self.stop("cannot draw the window: the graphics driver has reset, and what it held is lost")


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error_text(error)}"[:MAX_REASON]


def _saved_report(error: Exception) -> str:
    from game.session.recording.failure_report import write_traceback  # noqa: PLC0415  (imports the kernels)

    try:
        path = write_traceback("window", error)
    except OSError as reason:
        return f"cannot save a report: {error_text(reason)}"
    return f"report: {path}"
