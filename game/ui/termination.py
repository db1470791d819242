"""Signals that ask the process to end: a logout, a terminal that closes, a shutdown of the machine."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """Raise SystemExit in the block if the process is asked to end, so that everything can be saved before.

    A signal that is ignored, as under nohup, stays ignored. Outside of the main thread this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, lambda got, _: sys.exit(128 + got))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
