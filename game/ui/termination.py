"""Signals that ask the process to end: a logout, a terminal that closes, a shutdown of the machine."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def exit_on_signals(leave: Callable[[], object]) -> Iterator[None]:
    """Call ``leave`` if the process is asked to end, and raise SystemExit after the block, so that all can be saved.

    Nothing is interrupted by the first signal; the second ends the process at once. A signal that is ignored, as under
    nohup, stays ignored. Outside of the main thread this does nothing.
    """
    received: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_DFL)
        leave()

    is_main = threading.current_thread() is threading.main_thread()
    changed = [number for number in SIGNALS if is_main and signal.getsignal(number) is signal.SIG_DFL]
    for number in changed:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)
    if received:
        sys.exit(128 + received[0])
